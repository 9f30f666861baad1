"""A municipality's own numbers: per year, per month, per posting; and the figure of Migrationsverket's own."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from anvisning import tid
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsrad,
    Anvisningsraknare,
    Anvisningstyp,
    Berakning,
    PubliceradMaluppfyllelse,
)
from anvisning.tabell import RAKNAS_FRAN

RAKNAS = "Varje anvisning räknas den månad då perioden i underlaget slutar."


@dataclass(frozen=True, kw_only=True)
class Period:
    """Children by type in a year or a month."""

    fran: date
    till: date
    antal: Counter[str] = field(default_factory=Counter)
    raknat_fran: date | None = None
    """A day in an earlier month, when a file gave one number for several months: it counts here."""

    @property
    def per_typ(self) -> list[int]:
        """The numbers in the order of `Anvisningstyp`."""
        return [self.antal[typ] for typ in Anvisningstyp.values]

    @property
    def summa(self) -> int:
        return self.antal.total()


def per_ar(kod: str) -> list[Period]:
    """Give the years since the first that has any number, newest first, years of nobody too (one query)."""
    aren: dict[int, Counter[str]] = {}
    for ar, typ, antal in Anvisningsraknare.objects.filter(kommun=kod).values_list("ar", "typ", "antal"):
        aren.setdefault(ar, Counter())[typ] = antal
    return [
        Period(fran=date(ar, 1, 1), till=date(ar, 12, 31), antal=aren.get(ar, Counter()))
        for ar in range(max(aren, default=0), min(aren, default=1) - 1, -1)
    ]


def manader_till(sista: date) -> Iterator[date]:
    """Give the first days of the months from the one of `sista` back to January 2016."""
    manad = sista.replace(day=1)
    while manad >= RAKNAS_FRAN:
        yield manad
        manad = (manad - tid.DAG).replace(day=1)


def per_manad(kod: str, valda: Sequence[date]) -> list[Period]:
    """Give some months by their first days, in the order asked for, months of nobody too (one query).

    A number counts in the month of its last day, as everywhere, also what a file gave for several months in one.
    """
    if not valda:
        return []
    star = Q(bokning__angrad_genom=None, bokning__angrar=None)
    rader = (
        Anvisningsrad.objects.filter(kommun=kod, dag__gte=min(valda), dag__lte=tid.manadens_sista(max(valda)))
        .order_by()
        .values_list(TruncMonth("dag"), "typ")
        .annotate(summa=Sum("antal"), forst=Min("fran", filter=star))
    )
    antal, forsta = defaultdict[date, Counter[str]](Counter), dict[date, date]()
    for manad, typ, summa, forst in rader:
        antal[manad][typ] = summa
        if forst is not None and forst < manad:
            forsta[manad] = min(forst, forsta.get(manad, forst))
    return [
        Period(fran=manad, till=tid.manadens_sista(manad), antal=antal[manad], raknat_fran=forsta.get(manad))
        for manad in valda
    ]


def bokningar(kod: str, berakning: Berakning) -> QuerySet[Anvisningsbokning]:
    """Give the postings that a run knew of and that changed the municipality's number, newest first.

    Each has a number per type under the type's name. Postings are only ever added, so the answer never changes.
    """
    summor = {typ: Sum("rader__antal", filter=Q(rader__typ=typ), default=0) for typ in Anvisningstyp.values}
    rader = Anvisningsbokning.objects.filter(pk__lte=berakning.bokning_id or 0, rader__kommun=kod)
    return rader.annotate(**summor).order_by("-pk")


def migrationsverkets(koder: Iterable[str]) -> dict[str, PubliceradMaluppfyllelse]:
    """Give the newest figure that Migrationsverket itself has published, by municipality (one query)."""
    rader = PubliceradMaluppfyllelse.objects.filter(kommun__in=koder, bokning__angrad_genom=None)
    return {rad.kommun_id: rad for rad in rader.select_related("bokning").order_by("dag", "pk")}
