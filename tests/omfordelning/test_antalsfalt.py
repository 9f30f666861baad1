"""How many children, as people write it: with either minus sign, thousands apart; and what is no number."""

import pytest
from django.core.exceptions import ValidationError

from omfordelning.forms.falt import Antalsfalt


@pytest.mark.parametrize(
    ("skrivet", "antal"),
    [
        ("12", 12),
        ("-1", -1),
        ("\u22121", -1),
        ("\u20131", -1),
        ("- 1", -1),
        (" 4\u00a0711 ", 4711),
        ("4 711", 4711),
        ("2,0", 2),
        ("0", 0),
        ("100000", 100_000),
        ("-100000", -100_000),
    ],
)
def test_ett_antal_skrivs_som_folk_skriver(skrivet: str, antal: int) -> None:
    assert Antalsfalt(fel="Nej.", min_value=-100_000, max_value=100_000).clean(skrivet) == antal


@pytest.mark.parametrize(
    "skrivet",
    [
        "1_0",
        "1e3",
        "2,5",
        "1.000",
        "--1",
        "1-",
        "+1",
        "٣",
        "Kim",
        "NaN",
        "100001",
        "-100001",
        "9" * 8,
        "9" * 5000,
        "−",
        "",
    ],
)
def test_det_som_inte_ar_ett_antal_far_en_mening(skrivet: str) -> None:
    with pytest.raises(ValidationError) as fel:
        Antalsfalt(fel="Nej.", min_value=-100_000, max_value=100_000).clean(skrivet)
    assert fel.value.messages == ["Nej."]
