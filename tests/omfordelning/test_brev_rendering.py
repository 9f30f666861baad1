"""The documents as files: archive format, accessibility, fonts, what they say, and that they come out the same."""

import hashlib
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pdfua
import pikepdf
import pytest

from omfordelning import brev
from omfordelning.brev.sidor import build_html
from tests.omfordelning import brevexempel
from tests.omfordelning.pdfkontroll import read_body, read_html, read_pages, read_structure, run, squeeze

pytestmark = pytest.mark.usefixtures("brevbibliotek")
ALLA = pytest.mark.parametrize("namn", brevexempel.ALLA)


@pytest.fixture(scope="module")
def renderade(brevbibliotek: None) -> dict[str, brev.Renderat]:
    """Every example document, rendered once."""
    return {namn: brev.rendera(underlag) for namn, underlag in brevexempel.ALLA.items()}


@pytest.fixture
def fil(namn: str, renderade: dict[str, brev.Renderat], tmp_path: Path) -> Path:
    """The document as a file."""
    path = tmp_path / f"{namn}.pdf"
    path.write_bytes(renderade[namn].pdf)
    return path


@pytest.fixture
def pdf(fil: Path) -> Iterator[pikepdf.Pdf]:
    """The document, opened."""
    with pikepdf.open(fil) as opened:
        yield opened


