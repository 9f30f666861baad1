"""One entry of a calendar, and the trace that tells a calendar program when it has changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from anvisning import handelser, tid
from anvisning.models import Ar, Handelse, Tidplan
from omfordelning.models import Forslag

OM_PLANEN = ("ar_skapat", "ar_andrat", "tidplan_andrad", "sen_inlamning_tillaten")
"""The acts that set or move a round's days, or a giver's."""


@dataclass(frozen=True, kw_only=True)
class Spar:
    """How a thing has changed: how many acts (never fewer than before), and when the last one was."""

    sekvens: int
    andrad: datetime

    def __add__(self, other: "Spar") -> "Spar":
        return Spar(sekvens=self.sekvens + other.sekvens, andrad=max(self.andrad, other.andrad))


@dataclass(frozen=True, kw_only=True)
class Post:
    """One whole day in a calendar. `nyckel` is the thing's own, for ever: a moved date moves the entry."""

    nyckel: str
    dag: date
    rubrik: str
    spar: Spar
    text: str = ""
    vag: str = ""
    """The path of the page to read on, which asks for log-in."""


class Sparen:
    """The traces of a round and its cases (one query)."""

    def __init__(self, plan: Tidplan, forslag: Iterable[Forslag]) -> None:
        om_planen = Q(ar=plan.ar_id, lanskod__in=(plan.lan_id, handelser.NATIONELL), slag__in=OM_PLANEN)
        om_fallen = Q(arende__in=[f.arende for f in forslag])
        rader = Handelse.objects.filter(om_planen | om_fallen).order_by().values("arende")
        self._per = {rad["arende"]: rad for rad in rader.annotate(antal=Count("pk"), senast=Max("nar"))}
        self.plan = self._spar("", tid.start_pa_dagen(plan.ar.preliminar_dag))

    def _spar(self, arende: str, annars: datetime) -> Spar:
        rad = self._per.get(arende)
        return Spar(sekvens=rad["antal"], andrad=rad["senast"]) if rad else Spar(sekvens=0, andrad=annars)

    def fall(self, forslag: Forslag) -> Spar:
        """Give a case's trace: its own acts and those that moved the round's days."""
        return self._spar(forslag.arende, forslag.skapad) + self.plan


def nationella(ar: Ar, spar: Spar) -> list[Post]:
    """Give the year's national days."""
    return [
        Post(nyckel=f"ar-{ar.pk}-{kod}", dag=dag, rubrik=rubrik, spar=spar)
        for kod, dag, rubrik in (
            ("preliminar", ar.preliminar_dag, f"Migrationsverket lämnar preliminära andelar för {ar.pk}"),
            ("redovisas", ar.redovisas_dag, f"Länsstyrelserna redovisar till Migrationsverket för {ar.pk}"),
            ("faststalls", ar.faststalls_dag, f"Migrationsverket fastställer andelarna för {ar.pk}"),
            ("galler", date(ar.pk, 1, 1), f"Andelarna för {ar.pk} börjar gälla"),
        )
    ]


def lanets_dag(plan: Tidplan, spar: Spar) -> Post:
    """Give the county's day."""
    rubrik = f"Sista dag för kommunerna i {plan.lan.namn}, andelarna för {plan.ar_id}"
    return Post(nyckel=f"tidplan-{plan.ar_id}-{plan.lan_id}", dag=plan.sista_dag, rubrik=rubrik, spar=spar)
