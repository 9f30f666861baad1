"""What WeasyPrint leaves undone in the tags of a PDF: the scope of header cells, page numbers as artifacts.

Works on pydyf's objects just before they are written. A reference is `12 0 R`; an object's place in the list of
objects is its number. In a page's content, the text with the identifier n stands after `/Span <</MCID n>> BDC`.
"""

from collections.abc import Sequence
from typing import Any


def number_of(reference: bytes | str) -> int:
    """Give the object number of a PDF reference such as `12 0 R`."""
    return int(reference.split()[0])


def set_scope(objects: Sequence[Any]) -> None:
    """Give every header cell its scope: columns in the table's head, rows elsewhere (as the templates write them)."""
    for cell in objects:
        if isinstance(cell, dict) and cell.get("S") == "/TH" and "A" in cell:
            row = objects[number_of(cell["P"])]
            group = objects[number_of(row["P"])]
            cell["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"


def set_artifacts(pdf: Any) -> None:
    """Mark the text in the page margins (page number, running reference) as artifacts of pagination.

    WeasyPrint gives it tags that hang outside the structure tree; PDF/UA-1 (ISO 14289-1, 7.1 and 7.8) wants content
    either in the tree or marked as an artifact.
    """
    tree = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    inside = find_elements(pdf.objects, tree)
    parents = pdf.objects[number_of(tree["ParentTree"])]["Nums"]
    of_page = dict(zip(parents[::2], parents[1::2], strict=True))
    for page in pdf.objects:
        if not isinstance(page, dict) or page.get("Type") != "/Page":
            continue
        elements = of_page[page["StructParents"]]
        outside = {mcid for mcid, element in enumerate(elements) if number_of(element) not in inside}
        for mcid in outside:
            elements[mcid] = "null"
        content = pdf.objects[number_of(page["Contents"])].stream
        for place, item in enumerate(content):
            if isinstance(item, dict) and item.get("MCID") in outside:
                content[place - 1] = "/Artifact"
                item.clear()
                item["Type"] = "/Pagination"


def find_elements(objects: Sequence[Any], tree: dict[str, Any]) -> set[int]:
    """Give the object numbers of all elements that hang in the structure tree."""
    found: set[int] = set()
    waiting = [number_of(kid) for kid in tree["K"]]
    while waiting:
        number = waiting.pop()
        found.add(number)
        kids = objects[number].get("K", ())
        waiting += [number_of(kid) for kid in kids if not isinstance(kid, int)]
    return found
