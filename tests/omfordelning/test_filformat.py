"""A file in a format that there is not: refused before anything is asked of the database."""

from datetime import date

import pytest
from django.test import Client

from omfordelning import urls
from omfordelning.views.publikt.svar import formatlankar

SPARADE = "redovisning_fil"
"""Rendered once and looked up by their format: nothing is computed when one is asked for."""
STAMMAR = [
    "/"
    + str(p.pattern)
    .partition("<format:format>")[0]
    .replace("<int:ar>", "2027")
    .replace("<manad:manad>", "2026-07")
    .replace("<uuid:publikt_id>", "00000000-0000-0000-0000-000000000000")
    for p in urls.urlpatterns
    if ":format>" in str(p.pattern) and p.name != SPARADE
]


@pytest.mark.parametrize("format", ["exe", "pdf", "CSV", "csv.exe", "xmaskin.csv"])
@pytest.mark.parametrize("stam", STAMMAR)
def test_ett_okant_format_raknar_ingenting(stam: str, format: str) -> None:
    """The test has no database: a query would be an error."""
    assert "<" not in stam
    assert Client().get(stam + format, follow=True).status_code == 404


def test_det_finns_filer() -> None:
    assert len(STAMMAR) >= 15


def test_varje_format_har_en_lank() -> None:
    lankar = formatlankar("andelar_fil", (2027,), "Andelar", per=date(2027, 3, 1))
    assert [(lank["format"], lank["url"], lank["vad"]) for lank in lankar] == [
        ("CSV", "/andelar/2027.csv?per=2027-03-01", "Andelar"),
        ("XLSX", "/andelar/2027.xlsx?per=2027-03-01", "Andelar"),
        ("JSON", "/andelar/2027.json?per=2027-03-01", "Andelar"),
        ("CSV för program", "/andelar/2027.maskin.csv?per=2027-03-01", "Andelar"),
    ]
