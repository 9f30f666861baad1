"""A municipality's own numbers: per year, per month, per posting; and the figure of Migrationsverket's own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from anvisning.models import (
    Anvisningsbokning,
    Anvisningsrad,
    Anvisningsraknare,
    Anvisningstyp,
    Berakning,
    PubliceradMaluppfyllelse,
)

MANADER = 12


@dataclass(frozen=True, kw_only=True)
class Period:
    """Children by type in a year, in a month, or in a longer period that a file gave as one number."""

    fran: date
    till: date
    antal: Counter[str] = field(default_factory=Counter)

    @property
    def ar_manad(self) -> bool:
        return (self.fran.day, self.till) == (1, _manadens_sista(self.fran))

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


def per_manad(kod: str, till: date) -> list[Period]:
    """Give the twelve months up to the one of `till`, newest first, months of nobody too (one query).

    A number that a file gave for more than one month is a period of its own, after the months.
    """
    sista = till.year * 12 + till.month - 1
    manader = [date(nr // 12, nr % 12 + 1, 1) for nr in range(sista, sista - MANADER, -1)]
    perioder = {(dag, _manadens_sista(dag)): Counter[str]() for dag in manader}
    langre: dict[tuple[date, date], Counter[str]] = {}
    rader = Anvisningsrad.objects.filter(kommun=kod, dag__gte=manader[-1], dag__lte=_manadens_sista(till))
    for fran, dag, typ, antal in rader.values_list("fran", "dag", "typ", "antal"):
        manad = (dag.replace(day=1), _manadens_sista(dag))
        plats = perioder[manad] if fran >= manad[0] else langre.setdefault((fran, dag), Counter())
        plats[typ] += antal
    kvar = [rad for rad in sorted(langre.items(), reverse=True) if any(rad[1].values())]
    rader_ = [*perioder.items(), *kvar]
    return [Period(fran=fran, till=sist, antal=antal) for (fran, sist), antal in rader_]


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


def _manadens_sista(dag: date) -> date:
    return (dag.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
