"""Tables out, and back in."""

import csv
import io
import json
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from anvisning.tabell import las, tolka
from anvisning.tabell.export import Kolumn, Tabell, neutralisera, till_xlsx_bok
from anvisning.tabell.xlsxskrivning import bladnamn
from tests.anvisning.tabellfiler import get_andelar, get_kommuner, get_lan

KOLUMNER = (Kolumn("Kommunkod"), Kolumn("Kommun"), Kolumn("Andel (promille)", "promille"))


def build(rader: list[list[object]], kolumner: tuple[Kolumn, ...] = KOLUMNER, **val: object) -> Tabell:
    return Tabell("Anvisningsandelar 2027", kolumner, rader, **val)


def las_csv(innehall: bytes, tecken: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(innehall.decode("utf-8-sig"), newline=""), delimiter=tecken, strict=True))


EN = build([["0880", "Kalmar", Decimal("6.5")], ["0881", "Nybro", None]])


def test_swedish_csv_byte_for_byte() -> None:
    tabell = build([["0880", "Kalmar", Decimal("6.5")], ["1880", "Örebro", Decimal("1000.125")]], not_="Källa; se =1")
    assert tabell.till_csv() == (
        b"\xef\xbb\xbfAnvisningsandelar 2027;;\r\n"
        b'"K\xc3\xa4lla; se =1";;\r\n'
        b"Kommunkod;Kommun;Andel (promille)\r\n"
        b"0880;Kalmar;6,500\r\n"
        b"1880;\xc3\x96rebro;1000,125\r\n"
    )


def test_machine_csv_byte_for_byte() -> None:
    assert EN.till_csv(svensk=False) == (
        b"Kommunkod,Kommun,Andel (promille),markering\r\n0880,Kalmar,6.50,\r\n0881,Nybro,,\r\n"
    )


@pytest.mark.parametrize(("preliminar", "exempeldata", "markering"), [
    (True, False, "preliminar"), (False, True, "exempeldata"), (True, True, "exempeldata preliminar"),
])  # fmt: skip
def test_marks_stand_by_the_numbers_in_every_format(preliminar: bool, exempeldata: bool, markering: str) -> None:
    tabell = build([["0880", "Kalmar", Decimal("6.5")]], preliminar=preliminar, exempeldata=exempeldata)
    xlsx = [rad.celler for rad in las(tabell.till_xlsx(), "a.xlsx").blad[0].rader]
    svensk = las_csv(tabell.till_csv(), ";")
    for vad, ord_ in ((preliminar, "Preliminär"), (exempeldata, "Exempeldata")):
        assert any(rad and rad[0].startswith(ord_) for rad in xlsx) is vad
        assert any(rad[0].startswith(ord_) for rad in svensk) is vad
    assert las_csv(tabell.till_csv(svensk=False), ",")[1][-1] == markering
    data = json.loads(tabell.till_json())
    assert (data["preliminar"], data["exempeldata"]) == (preliminar, exempeldata)


def test_kinds_of_cells_in_every_format() -> None:
    kolumner = (
        Kolumn("T"),
        Kolumn("P", "promille", 3),
        Kolumn("H", "heltal"),
        Kolumn("D", "datum"),
        Kolumn("A", "promille", 0),
    )
    tabell = build([["x", Decimal("-0.5"), -12345, date(2026, 11, 2), 7], [None] * 5], kolumner)
    assert las_csv(tabell.till_csv(), ";")[2:] == [["x", "-0,500", "-12345", "2026-11-02", "7"], [""] * 5]
    assert las_csv(tabell.till_csv(svensk=False), ",")[1] == ["x", "-0.500", "-12345", "2026-11-02", "7", ""]
    assert json.loads(tabell.till_json())["rader"] == [
        {"T": "x", "P": "-0.5", "H": -12345, "D": "2026-11-02", "A": "7"},
        {"T": None, "P": None, "H": None, "D": None, "A": None},
    ]
    rad = las(tabell.till_xlsx(), "a.xlsx").blad[0].rader[-1]
    assert rad.celler == ("x", Decimal("-0.5"), Decimal(-12345), "2026-11-02", Decimal(7))


