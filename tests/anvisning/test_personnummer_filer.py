"""Where in a file a personal identity number is found: the whole file is stored, not only its cells."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter

from anvisning.tabell import Filform, TabellFel, find_personnummer, las
from anvisning.tabell.rakfil import InteRak
from anvisning.tabell.rakrader import Rakfil
from anvisning.tabell.xlsxtexter import MAX_BREDVID
from tests.anvisning.tabellfiler import andra_del, build_xlsx

NUMMER = "900101-1234"
PLAN = [["Kommunkod", "Datum", "Typ", "Antal"], ["2580", "2026-01-02", "Anknytning", 1]]
TRAD = """<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">\
<threadedComment ref="A1" dT="2026-01-01T12:00:00.12" personId="{AB901201-1234-5678-9012-345678901234}">\
<text>Barnet %s</text></threadedComment></ThreadedComments>"""
VANLIG_TRAD = (
    "[Trådad kommentar]\n\nDin version av Excel låter dig läsa den här trådade kommentaren. Läs mer: "
    "https://go.microsoft.com/fwlink/?linkid=870924\n\nKommentar:\n    1234 barn"
)


def med_del(namn: str, data: str) -> bytes:
    """A plain workbook with one more part."""
    ut = io.BytesIO(build_xlsx({"D": PLAN}))
    with zipfile.ZipFile(ut, "a") as paket:
        paket.writestr(namn, data)
    return ut.getvalue()


def med(gor: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    return build_xlsx({"D": PLAN}, gor=gor)


def blad(bok: xlsxwriter.Workbook) -> xlsxwriter.worksheet.Worksheet:
    return bok.worksheets()[0]


def diagram(bok: xlsxwriter.Workbook) -> None:
    ett = bok.add_chart({"type": "line"})
    ett.add_series({"values": "=D!$D$2:$D$2"})
    ett.set_title({"name": f"Barn {NUMMER}"})
    blad(bok).insert_chart("F1", ett)


def delad_text(data: bytes) -> bytes:
    fore, efter = NUMMER[:6].encode(), NUMMER[6:].encode()
    assert NUMMER.encode() in data
    return data.replace(NUMMER.encode(), fore + b'</t></r><r><rPr><b/><sz val="9"/></rPr><t>' + efter)


KOMMENTAR = med(lambda bok: blad(bok).write_comment("A1", f"Barn {NUMMER}"))
NAGONSTANS = {
    "cell": (build_xlsx({"D": [["Kommun", NUMMER]]}), "Cellen D B1"),
    "sheet's name": (build_xlsx({"D": [["x"]], NUMMER: PLAN}), "Namnet på blad 2"),
    "straight file's sheet": (build_xlsx({NUMMER: PLAN}), "Namnet på blad 1"),
    "hidden sheet": (
        build_xlsx({"D": PLAN, f"{NUMMER} (2)": [["x"]]}, gor=lambda bok: bok.worksheets()[1].hide()),
        "Namnet på blad 2",
    ),
    "comment": (KOMMENTAR, "En kommentar"),
    "comment in parts": (andra_del(KOMMENTAR, "xl/comments1.xml", delad_text), "En kommentar"),
    "who comments": (med(lambda b: blad(b).write_comment("A1", "x", {"author": f"Barn {NUMMER}"})), "En kommentar"),
    "threaded comment": (
        med_del("xl/threadedComments/threadedComment1.xml", TRAD % NUMMER),
        "En kommentar",
    ),
    "written as entities": (
        med_del("xl/comments/comment1.xml", "<comments><text><t>900101&#45;1234</t></text></comments>"),
        "En kommentar",
    ),
    "text box": (med(lambda bok: blad(bok).insert_textbox("F1", f"Barn {NUMMER}")), "En textruta eller ett diagram"),
    "chart": (med(diagram), "En textruta eller ett diagram"),
    "header": (med(lambda bok: blad(bok).set_header(f"&L&A&C&12 Barn {NUMMER}&R&P")), "Ett sidhuvud eller en sidfot"),
    "footer": (med(lambda bok: blad(bok).set_footer(f"&K01+000{NUMMER}")), "Ett sidhuvud eller en sidfot"),
    "title": (med(lambda bok: bok.set_properties({"title": NUMMER})), "Filens egenskaper"),
    "notes": (med(lambda bok: bok.set_properties({"comments": f"Å: {NUMMER}_2"})), "Filens egenskaper"),
    "company": (med(lambda bok: bok.set_properties({"company": NUMMER})), "Filens egenskaper"),
    "own property": (med(lambda bok: bok.set_custom_property("Barn", NUMMER)), "Filens egenskaper"),
}


@pytest.mark.parametrize(("innehall", "var"), NAGONSTANS.values(), ids=NAGONSTANS)
def test_a_number_is_found_wherever_it_stands(innehall: bytes, var: str) -> None:
    assert find_personnummer(las(innehall, "a.xlsx")) == var
    with pytest.raises(InteRak):
        list(Rakfil(innehall, ["2580"], Filform("perioder", date(2026, 6, 30))).buntar())


def egenskaper(bok: xlsxwriter.Workbook) -> None:
    """What document systems write by themselves."""
    bok.set_properties({"title": "Anvisningar 2026-01", "manager": "Anna Lång"})
    for namn, varde in (
        ("ContentTypeId", "0x010100A9001011234B" + "0" * 24),
        ("_dlc_DocId", "WDNC2YEJ6XZN-1905716230-154"),
        ("MSIP_Label_ab901201-1234-5678-9012-345678901234_SetDate", "2026-01-01T12:00:00Z"),
        ("Label", "ab901201-1234-5678-9012-345678901234"),
    ):
        bok.set_custom_property(namn, varde)


VANLIGT = {
    "properties": med(egenskaper),
    "comments": med(
        lambda bok: [blad(bok).write_comment(cell, text) for cell, text in (("A1", "20260701"), ("A2", "1234 barn"))]
    ),
    "a threaded comment as older programs see it": med(lambda bok: blad(bok).write_comment("A1", VANLIG_TRAD)),
    "threaded": med_del("xl/threadedComments/threadedComment1.xml", TRAD % "föds 2026"),
    "places of a text box": med_del(
        "xl/drawings/drawing1.xml", "<from><col>1</col><colOff>900101</colOff><row>1234</row></from>"
    ),
    "header": med(
        lambda bok: blad(bok).set_header('&L&"Calibri,Bold"&12 2026-01-01&C&K900101 1234 barn&R&D &T &P(&N)')
    ),
    "chart": med(
        lambda bok: blad(bok).insert_chart(
            "F1", (ett := bok.add_chart({"type": "line"}), ett.add_series({"values": "=D!$D$2:$D$2"}))[0]
        )
    ),
}


@pytest.mark.parametrize("innehall", VANLIGT.values(), ids=VANLIGT)
def test_what_programs_write_by_themselves_is_no_number(innehall: bytes) -> None:
    assert find_personnummer(las(innehall, "a.xlsx")) == ""
    rader = Rakfil(innehall, ["2580"], Filform("perioder", date(2026, 6, 30)))
    assert sum(len(bunt.radnummer) for bunt in rader.buntar()) == 1


def test_a_flood_of_comments_is_refused() -> None:
    text = "<comments><text><t>" + "x" * MAX_BREDVID + "</t></text></comments>"
    innehall = med_del("xl/comments1.xml", text)
    with pytest.raises(TabellFel, match="kommentarer"):
        las(innehall, "a.xlsx")
