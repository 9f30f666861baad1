"""What a single cell of a table of assignments says: a day, a month, a year, a type, a number. Nothing is guessed."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from anvisning.promille import MELLANSLAG
from anvisning.sortering import soknyckel
from anvisning.tabell.blad import Cell, visa_cell
from anvisning.tid import manadens_sista
from anvisning.visning import MANADER

STORST: Final = 100_000
"""More children than the whole country has received in a year: such a number is something else, or a slip of the pen.
It is the most of a type that a municipality can have, so that no sum grows out of its column.
"""
HOGSTA_PROCENT: Final = Decimal(999_999)
"""More than any fulfilment can be, and what its column holds."""
_BORT: Final = str.maketrans("\u2212\u2013\u2012\ufe63\uff0d", "-----", MELLANSLAG)
_HELTAL: Final = re.compile(r"-?[0-9]{1,7}(?:[.,]0{1,2})?", re.ASCII)
"""Decimals only when they are zero, and never three: "1.000" may be one or a thousand."""
_DECIMALTAL: Final = re.compile(r"[0-9]{1,11}(?:[.,][0-9]{1,3})?", re.ASCII)
_TAL: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[%‰]?", re.ASCII)
_DAG: Final = re.compile(r"(20[0-9]{2})-?([01][0-9])-?([0-3][0-9])(?: 00:00)?", re.ASCII)
_MANAD: Final = re.compile(r"(20[0-9]{2})[-/ ]?([01][0-9])", re.ASCII)
_NAMNGIVEN: Final = re.compile(r"(?:([0-3]?[0-9]) )?([a-zåäö]+)\.? (20[0-9]{2})")
_AR: Final = re.compile(r"20[0-9]{2}", re.ASCII)
_TYPER: Final = {"utjamn": "utjamnande", "anknyt": "anknytning", "inledande": "inledande", "screening": "inledande"}


class Period(NamedTuple):
    """The days from `fran` to `till`; one day when they are equal."""

    fran: date
    till: date


class Cellstopp(ValueError):
    """A cell that cannot be understood. The text is a Swedish sentence that says what to do."""


def find_typ(text: str) -> str | None:
    """The type that a heading or a cell names: a word that begins like it. None when it names none or several."""
    ord_ = re.findall(r"[a-z]+", soknyckel(text))
    typer = {typ for borjan, typ in _TYPER.items() if any(ordet.startswith(borjan) for ordet in ord_)}
    return typer.pop() if len(typer) == 1 else None


def find_dag(text: str) -> date | None:
    """The day: 2026-03-02, 20260302 or "2 mars 2026"; None when it is no day."""
    if traff := _DAG.fullmatch(text):
        return _datum(int(traff[1]), int(traff[2]), int(traff[3]))
    namngiven = _NAMNGIVEN.fullmatch(text.lower())
    if namngiven and namngiven[1] and (manad := _manad(namngiven[2])):
        return _datum(int(namngiven[3]), manad, int(namngiven[1]))
    return None


def find_manad(text: str) -> Period | None:
    """The month: 2026-03, 202603, "mars 2026" or "mar 2026"; None when it is no month."""
    if (traff := _MANAD.fullmatch(text)) and 1 <= int(traff[2]) <= 12:
        return manadens(int(traff[1]), int(traff[2]))
    namngiven = _NAMNGIVEN.fullmatch(text.lower())
    if namngiven and not namngiven[1] and (manad := _manad(namngiven[2])):
        return manadens(int(namngiven[3]), manad)
    return None


def find_ar(text: str) -> Period | None:
    """The calendar year, or None."""
    return Period(date(int(text), 1, 1), date(int(text), 12, 31)) if _AR.fullmatch(text) else None


def manadens(ar: int, manad: int) -> Period:
    """The days of a month."""
    return Period(date(ar, manad, 1), manadens_sista(date(ar, manad, 1)))


def parse_dag(cell: Cell) -> Period:
    """The day in a cell, as a period of one day. Raises Cellstopp."""
    text = visa_cell(cell)
    dag = find_dag(text)
    if dag is None:
        raise Cellstopp(f"”{text[:40]}” är ingen dag. Skriv som 2026-11-02.")
    return Period(dag, dag)


def parse_manad(cell: Cell, ar: Cell) -> Period:
    """The month in a cell; a bare number or name needs the year in `ar`, a day means its month. Raises Cellstopp."""
    text = visa_cell(cell)
    if period := find_manad(text):
        return period
    if dag := find_dag(text):
        return manadens(dag.year, dag.month)
    manad = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else _manad(text.lower().rstrip("."))
    aret = find_ar(visa_cell(ar))
    if aret and manad and 1 <= manad <= 12:
        return manadens(aret.fran.year, manad)
    raise Cellstopp(f"”{text[:40]}” är ingen månad. Skriv som 2026-11.")


def parse_ar(cell: Cell) -> Period:
    """The year in a cell. Raises Cellstopp."""
    if period := find_ar(visa_cell(cell)):
        return period
    raise Cellstopp(f"”{visa_cell(cell)[:40]}” är inget år. Skriv fyra siffror, till exempel 2026.")


def parse_typ(cell: Cell) -> str:
    """The type in a cell. Raises Cellstopp."""
    if typ := find_typ(visa_cell(cell)):
        return typ
    raise Cellstopp(
        f"”{visa_cell(cell)[:40]}” är inget slag av anvisning. Skriv utjämnande, anknytning eller inledande."
    )


def find_antal(text: str) -> int | None:
    """The whole number (signed, of either minus sign, thousands apart or not) that a text is; None when it is none."""
    rensad = text.translate(_BORT)
    return int(re.split("[.,]", rensad)[0]) if _HELTAL.fullmatch(rensad) else None


def parse_antal(cell: Cell) -> int:
    """The whole number (signed) in a cell. Raises Cellstopp."""
    antal = find_antal(visa_cell(cell))
    if antal is None:
        raise Cellstopp(f"”{visa_cell(cell)[:40]}” är inget antal. Skriv ett helt tal, till exempel 12.")
    if abs(antal) > STORST:
        raise Cellstopp(f"{visa_cell(cell)[:40]} är fler barn än landet har tagit emot. Rätta talet.")
    return antal


def parse_decimaltal(cell: Cell) -> Decimal:
    """The number in a cell, not negative, with at most three decimals; a trailing % may stand. Raises Cellstopp."""
    text = visa_cell(cell).translate(_BORT).removesuffix("%")
    try:
        if _DECIMALTAL.fullmatch(text):
            return Decimal(text.replace(",", "."))
    except InvalidOperation:
        pass
    raise Cellstopp(f"”{visa_cell(cell)[:40]}” är inget tal. Skriv som 98,5.")


def ar_tal(cell: Cell) -> bool:
    """Tell whether the cell is a number of any kind."""
    return bool(_TAL.fullmatch(visa_cell(cell).translate(_BORT)))


def _manad(namn: str) -> int | None:
    """The number of a month by its name or at least its first three letters."""
    traffar = [nummer for nummer, manad in enumerate(MANADER, 1) if len(namn) >= 3 and manad.startswith(namn)]
    return traffar[0] if len(traffar) == 1 else None


def _datum(ar: int, manad: int, dag: int) -> date | None:
    try:
        return date(ar, manad, dag)
    except ValueError:
        return None
