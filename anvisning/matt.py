"""Figures for the operator's monitoring, in Prometheus' text format: `/matt`, with the key in METRIK_NYCKEL only.

All of it is read from the database (two queries, however much there is) and from the broker, so that every web process
tells the same; times of requests are in the log.
"""

import hmac
from collections.abc import Iterator
from datetime import datetime

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from anvisning import driftlage, plikter
from anvisning.models import Pliktrad

KO = "celery"
"""Celery's own name of the queue that all our tasks go through."""


@require_safe
@login_not_required
@never_cache
def matt(request: HttpRequest) -> HttpResponse:
    """Give the figures to whoever brings the key; to everybody else there is no such page."""
    angiven = request.headers.get("Authorization", "").encode(errors="replace")
    if not settings.METRIK_NYCKEL or not hmac.compare_digest(angiven, f"Bearer {settings.METRIK_NYCKEL}".encode()):
        raise Http404
    register = CollectorRegistry()
    register.register(Samlare(request.mottagen))
    return HttpResponse(generate_latest(register), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class Samlare:
    """Gathers the figures as they are at `nu`."""

    def __init__(self, nu: datetime) -> None:
        self.nu = nu

    def describe(self) -> list[Metric]:
        """Nothing is asked when we are registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give every figure."""
        yield from self._utkorgen()
        yield from self._plikterna()
        yield from _kon()

    def _utkorgen(self) -> Iterator[Metric]:
        vantar = GaugeMetricFamily("anvisning_utkorg_vantar", "Work that is to be done, by kind.", labels=["uppgift"])
        aldst = GaugeMetricFamily(
            "anvisning_utkorg_aldsta_sekunder", "Age of the oldest of it (0: nothing waits).", labels=["uppgift"]
        )
        uppgivna = GaugeMetricFamily("anvisning_utkorg_uppgivna", "Work given up, by kind.", labels=["uppgift"])
        for uppgift, rad in driftlage.per_uppgift().items():
            vantar.add_metric([uppgift], rad["vantar"])
            aldst.add_metric([uppgift], max((self.nu - rad["aldst"]).total_seconds(), 0) if rad["aldst"] else 0)
            uppgivna.add_metric([uppgift], rad["uppgivna"])
        yield from (vantar, aldst, uppgivna)

    def _plikterna(self) -> Iterator[Metric]:
        senast = GaugeMetricFamily(
            "anvisning_plikt_senast_timestamp_seconds", "When each duty was last done (0: never).", labels=["plikt"]
        )
        fel = GaugeMetricFamily("anvisning_plikt_fel", "1 when the duty's latest try failed.", labels=["plikt"])
        rader = {rad.namn: rad for rad in Pliktrad.objects.all()}
        for namn in plikter.PLIKTER:
            rad = rader.get(namn) or Pliktrad(namn=namn)
            senast.add_metric([namn], rad.senast.timestamp() if rad.senast else 0)
            fel.add_metric([namn], bool(rad.fel))
        yield from (senast, fel)


def _kon() -> Iterator[Metric]:
    """The broker's queue: rows that were rung for. It is no loss when it does not answer, so that is a figure too."""
    langd = get_queue_length()
    yield GaugeMetricFamily("anvisning_ko_svarar", "1 when the broker answers.", value=langd is not None)
    if langd is not None:
        yield GaugeMetricFamily("anvisning_ko_langd", "Tasks in the broker's queue.", value=langd)


def get_queue_length() -> int | None:
    """The number of tasks in the broker's queue; None when it does not answer."""
    try:
        with current_app.connection_for_read() as anslutning:
            return int(anslutning.default_channel.queue_declare(queue=KO).message_count)
    except (OperationalError, OSError):
        return None