def test_days_before_spreadsheets_had_days() -> None:
    tabell = build([[date(1862, 5, 21)]], (Kolumn("D", "datum"),))
    assert las(tabell.till_xlsx(), "a.xlsx").blad[0].rader[-1].celler == ("1862-05-21",)


@pytest.mark.parametrize(
    ("slag", "varde"),
    [
        ("promille", 1.5),
        ("promille", "1,5"),
        ("promille", True),
        ("heltal", Decimal(1)),
        ("heltal", 1.0),
        ("heltal", True),
        ("text", 1),
        ("datum", "2026-01-01"),
        ("datum", datetime(2026, 1, 1)),
    ],
)
def test_cells_of_another_kind_are_refused(slag: str, varde: object) -> None:
    with pytest.raises(TypeError, match="holds"):
        build([[varde]], (Kolumn("K", slag),))


def test_tables_that_are_no_tables() -> None:
    for gor in (
        lambda: build([["0880", "Kalmar"]]),
        lambda: build([], (Kolumn("A"), Kolumn("A"))),
        lambda: build([], ()),
        lambda: build([[Decimal("NaN")]], (Kolumn("A", "promille"),)),
        lambda: till_xlsx_bok([]),
    ):
        with pytest.raises(ValueError, match=r"\."):
            gor()


