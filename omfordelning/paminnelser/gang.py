"""The daily round of reminders (a duty): county by county, under the county's own lock."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from anvisning import tid, utskick
from anvisning.behorighet import KOMMUNEN_ARBETAR
from anvisning.models import Konto, Tidplan
from omfordelning.models import Forslag, Paminnelse
from omfordelning.paminnelser.dagar import dags
from omfordelning.paminnelser.mejl import build_mejl, mottagare
from omfordelning.paminnelser.utestaende import Utestaende, utestaende
from omfordelning.parter import funktionsbrevlador
from omfordelning.process import PAGAENDE, Status

logg = logging.getLogger(__name__)


def paminn(*, nu: datetime) -> None:
    """Remind every municipality of what it has left to do. Run twice, or by two at once, it reminds once.

    A county whose reminders fail does not stop the others; RuntimeError afterwards, so that it is tried again.
    """
    oppna = Forslag.objects.filter(ar=OuterRef("ar"), lan=OuterRef("lan"), status__in=(Status.UTKAST, *PAGAENDE))
    planer = Tidplan.objects.filter(Exists(oppna), ar__redovisas_dag__gte=tid.svensk_dag(nu))
    fel = []
    for plan_id in planer.order_by("ar", "lan").values_list("pk", flat=True):
        try:
            _paminn_i_lanet(plan_id, nu)
        except SoftTimeLimitExceeded:  # the whole run's time is out
            raise
        except Exception:
            logg.exception("The reminders of timetable %s failed", plan_id)
            fel.append(plan_id)
    if fel:
        raise RuntimeError(f"The reminders of timetables {fel} failed")


@transaction.atomic
def _paminn_i_lanet(plan_id: int, nu: datetime) -> None:
    """Remind in one county and year. Its timetable is locked: an act that is being done comes first, or after."""
    planer = Tidplan.objects.select_for_update(of=("self",), no_key=True).select_related("ar", "lan__organisation")
    plan, idag = planer.get(pk=plan_id), tid.svensk_dag(nu)
    rader = utestaende(Forslag.objects.all(), plan, nu)
    senast = _senast(rader)
    aktuella = [
        (rad, dagar)
        for rad in rader
        if (dagar := dags(rad.sista_dag, plan.paminnelsedagar, senast[rad.nyckel], idag)) is not None
    ]
    adresser = _adresser({rad.forslag.kommunkod(rad.sida) for rad, _ in aktuella}, idag)
    mejl, skickade = [], []
    for rad, dagar in aktuella:
        kvar = min(dagar, (rad.sista_dag - idag).days)
        if till := mottagare(rad.slag, kvar, *adresser[rad.forslag.kommunkod(rad.sida)]):
            mejl += build_mejl(rad, dagar, till, plan.lan.organisation.namn)
            skickade.append(
                Paminnelse(
                    forslag=rad.forslag,
                    sida=rad.sida,
                    slag=rad.slag,
                    sista_dag=rad.sista_dag,
                    dagar=dagar,
                    skickad=nu,
                )
            )
    Paminnelse.objects.bulk_create(skickade)
    utskick.bestall(mejl, nu=nu)


def _senast(rader: Iterable[Utestaende]) -> dict[tuple[int, str, str], date]:
    """Give per thing left to do the day on which it arose, or of the last reminder of it."""
    dagar = {rad.nyckel: tid.svensk_dag(rad.sedan) for rad in rader}
    paminda = Paminnelse.objects.filter(forslag__in={pk for pk, _, _ in dagar}).order_by()
    for pk, sida, slag, skickad in paminda.values_list("forslag", "sida", "slag").annotate(Max("skickad")):
        nyckel = (pk, sida, slag)
        if nyckel in dagar:
            dagar[nyckel] = max(dagar[nyckel], tid.svensk_dag(skickad))
    return dagar


def _adresser(kommuner: set[str], dag: date) -> dict[str, tuple[list[Konto], str]]:
    """Give per municipality its working accounts and its mailbox ("": none), in two queries."""
    konton = defaultdict(list)
    arbetar = Konto.objects.filter(organisation__kommun__in=kommuner, roll__in=KOMMUNEN_ARBETAR, is_active=True)
    for konto in arbetar.order_by("pk"):
        konton[konto.kommunkod].append(konto)
    brevlador = {o.organisation.kommun_id: o.funktionsbrevlada for o in funktionsbrevlador(kommuner, "", dag)}
    return {kod: (konton[kod], brevlador.get(kod, "")) for kod in kommuner}
