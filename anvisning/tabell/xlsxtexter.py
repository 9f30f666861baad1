"""What an XLSX package says beside its cells: comments, text boxes, properties, headers and footers.

Nothing of it is read in, but it is stored with the file: so it is searched for what the service may not hold. Numbers
of the format's own (places, widths, cached values, document systems' numbers) are left out.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final

from anvisning.tabell.blad import TabellFel

MAX_BREDVID: Final = 10_000_000
"""Bytes of it all: no table has as much beside it."""
FOR_MYCKET: Final = (
    "Excelfilen har för många kommentarer, bilder och diagram. Spara bara bladet med tabellen i en ny fil."
)
KOMMENTAR: Final = "En kommentar"
TEXTRUTA: Final = "En textruta eller ett diagram"
EGENSKAPER: Final = "Filens egenskaper"
SIDHUVUD: Final = "Ett sidhuvud eller en sidfot"

_VAR: Final = {
    "xl/comments": KOMMENTAR,
    "xl/threadedcomments": KOMMENTAR,
    "xl/drawings/": TEXTRUTA,
    "xl/charts/": TEXTRUTA,
    "xl/diagrams/": TEXTRUTA,
    "docprops/": EGENSKAPER,
}
_NS: Final = rb"(?:[\w.\-]+:)?"
_STYCKE: Final = re.compile(
    rb"<" + _NS + rb"(?:t|text|author)(?:\s[^<>]*)?>([^<]+)|</" + _NS + rb"(?:text|author|p)\s*>"
)
"""A piece of a text, or where the text ends: a word in bold is a piece of its own."""
_EGENSKAP: Final = re.compile(rb">([^<>]+)")
_DOKUMENTSYSTEMETS: Final = re.compile(
    rb"<" + _NS + rb"""property\s(?:[^<>]*?\s)?name\s*=\s*["'](?:_|MSIP_|ContentTypeId)[^<>]*>\s*<[^<>]*>[^<]*"""
)
"""A property of SharePoint's or of a sensitivity label: a document's number there is ten digits of any kind."""
_SIDHUVUD: Final = re.compile(rb"<" + _NS + rb"(?:odd|even|first)(?:Header|Footer)(?:\s[^<>]*)?>([^<]+)")
_SIDHUVUDKOD: Final = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|.)')
"""A font, a colour, a size, a place or a field in a header: no text."""
_SLUT: Final = "|"
"""Between two texts: it stands in no number."""


def texter(delar: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Give what stands beside the cells: where, as a sentence's subject, and the text. Raises TabellFel for a flood."""
    if sum(len(data) for namn, data in delar.items() if _var(namn)) > MAX_BREDVID:
        raise TabellFel(FOR_MYCKET)
    for namn, data in delar.items():
        if var := _var(namn):
            yield var, _egenskaper(data) if var == EGENSKAPER else _stycken(data)
        if (plats := data.find(b"headerFooter")) >= 0:
            yield SIDHUVUD, _SIDHUVUDKOD.sub(_SLUT, _foga(_SIDHUVUD.findall(data, plats)))


def _var(namn: str) -> str:
    return next((var for borjan, var in _VAR.items() if namn.lower().startswith(borjan)), "")


def _egenskaper(data: bytes) -> str:
    return _foga(_EGENSKAP.findall(_DOKUMENTSYSTEMETS.sub(b"", data)))


def _stycken(data: bytes) -> str:
    return _text(b"".join(bit or _SLUT.encode() for bit in _STYCKE.findall(data)))


def _foga(bitar: list[bytes]) -> str:
    return _text(_SLUT.encode().join(bitar))


def _text(data: bytes) -> str:
    return html.unescape(data.decode(errors="replace"))