@pytest.mark.parametrize(
    ("text", "blir"),
    [
        ("=1+1", "'=1+1"),
        ("+46 480", "'+46 480"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("  =1", "  '=1"),
        ("\u00a0=1", "\u00a0'=1"),
        ("a;=1", "a;'=1"),
        ("a,=1", "a,'=1"),
        ("a|=1", "a|'=1"),
        ('a"=1', "a\"'=1"),
        ("a\n=1", "a\n'=1"),
        ("a; =1", "a; '=1"),
        ("Dals-Ed", "Dals-Ed"),
        ("a = b", "a = b"),
        ("namn@example.org", "namn@example.org"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_formulas_are_made_texts(text: str, blir: str) -> None:
    assert neutralisera(text) == blir


def test_headings_titles_and_notes_are_neutralised_too_but_not_numbers() -> None:
    tabell = Tabell("=T", (Kolumn("=K"), Kolumn("P", "promille")), [["=x", Decimal("-1.5")]], not_="@n")
    assert las_csv(tabell.till_csv(), ";") == [["'=T", ""], ["'@n", ""], ["'=K", "P"], ["'=x", "-1,50"]]
    assert las_csv(tabell.till_csv(svensk=False), ",")[1][0] == "'=x"


FARLIGA = "=+-@\t\r＝＋－＠"


@given(st.text(alphabet=st.sampled_from(list("ab ;,|\"'\n" + FARLIGA)), max_size=30))
def test_no_cell_of_a_swedish_csv_begins_like_a_formula_however_it_is_split(text: str) -> None:
    innehall = build([["0880", text, Decimal(1)]]).till_csv()
    assert las_csv(innehall, ";")[2][1] == neutralisera(text)
    cell = las_csv(innehall, ";")[2][1]
    for tecken in ';,|\t\n"':
        for bit in cell.split(tecken):
            assert not bit.lstrip(" ").startswith(tuple("=+-@＝＋－＠")), (text, bit)
    assert not cell.startswith(("\t", "\r"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=2, max_size=2))
def test_json_gives_back_exactly_what_went_in_and_a_machines_csv_no_formula(texter: list[str]) -> None:
    tabell = build([[*texter, Decimal("1.5")]])
    assert las_csv(tabell.till_csv(svensk=False), ",")[1] == [*map(neutralisera, texter), "1.50", ""]
    assert list(json.loads(tabell.till_json())["rader"][0].values()) == [*texter, "1.5"]


# XLSX


def test_workbook_holds_numbers_as_numbers_texts_as_texts_and_no_formula() -> None:
    tabell = build([["=1+1", "http://example.org", Decimal("6.125")], ["0880", "7", Decimal(0)]])
    with zipfile.ZipFile(io.BytesIO(tabell.till_xlsx())) as paket:
        blad = paket.read("xl/worksheets/sheet1.xml").decode()
        assert "0.000" in paket.read("xl/styles.xml").decode()
        assert not [namn for namn in paket.namelist() if "sheet1.xml.rels" in namn]
    assert "<f>" not in blad
    assert "<v>6.125</v>" in blad
    assert 'state="frozen"' in blad
    assert las(tabell.till_xlsx(), "a.xlsx").blad[0].rader[-1].celler == ("0880", "7", Decimal(0))


def test_same_table_same_bytes_whatever_the_day() -> None:
    with time_machine.travel("2026-11-02"):
        forst = (EN.till_xlsx(), EN.till_csv(), EN.till_json())
    with time_machine.travel("2031-01-15"):
        assert (EN.till_xlsx(), EN.till_csv(), EN.till_json()) == forst


def test_one_sheet_for_each_table() -> None:
    bok = las(till_xlsx_bok([EN, Tabell("Par", (Kolumn("Givare"),), [["Nybro"]])]), "a.xlsx")
    assert [blad.namn for blad in bok.blad] == ["Anvisningsandelar 2027", "Par"]
    assert bok.blad[1].rader[-1].celler == ("Nybro",)


def test_sheet_names_are_such_as_spreadsheets_accept() -> None:
    rubriker = ["A/B: [x]?*\\", "", "a/b: [X]?*\\", "'x'", "History", "å" * 40, "Å" * 40, "x" * 27 + "'yz"]
    namn = bladnamn(rubriker)
    assert len({ett.lower() for ett in namn}) == len(rubriker)
    assert all(0 < len(ett) <= 31 and not set(ett) & set("[]:*?/\\") for ett in namn)
    assert not [ett for ett in namn if ett.startswith("'") or ett.endswith("'") or ett.lower() == "history"]
    innehall = till_xlsx_bok([Tabell(rubrik, (Kolumn("K"),), [["x"]]) for rubrik in rubriker])
    assert [blad.namn for blad in las(innehall, "a.xlsx").blad] == namn


# Back in


def andelsrader(andelar: dict[str, Decimal]) -> list[list[object]]:
    return [[kommun.kod, kommun.namn, andelar[kommun.kod]] for kommun in get_kommuner() if kommun.kod in andelar]


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from([kommun.kod for kommun in get_kommuner()]),
        st.decimals(0, 1000, places=3),
        min_size=1,
        max_size=25,
    ),
    st.booleans(),
    st.booleans(),
    st.text(st.sampled_from("abc åäö;,\"'=\n"), max_size=40),
)
def test_what_is_handed_out_can_be_read_again(
    andelar: dict[str, Decimal], preliminar: bool, exempeldata: bool, not_: str
) -> None:
    tabell = build(andelsrader(andelar), preliminar=preliminar, exempeldata=exempeldata, not_=not_)
    for innehall, namn in (
        (tabell.till_csv(), "a.csv"),
        (tabell.till_csv(svensk=False), "a.csv"),
        (tabell.till_xlsx(), "a.xlsx"),
    ):
        svar = tolka(las(innehall, namn), get_kommuner(), get_lan(), 3)
        assert not svar.har_fel, (namn, svar.fel, svar.felrader)
        assert svar.andelar == andelar


def test_the_whole_country_out_and_in() -> None:
    tabell = build(andelsrader(dict(get_andelar())), preliminar=True, exempeldata=True)
    for innehall, namn in ((tabell.till_csv(), "a.csv"), (tabell.till_xlsx(), "a.xlsx")):
        svar = tolka(las(innehall, namn), get_kommuner(), get_lan())
        assert svar.andelar == get_andelar()
        assert svar.saknade == ()
