"""The country's table (Länsöversikt): where each county's report stands, its cases, what moves, and its day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from anvisning import querysets, tid
from anvisning.models import Andel, Andelsandring, Andelstabell, Ar, Lan, Tidplan
from anvisning.models.andelar import BESLUTADE
from omfordelning.models import Forslag, Redovisning
from omfordelning.process import AVSLUTADE, PAGAENDE, Status
from omfordelning.querysets import aktuell_version
from omfordelning.statusord import flyttas, ryms

NOLL = Decimal(0)
KOLUMNER = (*PAGAENDE, Status.FASTSTALLD)
"""The statuses that have a column of their own; ended cases are counted together."""
REDOVISADE = frozenset({Redovisning.Status.OVERSAND, Redovisning.Status.MOTTAGEN})
FLYTTAS = frozenset({Status.OVERENS, Status.FORESLAGEN, Status.REDOVISAD})
"""Cases whose promille both municipalities have agreed on."""


@dataclass(frozen=True, kw_only=True)
class Lansrad:
    """One county. `sista_dag` is None without a timetable; shares (promille) are None before any are published."""

    lan: Lan
    sista_dag: date | None
    dagar_kvar: int | None
    rapport: Mapping[str, Any] | None
    """The newest version of its report: publikt_id, version, status, nollrapport, kvittens."""
    antal: Mapping[Status, int]
    avslutade: int
    flyttas: Decimal
    fore: Decimal | None
    efter: Decimal | None

    @property
    def status(self) -> str:
        """Where the county's report stands; "" where none is asked for."""
        if not self.lan.kan_omfordela:
            return ""
        return self.rapport["status"] if self.rapport else Redovisning.Status.INSAMLING

    @property
    def har_redovisat(self) -> bool:
        return self.status in REDOVISADE

    @property
    def nollrapport(self) -> bool:
        return bool(self.rapport and self.rapport["nollrapport"])

    @property
    def kolumner(self) -> list[int]:
        """How many cases stand in each status of `KOLUMNER`, then how many have ended."""
        return [*(self.antal.get(status, 0) for status in KOLUMNER), self.avslutade]

    @property
    def arenden(self) -> int:
        return sum(self.antal.values()) + self.avslutade


@dataclass(frozen=True, kw_only=True)
class Lansoversikt:
    """A year's counties in Swedish order, with sums. `tabell` is the table of shares that holds (None: none yet)."""

    ar: Ar
    tabell: Andelstabell | None
    rader: tuple[Lansrad, ...]

    @property
    def fore(self) -> Decimal | None:
        return sum((rad.fore or NOLL for rad in self.rader), NOLL) if self.tabell else None

    @property
    def efter(self) -> Decimal | None:
        return sum((rad.efter or NOLL for rad in self.rader), NOLL) if self.tabell else None

    @property
    def faststalld(self) -> bool:
        return self.tabell is not None and not self.tabell.ar_preliminar

    @property
    def som_redovisar(self) -> list[Lansrad]:
        """The counties that a report is asked of: all but Gotland."""
        return [rad for rad in self.rader if rad.lan.kan_omfordela]

    @property
    def redovisade(self) -> int:
        return sum(rad.har_redovisat for rad in self.som_redovisar)

    @property
    def flyttas(self) -> Decimal:
        return sum((rad.flyttas for rad in self.rader), NOLL)

    @property
    def kolumner(self) -> list[int]:
        """The sums of the rows' `kolumner`."""
        return [sum(tal) for tal in zip(*(rad.kolumner for rad in self.rader), strict=True)]

    def i_ordning(self, sortering: str) -> tuple[Lansrad, ...]:
        """Give the rows ordered by one of `SORTERINGAR`; "-" before it turns the order. Anything else: by name."""
        nyckel = SORTERINGAR.get(sortering.removeprefix("-"))
        if nyckel is None:
            return self.rader
        return tuple(sorted(self.rader, key=nyckel, reverse=sortering.startswith("-")))


ORDNING = {"": 0, **{status: nr for nr, status in enumerate(Redovisning.Status.values, 1)}}
SORTERINGAR = {
    "lan": lambda rad: rad.lan.sortering,
    "redovisning": lambda rad: (ORDNING[rad.status], rad.nollrapport),
    "dag": lambda rad: rad.sista_dag or date.max,
    "arenden": lambda rad: rad.arenden,
    "flyttas": lambda rad: rad.flyttas,
}
"""What the page sorts by → the key of a row."""


def aren() -> list[Ar]:
    """Give all years, newest first, each with `faststalld` (bool)."""
    beslutade = Andelstabell.objects.filter(ar=OuterRef("pk"), slag__in=BESLUTADE)
    return list(Ar.objects.annotate(faststalld=Exists(beslutade)).order_by("-ar"))


