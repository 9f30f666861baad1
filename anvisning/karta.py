"""The map of the 290 municipalities, painted by class, for `komponenter/karta.html`.

The borders are SCB's ("Digitala gränser", 2023-05-16, CC0); `manage.py kommungranser` says how they were made into
`data/kommungranser.csv`.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

DATA = Path(__file__).parent / "data"
HOJD: Final = 2000
"""The height of the map in steps of its grid; a step is about 770 metres."""
VISAS_INTE: Final = 0
"""The class of a municipality whose figure is withheld or missing."""
FLEST_KLASSER: Final = 5


@dataclass(frozen=True, slots=True)
class Kommunyta:
    """A municipality on the map: `bana` is the `d` of its SVG path, `ord` its figure in words, `url` its page."""

    namn: str
    bana: str
    ord: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lage:
    """What is known of a municipality: its class, its figure in words ("97,5 %"), the page that says more."""

    klass: int
    ord: str
    url: str


@dataclass(frozen=True, slots=True)
class Klass:
    """A class, its words and the municipalities in it. `monster` says that it has a pattern, not only a colour."""

    nummer: int
    ord: str
    kommuner: tuple[Kommunyta, ...]

    @property
    def monster(self) -> bool:
        """Every other class has a pattern, so that neighbours on the scale differ by more than lightness."""
        return self.nummer % 2 == 0


@dataclass(frozen=True, slots=True)
class Karta:
    """What the template shows. The classes stand in the order of the legend: 1…n, and last those not shown."""

    rubrik: str
    klasser: tuple[Klass, ...]


def bygg(lagen: Mapping[str, Lage], forklaring: Sequence[str], *, rubrik: str) -> Karta:
    """Build the map from each municipality's class: 1…n, or 0 where the figure is withheld.

    A municipality that is not in `lagen` counts as 0, without a page. `forklaring` has the words of each class from 0
    to n ("visas inte", "under 60 procent", …), n at most 5. `rubrik` names the map. The class 0 is left out of the
    legend when it is empty. ValueError for a code that no municipality has, or a class without words.
    """
    antal = len(forklaring)
    if not 2 <= antal <= FLEST_KLASSER + 1:
        raise ValueError(f"A map has 1 to {FLEST_KLASSER} classes, and words for those not shown.")
    ytor = _ytor()
    if okanda := lagen.keys() - ytor.keys():
        raise ValueError(f"No municipality has the code {min(okanda)}.")
    if utanfor := {lage.klass for lage in lagen.values() if not 0 <= lage.klass < antal}:
        raise ValueError(f"The class {min(utanfor)} has no words.")
    okand = Lage(VISAS_INTE, forklaring[VISAS_INTE], "")
    kommuner: list[list[Kommunyta]] = [[] for _ in forklaring]
    for kod, yta in ytor.items():
        lage = lagen.get(kod, okand)
        kommuner[lage.klass].append(replace(yta, ord=lage.ord, url=lage.url))
    dolda, *visade = (
        Klass(nummer, text, tuple(i_klassen))
        for nummer, (text, i_klassen) in enumerate(zip(forklaring, kommuner, strict=True))
    )
    return Karta(rubrik, (*visade, dolda) if dolda.kommuner else tuple(visade))


@cache
def _ytor() -> dict[str, Kommunyta]:
    """Read every municipality's name and border, by its code; once per process."""
    namn = {rad["kod"]: rad["namn"] for rad in _rader("kommuner.csv")}
    return {rad["kod"]: Kommunyta(namn[rad["kod"]], rad["bana"]) for rad in _rader("kommungranser.csv")}


def _rader(fil: str) -> list[dict[str, str]]:
    with (DATA / fil).open(encoding="utf-8", newline="") as rader:
        return list(csv.DictReader(rader))
