"""A table as a file to download."""

from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse

from anvisning.tabell.export import Tabell

FORMAT = {
    "csv": ("text/csv; charset=utf-8", Tabell.till_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Tabell.till_xlsx),
    "json": ("application/json", Tabell.till_json),
}


def som_fil(tabell: Tabell, format: str, namn: str) -> HttpResponse:
    """Give the table as an attachment in one of the formats csv, xlsx and json; anything else is not there (404)."""
    if format not in FORMAT:
        raise Http404
    mediatyp, skriv = FORMAT[format]
    return HttpResponse(
        skriv(tabell),
        headers={"Content-Type": mediatyp, "Content-Disposition": f'attachment; filename="{namn}.{format}"'},
    )


def nedladdningar(url_namn: str, ar: int, vad: str, per: date | None = None) -> list[dict[str, str]]:
    """Give the links to a year's table in every format, for komponenter/nerladdningar.html; now, or as of a day."""
    fraga = f"?per={per}" if per else ""
    return [{"url": reverse(url_namn, args=[ar, f]) + fraga, "format": f.upper(), "vad": vad} for f in FORMAT]
