"""Nothing from outside gets into a document: no file, no network, no attachment, no markup, no invisible letters."""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from omfordelning import brev
from tests.omfordelning import brevexempel
from tests.omfordelning.pdfkontroll import read_body, read_pages, run, squeeze

pytestmark = pytest.mark.usefixtures("brevbibliotek")
HEMLIGT = "hemligt-innehall-4711"
LASTER = {
    "file": '<img src="{fil}"><img src="{bild}"><link rel="stylesheet" href="{css}"><iframe src="{fil}"></iframe>',
    "http": '<img src="{webb}/a.png"><link rel="stylesheet" href="{webb}/a.css"><script src="{webb}/a.js"></script>',
    "data": (
        '<img src="data:image/svg+xml,<svg xmlns=&quot;http://www.w3.org/2000/svg&quot; '
        "xmlns:xlink=&quot;http://www.w3.org/1999/xlink&quot;><image xlink:href=&quot;{bild}&quot; "
        'width=&quot;9&quot; height=&quot;9&quot;/><text>hemligt-innehall-4711</text></svg>">'
    ),
    "import": (
        '<style>@import url("{webb}/b.css"); @import url("{css}"); '
        '@font-face {{ font-family: x; src: url("{webb}/x.ttf") }} p {{ font-family: x; '
        'background: url("{bild}") }}</style>'
    ),
    "attachment": '<link rel="attachment" href="{fil}"><a rel="attachment" href="{fil}">bilaga</a>',
    "object": (
        '<object data="{bild}" type="image/svg+xml"></object><embed src="{bild}" type="image/svg+xml">'
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{bild}" width="9" height="9"/>'
        '<use href="{bild}#a"/></svg>'
    ),
}


@pytest.fixture
def webb() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine only, with the list of what has been asked of it."""
    asked: list[str] = []

    class Svar(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Svar)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def places(webb: tuple[str, list[str]]) -> Iterator[dict[str, str]]:
    """Files that must not be read and a server that must not be asked, as addresses of the same length every time."""
    with tempfile.TemporaryDirectory(prefix="b") as mapp:
        yield _places(Path(mapp), webb)


def _places(mapp: Path, webb: tuple[str, list[str]]) -> dict[str, str]:
    files = {
        "fil": ("hemligt.txt", HEMLIGT),
        "bild": (
            "hemligt.svg",
            f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15">{HEMLIGT}</text></svg>',
        ),
        "css": ("hemligt.css", f'body::before {{ content: "{HEMLIGT}" }}'),
    }
    for name, text in files.values():
        (mapp / name).write_text(text)
    return {key: (mapp / name).as_uri() for key, (name, _) in files.items()} | {"webb": webb[0]}


def get_streams(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every stream of the file."""
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]


def check_nothing_came_in(pdf_bytes: bytes, path: Path, asked: list[str]) -> None:
    """Assert that a document holds no file, no picture and no secret, and that nobody was asked for anything."""
    path.write_bytes(pdf_bytes)
    assert asked == []
    assert HEMLIGT not in "".join(read_pages(path))
    with pikepdf.open(path) as pdf:
        assert "/Names" not in pdf.Root
        assert "/AF" not in pdf.Root
        assert len(pdf.attachments) == 0
        streams = get_streams(pdf)
        assert not any(stream.get("/Subtype") in ("/Image", "/Form") for stream in streams)
        assert not any(stream.get("/Type") == "/EmbeddedFile" for stream in streams)
        assert not any(HEMLIGT.encode() in stream.read_bytes() for stream in streams)


@pytest.mark.parametrize("last", LASTER)
def test_markup_in_the_page_fetches_nothing(
    last: str, places: dict[str, str], webb: tuple[str, list[str]], tmp_path: Path
) -> None:
    """Even if markup came past the escaping, nothing is fetched: the renderer itself refuses."""
    from omfordelning.brev.rendering import get_motor, render_html

    markup = LASTER[last].format(**places)
    assert any(address in markup for address in places.values())
    page = f"<html lang=sv><head><title>Prov</title>{markup}</head><body><h1>Prov</h1>{markup}</body></html>"
    renderat = render_html(get_motor(), page)
    check_nothing_came_in(renderat.pdf, tmp_path / "last.pdf", webb[1])


