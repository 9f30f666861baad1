"""A table as a file to download."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.http import HttpResponse
from django.urls import reverse

from anvisning.tabell.export import Tabell

CSV = "text/csv; charset=utf-8"
MASKIN = "maskin.csv"
"""CSV for programs: comma, decimal point, headings first."""
FORMAT = {
    "csv": (CSV, Tabell.till_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Tabell.till_xlsx),
    "json": ("application/json", Tabell.till_json),
    MASKIN: (CSV, partial(Tabell.till_csv, svensk=False)),
}


def som_fil(tabell: Tabell, format: str, namn: str) -> HttpResponse:
    """Give the table as an attachment in one of `FORMAT`, which are the only ones that have addresses."""
    mediatyp, skriv = FORMAT[format]
    return HttpResponse(
        skriv(tabell),
        headers={"Content-Type": mediatyp, "Content-Disposition": f'attachment; filename="{namn}.{format}"'},
    )


def formatlankar(url_namn: str, args: Sequence[object], vad: str, per: date | None = None) -> list[dict[str, str]]:
    """Give the links to a table in every format, for komponenter/nerladdningar.html; now, or as of a day."""
    fraga = f"?per={per}" if per else ""
    return [
        {
            "url": reverse(url_namn, args=[*args, f]) + fraga,
            "format": "CSV för program" if f == MASKIN else f.upper(),
            "vad": vad,
        }
        for f in FORMAT
    ]
