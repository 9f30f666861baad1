"""XLSX through calamine, after a look at the package: what it unpacks to is bounded before anything is parsed.

calamine reads saved values and runs no formula. It lays a sheet out as a full rectangle in memory, so one cell at the
far corner would take the whole machine: cell addresses are therefore checked in the packed XML first. Only the parts
that were checked are handed over, in a package of our own.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Final

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from anvisning.tabell.blad import (
    Arbetsbok,
    Blad,
    Cell,
    TabellFel,
    build_rader,
    check_kolumner,
    check_rader,
    textcell,
)
from anvisning.tabell.xlsxtexter import texter

MAX_UPPACKAT: Final = 100 * 1000 * 1000
MAX_KVOT: Final = 200
"""Unpacked to packed size. Real tables of repeated text reach 20 to 60."""
MAX_DELAR: Final = 2_000
MAX_YTA: Final = 5_000_000
"""Cells in the rectangle from A1 to the last used row and column."""
MAX_TAGGAR: Final = 4 * MAX_YTA
MAX_CELLER: Final = 1_000_000
"""Cells in all sheets, if each is different some 350 MB when read. A table of municipalities has some ten thousand."""
MAX_TEXTMANGD: Final = 200 * 1000 * 1000
_SMA: Final = 1_000_000

SKADAD: Final = "Excelfilen är skadad eller ofullständig. Öppna den i Excel, spara den igen och ladda upp den."
FOR_STOR: Final = "Excelfilen packas upp till mer än den får. Spara bara bladet med tabellen i en ny fil."
FOR_VID: Final = (
    "Excelfilen har innehåll längre ut än rad 100\u00a0000 eller kolumn 200. Kopiera tabellen till en ny arbetsbok."
)

_ELEMENT: Final = rb"<(?:[\w.\-]+:)?"
_ADRESS: Final = rb"(?:[A-Z]|[A-F][A-Z]|G[A-R])(?:[1-9][0-9]{0,4}|100000)"
_CELLER: Final = re.compile(_ELEMENT + rb"c(?=[\s/>])()")
_ADRESSER: Final = re.compile(_ELEMENT + rb"""c\s(?:r=|[^<>]*?\sr=)["']""" + _ADRESS + rb"""["']()""")
_FRAMMANDE_ADRESS: Final = re.compile(
    rb"""r(?<![\w:.\-]r)\s*=\s*["'](?!(?:""" + _ADRESS + rb"""|[1-9][0-9]{0,4}|100000)["'])"""
)
_BRED: Final = re.compile(rb"""\sr=["'][A-Z]{2}[0-9]""")
_LANG: Final = re.compile(rb"""\sr=["'][A-Z]{1,2}[0-9]{5}""")
_PLATS: Final = re.compile(rb"""\sr=["']([A-Z]{1,2})([0-9]+)["']""")
_FELCELL: Final = re.compile(rb"(" + _ELEMENT + rb"""c\s(?:[^<>]*?\s)?)t\s*=\s*["']e["']""")
_OBERAKNAD: Final = re.compile(
    _ELEMENT
    + rb"""c\s(?:[^<>]*?\s)?(r=["'][A-Z]+[0-9]+["'])[^<>]{0,200}>\s*(?:<(?:[\w.\-]+:)?f(?:\s[^<>]*)?/>|"""
    + rb"""<(?:[\w.\-]+:)?f(?:\s[^<>]*)?>[^<]{0,9000}</(?:[\w.\-]+:)?f>)\s*(?:<(?:[\w.\-]+:)?v\s*/>|"""
    + rb"""<(?:[\w.\-]+:)?v>\s*</(?:[\w.\-]+:)?v>)?\s*</(?P<ns>[\w.\-]+:)?c>"""
)
_FORMEL_UTAN_TAL: Final = rb'<\g<ns>c \1 t="str"><\g<ns>v>(formel utan tal)</\g<ns>v></\g<ns>c>'
_ANTAL_TEXTER: Final = re.compile(rb"<((?:[\w.\-]+:)?sst)\b[^<>]*>")
"""The list of texts says how many there are, and the reader reserves memory for as many: the claim is taken away."""
_TEXTNUMMER: Final = re.compile(_ELEMENT + rb"v>([0-9]+)<")
_KODNING: Final = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["'](?!(?i:utf-?8|us-ascii)["'])""")
_ENTITET: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_EXCELS_PRECISION: Final = Context(prec=15)


def las_xlsx(innehall: bytes) -> Arbetsbok:
    """Read an XLSX package. Raises only TabellFel."""
    return las_delar(packa_upp(innehall))


def las_delar(delar: dict[str, bytes]) -> Arbetsbok:
    """Read the parts of an XLSX package, after their checks. Raises only TabellFel."""
    rent = _rent_paket(delar)
    bredvid = tuple(texter(delar))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(rent)) as bok:
            blad = tuple(
                Blad(
                    meta.name,
                    build_rader(_celler(bok.get_sheet_by_name(meta.name).to_python(skip_empty_area=False))),
                    dolt=meta.visible != SheetVisibleEnum.Visible,
                )
                for meta in bok.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
            )
    except TabellFel:
        raise
    except BaseException as fel:
        # A panic in the reader's Rust code arrives as pyo3's PanicException, which is no Exception.
        if not isinstance(fel, Exception) and type(fel).__name__ != "PanicException":
            raise
        raise TabellFel(SKADAD) from fel
    if not blad:
        raise TabellFel("Excelfilen har inget blad med celler. Spara tabellen i ett vanligt blad.")
    return Arbetsbok("xlsx", "", "", blad, bredvid)


