"""Tables out: CSV for Swedish Excel and for machines, XLSX and JSON. The same table always gives the same bytes."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from anvisning.promille import antal_decimaler

Slag = Literal["text", "promille", "heltal", "datum"]
Varde = str | Decimal | int | date | None

EXEMPELDATA: Final = "Exempeldata: siffrorna är påhittade."
SMA_ANTAL: Final = "Antalen är skyddade uppgifter när de är små. Lämna inte ut dem utan prövning."
"""The note of a file that holds counts which the public does not see."""
PRELIMINAR: Final = "Preliminära siffror: de kan ändras fram till Migrationsverkets beslut."
_FARLIG: Final = re.compile('(^|[;,|\t\r\n"])([^\\S\t\r\n]*)(?=[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20])')
_TYPER: Final[dict[Slag, tuple[type, ...]]] = {
    "text": (str,),
    "promille": (Decimal, int),
    "heltal": (int,),
    "datum": (date,),
}


@dataclass(frozen=True, slots=True)
class Kolumn:
    """A column: heading, and kind `text`, `promille` (Decimal), `heltal` (int) or `datum` (date).

    `decimaler` is the least number of decimals of a promille column; every stored digit is always written.
    """

    namn: str
    slag: Slag = "text"
    decimaler: int = 2


@dataclass(frozen=True, slots=True)
class Tabell:
    """A table to hand out. A cell is of its column's kind or None (empty). `preliminar` and `exempeldata` are marked
    in every format. Raises TypeError for a float or a cell of another kind, ValueError for rows of other lengths and
    for two columns with one name.
    """

    rubrik: str
    kolumner: Sequence[Kolumn]
    rader: Sequence[Sequence[Varde]]
    not_: str = ""
    preliminar: bool = False
    exempeldata: bool = False

    def __post_init__(self) -> None:
        if len({kolumn.namn for kolumn in self.kolumner}) != len(self.kolumner) or not self.kolumner:
            raise ValueError("A table has columns, each with a name of its own.")
        for rad in self.rader:
            if len(rad) != len(self.kolumner):
                raise ValueError("A row has one cell for each column.")
            for kolumn, varde in zip(self.kolumner, rad, strict=True):
                _check_varde(kolumn, varde)

    @property
    def markningar(self) -> tuple[str, ...]:
        """The lines that must stand by the numbers: invented, preliminary."""
        return (EXEMPELDATA,) * self.exempeldata + (PRELIMINAR,) * self.preliminar

    @property
    def titelrader(self) -> tuple[str, ...]:
        """The lines above the headings: title, marks, note."""
        return tuple(rad for rad in (self.rubrik, *self.markningar, self.not_) if rad)

    def till_csv(self, svensk: bool = True) -> bytes:
        """UTF-8 CSV with CRLF, quoted by RFC 4180.

        Swedish: BOM, semicolon, decimal comma, title and marks first. Machine (`svensk=False`): headings first, comma,
        decimal point, and a last column `markering` that says `exempeldata` and `preliminar` where they hold. In both,
        texts that a spreadsheet could take for a formula begin with an apostrophe; the JSON has them as they are.
        """
        ut = io.StringIO(newline="")
        skrivare = csv.writer(ut, delimiter=";" if svensk else ",", lineterminator="\r\n")
        if svensk:
            fyllnad = [""] * (len(self.kolumner) - 1)
            skrivare.writerows([[neutralisera(rad), *fyllnad] for rad in self.titelrader])
            skrivare.writerow([neutralisera(kolumn.namn) for kolumn in self.kolumner])
            skrivare.writerows(self._celler(komma=True))
        else:
            markering = " ".join(["exempeldata"] * self.exempeldata + ["preliminar"] * self.preliminar)
            skrivare.writerow([*(kolumn.namn for kolumn in self.kolumner), "markering"])
            skrivare.writerows([*rad, markering] for rad in self._celler(komma=False))
        return ut.getvalue().encode("utf-8-sig" if svensk else "utf-8")

    def till_xlsx(self) -> bytes:
        """An XLSX workbook with this table as its only sheet."""
        return till_xlsx_bok([self])

    def till_json(self) -> bytes:
        """UTF-8 JSON: title, note, marks, columns, and each row as an object; promille as strings, dates as ISO."""
        data = {
            "rubrik": self.rubrik,
            "not": self.not_,
            "preliminar": self.preliminar,
            "exempeldata": self.exempeldata,
            "kolumner": [{"namn": kolumn.namn, "slag": kolumn.slag} for kolumn in self.kolumner],
            "rader": [
                {kolumn.namn: _json_varde(kolumn, varde) for kolumn, varde in zip(self.kolumner, rad, strict=True)}
                for rad in self.rader
            ],
        }
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()

    def kolumndecimaler(self) -> list[int]:
        """How many decimals each promille column is written with: alike in the column, and enough for every digit."""
        return [
            max([kolumn.decimaler, *(antal_decimaler(v) for r in self.rader if isinstance(v := r[index], Decimal))])
            if kolumn.slag == "promille"
            else 0
            for index, kolumn in enumerate(self.kolumner)
        ]

    def _celler(self, *, komma: bool) -> Iterator[list[str]]:
        decimaler = self.kolumndecimaler()
        for rad in self.rader:
            yield [
                _skriv(kolumn, varde, antal, komma=komma)
                for kolumn, varde, antal in zip(self.kolumner, rad, decimaler, strict=True)
            ]


def till_xlsx_bok(tabeller: Sequence[Tabell]) -> bytes:
    """An XLSX workbook with one sheet for each table, named after its title."""
    from anvisning.tabell.xlsxskrivning import skriv_bok

    return skriv_bok(tabeller)


def neutralisera(text: str) -> str:
    """The text with an apostrophe before anything that a spreadsheet could take for the beginning of a formula.

    That is `= + - @`, tab and carriage return, also in full width, at the beginning or after a character that another
    program may take for a separator.
    """
    return _FARLIG.sub(r"\1\2'", text)


def _check_varde(kolumn: Kolumn, varde: Varde) -> None:
    if varde is None:
        return
    if not isinstance(varde, _TYPER[kolumn.slag]) or isinstance(varde, bool | datetime):
        raise TypeError(f"{kolumn.namn!r} holds {kolumn.slag}, not {type(varde).__name__}.")
    if isinstance(varde, Decimal) and not varde.is_finite():
        raise ValueError(f"{kolumn.namn!r} holds finite numbers.")


def _skriv(kolumn: Kolumn, varde: Varde, decimaler: int, *, komma: bool) -> str:
    if varde is None:
        return ""
    if isinstance(varde, str):
        return neutralisera(varde)
    if isinstance(varde, date):
        return varde.isoformat()
    if kolumn.slag == "heltal":
        return str(varde)
    text = f"{Decimal(varde):.{decimaler}f}"
    return text.replace(".", ",") if komma else text


def _json_varde(kolumn: Kolumn, varde: Varde) -> str | int | None:
    if isinstance(varde, date):
        return varde.isoformat()
    if kolumn.slag == "promille" and varde is not None:
        return f"{Decimal(varde):f}"
    return varde if isinstance(varde, str | int) else None
