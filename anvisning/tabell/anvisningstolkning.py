"""What was understood of a file about assignments: the columns, the rows to stage, and every cell that is wrong."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from anvisning.tabell.anvisningskolumner import Filslag

RAKNAS_FRAN: Final = date(2016, 1, 1)
"""Assignments count from this day (domain 7)."""
VISADE: Final = 200
"""How many wrong cells, and how many rows that were passed over, are kept to be shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Filform:
    """What a person has said about the file: what it holds, until when, and what it does not say itself."""

    slag: Filslag
    till_och_med: date
    fran: date | None = None
    """The first day covered, where neither a column nor a heading says."""
    typ: str = ""
    """The type of all numbers, where neither a column nor a heading says."""
    inledande_fran: date | None = None
    """The first day on which there were assignments for initial measures."""


class Antalsrad(NamedTuple):
    """A number of a type for a municipality and a period, as it is staged."""

    radnummer: int
    kommunkod: str
    fran: date
    dag: date
    typ: str
    antal: int


class Varde(NamedTuple):
    """A published fulfilment or a factor: what the column holds, for a municipality."""

    radnummer: int
    kommunkod: str
    roll: str
    varde: Decimal


@dataclass(frozen=True, slots=True)
class Kolumnbild:
    """A column as it was understood, for showing and for saying what it is instead."""

    bokstav: str
    rubrik: str
    roll: str
    exempel: str


@dataclass(frozen=True, slots=True)
class Cellfel:
    """A cell (or, without letter, a row) that stops the import: what stands there, and what to do."""

    radnummer: int
    bokstav: str
    last: str
    text: str


@dataclass(frozen=True, slots=True)
class Overhoppad:
    """A row that was passed over, and why."""

    radnummer: int
    last: str
    text: str


@dataclass(frozen=True, slots=True)
class Anvisningstolkning:
    """A file as understood. With any `fel` or `cellfel` nothing of it can be posted."""

    kodning: str
    skiljetecken: str
    blad: str
    bladval: tuple[str, ...]
    """The sheets that may hold the table."""
    titlar: tuple[str, ...]
    rubrik: str
    uppdaterad: date | None
    rubrikrad: int
    kolumner: tuple[Kolumnbild, ...]
    fel: tuple[str, ...]
    cellfel: tuple[Cellfel, ...]
    varningar: tuple[str, ...]
    hoppade: tuple[Overhoppad, ...]
    saknade: tuple[str, ...]
    """Codes of the municipalities that no understood row names."""
    rader: tuple[Antalsrad, ...] = ()
    varden: tuple[Varde, ...] = ()

    @property
    def har_fel(self) -> bool:
        return bool(self.fel or self.cellfel)

    def to_json(self) -> dict[str, Any]:
        """All but the rows, which are staged: at most `VISADE` wrong cells and passed over rows, with their numbers."""
        falt = asdict(self)
        del falt["rader"]
        falt |= {f"antal_{namn}": len(falt[namn]) for namn in ("cellfel", "hoppade")}
        falt |= {namn: falt[namn][:VISADE] for namn in ("cellfel", "hoppade")}
        svar: dict[str, Any] = json.loads(json.dumps(falt, default=str))
        return svar


def skillnad(
    rader: Iterable[Antalsrad], bokfort: Mapping[tuple[str, str], int], fran: date, dag: date
) -> list[Antalsrad]:
    """What a cumulative table says that is not posted yet.

    Takes the table's totals and the posted ones by (municipality, type); gives the differences, none of them zero,
    dated to the days between the last posting and the table. A municipality that the table lacks has none.
    """
    return [
        Antalsrad(rad.radnummer, rad.kommunkod, fran, dag, rad.typ, nytt)
        for rad in rader
        if (nytt := rad.antal - bokfort.get((rad.kommunkod, rad.typ), 0))
    ]