def packa_upp(innehall: bytes) -> dict[str, bytes]:
    """The XML parts of the package, unpacked within bounds. Raises only TabellFel."""
    try:
        with zipfile.ZipFile(io.BytesIO(innehall)) as paket:
            delar = paket.infolist()
            namn = {del_.filename for del_ in delar}
            if len(delar) > MAX_DELAR or len({ett.lower() for ett in namn}) != len(delar):
                raise TabellFel(SKADAD)
            _check_slag(namn)
            if any(del_.flag_bits & 0x1 for del_ in delar):
                raise TabellFel("Filen är skyddad med lösenord. Ta bort lösenordet, spara och ladda upp filen igen.")
            uppackat = sum(del_.file_size for del_ in delar)
            if uppackat > MAX_UPPACKAT or uppackat > max(_SMA, MAX_KVOT * len(innehall)):
                raise TabellFel(FOR_STOR)
            return {
                del_.filename: _packa_upp_del(paket, del_)
                for del_ in delar
                if del_.filename.lower().endswith((".xml", ".rels"))
            }
    except TabellFel:
        raise
    except Exception as fel:  # zipfile lets a dozen kinds through for a broken package
        raise TabellFel(SKADAD) from fel


def _packa_upp_del(paket: zipfile.ZipFile, del_: zipfile.ZipInfo) -> bytes:
    """One part, never more than it declares: `ZipFile.read` would inflate a liar to the end before it noticed."""
    with paket.open(del_) as strom:
        data = strom.read(del_.file_size)
        if len(data) != del_.file_size or strom.read(1):
            raise TabellFel(SKADAD)
    return data


def _check_slag(namn: set[str]) -> None:
    """Raises TabellFel unless the package is an XLSX workbook without macros."""
    if "xl/vbaProject.bin" in namn:
        raise TabellFel("Excelfilen har makron. Spara den som Excelarbetsbok (.xlsx) och ladda upp den igen.")
    if "xl/workbook.xml" not in namn:
        raise TabellFel(
            "Filen är ingen Excelarbetsbok. Spara tabellen som Excelarbetsbok (.xlsx) eller CSV och ladda upp den igen."
        )


