"""Rows of a straight file as columns of numbers, and what a single field may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from anvisning.personnummer import har_personnummer
from anvisning.tabell import anvisningsceller as celler
from anvisning.tabell.blad import textcell
from anvisning.tabell.rakfil import InteRak

Heltal = npt.NDArray[np.int64]
TYPER: Final = ("utjamnande", "anknytning", "inledande")
_LANGST: Final = 60
"""A longer text of a type would not be shown whole."""


class Bunt(NamedTuple):
    """Rows, a column each: the file's row, the code as a number, the day's ordinal, the place in TYPER, the number."""

    radnummer: Heltal
    kommun: Heltal
    dag: Heltal
    typ: Heltal
    antal: Heltal


@dataclass(frozen=True, slots=True)
class Filbild:
    """What the file is besides its rows: encoding, separator, sheet, and the first row's cells."""

    kodning: str
    skiljetecken: str
    blad: str
    exempel: tuple[str, ...]


class Lasare(Protocol):
    """Reads one kind of straight file. `bild` is known when all rows are read."""

    bild: Filbild

    def buntar(self) -> Iterator[Bunt]:
        """Give the rows under the headings, from row 2. Raises InteRak."""


class Typtexter(dict[str, int]):
    """A type's place in TYPER by its text, each spelled in one way. Raises InteRak for what names none."""

    def __missing__(self, text: str) -> int:
        typ = celler.find_typ(text)
        if typ is None or len(text) > _LANGST or not text.isprintable() or '"' in text or har_personnummer(text):
            raise InteRak(text)
        if textcell(text, 0, 0) != text:
            raise InteRak(text)
        nummer = TYPER.index(typ)
        if nummer in self.values():
            raise InteRak(text)
        return self.setdefault(text, nummer)
