"""Files to read in the tests of tables: all generated here, none from anybody else."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import xlsxwriter

import anvisning
from anvisning.promille import storsta_rest
from anvisning.tabell import KommunRef, LanRef, Tolkning, las, tolka

DATA = Path(anvisning.__file__).parent / "data"
BLAD1 = "xl/worksheets/sheet1.xml"


def _las_data(namn: str) -> list[dict[str, str]]:
    with (DATA / namn).open(encoding="utf-8") as fil:
        return list(csv.DictReader(fil))


@cache
def get_kommuner() -> tuple[KommunRef, ...]:
    return tuple(KommunRef(**rad) for rad in _las_data("kommuner.csv"))


@cache
def get_lan() -> tuple[LanRef, ...]:
    return tuple(LanRef(**rad) for rad in _las_data("lan.csv"))


@cache
def get_andelar() -> Mapping[str, Decimal]:
    """Shares by population with a floor, as example data has them."""
    return storsta_rest({rad["kommunkod"]: int(rad["folkmangd"]) for rad in _las_data("folkmangd.csv")})


def build_xlsx(
    blad: Mapping[str, Sequence[Sequence[object]]], **vidare: Callable[[xlsxwriter.Workbook], None]
) -> bytes:
    """A workbook with these sheets; None leaves a cell out."""
    ut = io.BytesIO()
    with xlsxwriter.Workbook(ut, {"in_memory": True}) as bok:
        for namn, rader in blad.items():
            ett = bok.add_worksheet(namn)
            for nummer, rad in enumerate(rader):
                for kolumn, varde in enumerate(rad):
                    if varde is not None:
                        ett.write(nummer, kolumn, varde)
        for andra in vidare.values():
            andra(bok)
    return ut.getvalue()


def andra_del(paket: bytes, namn: str, gor: Callable[[bytes], bytes | None]) -> bytes:
    """The package with one part changed, or taken away when `gor` gives None."""
    ut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(paket)) as fran, zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as till:
        for del_ in fran.namelist():
            data = fran.read(del_)
            ny = gor(data) if del_ == namn else data
            if ny is not None:
                till.writestr(del_, ny)
    return ut.getvalue()


def andra_celler(paket: bytes, monster: bytes, nytt: bytes) -> bytes:
    """The package with the first sheet's XML changed; fails when there is nothing to change."""

    def gor(data: bytes) -> bytes:
        andrat, antal = re.subn(monster, nytt, data)
        assert antal, f"{monster!r} is not in {data!r}"
        return andrat

    return andra_del(paket, BLAD1, gor)


XLSX_MED_TAL = build_xlsx({"Andelar": [[7]]})
"""A workbook with one number, to be changed."""


def tolka_csv(text: str, decimaler: int = 2, **val: object) -> Tolkning:
    return tolka(las(text.encode(), "andelar.csv"), get_kommuner(), get_lan(), decimaler, **val)


def tolka_xlsx(rader: Sequence[Sequence[object]], **val: object) -> Tolkning:
    bok = las(build_xlsx({"Andelar": rader}), "andelar.xlsx")
    return tolka(bok, get_kommuner(), get_lan(), **val)