def aktuellt_ar(alla: Iterable[Ar]) -> Ar | None:
    """Give the year the country works with: the first that is not fixed, or else the last."""
    alla = list(alla)
    oppna = [ar for ar in alla if not ar.faststalld]
    return min(oppna, key=lambda ar: ar.pk) if oppna else max(alla, key=lambda ar: ar.pk, default=None)


def build_lansoversikt(ar: Ar, nu: datetime) -> Lansoversikt:
    """Build a year's overview (three queries, four when the final shares are published)."""
    tabell = querysets.gallande_tabell(ar.pk)
    faststalld = tabell is not None and not tabell.ar_preliminar
    arenden: dict[str, list[Forslag]] = {}
    for forslag in _arenden(ar, tabell):
        arenden.setdefault(forslag.lan_id, []).append(forslag)
    bokfort = _bokfort(ar) if faststalld else {}
    rader = []
    for lan in _lan(ar, tabell):
        egna = arenden.get(lan.kod, [])
        flyttas, netto = bokfort.get(lan.kod, (NOLL, NOLL)) if faststalld else (_overenskommet(egna), NOLL)
        antal = Counter(Status(f.status) for f in egna)
        fore = None if tabell is None else lan.andel or NOLL
        rader.append(
            Lansrad(
                lan=lan,
                sista_dag=lan.sista_dag,
                dagar_kvar=(lan.sista_dag - tid.svensk_dag(nu)).days if lan.sista_dag else None,
                rapport=lan.rapport,
                antal={status: antal[status] for status in KOLUMNER if antal[status]},
                avslutade=sum(antal[status] for status in AVSLUTADE),
                flyttas=flyttas,
                fore=fore,
                efter=None if fore is None else fore + netto,
            )
        )
    return Lansoversikt(ar=ar, tabell=tabell, rader=tuple(rader))


def _lan(ar: Ar, tabell: Andelstabell | None) -> QuerySet[Lan]:
    egna = {"lan": OuterRef("pk"), "ar": ar}
    andelar = Andel.objects.filter(tabell=tabell, kommun__lan=OuterRef("pk")).order_by().values("kommun__lan")
    return Lan.objects.annotate(
        sista_dag=Subquery(Tidplan.objects.filter(**egna).values("sista_dag")),
        rapport=Subquery(
            Redovisning.objects.filter(**egna)
            .order_by("-version")
            .values(
                rad=JSONObject(
                    publikt_id="publikt_id",
                    version="version",
                    status="status",
                    nollrapport="nollrapport",
                    kvittens="kvittens",
                )
            )[:1]
        ),
        andel=Subquery(andelar.annotate(summa=Sum("promille")).values("summa")),
    ).order_by("sortering")


def _arenden(ar: Ar, tabell: Andelstabell | None) -> QuerySet[Forslag]:
    """Give the year's sent cases with their figures and the giver's ordinary share."""
    andel = Andel.objects.filter(tabell=tabell, kommun=OuterRef("givare"))
    skickade = Forslag.objects.filter(ar=ar, nummer__isnull=False)
    return aktuell_version(skickade).annotate(givarens_andel=Subquery(andel.values("promille"))).order_by("pk")


def _overenskommet(arenden: Iterable[Forslag]) -> Decimal:
    fall = (f for f in arenden if f.status in FLYTTAS and ryms(f, f.givarens_andel))
    return sum((flyttas(f, f.givarens_andel) for f in fall), NOLL)


def _bokfort(ar: Ar) -> dict[str, tuple[Decimal, Decimal]]:
    """Give county → what the ledger moves (promille), and its net sum, which is 0."""
    rader = Andelsandring.objects.filter(ar=ar).order_by().values_list("kommun__lan", "arende", "kommun")
    per_lan: dict[str, tuple[Decimal, Decimal]] = {}
    for lan, _, _, summa in rader.annotate(summa=Sum("promille")):
        flyttas, netto = per_lan.get(lan, (NOLL, NOLL))
        per_lan[lan] = (flyttas + max(summa, NOLL), netto + summa)
    return per_lan


def laget(oversikt: Lansoversikt) -> str:
    """Say in one sentence how far the country has come."""
    antal, alla = oversikt.redovisade, len(oversikt.som_redovisar)
    redovisat = f"{antal} av {alla} län har redovisat."
    if oversikt.faststalld:
        return f"Andelarna är fastställda. {redovisat}"
    if oversikt.tabell is None:
        return "De preliminära andelarna är inte publicerade än."
    return redovisat