def get_elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every element of the structure tree."""
    return [
        thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
    ]


@ALLA
def test_archive_and_accessibility_marks(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    assert root.OutputIntents[0].S == "/GTS_PDFA1"
    assert root.MarkInfo.Marked is True
    assert root.StructTreeRoot.K[0].S == "/Document"
    assert str(root.Lang) in {"sv", "sv-SE"}
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert len(bytes(pdf.trailer.ID[0])) == 16
    assert "/Names" not in root
    assert "/AF" not in root
    with pdf.open_metadata() as meta:
        assert meta.pdfa_status == "3A"
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == str(pdf.docinfo.Title)
    assert b"pdfaExtension:schemas" in root.Metadata.read_bytes()


@ALLA
def test_dates_come_from_the_input(namn: str, pdf: pikepdf.Pdf) -> None:
    underlag = brevexempel.ALLA[namn]
    dag = next(getattr(underlag, falt) for falt in ("datum", "tidpunkt", "utskriven") if hasattr(underlag, falt))
    for date in (pdf.docinfo.CreationDate, pdf.docinfo.ModDate):
        assert str(date).startswith(f"D:{dag:%Y%m%d}")


@ALLA
def test_fonts_are_embedded_and_readable(pdf: pikepdf.Pdf) -> None:
    fonts = [
        font
        for font in pdf.objects
        if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font" and "/DescendantFonts" in font
    ]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
        assert "DejaVu-Sans" in str(descriptor.FontName)
        assert "Condensed" not in str(descriptor.FontName)


@ALLA
def test_structure(pdf: pikepdf.Pdf) -> None:
    elements = get_elements(pdf)
    assert sum(element.S == "/H1" for element in elements) == 1
    levels = [int(str(element.S)[2:]) for element in elements if str(element.S) in {"/H1", "/H2", "/H3"}]
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    headers = [element for element in elements if element.S == "/TH"]
    cells = [element for element in elements if element.S == "/TD"]
    assert all("/ID" in header and header.A.Scope in ("/Column", "/Row") for header in headers)
    known = {bytes(header.ID) for header in headers}
    assert all({bytes(name) for name in cell.A.Headers} <= known and len(cell.A.Headers) >= 2 for cell in cells)
    assert bool(headers) == (sum(element.S == "/Table" for element in elements) > 0)


def get_mcids(element: pikepdf.Dictionary) -> Iterator[tuple[tuple[int, int], int]]:
    """Every piece of content under an element of the structure tree: its page and its identifier on the page."""
    for kid in element.K:
        if isinstance(kid, pikepdf.Dictionary):
            yield from get_mcids(kid)
        else:
            yield element.Pg.objgen, int(kid)


@ALLA
def test_all_content_is_in_the_tree_or_an_artifact(pdf: pikepdf.Pdf) -> None:
    """Page numbers and running heads are artifacts of pagination, everything else that is written has its tag."""
    tagged = sorted(get_mcids(pdf.Root.StructTreeRoot.K[0]))
    drawn = []
    for page in pdf.pages:
        open_marks: list[str] = []
        margins = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) in ("BDC", "BMC"):
                open_marks.append(str(operands[0]))
                if "/MCID" in (properties := operands[1] if len(operands) > 1 else {}):
                    drawn.append((page.objgen, int(properties.MCID)))
                margins += properties.get("/Type") == "/Pagination"
            elif str(operator) == "EMC":
                open_marks.pop()
            elif str(operator) in ("Tj", "TJ", "f", "S"):
                assert open_marks
        assert margins >= 2
    assert sorted(drawn) == tagged


@ALLA
def test_checkers_find_nothing(fil: Path) -> None:
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(fil))
    report = pdfua.validate(fil)
    assert list(report.findings) == []


@ALLA
def test_the_paper_says_what_the_page_says(namn: str, fil: Path) -> None:
    """Every word of the HTML (å ä ö ‰ − and all) stands on the paper."""
    paper = read_body(fil)
    pieces = [squeeze(piece) for piece in read_html(build_html(brevexempel.ALLA[namn]))]
    assert len(pieces) > 30
    assert [piece for piece in pieces if piece not in paper] == []


@pytest.mark.parametrize("namn", ["besked-hela", "registreringskopia"])
def test_reading_order_is_that_of_the_page(namn: str, fil: Path) -> None:
    """A screen reader meets exactly the HTML's text, in the HTML's order, with the bullets of its one bulleted list."""
    spoken = [squeeze(text) for text in read_structure(fil)]
    expected = "".join(squeeze(piece) for piece in read_html(build_html(brevexempel.ALLA[namn])))
    assert spoken.count("•") == (5 if namn == "besked-hela" else 0)
    assert "".join(text for text in spoken if text != "•") == expected


@ALLA
def test_pages_are_numbered_and_named(namn: str, fil: Path, renderade: dict[str, brev.Renderat]) -> None:
    pages = read_pages(fil)
    assert len(pages) == renderade[namn].sidor
    underlag = brevexempel.ALLA[namn]
    mark = getattr(underlag, "referens", None) or underlag.beteckning
    for number, page in enumerate(pages, start=1):
        assert f"Sida {number} ({len(pages)})" in page
        assert mark in page
        assert ("EXEMPELDATA – påhittade siffror" in page) == underlag.exempeldata


def test_the_usual_letter_fits_two_pages(renderade: dict[str, brev.Renderat]) -> None:
    assert {namn: renderade[namn].sidor for namn in renderade if namn.startswith("be")} == dict.fromkeys(
        (namn for namn in renderade if namn.startswith("be")), 2
    )


def test_long_tables_repeat_their_head(tmp_path: Path) -> None:
    kommuner = tuple(
        replace(brevexempel.KOMMUNER[3], kod=f"14{nummer:02}", namn=f"Kommun {nummer}") for nummer in range(49)
    )
    path = tmp_path / "lang.pdf"
    path.write_bytes(brev.rendera(replace(brevexempel.NOLLRAPPORT, kommuner=kommuner)).pdf)
    pages = [page for page in read_pages(path) if "14" in page and "Kommun 4" in page]
    assert len(pages) >= 2
    for page in pages:
        assert "Tar emot" in page


def test_same_input_gives_the_same_bytes_in_another_process(renderade: dict[str, brev.Renderat]) -> None:
    """In another order, from the stored JSON, with another hash seed and another time zone."""
    names = ["arende", "bekraftelse-avvikelse", "besked"]
    code = (
        "import sys, json, django; django.setup()\n"
        "from omfordelning import brev\n"
        "print(json.dumps([brev.rendera(brev.las_underlag(text)).sha256 for text in json.load(sys.stdin)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps([brevexempel.ALLA[namn].to_json() for namn in names]),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    assert json.loads(done.stdout) == [renderade[namn].sha256 for namn in names]


def test_result_describes_itself(renderade: dict[str, brev.Renderat]) -> None:
    renderat = renderade["besked"]
    assert renderat.sha256 == hashlib.sha256(renderat.pdf).hexdigest()
    assert renderat.versioner["weasyprint"] == "70.0"
    assert set(renderat.versioner) >= {"pydyf", "pango", "harfbuzz", "fonttools", "typsnitt", "stilmall", "mallar"}


def test_another_letter_gets_another_identifier(renderade: dict[str, brev.Renderat], tmp_path: Path) -> None:
    identifiers = set()
    for namn, renderat in renderade.items():
        path = tmp_path / namn
        path.write_bytes(renderat.pdf)
        with pikepdf.open(path) as opened:
            identifiers.add(bytes(opened.trailer.ID[0]))
    assert len(identifiers) == len(renderade)


@pytest.mark.parametrize("andra", [None, "DejaVuSerif.ttf"], ids=["inga typsnitt", "bara andra typsnitt"])
def test_missing_font_is_an_error_with_the_package_name(andra: str | None, tmp_path: Path) -> None:
    """A machine without the letter font makes no letter in another font."""
    if andra:
        found = run("fc-match", "--format=%{file}", "DejaVu Serif")
        (tmp_path / andra).symlink_to(found)
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    code = "import django; django.setup()\nfrom omfordelning import brev\nbrev.varm_upp()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"FONTCONFIG_FILE": str(config)},
    )
    assert done.returncode == 1
    assert "TypsnittSaknas" in done.stderr
    assert "fonts-dejavu-core" in done.stderr
