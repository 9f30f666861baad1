"""A municipality's posted numbers month by month, the rows behind one of them, and what may have corrected it.

A row counts in the month of its last day (`dag`), as everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from anvisning import tid
from anvisning.models import Anvisningsbokning, Anvisningsrad, Anvisningstyp, Ifragasattande, Underlagsslag
from anvisning.models.anvisningar import ANVISNINGSSLAG
from anvisning.tabell import RAKNAS_FRAN


@dataclass
class Manad:
    """A month's numbers by type. `raknat_fran` is a day in an earlier month when a row covers several months."""

    manad: date
    antal: dict[str, int] = field(default_factory=dict)
    raknat_fran: date | None = None

    @property
    def per_typ(self) -> list[int]:
        """The numbers in the order of the types."""
        return [self.antal.get(typ, 0) for typ in Anvisningstyp]


def sista_manaden(nu: datetime) -> date | None:
    """Give the first day of the last month that the posted figures cover, never in the future; None: there are none."""
    slag = (*ANVISNINGSSLAG, Underlagsslag.RATTELSE)
    bokfort = Anvisningsbokning.objects.filter(slag__in=slag, angrad_genom=None)
    sista = bokfort.aggregate(dag=Max("till_och_med"))["dag"]
    return min(sista, tid.svensk_dag(nu)).replace(day=1) if sista else None


def manader(sista: date) -> Iterator[date]:
    """Give the first days of the months from `sista` back to January 2016."""
    while sista >= RAKNAS_FRAN:
        yield sista
        sista = (sista - tid.DAG).replace(day=1)


def manadens_antal(kommun: str, manad: date, typ: str) -> int:
    """Give the service's number: the sum of the rows of a municipality (code) and a type in the month."""
    return _rader(kommun, manad, typ).aggregate(summa=Sum("antal"))["summa"] or 0


def bakom(rad: Ifragasattande) -> list[Anvisningsrad]:
    """Give the rows behind a disputed number as they are now, with their postings, oldest posting first."""
    rader = _rader(rad.kommun_id, rad.manad, rad.typ).select_related("bokning__angrad_genom")
    return list(rader.order_by("bokning_id", "pk"))


def rakna_manader(kommun: str, valda: list[date]) -> list[Manad]:
    """Give a municipality's numbers of some months (one query), in the order asked for."""
    if not valda:
        return []
    star = Q(bokning__angrad_genom=None, bokning__angrar=None)
    rader = (
        Anvisningsrad.objects.filter(kommun=kommun, dag__gte=min(valda), dag__lt=_nasta(max(valda)))
        .order_by()
        .values_list(TruncMonth("dag"), "typ")
        .annotate(summa=Sum("antal"), fran=Min("fran", filter=star))
    )
    per_manad = {manad: Manad(manad) for manad in valda}
    for dag, typ, summa, fran in rader:
        if (en := per_manad.get(dag)) is None:
            continue
        en.antal[typ] = summa
        if fran is not None and fran < dag:
            en.raknat_fran = min(fran, en.raknat_fran or fran)
    return list(per_manad.values())


def mojliga_rattelser(rad: Ifragasattande) -> QuerySet[Anvisningsbokning]:
    """Give the postings that hold since the question came and have rows behind the number, newest first."""
    bakom_siffran = _rader(rad.kommun_id, rad.manad, rad.typ).values("bokning")
    bokfort = Anvisningsbokning.objects.filter(pk__in=bakom_siffran, bokford__gt=rad.ifragasatt, angrad_genom=None)
    return bokfort.order_by("-pk")


def _rader(kommun: str, manad: date, typ: str) -> QuerySet[Anvisningsrad]:
    return Anvisningsrad.objects.filter(kommun=kommun, typ=typ, dag__gte=manad, dag__lt=_nasta(manad))


def _nasta(manad: date) -> date:
    """Give the first day of the month after."""
    return manad.replace(year=manad.year + manad.month // 12, month=manad.month % 12 + 1)
