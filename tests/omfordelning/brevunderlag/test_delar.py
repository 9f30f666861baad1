"""What letters, copies and reports share: a municipality's decision in words, and references that are joined."""

from datetime import date
from decimal import Decimal as D

import pytest

from omfordelning.brevunderlag import delar
from omfordelning.models import Kommunbeslut


@pytest.mark.parametrize(
    ("falt", "vantat"),
    [
        ({}, ("Protokollet är justerat.", "Protokollsutdraget följer senare.")),
        ({"tillstand": "fattat"}, ("Protokollet är inte justerat än.", "Protokollsutdraget följer senare.")),
        ({"tillstand": "omedelbart", "utdrag_id": 7}, ("Protokollet är omedelbart justerat.", "")),
        ({"utdrag_id": 7, "ram": D("2.10")}, ("Protokollet är justerat.", "Beslutet gäller upp till 2,10\u00a0‰.")),
        (
            {"tillstand": "planerat"},
            ("", "Beslutet är planerat till den 1 september 2026 och är inte fattat."),
        ),
        (
            {"organslag": "delegation", "delegationspunkt": "4.7", "utdrag_id": 7},
            ("Protokollet är justerat.", "Fattat på delegation, punkt 4.7."),
        ),
        (
            {"organslag": "ordforande", "utdrag_id": 7, "registrerat_av_lan": True},
            (
                "Protokollet är justerat.",
                "Fattat av ordföranden i ett brådskande ärende. Registrerat av länsstyrelsen.",
            ),
        ),
    ],
)
def test_a_municipalitys_decision_in_words(falt: dict, vantat: tuple[str, str]) -> None:
    grund = {"organslag": "namnd", "organnamn": "Socialnämnden", "tillstand": "justerat", "dag": date(2026, 9, 1)}
    rad = delar.kommunbeslut("Bodens kommun", Kommunbeslut(**grund | falt))
    assert (rad.justering, rad.anmarkning) == vantat
    assert rad.datum == (None if falt.get("tillstand") == "planerat" else date(2026, 9, 1))


def test_a_missing_decision_is_said() -> None:
    assert delar.kommunbeslut("Bodens kommun", None).anmarkning == "Beslut saknas."


@pytest.mark.parametrize(
    ("en", "annan", "vantat"),
    [
        ("lag (1) 7 § andra stycket", "lag (1) 7 § tredje stycket", "lag (1) 7 § andra stycket och tredje stycket"),
        ("lag (1) 7 §", "lag (1) 7 §", "lag (1) 7 §"),
        ("lag (1)", "beslut 2", "lag (1) och beslut 2"),
        ("lag (1) 7 §", "lag (1)", "lag (1) 7 § och lag (1)"),
    ],
)
def test_two_references_are_joined(en: str, annan: str, vantat: str) -> None:
    assert delar._grund(en, annan) == vantat
