"""What can be read out of a PDF with other tools than the one that made it."""

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path


def run(*command: str) -> str:
    """Run one of poppler's or qpdf's tools and give what it writes. Errors: `CalledProcessError`."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def read_pages(path: Path) -> list[str]:
    """Give the text of each page as it stands on the paper."""
    return run("pdftotext", "-layout", str(path), "-").split("\f")[:-1]


def read_body(path: Path) -> str:
    """Give the text between the top and bottom margins of all pages, in the order it was drawn, without spaces."""
    return squeeze(run("pdftotext", "-raw", "-x", "0", "-y", "58", "-W", "595", "-H", "731", str(path), "-"))


def read_structure(path: Path) -> list[str]:
    """Give the texts of the structure tree in logical order, as a screen reader meets them (slow)."""
    rows = (row.strip() for row in run("pdfinfo", "-struct-text", str(path)).splitlines())
    return [row[1:-1] for row in rows if row.startswith('"')]


def squeeze(text: str) -> str:
    """Give `text` without any kind of space: lines break in other places on paper than in the source."""
    return re.sub(r"\s+", "", text)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.outside = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.outside = False

    def handle_data(self, data: str) -> None:
        if not self.outside:
            self.pieces.append(data)


def read_html(page: str) -> list[str]:
    """Give the texts of an HTML page's body, one for each run of text between tags."""
    parser = _Text()
    parser.feed(page)
    return [piece for piece in parser.pieces if piece.strip()]
