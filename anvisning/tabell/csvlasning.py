"""CSV as it comes out of Swedish spreadsheets: separator and encoding are found, named, and never silently wrong."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from anvisning.tabell.blad import Arbetsbok, Blad, Cell, TabellFel, build_rader, check_kolumner, check_rader, textcell

SKILJETECKEN: Final = ("\t", ";", ",")
"""In order of preference: a decimal comma makes every file look comma separated."""
_PROVRADER: Final = 400
_NASTAN_LIKA: Final = (3, 4)
"""A preferred separator wins when it explains at least three quarters as many cells as the best one."""
_UTTALAT: Final = re.compile(r"sep=([;,\t])(?=\r?\n)", re.IGNORECASE)
"""Excel's own first line that names the separator; it stays as an empty row so that row numbers agree."""
_UTF16: Final = "Filen är sparad som UTF-16 (”Unicode-text”). Spara den som CSV UTF-8 i Excel och ladda upp den igen."


def las_csv(innehall: bytes) -> Arbetsbok:
    """Read CSV bytes: UTF-8 with or without BOM, else Windows-1252. Raises only TabellFel."""
    text, kodning = avkoda(innehall)
    uttalat = _UTTALAT.match(text)
    skiljetecken = uttalat[1] if uttalat else find_skiljetecken(text)
    if uttalat:
        text = text[uttalat.end(1) :]
    return Arbetsbok("csv", kodning, skiljetecken, (Blad("", build_rader(_celler(text, skiljetecken))),))


def avkoda(innehall: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: "UTF-8 med BOM", "UTF-8" or "Windows-1252"."""
    if innehall.startswith((BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)):
        raise TabellFel(_UTF16)
    if b"\0" in innehall:
        if innehall.count(b"\0") * 3 >= len(innehall):
            raise TabellFel(_UTF16)
        raise TabellFel("Filen har tecken som inte är text (NUL). Spara tabellen som CSV UTF-8 och ladda upp den igen.")
    if innehall.startswith(BOM_UTF8):
        try:
            return innehall.removeprefix(BOM_UTF8).decode("utf-8"), "UTF-8 med BOM"
        except UnicodeDecodeError as fel:
            raise TabellFel("Filen är skadad. Spara tabellen som CSV UTF-8 och ladda upp den igen.") from fel
    try:
        return innehall.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return innehall.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as fel:
        raise TabellFel(
            "Filens tecken går inte att läsa. Spara tabellen som CSV UTF-8 och ladda upp den igen."
        ) from fel


def find_skiljetecken(text: str) -> str:
    """The separator that explains most cells: rows of the commonest width, times that width; preferred ones first.

    A separator with which the quotes do not match is out. A wrong choice is never silent: the headings are then not
    recognised.
    """
    traffar: dict[str, int] = {}
    for tecken in SKILJETECKEN:
        bredder: Counter[int] = Counter()
        try:
            for rad in islice(csv.reader(io.StringIO(text, newline=""), delimiter=tecken, strict=True), _PROVRADER):
                if len(rad) > 1:
                    bredder[len(rad)] += 1
        except csv.Error:
            continue
        traffar[tecken] = max((antal * bredd for bredd, antal in bredder.items()), default=0)
    bast = max(traffar.values(), default=0)
    taljare, namnare = _NASTAN_LIKA
    for tecken, antal in traffar.items():
        if antal and antal * namnare >= bast * taljare:
            return tecken
    return ";"


def _celler(text: str, skiljetecken: str) -> Iterator[list[Cell]]:
    nummer = 0
    try:
        for nummer, rad in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=skiljetecken, strict=True), 1):
            check_rader(nummer)
            while rad and not rad[-1]:
                rad.pop()
            check_kolumner(len(rad))
            yield [textcell(cell, nummer, kolumn) for kolumn, cell in enumerate(rad)]
    except csv.Error as fel:
        raise TabellFel(
            f"Filen går inte att läsa från rad {nummer + 1}: citattecknen går inte ihop. Rätta raden, eller spara "
            "tabellen från Excel igen."
        ) from fel