def test_the_payloads_bite_without_our_fetcher(places: dict[str, str], tmp_path: Path) -> None:
    """The same page through WeasyPrint's own fetcher does take the file in, so the test above can fail."""
    import weasyprint

    page = f"<html lang=sv><title>Prov</title><body>{LASTER['attachment'].format(**places)}</body></html>"
    path = tmp_path / "oskyddat.pdf"
    weasyprint.HTML(string=page).write_pdf(path)
    with pikepdf.open(path) as pdf:
        assert any(HEMLIGT.encode() in stream.read_bytes() for stream in get_streams(pdf))


def test_markup_in_values_is_text(places: dict[str, str], webb: tuple[str, list[str]], tmp_path: Path) -> None:
    """Whatever people write stands on the paper as they wrote it, wherever it is shown."""
    markups = [last.format(**places).replace(HEMLIGT, "x") for last in LASTER.values()]
    first = markups[0]
    underlag = replace(
        brevexempel.BESKED_NEJ,
        skal=tuple(markups),
        beteckning=first,
        kontakt=replace(brevexempel.KONTAKT, namn=first),
        flaggor=(brev.Flagga(rubrik=first, text=first),),
        overklagande=first,
    )
    path = tmp_path / "text.pdf"
    check_nothing_came_in(brev.rendera(underlag).pdf, path, webb[1])
    body = read_body(path)
    assert [markup for markup in markups if squeeze(markup) not in body] == []
    assert body.count(squeeze(first)) == 6


def test_only_our_own_style_sheet_may_be_fetched() -> None:
    from omfordelning.brev import motor

    hamtare = motor.Hamtare()
    assert hamtare.fetch(motor.STILMALL).read() == motor.STILFIL.read_bytes()
    for address in (
        "brev:../settings.py",
        "brev:brev.css?x",
        f"file://{motor.STILFIL}",
        "data:,x",
        "http://localhost/",
    ):
        with pytest.raises(motor.Nekad):
            hamtare.fetch(address)
        with pytest.raises(motor.Nekad):
            hamtare.open(address)


TECKEN = {
    "Hej 🦊": "Hej[U+1F98A]",
    "ändrad\u202eordning": "ändrad[U+202E]ordning",
    "noll\x00tecken": "noll[U+0000]tecken",
    "a\u030astad": "åstad",
    "av\u00adstavning\u200b": "avstavning",
    "Łódź, Ærø, 漢": "Łódź,Ærø,[U+6F22]",
    "5 − 3 ≤ 2 → ✓": "5−3≤2→✓",
}


def test_every_character_is_seen(tmp_path: Path) -> None:
    """A character that the font cannot draw, or nobody can see, is written as its code."""
    path = tmp_path / "tecken.pdf"
    path.write_bytes(brev.rendera(replace(brevexempel.BESKED_NEJ, skal=tuple(TECKEN))).pdf)
    body = read_body(path)
    assert [visat for visat in TECKEN.values() if visat not in body] == []
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))


def test_long_words_and_texts_stay_on_the_paper(tmp_path: Path) -> None:
    """Nothing runs over the edge: every word lies inside the page's margins."""
    ord_ = "Mellankommunalaomfördelningssamverkansöverenskommelsen" * 6
    underlag = replace(
        brevexempel.BESKED_NEJ,
        skal=(ord_, "Lång text. " * 800),
        givare=replace(brevexempel.BESKED_NEJ.givare, namn=ord_[:120]),
        beslut=replace(brevexempel.BESLUT, beslutande=ord_, dnr="851-" + "9" * 60),
        sandlista=(ord_,),
    )
    path = tmp_path / "lang.pdf"
    path.write_bytes(brev.rendera(underlag).pdf)
    boxes = run("pdftotext", "-bbox", str(path), "-")
    edges = [float(part.split('"')[1]) for part in boxes.split("xMax=")[1:]]
    assert len(edges) > 1000
    assert max(edges) <= 595.3 - 60
