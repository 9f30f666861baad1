"""What comes by time: cases that lapse, and counties that must act before the national date (see anvisning.plikter).

The guards judge what is allowed, by arrival; nothing here changes that. A run that is missed is caught up by the
next, and one run too many finds nothing to do.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from anvisning import handelser, tid
from anvisning.hinder import Hinder
from anvisning.models import Andelstabell, Handelse, Tidplan
from anvisning.models.andelar import BESLUTADE
from anvisning.models.platser import GOTLAND
from anvisning.visning import sista_dag
from omfordelning.expediering import meddela_lanen
from omfordelning.handlaggning import avslut
from omfordelning.lage import forfallna
from omfordelning.models import Anstand, Forslag, Redovisning
from omfordelning.paminnelser.dagar import dags
from omfordelning.process import Status
from omfordelning.uppgifter.lan import ar_larm

NAMNDA = 8
"""A mail names at most so many cases."""
logg = logging.getLogger(__name__)


def forfall(*, nu: datetime) -> None:
    """Let every case lapse whose time to answer is out, oldest first, each in its own transaction.

    A case that fails does not stop the others; the failures are raised together at the end.
    """
    fel = []
    for forslag_id in forfallna(Forslag.objects.all(), nu):
        try:
            avslut.forfall(forslag_id, nu=nu)
        except Hinder:  # somebody was in time: the guards judge
            continue
        except SoftTimeLimitExceeded:  # the whole run's time is out
            raise
        except Exception as ett:  # the other cases must go on
            logg.exception("The case %s could not lapse", forslag_id)
            fel.append(ett)
    if fel:
        raise ExceptionGroup("cases that could not lapse", fel)


def larma_lanen(*, nu: datetime) -> None:
    """Alarm, once a day, each county that has an agreed case undecided or an anstånd unanswered near the national date.

    Nothing lapses by the county's silence: the alarm goes on until it has decided.
    """
    dag = tid.svensk_dag(nu)
    for plan in _oppna_planer():
        oavgjorda, obesvarade = _att_larma_om(plan, nu)
        if not (oavgjorda or obesvarade) or _larmat(plan, dag):
            continue
        antal = len(oavgjorda) + len(obesvarade)
        _meddela(
            plan,
            "lanet_larmat",
            f"Larmade länsstyrelsen: {antal} {'ärende' if antal == 1 else 'ärenden'} att avgöra.",
            "larm_lanet",
            dag.isoformat(),
            {"dag": dag, "oavgjorda": oavgjorda, "obesvarade": obesvarade},
            nu=nu,
            antal=antal,
            oavgjorda=_uppraknade(oavgjorda),
            obesvarade=_uppraknade(obesvarade),
            passerad=nu >= plan.ar.redovisas_senast,
        )


def paminn_lanen(*, nu: datetime) -> None:
    """Remind each county that has not sent its report, on its `paminnelsedagar` before the national date.

    From the county's own day on; not on a day of the alarm, which says more of the same.
    """
    dag = tid.svensk_dag(nu)
    for plan in _oppna_planer():
        redovisas = plan.ar.redovisas_dag
        steg = dags(redovisas, plan.paminnelsedagar, max(plan.sista_dag, _senast_pamint(plan)), dag)
        if steg is None or _har_sant(plan) or _larmat(plan, dag) or any(_att_larma_om(plan, nu)):
            continue
        _meddela(
            plan,
            "lanet_pamint",
            "Påminde länsstyrelsen om att redovisa.",
            "paminnelse_redovisning",
            f"{redovisas}:{steg}",
            {"steg": steg, "redovisas_dag": redovisas.isoformat()},
            nu=nu,
            kvar=(redovisas - dag).days,
        )


def _att_larma_om(plan: Tidplan, nu: datetime) -> tuple[list[str], list[str]]:
    """Give the references of the agreed cases undecided and the anstånd unanswered; none while there is time."""
    if not ar_larm(plan.ar, nu):
        return [], []
    egna = Forslag.objects.filter(ar=plan.ar_id, lan=plan.lan_id)
    obesvarat = Exists(Anstand.objects.filter(forslag=OuterRef("pk"), beslutat=None))
    vantar = egna.filter(obesvarat, status=Status.VANTAR_SVAR)
    return _referenser(egna.filter(status=Status.OVERENS)), _referenser(vantar)


def _oppna_planer() -> QuerySet[Tidplan]:
    """Give the timetables of the years whose shares are not final, where there is something to report."""
    faststallda = Andelstabell.objects.filter(slag__in=BESLUTADE).values("ar")
    planer = Tidplan.objects.exclude(Q(ar__in=faststallda) | Q(lan=GOTLAND))
    return planer.select_related("ar", "lan").order_by("ar", "lan")


def _har_sant(plan: Tidplan) -> bool:
    senaste = Redovisning.objects.filter(ar=plan.ar_id, lan=plan.lan_id).order_by("-version").first()
    return senaste is not None and senaste.status in (Redovisning.Status.OVERSAND, Redovisning.Status.MOTTAGEN)


def _larmat(plan: Tidplan, dag: date) -> bool:
    """Tell whether the county has been alarmed on a day already: the event is the key."""
    return _handelser(plan, "lanet_larmat").filter(uppgifter__contains={"dag": dag.isoformat()}).exists()


def _senast_pamint(plan: Tidplan) -> date:
    """Give the day on which the county was last reminded (the first of all days: never): the event is the key."""
    senast = _handelser(plan, "lanet_pamint").aggregate(nar=Max("nar"))["nar"]
    return tid.svensk_dag(senast) if senast else date.min


def _handelser(plan: Tidplan, slag: str) -> QuerySet[Handelse]:
    return Handelse.objects.filter(ar=plan.ar_id, lanskod=plan.lan_id, slag=slag)


@transaction.atomic
def _meddela(
    plan: Tidplan,
    slag: str,
    text: str,
    mall: str,
    gang: str,
    uppgifter: dict[str, object],
    *,
    nu: datetime,
    **ord_: object,
) -> None:
    """Write the event and its mails together. `gang` is which of its kind it is in the year."""
    handelse = handelser.skriv(slag, text, ar=plan.ar_id, lanskod=plan.lan_id, av=None, nu=nu, **uppgifter)
    senast = sista_dag(plan.ar.redovisas_senast)
    nyckel = f"{slag}:{plan.ar_id}:{plan.lan_id}:{gang}"
    ord_ |= {"var": plan.lan.namn, "ar": plan.ar_id, "senast": senast}
    meddela_lanen(mall, [plan.lan_id], handelse, nu=nu, nyckel=nyckel, **ord_)


def _referenser(fall: Iterable[Forslag]) -> list[str]:
    return sorted(f.referens for f in fall)


def _uppraknade(referenser: list[str]) -> str:
    """Write references as a list: "OMF-2027-25-001, OMF-2027-25-002 och 3 till"."""
    text, fler = ", ".join(referenser[:NAMNDA]), len(referenser) - NAMNDA
    return f"{text} och {fler} till" if fler > 0 else text
