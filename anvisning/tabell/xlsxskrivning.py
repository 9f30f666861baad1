"""Writing workbooks with xlsxwriter: in memory, with a fixed creation date, the same bytes for the same tables."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter  # type: ignore[import-untyped]  # the package ships no type information

if TYPE_CHECKING:
    from anvisning.tabell.export import Tabell

SKAPAD: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""In every workbook: when it was made is told by the page or letter that it belongs to."""
MAX_TECKEN: Final = 32_767
"""What a cell in a workbook can hold."""
FORSTA_AR: Final = 1901
"""Before this a spreadsheet has no days."""
_BREDD: Final = (8, 48)


def skriv_bok(tabeller: Sequence["Tabell"]) -> bytes:
    """A workbook with one sheet for each table: title, marks, note, bold headings that stay when one scrolls."""
    if not tabeller:
        raise ValueError("A workbook has at least one table.")
    ut = io.BytesIO()
    with xlsxwriter.Workbook(
        ut, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as bok:
        bok.set_properties({"created": SKAPAD, "title": tabeller[0].rubrik})
        format_ = {
            "titel": bok.add_format({"bold": True, "font_size": 13}),
            "markning": bok.add_format({"bold": True, "italic": True}),
            "rubrik": bok.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "promille": bok.add_format({"num_format": "0.000"}),
            "heltal": bok.add_format({"num_format": "#,##0"}),
            "datum": bok.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "text": bok.add_format({"num_format": "@"}),
        }
        for tabell, namn in zip(tabeller, bladnamn([tabell.rubrik for tabell in tabeller]), strict=True):
            _skriv_blad(bok.add_worksheet(namn), tabell, format_)
    return ut.getvalue()


def bladnamn(rubriker: Sequence[str]) -> list[str]:
    """Names that a spreadsheet accepts for sheets: at most 31 characters, all different, none empty."""
    namn: list[str] = []
    for rubrik in rubriker:
        rent = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", rubrik).strip().strip("'")[:31].strip().strip("'") or "Tabell"
        if rent.lower() == "history":
            rent = "Tabell"
        kandidat, nummer = rent, 1
        while kandidat.lower() in {annat.lower() for annat in namn}:
            nummer += 1
            kandidat = f"{rent[: 27 - len(str(nummer))]} ({nummer})"
        namn.append(kandidat)
    return namn


def _skriv_blad(blad: Any, tabell: "Tabell", format_: dict[str, Any]) -> None:
    for kolumn, bredd in enumerate(_bredder(tabell)):
        blad.set_column(kolumn, kolumn, bredd)
    for rad, titel in enumerate(tabell.titelrader):
        slag = "titel" if titel == tabell.rubrik else "markning" if titel in tabell.markningar else "text"
        blad.write_string(rad, 0, titel[:MAX_TECKEN], format_[slag])
    rubrikrad = len(tabell.titelrader) + 1
    for kolumn, rubrik in enumerate(tabell.kolumner):
        blad.write_string(rubrikrad, kolumn, rubrik.namn[:MAX_TECKEN], format_["rubrik"])
    blad.freeze_panes(rubrikrad + 1, 0)
    blad.repeat_rows(rubrikrad)
    for rad, varden in enumerate(tabell.rader, rubrikrad + 1):
        for kolumn, (rubrik, varde) in enumerate(zip(tabell.kolumner, varden, strict=True)):
            if varde is None:
                continue
            if isinstance(varde, str):
                blad.write_string(rad, kolumn, varde[:MAX_TECKEN], format_["text"])
            elif isinstance(varde, date) and varde.year < FORSTA_AR:
                blad.write_string(rad, kolumn, varde.isoformat(), format_["text"])
            elif isinstance(varde, date):
                blad.write_datetime(rad, kolumn, varde, format_["datum"])
            else:
                blad.write_number(rad, kolumn, Decimal(varde), format_[rubrik.slag])


def _bredder(tabell: "Tabell") -> list[int]:
    """Column widths in characters, from headings and contents."""
    minst, hogst = _BREDD
    return [
        max(minst, min(hogst, 2 + max([len(kolumn.namn), *(len(str(rad[index])) for rad in tabell.rader)])))
        for index, kolumn in enumerate(tabell.kolumner)
    ]
