"""One row of a table of shares at a time: which municipality it names, what share it gives, or why it does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from anvisning.promille import (
    HELA,
    MAX_DECIMALER,
    PromilleFel,
    antal_decimaler,
    for_manga_decimaler,
    parse_promille,
    parse_tal,
)
from anvisning.tabell.blad import Cell, Rad, visa_cell, visa_rad
from anvisning.tabell.kolumner import Roll
from anvisning.tabell.kommunnamn import Register
from anvisning.tabell.platstolk import NOLL, Platstolk, Radfel, Summarad
from anvisning.tabell.tolkning import TolkadRad


@dataclass(frozen=True, slots=True)
class Andelssumma:
    """A sum row of shares: its place, and what it says (None when unreadable)."""

    rad: Summarad
    angiven: Decimal | None


class Radtolk:
    """Reads the rows under the headings in order; remembers the sums and which municipalities have been seen."""

    def __init__(self, register: Register, roller: Mapping[Roll, int], rubriker: Rad) -> None:
        self.register = register
        self.summor: list[Andelssumma] = []
        self._plats = Platstolk(register, {str(roll): index for roll, index in roller.items()}, rubriker)
        self._sedda: dict[str, int] = {}

    def tolka(self, rad: Rad) -> TolkadRad:
        """The row as understood, an error, or passed over. Raises nothing."""
        last = visa_rad(rad)
        cell = self._plats.cell(rad, "andel")
        try:
            skal, summarad = self._plats.hoppa(rad, har_tal=visa_cell(cell) not in NOLL)
            if summarad:
                self.summor.append(Andelssumma(summarad, _angiven(cell)))
            if skal:
                return TolkadRad(rad.nummer, "hoppad", last, skal)
            return self._kommunrad(rad, cell, last)
        except Radfel as fel:
            return TolkadRad(rad.nummer, "fel", last, fel.text, forslag=fel.forslag)

    def _kommunrad(self, rad: Rad, cell: Cell, last: str) -> TolkadRad:
        kommun, anmarkning = self._plats.kommun(rad)
        if (tidigare := self._sedda.get(kommun.kod)) is not None:
            raise Radfel(f"{kommun.namn} ({kommun.kod}) finns redan på rad {tidigare}. Ta bort den ena raden.")
        self._sedda[kommun.kod] = rad.nummer
        tom = isinstance(cell, str) and cell in NOLL
        promille = Decimal(0) if tom else _promille(cell)
        text = f"{'Ingen andel i raden: läst som 0.' if tom else ''} {anmarkning}".strip()
        return TolkadRad(rad.nummer, "forstadd", last, text, kommun.kod, kommun.namn, promille, tom)


def _angiven(cell: Cell) -> Decimal | None:
    """What a sum row says."""
    try:
        return cell if isinstance(cell, Decimal) else parse_tal(cell, 6)
    except PromilleFel:
        return None


def _promille(cell: Cell) -> Decimal:
    """The share in a cell. Raises for anything but 0 to 1000 with at most three decimals."""
    if isinstance(cell, str):
        try:
            return parse_promille(cell)
        except PromilleFel as fel:
            raise Radfel(f"”{cell[:40]}” är ingen andel. {fel}") from fel
    if cell < 0:
        raise Radfel("Andelen är mindre än 0. Skriv ett tal mellan 0 och 1\u00a0000.")
    if cell > HELA:
        raise Radfel("Andelen är större än 1\u00a0000 promille. Skriv ett tal mellan 0 och 1\u00a0000.")
    if antal_decimaler(cell) > MAX_DECIMALER:
        raise Radfel(f"{visa_cell(cell)} har för många decimaler. {for_manga_decimaler(MAX_DECIMALER)}")
    return cell
