"""A straight XLSX file: a single sheet of plain rows of four cells, as machines and spreadsheets write them.

The rows are told apart in the packed XML, which says of each cell only its kind, style and saved value: many thousand
rows have some hundred different ones. Those are put together in a small workbook that is read as any other, with all
its checks; so a cell is read here as it is there.
"""

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Final

import numpy as np

from anvisning.tabell import anvisningsceller as celler
from anvisning.tabell.anvisningstabell import find_personnummer
from anvisning.tabell.blad import MAX_RADER, Blad, TabellFel, visa_cell
from anvisning.tabell.rakbunt import Bunt, Filbild, Heltal, Typtexter
from anvisning.tabell.rakfil import RUBRIKER, InteRak
from anvisning.tabell.xlsxlasning import las_delar, packa_upp

_CELL: Final = rb'<c r="%c\1"([^<>\0]*+><v>[^<>\0]*+)</v></c>'
_RAD: Final = re.compile(rb'<row r="(\d++)"[^<>\0]*+>' + b"".join(_CELL % bokstav for bokstav in b"ABCD") + b"</row>")
_TAGGAR, _ADRESSER = 18, 5
"""How many tags and addresses such a row has: where the sheet has others there is something else in it."""
_BORJAN: Final = b"<sheetData>"
_BLOCK: Final = 1 << 18
MAX_OLIKA: Final = 10_000
"""Different cells in a column: more than there are days, so that it is no straight file."""
_SIFFROR: Final = re.compile(r"[0-9]{3,4}", re.ASCII)


class _Olika(dict[bytes, int]):
    """The different cells of a column, numbered as they come."""

    def __missing__(self, cell: bytes) -> int:
        if len(self) == MAX_OLIKA:
            raise InteRak("too many different cells")
        return self.setdefault(cell, len(self))


class Rakxlsx:
    """Reads the file once."""

    def __init__(self, innehall: bytes) -> None:
        self.bild = Filbild("", "", "", ("",) * len(RUBRIKER))
        self._innehall = innehall

    def buntar(self) -> Iterator[Bunt]:
        """Give all rows at once. Raises InteRak for a workbook with anything else in it."""
        try:
            delar = packa_upp(self._innehall)
            blad = [namn for namn, data in delar.items() if b"sheetData" in data]
            if len(blad) != 1 or delar[blad[0]].count(b"sheetData") != 2:
                raise InteRak("not one sheet")
            data = delar[blad[0]]
            borjan, slut = data.find(_BORJAN) + len(_BORJAN), data.rfind(b"</sheetData>")
            if not len(_BORJAN) <= borjan <= slut:
                raise InteRak("no rows")
            olika, nummer = _las_rader(data, borjan, slut)
            delar[blad[0]] = data[:borjan] + _litet(olika) + data[slut:]
            bok = las_delar(delar)
            if len(bok.blad) != 1 or bok.blad[0].dolt:
                raise InteRak("not one sheet")
            if find_personnummer(bok):
                raise InteRak("a personal identity number")
            bunt = self._tolka(bok.blad[0], olika, nummer)
        except (TabellFel, IndexError) as fel:  # IndexError: an empty cell, so that a row is shorter
            raise InteRak(str(fel)) from fel
        yield bunt

    def _tolka(self, blad: Blad, olika: list[_Olika], nummer: list[Heltal]) -> Bunt:
        """Understand each different cell once. The first row is the headings."""
        kolumner = [[visa_cell(rad.celler[plats]) for rad in blad.rader[: len(olika[plats])]] for plats in range(4)]
        if tuple(kolumn[0] for kolumn in kolumner) != RUBRIKER or not all((kolumn[1:] > 0).all() for kolumn in nummer):
            raise InteRak("other headings")
        forsta = (kolumn[plats[1]][:60] for kolumn, plats in zip(kolumner, nummer, strict=True))
        self.bild = Filbild("", "", blad.namn, tuple(forsta))
        typer = Typtexter()
        tolkar: tuple[Callable[[str], int], ...] = (_kod, _dag, lambda text: typer[text], celler.parse_antal)
        varden = (
            np.array([0, *map(tolk, kolumn[1:])])[plats[1:]]
            for tolk, kolumn, plats in zip(tolkar, kolumner, nummer, strict=True)
        )
        return Bunt(np.arange(2, len(nummer[0]) + 1), *varden)


def _las_rader(data: bytes, plats: int, sist: int) -> tuple[list[_Olika], list[Heltal]]:
    """Give each column's different cells, and which of them stands in each row. Reads where the rows are: no copy."""
    olika = [_Olika() for _ in RUBRIKER]
    delar: list[list[Heltal]] = [[] for _ in RUBRIKER]
    antal = 0
    while plats < sist and antal <= MAX_RADER:
        slut = data.find(b"</row>", plats + _BLOCK, sist) + len(b"</row>")
        slut = slut if slut >= len(b"</row>") else sist
        rader = _RAD.findall(data, plats, slut)
        taggar, adresser = data.count(b"<", plats, slut), data.count(b'r="', plats, slut)
        if not rader or (taggar, adresser) != (_TAGGAR * len(rader), _ADRESSER * len(rader)):
            raise InteRak("a row that is not plain")
        radnummer, *kolumner = zip(*rader, strict=True)
        if list(map(int, radnummer)) != list(range(antal + 1, antal + 1 + len(rader))):
            raise InteRak("rows are left out")
        for samling, unika, kolumn in zip(delar, olika, kolumner, strict=True):
            samling.append(np.fromiter(map(unika.__getitem__, kolumn), np.int64, len(kolumn)))
        plats, antal = slut, antal + len(rader)
    if not 1 < antal <= MAX_RADER:
        raise InteRak("no rows, or too many")
    return olika, [np.concatenate(samling) for samling in delar]


def _litet(olika: list[_Olika]) -> bytes:
    """Give rows that hold each column's different cells from the top."""
    rader = (
        b'<row r="%d">' % nummer
        + b"".join(b'<c r="%c%d"%s</v></c>' % (b, nummer, cell) for b, cell in zip(b"ABCD", rad, strict=True) if cell)
        + b"</row>"
        for nummer, rad in enumerate(zip_longest(*olika), 1)
    )
    return b"".join(rader)


def _kod(text: str) -> int:
    """Give a code, also as a number without its first zero. Raises InteRak."""
    if not _SIFFROR.fullmatch(text):
        raise InteRak(text)
    return int(text)


def _dag(text: str) -> int:
    """Give a day's ordinal. Raises InteRak."""
    dag = celler.find_dag(text)
    if dag is None:
        raise InteRak(text)
    return dag.toordinal()
