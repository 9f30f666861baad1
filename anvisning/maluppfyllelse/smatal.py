"""The small-number shield (domain section 7, end): which public figures are withheld, so that no count of 1–5 shows.

What is public is one series: per publication (a month) the counted children of every municipality, their sum per
county, and the country's number, which Migrationsverket publishes. Four rules decide it.

1. **A small count is withheld**: 1–5 children.
2. **So is a small change.** A figure that differs by 1–5 from any that has been shown for the municipality is withheld,
   whatever its size: two dates side by side would give it. The page keeps showing the last one, with its date, until
   at least six have been added.
3. **Sums do not give them away.** The withheld municipalities of a county whose sum is shown add up to a known number,
   and so do all those of the counties whose sums are withheld, because the country's number is known. Each such group
   must leave every withheld figure in it at least three possible values to whoever knows that it is one of the five
   that rules 1 and 2 hide (three, because with two a guess is as often right as wrong). If a county's group does not,
   its smallest other municipality is withheld too, or the sum when there is none; if the group of the withheld sums
   does not, one more sum is, then one more municipality, until it does. Rules 1 and 2 hold for a county's sum too.
4. **All else is computed from what is shown**, never from what is true: percentage, distance to target, place in the
   queue and differences of a withheld municipality are withheld, and the others' come from `rakna_med`. A function of
   public figures cannot tell more than they do. Parts of a redistributed account are not public at all: their counts
   are of one year, and nearly always small.

Figures that Migrationsverket has published are shown as they are: they are public already.

What one equation a date can tell is thereby shut out: the equations of different dates share no unknown figure. What
is not claimed: that somebody who also knows that counts never fall could not, from many dates together, rule out one
more of the values.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

STORST_DOLDA: Final = 5
MINST_MOJLIGA: Final = 3
"""How many values a withheld figure can have, at least, for all that is public."""
ANTAGET: Final = 3
"""What a municipality that has never been shown is counted as in public figures of others: the middle of 1–5."""

Granser = tuple[int, int]
"""The least and the greatest that a figure can be."""


@dataclass(frozen=True, kw_only=True)
class Sanning:
    """What is true at a publication."""

    antal: Mapping[str, int]
    """Counted children by municipality."""
    hos_migrationsverket: frozenset[str]
    """Municipalities whose figure Migrationsverket has published itself."""


@dataclass(frozen=True, kw_only=True)
class Publicering:
    """What is shown; None is withheld."""

    kommuner: Mapping[str, int | None]
    lan: Mapping[str, int | None]
    riket: int | None
    """Withheld only in a country so small that nothing else helps."""


def publicera(tidigare: Sequence[Publicering], sanning: Sanning, lanet: Mapping[str, str]) -> Publicering:
    """Decide what is shown of `sanning`, after the earlier publications (all of them, oldest first).

    `lanet` gives the county of each municipality. The same input always gives the same answer.
    """
    dolt = _Dolt(sanning, lanet, tidigare)
    while any(tranga := dolt.tranga()):
        dolt.dolj_mer(tranga[0])
    return dolt.publicering()


def rakna_med(publicering: Publicering, tidigare: Sequence[Publicering]) -> dict[str, int]:
    """Give the counts that everything else public is computed from: the latest shown of each municipality."""
    svar = dict.fromkeys(publicering.kommuner, ANTAGET)
    for en in (*tidigare, publicering):
        svar |= {kod: tal for kod, tal in en.kommuner.items() if tal is not None}
    return svar


def sma_granser(tal: int, visade: Iterable[int | None]) -> Granser | None:
    """Give the five values that a small figure is hidden among (rules 1 and 2), or None when it is not small.

    `visade` is what has been shown for the same municipality or county, oldest first.
    """
    if 1 <= tal <= STORST_DOLDA:
        return 1, STORST_DOLDA
    for visat in reversed([v for v in visade if v is not None]):
        if 1 <= tal - visat <= STORST_DOLDA:
            return visat + 1, visat + STORST_DOLDA
        if 1 <= visat - tal <= STORST_DOLDA:
            return max(visat - STORST_DOLDA, 0), max(visat, STORST_DOLDA) - 1
    return None


def mojliga(delar: Mapping[str, Granser], summa: Granser) -> dict[str, Granser]:
    """Narrow what each part can be, when they add up to something within `summa`: exactly what the sum tells."""
    minst, mest = _summa(delar.values()) if delar else _exakt(0)
    return {
        kod: (max(lag, summa[0] - (mest - hog)), min(hog, summa[1] - (minst - lag)))
        for kod, (lag, hog) in delar.items()
    }


class _Dolt:
    """What is withheld of one publication, and what can still be told of it."""

    def __init__(self, sanning: Sanning, lanet: Mapping[str, str], tidigare: Sequence[Publicering]) -> None:
        self.antal, self.lanet = sanning.antal, lanet
        self.lan_antal = dict.fromkeys(lanet.values(), 0)
        for kod, tal in self.antal.items():
            self.lan_antal[lanet[kod]] += tal
        self.far_doljas = self.antal.keys() - sanning.hos_migrationsverket
        self.kommuner = {
            kod: granser
            for kod in sorted(self.far_doljas)
            if (granser := sma_granser(self.antal[kod], [p.kommuner.get(kod) for p in tidigare]))
        }
        """Withheld municipalities, and the values that each is hidden among."""
        self.lan = {
            lan
            for lan in {lanet[kod] for kod in self.kommuner}
            if sma_granser(self.lan_antal[lan], [p.lan.get(lan) for p in tidigare])
        }
        """Counties whose sum is withheld."""
        self.riket = False

    def tranga(self) -> tuple[list[str], list[str]]:
        """Give the municipalities and the counties that all that is public leaves too few values."""
        grupper: dict[str, dict[str, Granser]] = {}
        for kod, granser in self.kommuner.items():
            grupper.setdefault(self.lanet[kod], {})[kod] = granser
        summor = {lan: sum(self.antal[kod] for kod in grupp) for lan, grupp in grupper.items()}
        lan = {namn: _summa(grupper[namn].values()) for namn in sorted(self.lan)}
        if not self.riket:
            lan = mojliga(lan, _exakt(sum(summor[namn] for namn in lan)))
        kommuner: dict[str, Granser] = {}
        for namn, grupp in grupper.items():
            kommuner |= mojliga(grupp, lan.get(namn) or _exakt(summor[namn]))
        return _for_fa(kommuner), _for_fa(lan)

    def dolj_mer(self, tranga: list[str]) -> None:
        """Withhold one thing more, so that the municipalities (and the withheld counties) named are harder to tell."""
        visade = {self.lanet[kod] for kod in self.kommuner} - self.lan
        kvar = sorted(self.far_doljas - self.kommuner.keys(), key=lambda kod: (self.antal[kod], kod))
        stora = [kod for kod in kvar if self.antal[kod] > STORST_DOLDA]
        if lan := min(visade & {self.lanet[kod] for kod in tranga}, default=None):
            if i_lanet := [kod for kod in stora if self.lanet[kod] == lan]:
                self._dolj(i_lanet[0])
            else:
                self.lan.add(lan)
        elif visade:
            self.lan.add(min(visade))
        elif kvar:
            kod = (stora or kvar)[0]
            self._dolj(kod)
            self.lan.add(self.lanet[kod])
        else:
            self.riket = True

    def _dolj(self, kod: str) -> None:
        """Withhold a municipality for the others' sake: for all that is known it can be anything."""
        self.kommuner[kod] = (0, sum(self.antal.values()) + STORST_DOLDA)

    def publicering(self) -> Publicering:
        """Give what is shown in the end."""
        return Publicering(
            kommuner={kod: None if kod in self.kommuner else tal for kod, tal in self.antal.items()},
            lan={lan: None if lan in self.lan else tal for lan, tal in self.lan_antal.items()},
            riket=None if self.riket else sum(self.antal.values()),
        )


def _exakt(tal: int) -> Granser:
    return tal, tal


def _summa(granser: Iterable[Granser]) -> Granser:
    lagsta, hogsta = zip(*granser, strict=True)
    return sum(lagsta), sum(hogsta)


def _for_fa(granser: Mapping[str, Granser]) -> list[str]:
    return [kod for kod, (lag, hog) in granser.items() if hog - lag + 1 < MINST_MOJLIGA]
