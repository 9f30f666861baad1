"""Invented assignments since 2016, period by period, by the application's own equalising rule. Never official.

Pure: shares and population in, numbers out, the same every time.
"""

import random
from bisect import bisect
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from anvisning.maluppfyllelse.metoder import Uppfyllelse, uppfyllelse
from anvisning.maluppfyllelse.simulering import simulera
from anvisning.maluppfyllelse.underlag import Del, Kommun, Metod, Omfordelning, Underlag
from anvisning.models import Anvisningstyp
from anvisning.tabell.anvisningsceller import Period, manadens
from anvisning.tid import DAG
from omfordelning.exempeldata.andelar import FRO

ARETS_BARN = (700, 1500)
"""The fewest and the most children of a year in the country."""
SASONG = (7, 6, 7, 7, 8, 8, 9, 11, 12, 11, 8, 6)
"""Of a hundred children of the year, how many come in each month."""
ANKNYTNING = (15, 25)
"""The fewest and the most percent of a month's children who come by tie."""
INLEDANDE = (1, 4)
"""The fewest and the most assignments for initial measures in a month."""

GYLLENE = 0x9E3779B97F4A7C15
"""The golden section of 2^64: its multiples, modulo 2^64, lie evenly however many they are."""

Antal = Counter[tuple[str, str]]
"""(municipality, type) → children."""


@dataclass(frozen=True)
class Andelslage:
    """The shares that hold in a period, in thousandths of a promille."""

    ordinarie: Mapping[str, int]
    omfordelade: tuple[tuple[str, str, int], ...] = ()
    """Giver, receiver, and what is handed over."""


def barn_i(period: Period) -> int:
    """Give how many children come in the country in a period within a month; an even part of an uneven month."""
    return _barn_till(period.till) - (_barn_till(period.fran - DAG) if period.fran.timetuple().tm_yday > 1 else 0)


def _barn_till(dag: date) -> int:
    """Count the children of the year until a day, that day included."""
    arets = random.Random(FRO + dag.year).randint(*ARETS_BARN)  # noqa: S311  a demonstration, not a secret
    dagar = manadens(dag.year, dag.month).till.day
    hundradelar = sum(SASONG[: dag.month - 1]) * dagar + SASONG[dag.month - 1] * dag.day
    return arets * hundradelar // (100 * dagar)


class Forlopp:
    """The country as it fills: each period's children go where the rule says, from what came before."""

    def __init__(self, folkmangd: Mapping[str, int], inledande_fran: date | None) -> None:
        self._koder = sorted(folkmangd)
        self._folkmangd = list(accumulate(folkmangd[kod] for kod in self._koder))
        """The population of each municipality and those before it."""
        self._inledande_fran = inledande_fran
        self._drag = FRO
        self._ar = 0
        self.underlag = Underlag(
            kommuner=tuple(
                Kommun(kod=kod, ordinarie=0, pa_kontot=0, i_kommunen=0, tidigare_mal=0) for kod in self._koder
            ),
            omfordelningar=(),
            i_ar=0,
        )

    def fyll(self, period: Period, andelar: Andelslage) -> Antal:
        """Give the children of the next period, which lies within a month.

        Those who come by tie are spread by population and come first; the others even out what is then uneven.
        Assignments for initial measures do not count in the rule.
        """
        slump = random.Random(f"{FRO} {period.fran}")  # noqa: S311  a demonstration, not a secret
        alla = barn_i(period)
        slakt = Counter(self._dra(round(alla * slump.randint(*ANKNYTNING) / 100)))
        underlag = self._infor(period.fran.year, andelar).efter({}, slakt)
        delar = simulera(underlag, Metod.ORDINARIE_ANDEL, alla - slakt.total())
        self.underlag = underlag.efter(delar)
        svar: Antal = Counter()
        for del_, antal in delar.items():
            svar[del_.kommun, Anvisningstyp.UTJAMNANDE] += antal
        svar.update({(kod, Anvisningstyp.ANKNYTNING): antal for kod, antal in slakt.items()})
        if self._inledande_fran and period.till >= self._inledande_fran:
            svar.update(
                (kod, Anvisningstyp.INLEDANDE)
                for kod in slump.choices(self._koder, cum_weights=self._folkmangd, k=slump.randint(*INLEDANDE))
            )
        return svar

    def ratta(self, andringar: Antal) -> None:
        """Let a correction (signed) count from now on. An equalising child is one of the municipality's own account."""
        egna = {Del(kod, kod): antal for (kod, typ), antal in andringar.items() if typ == Anvisningstyp.UTJAMNANDE}
        slakt = {kod: antal for (kod, typ), antal in andringar.items() if typ == Anvisningstyp.ANKNYTNING}
        self.underlag = self.underlag.efter(egna, slakt)

    def uppfyllelse(self) -> dict[str, Uppfyllelse]:
        """Give every municipality's fulfilment by now."""
        return uppfyllelse(self.underlag, Metod.ORDINARIE_ANDEL)

    def _dra(self, antal: int) -> list[str]:
        """Give the municipalities of the next children by tie: evenly by population, also over time."""
        forst, self._drag = self._drag, self._drag + antal
        lagen = (nr * GYLLENE % 2**64 * self._folkmangd[-1] >> 64 for nr in range(forst, self._drag))
        return [self._koder[bisect(self._folkmangd, lage)] for lage in lagen]

    def _infor(self, ar: int, andelar: Andelslage) -> Underlag:
        """Give the country with the shares that hold now. What the parts of accounts got is counted by the year."""
        nytt_ar = ar != self._ar
        fore = {} if nytt_ar else self.underlag.omfordelning_av
        self._ar = ar
        return Underlag(
            kommuner=tuple(replace(k, ordinarie=andelar.ordinarie[k.kod]) for k in self.underlag.kommuner),
            omfordelningar=tuple(
                Omfordelning(
                    givare=givare,
                    mottagare=mottagare,
                    andel=andel,
                    behallna=fore[givare].behallna if givare in fore else 0,
                    lamnade=fore[givare].lamnade if givare in fore else 0,
                )
                for givare, mottagare, andel in andelar.omfordelade
            ),
            i_ar=0 if nytt_ar else self.underlag.i_ar,
        )
