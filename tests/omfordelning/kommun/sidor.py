"""Short ways to the municipality's pages and to what they show."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from anvisning.models import Handelse
from omfordelning.models import Forslag

BESLUT = {
    "beslut_val": "nytt",
    "organ": "annat",
    "organslag": "namnd",
    "organnamn": "Socialnämnden",
    "tillstand": "justerat",
    "dag": "2026-09-01",
    "paragraf": "87",
    "diarienummer": "SN 2026/566",
}
"""A decision as it is typed."""


def sida(forslag: Forslag, namn: str = "arende", *mer: Any) -> str:
    """Give the address of one of a case's pages."""
    return reverse(namn, args=[forslag.publikt_id, *mer])


def atgarder(svar: HttpResponse) -> list[str]:
    """Give the codes of the acts on the case page in order; "!" before one that something stands in the way of."""
    return [f"{'!' if a.hinder else ''}{a.namn}" for a in svar.context["atgarder"]]


def ovriga(svar: HttpResponse) -> list[str]:
    """Give the codes of what changes nothing in the case."""
    return [a.namn for a in svar.context["ovriga"]]


def handelser(forslag: Forslag) -> list[str]:
    """Give the codes of the case's events."""
    return list(Handelse.objects.filter(arende=forslag.arende).order_by("nummer").values_list("slag", flat=True))


SKRAP = ("9" * 5000, "a\x00b", "99999-01-01", "<script>\ufffd", "٣")
"""What nobody should type: numbers without end, NUL, impossible days, broken characters, other alphabets."""
