"""Straight files of assignments, CSV and XLSX: the same as the import doctor says, or left to it."""

import random
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import xlsxwriter

from anvisning.tabell import Antalsrad, Filform, InteRak, TabellFel, ar_rak, las, tolka_anvisningar, xlsxlasning
from anvisning.tabell.rakbunt import TYPER
from anvisning.tabell.rakfil import RUBRIKER
from anvisning.tabell.rakrader import Rakfil
from anvisning.tabell.xlsxlasning import packa_upp
from tests.anvisning.tabellfiler import andra_celler, build_xlsx, get_kommuner, get_lan

UTAN_TID = Filform("perioder", date(2026, 10, 31), inledande_fran=date(2026, 10, 2))
SAMMANLAGT = Filform("sammanlagt", date(2026, 10, 31), inledande_fran=date(2026, 10, 2))


def rak(text: str) -> Rakfil:
    return Rakfil(text.encode("utf-8-sig"), [kommun.kod for kommun in get_kommuner()], UTAN_TID)


def rak_xlsx(innehall: bytes) -> Rakfil:
    return Rakfil(innehall, [kommun.kod for kommun in get_kommuner()], UTAN_TID)


def las_rak(rakfil: Rakfil) -> list[Antalsrad]:
    return [
        Antalsrad(nummer, f"{kommun:04}", date.fromordinal(dag), date.fromordinal(dag), TYPER[typ], antal)
        for bunt in rakfil.buntar()
        for nummer, kommun, dag, typ, antal in zip(*(kolumn.tolist() for kolumn in bunt), strict=True)
    ]


RAK = "Kommunkod;Datum;Typ;Antal\n"


@pytest.mark.parametrize("fro", range(5))
def test_a_straight_file_says_the_same_as_the_import_doctor(fro: int) -> None:
    slump = random.Random(fro)
    rader = [
        f"{slump.choice(get_kommuner()).kod};{date(2016, 1, 1) + timedelta(days=slump.randrange(60))};"
        f"{slump.choice(['utjamnande', 'Anknytning'])};{slump.choice([0, 1, 2, 17, -1])}"
        for _ in range(400)
    ]
    text = RAK + slump.choice(["\n", "\r\n"]).join(rader)
    strom = rak(text)
    bok = las(text.encode("utf-8-sig"), "a.csv")
    doktorn = tolka_anvisningar(bok, get_kommuner(), get_lan(), UTAN_TID)
    assert las_rak(strom) == list(doktorn.rader)
    assert strom.tolkning().to_json() == doktorn.to_json()
    assert doktorn.varningar, "the files have rows alike and numbers below zero"


@pytest.mark.parametrize(
    "rad",
    [
        "9999;2026-01-02;Anknytning;1",
        "2580;2026-11-02;Anknytning;1",
        "2580;20260102;Anknytning;1",
        "2580;2026-01-02;Kvot;1",
        "2580;2026-01-02;utjämnande;1",
        "2580;2026-01-02;Inledande;1",
        "2580;2026-01-02;Anknytning 20120304-1234;1",
        "2580;2026-01-02;Anknytning;1,0",
        "2580;2026-01-02;Anknytning;",
        "2580;2026-01-02;Anknytning;100001",
        "2580;2026-01-02;Anknytning",
        "2580;2026-01-02;Anknytning;0000001",
        "2580;2026-01-02;Anknytning;-",
        "2580;2026-01-02;Anknytning;1-1",
        "2580;2026-W01-5;Anknytning;1",
        "2580;2026-13-02;Anknytning;1",
        "2580;2026-02-30;Anknytning;1",
        "2580;2015-12-31;Anknytning;1",
        "2580;1999-12-31;Anknytning;1",
        "2580;2026-01-02;Anknytning;1;",
        "258;02026-01-02;Anknytning;1",
        ";2580;2026-01-02;Anknytning",
        '2580;2026-01-02;"Anknytning";1',
        "2580;2026-01-02; Anknytning;1",
        f"2580;2026-01-02;Anknytning {'x' * 60};1",
        "2580;2026-01-02;;1",
        '"2580";;;',
        "",
    ],
)
def test_what_is_not_plain_is_left_to_the_import_doctor(rad: str) -> None:
    with pytest.raises(InteRak):
        las_rak(rak(f"{RAK}2580;2026-01-02;Utjämnande;1\n{rad}\n"))


def _med_dagar(bok: xlsxwriter.Workbook) -> None:
    """Days as spreadsheets have them: numbers that are shown as days."""
    form = bok.add_format({"num_format": "yyyy-mm-dd"})
    blad = bok.worksheets()[0]
    for rad in range(1, 300, 3):
        blad.write_datetime(rad, 1, datetime(2026, 3, 1 + rad % 28), form)


