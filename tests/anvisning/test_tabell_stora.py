"""Workbooks that are large, or say that they are: read within the limits, refused before they fill the memory."""

import io
import re
import tracemalloc
import zipfile

import pytest

from anvisning.tabell import TabellFel, las
from tests.anvisning.tabellfiler import BLAD1, XLSX_MED_TAL, andra_celler, andra_del, build_xlsx


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>7</v></c>',
        b'<c r="A100001"><v>7</v></c>',
        b'<c r="GS1"><v>7</v></c>',
        b"<c r='XFD9'><v>7</v></c>",
        b"<c><v>7</v></c>",
        b'<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1"><v>7</v></x:c>',
        b'<c x="r=&quot;" r = "XFD1"><v>7</v></c>',
        b'<c r="&#88;FD1"><v>7</v></c>',
        b'<c r="A1" r="XFD1"><v>7</v></c>',
        b'<c r=""><v>7</v></c>',
    ],
)
def test_cells_far_out_are_refused_before_they_fill_the_memory(cell: bytes) -> None:
    with pytest.raises(TabellFel, match="längre ut"):
        las(andra_celler(XLSX_MED_TAL, rb"<c r=\"A1\"><v>7</v></c>", cell), "a.xlsx")


def test_a_rectangle_of_nothing_is_refused() -> None:
    paket = andra_celler(
        XLSX_MED_TAL,
        rb"<c r=\"A1\"><v>7</v></c></row>",
        b'<c r="A1"><v>7</v></c></row><row r="100000"><c r="GR100000"><v>7</v></c></row>',
    )
    with pytest.raises(TabellFel, match="packas upp till mer"):
        las(paket, "a.xlsx")


@pytest.mark.langsam
def test_one_long_text_in_very_many_cells_is_refused() -> None:
    celler = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % rad for rad in range(1, 100_001))
    paket = build_xlsx({"Andelar": [["x" * 2000]]})
    paket = andra_celler(paket, rb"<row.*</row>", b'<row r="1">' + celler * 2 + b"</row>")
    with pytest.raises(TabellFel, match="packas upp till mer"):
        las(paket, "a.xlsx")


@pytest.mark.langsam
def test_a_million_different_cells_are_refused_before_they_are_read() -> None:
    """Within the rows and columns that a sheet may have; also when they are spread over several sheets."""
    celler = b"".join(
        b'<c r="%c%d"><v>%d</v></c>' % (b, n, 10 * n + b) for n in range(1, 50_001) for b in b"ABCDEFGHIJ"
    )
    paket = build_xlsx({"Ett": [["x"]], "Annat": [["x"]]})
    for blad in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        paket = andra_del(paket, blad, lambda data: re.sub(rb"<row.*</row>", b'<row r="1">' + celler + b"</row>", data))
    tracemalloc.start()
    with pytest.raises(TabellFel, match="packas upp till mer"):
        las(andra_del(paket, BLAD1, lambda data: data.replace(b"</row>", b'<c r="K1"><v>1</v></c></row>')), "a.xlsx")
    _, hogst = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert hogst < 150_000_000


@pytest.mark.parametrize("text", ["abc", "sheetData"])
def test_claims_about_how_many_texts_there_are_reserve_no_memory(text: str) -> None:
    # The reader would reserve for as many; this number is too large even to try, a smaller one would end the process.
    def ljug(data: bytes) -> bytes:
        return re.sub(rb'uniqueCount="[0-9]+"', b'uniqueCount="18446744073709551615"', data)

    paket = andra_del(build_xlsx({"A": [[text]]}), "xl/sharedStrings.xml", ljug)
    assert [rad.celler for rad in las(paket, "a.xlsx").blad[0].rader] == [(text,)]


def test_a_bomb_is_refused_by_what_it_declares() -> None:
    with pytest.raises(TabellFel, match="packas upp till mer"):
        las(andra_del(XLSX_MED_TAL, BLAD1, lambda data: data + b" " * 50_000_000), "a.xlsx")


def test_a_bomb_that_lies_about_its_size_is_never_unpacked() -> None:
    tom = andra_del(XLSX_MED_TAL, BLAD1, lambda data: data + b" " * 30_000_000)
    with zipfile.ZipFile(io.BytesIO(tom)) as paket:
        storlek = paket.getinfo(BLAD1).file_size
    ljuger = tom.replace(storlek.to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert ljuger != tom
    tracemalloc.start()
    with pytest.raises(TabellFel, match="skadad"):
        las(ljuger, "a.xlsx")
    _, hogst = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert hogst < 5_000_000


@pytest.mark.langsam
def test_a_workbook_as_large_as_allowed_is_read() -> None:
    paket = build_xlsx({"A": [[nummer, "Kalmar", nummer / 100] for nummer in range(20_000)]})
    assert len(las(paket, "a.xlsx").blad[0].rader) == 20_000
