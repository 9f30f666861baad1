"""The doorbell: a broker that does not answer never costs the one who acts more than a moment."""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import kombu.pools
import pytest

from anvisning import utkorg
from anvisning.config.celery import app
from anvisning.models import Utkorgsrad

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
STANGD_PORT = "redis://127.0.0.1:1/0"
SERVRARS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
"""How production talks to its broker; that the settings say so is tested with them (tests/drift)."""


def _nollstall() -> None:
    app.pool.force_close_all()
    app.amqp._producer_pool = None
    kombu.pools.reset()
    utkorg._ringer_igen = 0.0


@pytest.fixture
def utan_ko() -> Iterator[None]:
    """The broker is gone: nobody listens on its port."""
    fore = app.conf.broker_url, app.conf.broker_transport_options
    app.conf.broker_url, app.conf.broker_transport_options = STANGD_PORT, SERVRARS
    _nollstall()
    yield
    app.conf.broker_url, app.conf.broker_transport_options = fore
    _nollstall()


@pytest.mark.usefixtures("utan_ko")
@pytest.mark.django_db
def test_three_hundred_rows_wait_for_the_sweeper_without_delay(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: object
) -> None:
    """One try is enough to know: the rows stay, one line in the log says it, and the act is answered at once."""
    caplog.set_level(logging.WARNING, logger="anvisning.utkorg")
    borjan = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture
        utkorg.lagg("dokument", range(1, 301), nu=NU)
    assert time.monotonic() - borjan < 2
    assert Utkorgsrad.objects.filter(klar=None, uppgiven=None, nasta=NU).count() == 300
    assert [r.levelname for r in caplog.records if r.name == "anvisning.utkorg"] == ["WARNING"]


@pytest.mark.usefixtures("utan_ko")
def test_a_ring_tells_whether_it_was_heard() -> None:
    assert utkorg.ring(1) is False


@pytest.mark.usefixtures("utan_ko")
def test_it_is_left_alone_for_a_while_and_then_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utkorg, "RINGPAUS", 0.0)
    assert [utkorg.ring(1), utkorg.ring(2)] == [False, False]
    app.conf.broker_url, app.conf.broker_transport_options = "memory://", {}
    app.pool.force_close_all()
    app.amqp._producer_pool = None
    kombu.pools.reset()
    assert utkorg.ring(3) is True