@pytest.mark.parametrize("fro", range(5))
def test_a_straight_workbook_says_the_same_as_the_import_doctor(fro: int) -> None:
    slump = random.Random(fro)
    rader = [
        [
            slump.choice([kod := slump.choice(get_kommuner()).kod, int(kod)]),
            slump.choice([str(date(2016, 1, 1) + timedelta(days=slump.randrange(60))), "20260302", "2 mars 2026"]),
            slump.choice(["utjamnande", "Anknytning"]),
            slump.choice([0, 1, 2, "17", -1, 2.0]),
        ]
        for _ in range(400)
    ]
    innehall = build_xlsx({"Data": [RUBRIKER, *rader]}, dagar=_med_dagar)
    strom = rak_xlsx(innehall)
    doktorn = tolka_anvisningar(las(innehall, "a.xlsx"), get_kommuner(), get_lan(), UTAN_TID)
    assert las_rak(strom) == list(doktorn.rader)
    assert strom.tolkning().to_json() == doktorn.to_json()
    assert doktorn.varningar, "the files have rows alike and numbers below zero"


def test_large_files_are_read_in_blocks_and_say_the_same() -> None:
    slump = random.Random(1)
    koder = [kommun.kod for kommun in get_kommuner()]
    rader = [
        [slump.choice(koder), str(date(2016, 1, 1) + timedelta(days=slump.randrange(3000))), "Utjämnande", 1 + n % 12]
        for n in range(12_000)
    ]
    csv = RAK + "\n".join(";".join(map(str, rad)) for rad in rader)
    for strom, bok in (
        (rak(csv), las(csv.encode("utf-8-sig"), "a.csv")),
        (rak_xlsx(xlsx := build_xlsx({"D": [RUBRIKER, *rader]})), las(xlsx, "a.xlsx")),
    ):
        doktorn = tolka_anvisningar(bok, get_kommuner(), get_lan(), UTAN_TID)
        assert las_rak(strom) == list(doktorn.rader)
        assert strom.tolkning().to_json() == doktorn.to_json()
        assert "rader har samma kommun" in doktorn.varningar[0]


PLAN = [[*RUBRIKER], ["2580", "2026-01-02", "Anknytning", 1], ["2582", "2026-01-02", "Anknytning", 1]]


def andrad(rad: int, kolumn: int, varde: object) -> list[list[object]]:
    rader: list[list[object]] = [list(ett) for ett in PLAN]
    rader[rad][kolumn] = varde
    return rader


@pytest.mark.parametrize(
    "innehall",
    [
        *(build_xlsx({"D": andrad(rad, kolumn, None)}) for rad in range(3) for kolumn in range(4)),
        build_xlsx({"D": andrad(0, 1, "Månad")}),
        build_xlsx({"D": andrad(2, 0, "9999")}),
        build_xlsx({"D": andrad(2, 0, 25)}),
        build_xlsx({"D": andrad(2, 0, "Kommunkod")}),
        build_xlsx({"D": andrad(2, 1, "2026-11-02")}),
        build_xlsx({"D": andrad(2, 1, "2026-02-30")}),
        build_xlsx({"D": andrad(2, 2, "anknytning")}),
        build_xlsx({"D": andrad(2, 2, "Inledande")}),
        build_xlsx({"D": andrad(2, 2, "Anknytning 20120304-1234")}),
        build_xlsx({"D": andrad(2, 3, 1.5)}),
        build_xlsx({"D": andrad(2, 3, 100_001)}),
        build_xlsx({"D": andrad(2, 3, "=1+1")}),
        build_xlsx({"D": andrad(2, 3, True)}),
        build_xlsx({"D": [*PLAN, ["2584", "2026-01-02", "Anknytning", 1, "not"]]}),
        build_xlsx({"D": [*PLAN, [], ["2584", "2026-01-02", "Anknytning", 1]]}),
        build_xlsx({"D": PLAN, "E": [["20120304-1234"]]}),
        build_xlsx({"D": PLAN}, dolt=lambda bok: (bok.add_worksheet("E").activate(), bok.worksheets()[0].hide())),
        build_xlsx({"D": [PLAN[0]]}),
        build_xlsx({"D": []}),
        b"PK",
        *(
            andra_celler(build_xlsx({"D": PLAN}), fran, till)
            for fran, till in (
                (rb'<c r="D3">', b'<c r="XFD3">'),
                (rb'<c r="D3">', b'<c r="D3" r="XFD1048576">'),
                (rb'<c r="D3"><v>1', b'<c r="D3" t="e"><v>#REF!'),
                (rb'<c r="D3">', b"<c>"),
                (rb'<row r="3"', b'<row r="4"'),
                (rb'<row r="3"', b'<row r="3" r="4"'),
                (rb'</row><row r="3"', b'</row><!-- x --><row r="3"'),
                (rb'</row><row r="3"', b'</row><c r="A9"><v>1</v></c><row r="3"'),
                (rb"<v>1</v>", b"<v></v>"),
                (rb"<v>1</v>", b"<v>&b;</v>"),
                (rb"<sheetData>", b"<sheetData ><sheetData>"),
                (rb"</worksheet>", b"<sheetData><row r='9'/></sheetData></worksheet>"),
                (rb"\?>", b'?><!DOCTYPE a [<!ENTITY b "1">]>'),
            )
        ),
    ],
)
def test_a_workbook_that_is_not_plain_is_left_to_the_import_doctor(innehall: bytes) -> None:
    with pytest.raises(InteRak):
        las_rak(rak_xlsx(innehall))


