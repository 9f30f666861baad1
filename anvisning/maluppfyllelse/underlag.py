"""What goal fulfilment is computed from: accounts, redistributions and what has been assigned.

Shares are whole thousandths of a promille (a share is stored with three decimals), so that every comparison is one of
integers. Children are counted, never described.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

HELA: Final = 1_000_000
"""All assignments in the country, in thousandths of a promille."""


class Metod(StrEnum):
    """How fulfilment is read and whose turn it is: a setting per year (domain section 7)."""

    ORDINARIE_ANDEL = "ordinarie_andel"
    PERIODSUMMA = "periodsumma"
    GALLANDE_ANDEL = "gallande_andel"


class Del(NamedTuple):
    """A part: the account that a child is assigned from, and the municipality that the child comes to.

    A municipality's own part has itself twice; a part that is taken over has the giver's account.
    """

    konto: str
    kommun: str


@dataclass(frozen=True, kw_only=True)
class Kommun:
    """One municipality: its ordinary share of the year and what has been counted since 2016-01-01."""

    kod: str
    ordinarie: int
    """Thousandths of a promille."""
    pa_kontot: int
    """Children counted on its account, wherever they came to live."""
    i_kommunen: int
    """Children counted in the municipality, from whichever account."""
    tidigare_mal: int
    """The earlier years' share in force × all children of the year, summed: millionths of a child."""


@dataclass(frozen=True, kw_only=True)
class Omfordelning:
    """A redistribution that holds in the year, with the equalising assignments to its two parts since 1 January."""

    givare: str
    mottagare: str
    andel: int
    """What is handed over, in thousandths of a promille."""
    behallna: int
    """Children to the part that the giver kept."""
    lamnade: int
    """Children to the part that was handed over."""


@dataclass(frozen=True, kw_only=True)
class Underlag:
    """The country as it stands. ValueError when it cannot stand so."""

    kommuner: tuple[Kommun, ...]
    omfordelningar: tuple[Omfordelning, ...]
    i_ar: int
    """Children counted in the country since 1 January."""

    def __post_init__(self) -> None:
        ordinarie = {k.kod: k.ordinarie for k in self.kommuner}
        if len(ordinarie) < len(self.kommuner):
            raise ValueError("A municipality stands twice.")
        if any(min(k.ordinarie, k.pa_kontot, k.i_kommunen, k.tidigare_mal) < 0 for k in self.kommuner):
            raise ValueError("Shares and counts are never negative.")
        if self.alla != sum(k.i_kommunen for k in self.kommuner) or not 0 <= self.i_ar <= self.alla:
            raise ValueError("Every child is on one account and in one municipality, and those of the year are some.")
        if sum(o.behallna + o.lamnade for o in self.omfordelningar) > self.i_ar:
            raise ValueError("The parts got no more children than came in the year.")
        if len(self.omfordelning_av) < len(self.omfordelningar):
            raise ValueError("A municipality hands over its share once.")
        for o in self.omfordelningar:
            if o.givare not in ordinarie or o.mottagare not in ordinarie or o.givare == o.mottagare:
                raise ValueError("A share is handed over from one municipality to another.")
            if not 0 < o.andel <= ordinarie[o.givare] or min(o.behallna, o.lamnade) < 0:
                raise ValueError("What is handed over is more than nothing, and at most the ordinary share.")

    @cached_property
    def alla(self) -> int:
        """All children counted in the country since 2016."""
        return sum(k.pa_kontot for k in self.kommuner)

    @cached_property
    def omfordelning_av(self) -> dict[str, Omfordelning]:
        """Giver -> its redistribution."""
        return {o.givare: o for o in self.omfordelningar}

    @cached_property
    def gallande(self) -> dict[str, int]:
        """Code -> share in force: ordinary, less what is handed over, plus what is taken over."""
        andelar = {k.kod: k.ordinarie for k in self.kommuner}
        for o in self.omfordelningar:
            andelar[o.givare] -= o.andel
            andelar[o.mottagare] += o.andel
        return andelar

    def efter(self, barn: Mapping[Del, int], anknytningar: Mapping[str, int] | None = None) -> "Underlag":
        """Give the country after more children: equalising ones by part, and those who come by tie by municipality.

        A child by tie counts on the account of the municipality that gets it. It belongs to no part: a redistribution
        does not cover ties (domain section 3).
        """
        slakt = anknytningar or {}
        konton, kommuner = Counter(slakt), Counter(slakt)
        for (konto, kommun), antal in barn.items():
            konton[konto] += antal
            kommuner[kommun] += antal
        return replace(
            self,
            kommuner=tuple(
                replace(k, pa_kontot=k.pa_kontot + konton[k.kod], i_kommunen=k.i_kommunen + kommuner[k.kod])
                for k in self.kommuner
            ),
            omfordelningar=tuple(
                replace(
                    o,
                    behallna=o.behallna + barn.get(Del(o.givare, o.givare), 0),
                    lamnade=o.lamnade + barn.get(Del(o.givare, o.mottagare), 0),
                )
                for o in self.omfordelningar
            ),
            i_ar=self.i_ar + sum(konton.values()),
        )


def tusendelar(promille: Decimal) -> int:
    """Give a share in whole thousandths of a promille. ValueError when it has more than three decimals."""
    if promille != (hela := int(promille.scaleb(3))) * Decimal("0.001"):
        raise ValueError("A share has at most three decimals.")
    return hela


def promille(tusendelar: int) -> Decimal:
    """Give whole thousandths of a promille as a share in promille."""
    return Decimal(tusendelar).scaleb(-3)
