"""Bytes to rows: separators, encodings, numbers, limits, and files that are something else."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest

from anvisning.tabell import TabellFel, las
from anvisning.tabell.blad import MAX_BYTE, kolumnbokstav
from tests.anvisning.tabellfiler import BLAD1, XLSX_MED_TAL, andra_celler, andra_del, build_xlsx


def rader(innehall: bytes, filnamn: str = "fil.csv") -> list[tuple[int, tuple[object, ...]]]:
    return [(rad.nummer, rad.celler) for rad in las(innehall, filnamn).blad[0].rader]


def xlsx_rader(innehall: bytes) -> list[tuple[object, ...]]:
    return [rad.celler for rad in las(innehall, "fil.xlsx").blad[0].rader]


@pytest.mark.parametrize("tecken", [",", ";", "\t"])
def test_separator_is_found(tecken: str) -> None:
    text = tecken.join(["Kommun", "Län", "Andel"]) + "\n" + tecken.join(["Kalmar", "Kalmar län", "3.25"]) + "\n"
    bok = las(text.encode(), "fil.csv")
    assert bok.skiljetecken == tecken
    assert bok.blad[0].rader[1].celler == ("Kalmar", "Kalmar län", "3.25")


def test_semicolon_wins_over_decimal_commas_and_commas_in_titles() -> None:
    text = (
        "Andelar, preliminära\nUppdaterad 20 augusti, kl. 10\nKommun;Andel\nKalmar;3,25\nNybro;1,10\nOskarshamn;2,5\n"
    )
    assert las(text.encode(), "fil.csv").skiljetecken == ";"


def test_comma_with_quoted_decimals_and_one_semicolon_in_a_note() -> None:
    text = 'Kommun,Andel\nKalmar,"3,25"\nNybro,"1,10"\n"Källa: a; b",\n'
    assert rader(text.encode())[1:3] == [(2, ("Kalmar", "3,25")), (3, ("Nybro", "1,10"))]


def test_comma_wins_over_semicolons_in_texts() -> None:
    text = "Län,Kommun,Andel\nKalmar län,a;b,1\nKalmar län,c;d,2\nKalmar län,e;f,3\n"
    assert las(text.encode(), "fil.csv").skiljetecken == ","
    # With semicolon the quotes would not match.
    assert las(b'"Kommun",N;ot\n"Kalmar",x;y\n"Nybro",z;w\n', "fil.csv").skiljetecken == ","


def test_separator_named_on_the_first_line() -> None:
    assert rader(b"sep=,\r\nKommun,Andel;\r\nKalmar,1\r\n") == [
        (1, ()),
        (2, ("Kommun", "Andel;")),
        (3, ("Kalmar", "1")),
    ]


def test_one_column_is_one_column() -> None:
    assert rader(b"Kommun\nKalmar\n") == [(1, ("Kommun",)), (2, ("Kalmar",))]


@pytest.mark.parametrize(
    ("innehall", "kodning"),
    [
        ("Örebro;1".encode(), "UTF-8"),
        ("Örebro;1".encode("utf-8-sig"), "UTF-8 med BOM"),
        ("Örebro;1".encode("cp1252"), "Windows-1252"),
        ("O\u0308rebro;1".encode(), "UTF-8"),
    ],
)
def test_encoding_is_found_and_named(innehall: bytes, kodning: str) -> None:
    bok = las(innehall, "fil.csv")
    assert bok.kodning == kodning
    assert bok.blad[0].rader[0].celler == ("Örebro", "1")


def test_rows_keep_the_numbers_the_spreadsheet_shows() -> None:
    assert rader(b'Kommun;Andel\r\n\r\n"Dals-\r\nEd";1\r\nKalmar;2\r\n;;\r\n\r\n') == [
        (1, ("Kommun", "Andel")),
        (2, ()),
        (3, ("Dals-\r\nEd", "1")),
        (4, ("Kalmar", "2")),
    ]


def test_old_line_ends_and_cells_are_trimmed() -> None:
    assert rader("Kommun;Andel\r\u00a0Kalmar ; 1 \r".encode()) == [(1, ("Kommun", "Andel")), (2, ("Kalmar", "1"))]


@pytest.mark.parametrize(("index", "bokstav"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (199, "GR")])
def test_column_letters(index: int, bokstav: str) -> None:
    assert kolumnbokstav(index) == bokstav


@pytest.mark.parametrize(
    ("innehall", "namn", "sager"),
    [
        (b"", "a.csv", "tom"),
        (b"x" * (MAX_BYTE + 1), "a.csv", "10 MiB"),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"%PDF-1.7", "a.xlsx", "PDF"),
        (b"\x1f\x8b\x08", "a.csv", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "a.csv", "7z"),
        (b"Rar!\x1a", "a.csv", "rar"),
        (b"\x89PNG\r\n", "a.csv", "bild"),
        (b"{\\rtf1", "a.csv", "textdokument"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xlsx", "äldre Excelformat"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "lösenord"),
        (b"Kommun;Andel", "a.xlsx", "ingen hel Excelarbetsbok"),
        (b"Kommun;Andel", "a.doc", "slutar inte på .csv eller .xlsx"),
        (b"Kommun;Andel", "a", "slutar inte på .csv eller .xlsx"),
        (b"Kommun;Andel", "", "slutar inte på .csv eller .xlsx"),
        (b"<html><table>", "a.csv", "webbsida"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "a.csv", "XML"),
        ("Kommun;Andel".encode("utf-16"), "a.csv", "UTF-16"),
        ("Kommun;Andel".encode("utf-16-le"), "a.csv", "UTF-16"),
        (b"Kommun;An\0del och mer text", "a.csv", "NUL"),
        (b"\xef\xbb\xbfKommun;\xe5", "a.csv", "skadad"),
        (b"Kommun;\x81\x8d", "a.csv", "går inte att läsa"),
        (b"Kommun;A\x07ndel", "a.csv", "Cellen B1"),
        (b"Kommun;" + b"x" * 2001, "a.csv", "2\u00a0000 tecken"),
        (b";".join([b"x"] * 201), "a.csv", "200 kolumner"),
        (b"x\n" * 100_001, "a.csv", "100\u00a0000 rader"),
        (b'Kommun;Andel\nKalmar;"1', "a.csv", "citattecknen"),
        (b'Kommun;Andel\n"Kal"mar;1', "a.csv", "från rad 2"),
    ],
)
def test_what_is_no_table_is_told_what_to_do(innehall: bytes, namn: str, sager: str) -> None:
    with pytest.raises(TabellFel, match=sager):
        las(innehall, namn)


@pytest.mark.langsam
def test_limits_are_reached_not_passed() -> None:
    assert len(rader(b"x\n" * 100_000)) == 100_000
    assert len(rader(b";".join([b"x"] * 200))[0][1]) == 200
    assert rader(b"x" * 2000)[0][1] == ("x" * 2000,)


def test_only_the_ending_of_the_name_matters() -> None:
    for namn in ("../../etc/passwd.csv", "C:\\Mina dokument\\Andelar.CSV", "a.b.c.txt", "\0.csv", "=1+1.tsv"):
        assert las(b"Kommun;Andel", namn).slag == "csv"


# XLSX


def test_numbers_are_exact_decimals_and_texts_stay_texts() -> None:
    paket = build_xlsx(
        {"Andelar": [["0114", 114, 3.25, 0.1 + 0.2, 12.3456789, 1e15, -0.5, 0, 1.005, True, "1,25", "=A1+1"]]}
    )
    celler = xlsx_rader(paket)[0]
    assert celler[:11] == (
        "0114",
        Decimal(114),
        Decimal("3.25"),
        Decimal("0.3"),
        Decimal("12.3456789"),
        "1000000000000000.0",
        Decimal("-0.5"),
        Decimal(0),
        Decimal("1.005"),
        "SANT",
        "1,25",
    )
    assert all(isinstance(cell, str | Decimal) for cell in celler)


def test_every_share_survives_the_spreadsheets_binary_numbers() -> None:
    # A cell holds what a spreadsheet stores: the nearest binary number, here written with its noise in the 17th digit.
    tusendelar = range(0, 1_000_000, 97)
    celler = "".join(
        f'<row r="{rad}"><c r="A{rad}"><v>{tusendel / 1000:.17g}</v></c></row>'
        for rad, tusendel in enumerate(tusendelar, 1)
    )
    paket = andra_celler(XLSX_MED_TAL, rb"<row.*</row>", celler.encode())
    assert xlsx_rader(paket) == [(Decimal(tusendel) / 1000,) for tusendel in tusendelar]


def test_dates_are_iso_texts() -> None:
    def skriv(bok: object) -> None:
        dag = bok.add_format({"num_format": "yyyy-mm-dd"})
        stund = bok.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        bok.worksheets()[0].write_datetime(0, 0, date(2026, 8, 20), dag)
        bok.worksheets()[0].write_datetime(0, 1, datetime(2026, 8, 20, 10, 30), stund)

    assert xlsx_rader(build_xlsx({"Andelar": []}, datum=skriv)) == [("2026-08-20", "2026-08-20 10:30")]


def test_rows_and_columns_are_counted_from_the_corner_of_the_sheet() -> None:
    bok = las(build_xlsx({"Andelar": [[], [], [None, "x"]]}), "a.xlsx")
    assert [(rad.nummer, rad.celler) for rad in bok.blad[0].rader] == [(1, ()), (2, ()), (3, ("", "x"))]


def test_hidden_and_empty_sheets() -> None:
    bok = las(build_xlsx({"A": [["x"]], "B": []}, dolj=lambda b: b.worksheets()[1].hide()), "a.xlsx")
    assert [(blad.namn, blad.dolt, len(blad.rader)) for blad in bok.blad] == [("A", False, 1), ("B", True, 0)]


def test_formulas_give_their_saved_value_and_are_never_run() -> None:
    paket = andra_celler(XLSX_MED_TAL, rb"<c r=\"A1\"><v>7</v></c>", rb'<c r="A1"><f>2+2</f><v>7</v></c>')
    assert xlsx_rader(paket) == [(Decimal(7),)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b'<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"),
        (b'<c r="A1" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        (b'<c r="A1"><f>2+2</f></c>', "(formel utan tal)"),
        (b'<c r="A1" s="1"><f>2+2</f><v></v></c>', "(formel utan tal)"),
        (b'<c r="A1"><f t="shared" ref="A1" si="0"/></c>', "(formel utan tal)"),
    ],
)
def test_faulty_and_uncalculated_cells_are_never_blank(cell: bytes, text: str) -> None:
    assert xlsx_rader(andra_celler(XLSX_MED_TAL, rb"<c r=\"A1\"><v>7</v></c>", cell)) == [(text,)]


def test_two_parts_with_one_name_but_for_letter_case_are_refused() -> None:
    ut = io.BytesIO(XLSX_MED_TAL)
    with zipfile.ZipFile(ut, "a") as paket:
        paket.writestr("xl/Theme/Theme1.xml", paket.read("xl/theme/theme1.xml"))
    with pytest.raises(TabellFel, match="skadad"):
        las(ut.getvalue(), "a.xlsx")


def _packa(**delar: str) -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w") as paket:
        for namn, text in delar.items():
            paket.writestr(namn.replace("__", "/").replace("_", "."), text)
    return ut.getvalue()


@pytest.mark.parametrize(
    ("innehall", "namn", "sager"),
    [
        (_packa(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "a.xlsx", "ingen Excelarbetsbok"),
        (_packa(word__document_xml="<a/>"), "a.xlsx", "ingen Excelarbetsbok"),
        (_packa(xl__workbook_xml="<a/>", xl__vbaProject_bin="x"), "a.xlsx", "makron"),
        (_packa(xl__workbook_xml="<a/>"), "a.xlsx", "skadad"),
        (_packa(), "a.xlsx", "ingen Excelarbetsbok"),
        (XLSX_MED_TAL, "a.csv", "slutar inte på .xlsx"),
        (XLSX_MED_TAL, "a.xlsm", "slutar inte på .xlsx"),
        (XLSX_MED_TAL[:-40], "a.xlsx", "skadad"),
        (andra_del(XLSX_MED_TAL, BLAD1, lambda data: None), "a.xlsx", "skadad"),
        (andra_del(XLSX_MED_TAL, BLAD1, lambda data: data.decode().encode("utf-16")), "a.xlsx", "skadad"),
        (andra_del(XLSX_MED_TAL, BLAD1, lambda d: d.replace(b"UTF-8", b"UTF-7")), "a.xlsx", "skadad"),
        (
            andra_del(XLSX_MED_TAL, BLAD1, lambda d: d.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>')),
            "a.xlsx",
            "skadad",
        ),
        (build_xlsx({"A": [["x" * 2001]]}), "a.xlsx", "Cellen A1 har fler än 2"),
        (andra_del(build_xlsx({"A": [["abc"]]}), "xl/sharedStrings.xml", lambda d: d.replace(b"abc", b"a_x0000_c")),
         "a.xlsx", "Cellen A1 har ett tecken"),
    ],
)  # fmt: skip
def test_packages_that_are_no_plain_workbook(innehall: bytes, namn: str, sager: str) -> None:
    with pytest.raises(TabellFel, match=sager):
        las(innehall, namn)


def test_a_locked_package_is_told_apart() -> None:
    last = bytearray(XLSX_MED_TAL)
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        plats = -1
        while (plats := last.find(start, plats + 1)) >= 0:
            last[plats + (6 if start == b"PK\x03\x04" else 8)] |= 1
    with pytest.raises(TabellFel, match="lösenord"):
        las(bytes(last), "a.xlsx")
