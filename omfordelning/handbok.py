"""The user's handbook (docs/handbok.md) as part of a page: our headings, lists and tables, and a table of contents."""

from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

import markdown
from django.conf import settings
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

FIL = settings.BASE_DIR / "docs" / "handbok.md"


class Handbok(NamedTuple):
    """The handbook's HTML without its first heading, and its sections as (id, heading)."""

    html: str
    avsnitt: list[tuple[str, str]]


class _Klasser(Treeprocessor):
    """Gives the elements the classes of the pages, and each table its region and its headers' scope."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            if element.tag in ("h2", "h3"):
                element.set("class", "ds-heading")
            elif element.tag in ("ul", "ol"):
                element.set("class", "ds-list")
            elif element.tag == "th":
                element.set("scope", "col")
        rubrik = ""
        for plats, element in enumerate(list(root)):
            if element.tag in ("h2", "h3"):
                rubrik = "".join(element.itertext())
            elif element.tag == "table":
                root[plats] = _tabellyta(element, rubrik)


def _tabellyta(tabell: Element, namn: str) -> Element:
    """Wrap a table as the tag `tabellyta` does; its first column heads the rows."""
    yta = Element("div", {"class": "tabellyta", "role": "region", "aria-label": f"Tabell: {namn}", "tabindex": "0"})
    tabell.set("class", "ds-table")
    for rad in tabell.findall("./tbody/tr"):
        rad[0].tag = "th"
        rad[0].set("scope", "row")
    yta.append(tabell)
    return yta


class _Utseende(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Register the classes after the headings have got their ids."""
        md.treeprocessors.register(_Klasser(md), "klasser", 1)


@lru_cache
def las_handboken() -> Handbok:
    """Read and render the handbook, once per process: it changes only with the code."""
    text = FIL.read_text(encoding="utf-8").partition("\n")[2]
    md = markdown.Markdown(extensions=["tables", TocExtension(toc_depth="2"), _Utseende()], output_format="html")
    html = md.convert(text)
    return Handbok(html, [(rad["id"], rad["name"]) for rad in md.toc_tokens])
