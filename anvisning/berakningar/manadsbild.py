"""A published month as the public sees it: rows of municipalities and counties, with what may be shown of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from anvisning.maluppfyllelse.metoder import Uppfyllelse
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.maluppfyllelse.underlag import HELA
from anvisning.models import Kommun, Manadspublicering


@dataclass(frozen=True, kw_only=True)
class Migrationsverkets:
    """What Migrationsverket has published of a municipality: the authority."""

    procent: Decimal
    dag: date
    kalla: str


@dataclass(frozen=True, kw_only=True)
class Visat:
    """A count that was shown in an earlier month, and the last day that it covers."""

    antal: int
    per: date


@dataclass(frozen=True, kw_only=True)
class Kommunrad:
    """A municipality in a published month. Numbers of children are exact; None is withheld or not known."""

    publicering: Manadspublicering
    kommun: Kommun
    andel: Decimal
    """The share that the method counts with, promille."""
    mal: Fraction | None
    """What the share is of the country's children: public also where the count is not. None: the country's is not."""
    uppfyllelse: Uppfyllelse | None
    """Count, target and quotient; None is withheld."""
    senast_visat: Visat | None
    """The last count that was shown before, where this month's is withheld."""
    fore: int | None
    """Children at the year's beginning, as published for December."""
    ingaende: Fraction | None
    """Children more (or, negative, fewer) than the target then."""
    i_ar: int | None
    """Children since 1 January."""
    arets_mal: Fraction | None
    """What the share is of the country's children since 1 January: of the numbers that were shown then and now."""
    plats: Plats | None
    migrationsverkets: Migrationsverkets | None
    """The newest when the month was published, with its own day."""

    @property
    def visas(self) -> bool:
        """Tell whether the count is shown."""
        return self.uppfyllelse is not None

    @property
    def kvot(self) -> Fraction | None:
        """Count in relation to target; None also where the share is 0."""
        return self.uppfyllelse.kvot if self.uppfyllelse else None

    @property
    def avstand(self) -> Fraction | None:
        """Children more (or, negative, fewer) than the target."""
        u = self.uppfyllelse
        return u.antal - u.mal if u and u.kvot is not None else None


@dataclass(frozen=True, kw_only=True)
class Lansrad:
    """A county in a published month; `antal` None is withheld, `mal` None too."""

    kod: str
    namn: str
    antal: int | None
    mal: Fraction | None

    @property
    def kvot(self) -> Fraction | None:
        """Count in relation to target."""
        return Fraction(self.antal) / self.mal if self.antal is not None and self.mal else None


@dataclass(frozen=True, kw_only=True)
class Lansbild:
    """A county's part of a published month."""

    publicering: Manadspublicering
    rader: list[Kommunrad]
    """Municipalities in Swedish order."""
    summa: Lansrad


@dataclass(frozen=True, kw_only=True)
class Manadsbild:
    """A published month of the whole country. Numbers are None where they are withheld."""

    publicering: Manadspublicering
    rader: list[Kommunrad]
    """Municipalities in Swedish order."""
    lansrader: list[Lansrad]
    """Their counties in Swedish order."""
    riket: int | None
    """All counted children in the country."""
    riket_i_ar: int | None
    """The country's children since 1 January, by the numbers that were shown then and now."""

    @property
    def har_arsskifte(self) -> bool:
        """Tell whether the turn of the year was published, so that backlog and pace can be told apart."""
        return self.riket_i_ar is not None

    @cached_property
    def mal(self) -> Fraction | None:
        """All targets together: the country's children, when the shares are 1 000 ‰ and every year has shares."""
        return None if self.riket is None else ihop(self.rader)

    @cached_property
    def medel(self) -> Fraction | None:
        """The country's quotient: 1, when the targets together are the country's children."""
        return Fraction(self.riket) / self.mal if self.riket and self.mal else None


def ihop(rader: Iterable[Kommunrad]) -> Fraction:
    """Add up targets, which are whole millionths of a child."""
    return Fraction(sum(rad.mal.numerator * (HELA // rad.mal.denominator) for rad in rader if rad.mal), HELA)