def _rent_paket(delar: dict[str, bytes]) -> bytes:
    """A package of the checked parts only, with faulty and uncalculated cells made visible as text."""
    delade = next((data for namn, data in delar.items() if namn.lower() == "xl/sharedstrings.xml"), b"")
    ut = io.BytesIO()
    antal = 0
    with zipfile.ZipFile(ut, "w") as paket:
        for namn, data in delar.items():
            if b"\0" in data or _KODNING.match(data) or (b"<!" in data and _ENTITET.search(data)):
                raise TabellFel(SKADAD)
            if b"sheetData" in data:
                antal += _check_blad(data, delade)
                if antal > MAX_CELLER:
                    raise TabellFel(FOR_STOR)
                if b"<f" in data or b":f" in data:
                    data = _OBERAKNAD.sub(_FORMEL_UTAN_TAL, data)
                if b'"e"' in data or b"'e'" in data:
                    data = _FELCELL.sub(rb'\1t="str"', data)
            if b"sst" in data:
                data = _ANTAL_TEXTER.sub(rb"<\1>", data)
            paket.writestr(zipfile.ZipInfo(namn), data)
    return ut.getvalue()


def _check_blad(data: bytes, delade: bytes) -> int:
    """Every cell says where it stands, within the limits; the rectangle and the text it unfolds to are bounded.

    Gives how many cells there are.
    """
    if data.count(b"<") > MAX_TAGGAR:
        raise TabellFel(FOR_STOR)
    antal = len(_CELLER.findall(data))
    if antal != len(_ADRESSER.findall(data)) or _FRAMMANDE_ADRESS.search(data):
        raise TabellFel(FOR_VID)
    if _BRED.search(data) and _LANG.search(data):
        kolumner, rader = ({traff[grupp] for traff in _PLATS.finditer(data)} for grupp in (1, 2))
        sist = max((len(kolumn), kolumn) for kolumn in kolumner)[1]
        bredd = sum((tecken - 64) * 26**plats for plats, tecken in enumerate(reversed(sist)))
        if bredd * max(map(int, rader)) > MAX_YTA:
            raise TabellFel(FOR_STOR)
    langder = [len(text) for text in re.split(_ELEMENT + rb"si[\s/>]", delade)[1:]]
    if antal * max(langder, default=0) > MAX_TEXTMANGD:
        nummer = [int(tal) for tal in _TEXTNUMMER.findall(data) if len(tal) < 8]
        if sum(langder[tal] for tal in nummer if tal < len(langder)) > MAX_TEXTMANGD:
            raise TabellFel(FOR_STOR)
    return antal


def _celler(rader: Sequence[Sequence[object]]) -> Iterator[list[Cell]]:
    check_rader(len(rader))
    for nummer, rad in enumerate(rader, 1):
        bredd = max((kolumn for kolumn, varde in enumerate(rad, 1) if varde != ""), default=0)
        check_kolumner(bredd)
        yield [_cell(varde, nummer, kolumn) for kolumn, varde in enumerate(rad[:bredd])]


def _cell(varde: object, rad: int, kolumn: int) -> Cell:
    if isinstance(varde, str):
        return textcell(varde, rad, kolumn)
    if isinstance(varde, bool):
        return "SANT" if varde else "FALSKT"
    if isinstance(varde, int):
        return _tal(str(varde))
    if isinstance(varde, float):
        return _tal(repr(varde))
    if isinstance(varde, datetime):
        return varde.isoformat(sep=" ", timespec="minutes")
    if isinstance(varde, date):
        return varde.isoformat()
    return textcell(str(varde), rad, kolumn)


def _tal(text: str) -> Cell:
    """A saved number as the spreadsheet shows it: 15 significant digits, so 0.30000000000000004 is 0.3 again."""
    tal = _EXCELS_PRECISION.create_decimal(text)
    if not tal.is_finite() or (tal and not -15 <= tal.adjusted() < 15):
        return text
    return Decimal(f"{tal.normalize(_EXCELS_PRECISION):f}") if tal else Decimal(0)