def test_which_files_say_that_they_are_straight() -> None:
    assert ar_rak(build_xlsx({"D": PLAN}), "A.XLSX", UTAN_TID)
    assert not ar_rak(build_xlsx({"D": PLAN}), "a.csv", UTAN_TID)
    assert ar_rak(RAK.encode("utf-8-sig"), "A.CSV", UTAN_TID)
    assert not ar_rak(RAK.encode(), "a.csv", SAMMANLAGT)
    assert not ar_rak(RAK.encode(), "a.xlsx", UTAN_TID)
    assert not ar_rak(b"Kommunkod;Datum;Typ;Antal;Mer\n", "a.csv", UTAN_TID)
    with pytest.raises(InteRak):
        las_rak(rak(RAK))


def _blad(rader: bytes) -> bytes:
    """Give a workbook whose sheet has these rows under the headings."""
    paket = build_xlsx({"A": [list(RUBRIKER)]})
    rubriker = b"".join(
        b'<c r="%c1" t="str"><v>%s</v></c>' % (b, text.encode()) for b, text in zip(b"ABCD", RUBRIKER, strict=True)
    )
    return andra_celler(paket, rb"<row.*</row>", b'<row r="1">' + rubriker + b"</row>" + rader)


def _rad(nummer: int, *celler: object) -> bytes:
    return (
        b'<row r="%d">' % nummer
        + b"".join(
            b'<c r="%c%d"><v>%s</v></c>' % (b, nummer, str(cell).encode())
            for b, cell in zip(b"ABCD", celler, strict=True)
        )
        + b"</row>"
    )


@pytest.mark.langsam
@pytest.mark.parametrize(
    ("rader", "stopp", "sager"),
    [
        # more than half a million cells, each different
        ((_rad(n, n, n + 0.1, n + 0.2, n + 0.3) for n in range(2, 150_002)), "different cells", "rad 100\u00a0000"),
        # as many rows as there is room for, all alike
        ((_rad(n, 2580, 46000, 1, 1) for n in range(2, 150_002)), "too many", "rad 100\u00a0000"),
        # a single cell without an end, and a row without one
        ((b'<row r="2"><c r="A2"><v>%s' % (b"9" * 20_000_000),), "not plain", "packas upp till mer|skadad"),
        ((b"<row " * 4_000_000,), "not plain", "packas upp till mer|skadad"),
    ],
    ids=["cells", "rows", "cell", "row"],
)
def test_a_huge_workbook_stops_at_a_sentence_and_not_at_memory(
    rader: Iterator[bytes], stopp: str, sager: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a sheet unpacks to is bounded; it is held once, and read until the first thing that is too much."""
    monkeypatch.setattr(xlsxlasning, "MAX_KVOT", 10_000)  # a file of 10 MB may unpack to as much
    innehall = _blad(b"".join(rader))
    storlek = len(packa_upp(innehall)["xl/worksheets/sheet1.xml"])
    tracemalloc.start()
    with pytest.raises(InteRak, match=stopp):
        las_rak(rak_xlsx(innehall))
    _, hogst = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert storlek > 15_000_000
    assert hogst < 2 * storlek + 5_000_000
    with pytest.raises(TabellFel, match=sager):
        las(innehall, "a.xlsx")


def test_a_bomb_is_no_straight_file_and_is_never_unpacked() -> None:
    bomb = _blad(_rad(2, 2580, 46000, 1, 1) + b" " * 60_000_000)
    assert len(bomb) < 200_000
    tracemalloc.start()
    with pytest.raises(InteRak, match="packas upp till mer"):
        las_rak(rak_xlsx(bomb))
    _, hogst = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert hogst < 1_000_000
