"""What a file of tables is once it has been read: sheets of rows of cells, as they stood, nothing understood yet."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

MAX_BYTE: Final = 10 * 1024 * 1024
MAX_RADER: Final = 100_000
MAX_KOLUMNER: Final = 200
MAX_TECKEN: Final = 2_000

Cell = str | Decimal
"""Text (trimmed, composed; empty text is an empty cell) or a number exactly as the file shows it."""

OTILLATNA: Final = frozenset(map(chr, (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)))
"""Control characters that no table has: NUL and its neighbours, except tab and line ends."""


class TabellFel(Exception):
    """The file cannot be read as a table. The text is one or two Swedish sentences that say what to do."""


@dataclass(frozen=True, slots=True)
class Rad:
    """One row: its number as the spreadsheet shows it (from 1), and its cells from column A."""

    nummer: int
    celler: tuple[Cell, ...]

    @property
    def tom(self) -> bool:
        return not any(cell != "" for cell in self.celler)


@dataclass(frozen=True, slots=True)
class Blad:
    """One sheet. A CSV file is one sheet without a name. `dolt` is a sheet hidden in the spreadsheet."""

    namn: str
    rader: tuple[Rad, ...]
    dolt: bool = False


@dataclass(frozen=True, slots=True)
class Arbetsbok:
    """A file that was read. `kodning` and `skiljetecken` name what was found in a CSV file, "" for XLSX.

    `bredvid` is what an XLSX file says beside its cells: where, as a sentence's subject, and the text.
    """

    slag: Literal["csv", "xlsx"]
    kodning: str
    skiljetecken: str
    blad: tuple[Blad, ...]
    bredvid: tuple[tuple[str, str], ...] = ()


def kolumnbokstav(index: int) -> str:
    """The spreadsheet's letter for a column counted from 0: 0 is A, 25 is Z, 26 is AA."""
    bokstaver = ""
    kvar = index + 1
    while kvar:
        kvar, rest = divmod(kvar - 1, 26)
        bokstaver = chr(ord("A") + rest) + bokstaver
    return bokstaver


def visa_cell(cell: Cell) -> str:
    """A cell for showing: text as it stands, a number with a decimal comma."""
    return cell if isinstance(cell, str) else f"{cell:f}".replace(".", ",")


def visa_rad(rad: Rad) -> str:
    """A row for showing: its filled cells, at most 200 characters."""
    text = " | ".join(visa_cell(cell) for cell in rad.celler if cell != "")
    return text if len(text) <= 200 else f"{text[:199]}…"


def textcell(text: str, rad: int, kolumn: int) -> str:
    """A cell's text, trimmed and composed (NFC). Raises TabellFel for control characters and overlong text."""
    if len(text) <= MAX_TECKEN and text.isascii() and text.isprintable():
        return text.strip()
    if len(text) > MAX_TECKEN:
        raise TabellFel(
            f"Cellen {kolumnbokstav(kolumn)}{rad} har fler än 2\u00a0000 tecken. Korta texten och ladda upp filen igen."
        )
    if not OTILLATNA.isdisjoint(text):
        raise TabellFel(
            f"Cellen {kolumnbokstav(kolumn)}{rad} har ett tecken som inte är text. "
            "Skriv om cellen och ladda upp filen igen."
        )
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def check_rader(antal: int) -> None:
    """Raises TabellFel when a sheet has more rows than any table of municipalities needs."""
    if antal > MAX_RADER:
        raise TabellFel("Filen har fler än 100\u00a0000 rader. Ta bort rader som inte hör till tabellen.")


def check_kolumner(antal: int) -> None:
    """Raises TabellFel when a row has more columns than any table of municipalities needs."""
    if antal > MAX_KOLUMNER:
        raise TabellFel("Filen har fler än 200 kolumner. Ta bort kolumner som inte hör till tabellen.")


def build_rader(rader: Iterable[list[Cell]]) -> tuple[Rad, ...]:
    """Rows numbered from 1, without the empty cells and rows at the end."""
    byggda = [Rad(nummer, tuple(celler)) for nummer, celler in enumerate(rader, 1)]
    while byggda and byggda[-1].tom:
        byggda.pop()
    return tuple(byggda)
