"""The days on which something changed of what the public sees: what to look at next when looking back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from anvisning import tid
from anvisning.models import Andelstabell, Ar, Handelse, Lan, Tabellslag
from omfordelning.models import Redovisningsrad
from omfordelning.process import Status

OFFENTLIGA_STEG = (
    "redovisad",
    "tas_med",
    "tas_inte_med",
    "arende_avslutat",
    "faststalld",
    "inte_faststalld",
    "omstandighet_anmald",
)
"""The acts that change what the public sees of a redistribution."""


@dataclass(frozen=True, slots=True)
class Andringsdag:
    """A day, and in words what changed on it."""

    dag: date
    vad: str


def narmast(tabeller: Sequence[Andelstabell], dag: date, idag: date) -> tuple[Andringsdag | None, Andringsdag | None]:
    """Give the last day before `dag` and the first after it, until today, on which something changed (one query).

    Takes the published tables (`oppet.publicerade`).
    """
    per_dag: dict[date, dict[str, None]] = {}
    for nar, vad in (*_tabellernas(tabeller), *_omfordelningarnas()):
        if nar <= idag:
            per_dag.setdefault(nar, {})[vad] = None
    fore = max((d for d in per_dag if d < dag), default=None)
    efter = min((d for d in per_dag if d > dag), default=None)
    return _som_rad(fore, per_dag), _som_rad(efter, per_dag)


def _som_rad(dag: date | None, per_dag: dict[date, dict[str, None]]) -> Andringsdag | None:
    return Andringsdag(dag, "; ".join(per_dag[dag])) if dag else None


def _tabellernas(tabeller: Iterable[Andelstabell]) -> Iterator[tuple[date, str]]:
    """Give when each table was published, and when it began to apply if that was later."""
    for tabell in tabeller:
        publicerad = tid.svensk_dag(tabell.publicerad)
        yield (
            publicerad,
            f"{tabell.get_slag_display().lower()} för {tabell.ar_id}, version {tabell.version}, publicerades",
        )
        if tabell.slag != Tabellslag.PRELIMINAR and tabell.galler_fran > publicerad:
            vad = "rättelsen" if tabell.slag == Tabellslag.RATTELSE else "andelarna"
            yield tabell.galler_fran, f"{vad} för {tabell.ar_id} började gälla"


def _omfordelningarnas() -> Iterator[tuple[date, str]]:
    """Give when redistributions became public, changed, or were no longer public.

    What was confirmed, or not, came with its table.
    """
    offentlig: dict[str, bool] = {}
    for arende, nar, inkommen, slag, status, ar, lan, visas in _steg():
        var, ar_nu = offentlig.get(arende, False), _ar_offentlig(status, visas)
        offentlig[arende] = ar_nu
        dag = tid.svensk_dag(datetime.fromisoformat(inkommen) if inkommen else nar)
        if ar_nu and not var:
            yield dag, f"omfördelningar för {ar} i {lan} redovisades"
        elif var and slag not in ("faststalld", "inte_faststalld") and (not ar_nu or slag == "omstandighet_anmald"):
            yield dag, f"omfördelningar för {ar} i {lan} ändrades"


def _ar_offentlig(status: str, visas: bool) -> bool:
    return status == Status.FASTSTALLD or (status == Status.REDOVISAD and visas)


def _steg() -> Iterable[tuple]:
    """Give the acts in the cases that have been reported, each case's in order."""
    redovisade = Redovisningsrad.objects.filter(tas_med=True, redovisning__oversand__isnull=False)
    handelser = Handelse.objects.filter(
        arende__in=redovisade.values(arende=Cast("forslag__publikt_id", CharField())), slag__in=OFFENTLIGA_STEG
    ).annotate(
        inkommen=KT("uppgifter__inkommen"),
        status=KT("uppgifter__status"),
        lan=Subquery(Lan.objects.filter(pk=OuterRef("lanskod")).values("namn")),
        visas=Subquery(Ar.objects.filter(pk=OuterRef("ar")).values("visa_foreslagna")),
    )
    falt = ("arende", "nar", "inkommen", "slag", "status", "ar", "lan", "visas")
    return handelser.order_by("arende", "nummer").values_list(*falt)
