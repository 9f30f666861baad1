"""What people type in the fields that forms share: days as they write them, and what may not be written at all."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from anvisning.forms.falt import Dagfalt, Radfalt, Textfalt
from anvisning.forms.konton import EpostFalt, namnfalt, telefonfalt


@pytest.mark.parametrize(
    "skrivet",
    ["2026-11-02", "20261102", "2/11 2026", "2/11/2026", "2 november 2026", " 2  November 2026 ", "02 november 2026"],
)
def test_en_dag_skrivs_som_folk_skriver(skrivet: str) -> None:
    assert Dagfalt().clean(skrivet) == date(2026, 11, 2)


@pytest.mark.parametrize("skrivet", ["2026-11-31", "31 november 2026", "2 nov", "i morgon", "2015-12-31", "2101-01-01"])
def test_det_som_inte_ar_en_dag_far_ett_exempel(skrivet: str) -> None:
    with pytest.raises(ValidationError, match="till exempel 2026-11-02"):
        Dagfalt().clean(skrivet)


@pytest.mark.parametrize("skrivet", ["2015-12-31", "9999-12-31", "2026-08-21", "31 december 2015"])
def test_en_dag_utanfor_formularets_dagar_far_veta_vilka_de_ar(skrivet: str) -> None:
    with pytest.raises(ValidationError) as fel:
        Dagfalt(senast=date(2026, 8, 20)).clean(skrivet)
    assert fel.value.messages == ["Skriv en dag från 1 januari 2016 till 20 augusti 2026."]
    assert Dagfalt(senast=date(2026, 8, 20)).clean("2026-08-20") == date(2026, 8, 20)


NUMMER = ["19850101-1234", "850101-1234", "198501011234", "8501011234", "850161-1234", "20111190 1238", "850101+1234"]


@pytest.mark.parametrize("falt", [Textfalt(), Radfalt(hogst=200)], ids=["text", "rad"])
@pytest.mark.parametrize("nummer", NUMMER)
def test_ett_personnummer_tas_inte_emot(falt: forms.CharField, nummer: str) -> None:
    with pytest.raises(ValidationError, match="personnummer"):
        falt.clean(f"Det gäller {nummer}.")


@pytest.mark.parametrize(
    "text",
    [
        "851-1234-2026",
        "KS 2026/341",
        "010-123 45 67",
        "0920-45 30 00",
        "2026-11-02 kl. 12.30",
        "212000-0142",
        "1234567890123456",
    ],
)
def test_annat_med_siffror_tas_emot(text: str) -> None:
    assert Textfalt().clean(text) == text


@pytest.mark.parametrize("tecken", ["\n", "\r", "\r\n", "\t", "\x0b", "\x1b", "\x85", "\u2028", "\u202e", "\u200b"])
@pytest.mark.parametrize("falt", [Radfalt(hogst=100), namnfalt(), telefonfalt()], ids=["rad", "namn", "telefon"])
def test_en_rad_ar_en_rad_och_har_inga_dolda_tecken(falt: Radfalt, tecken: str) -> None:
    with pytest.raises(ValidationError, match="radbrytning eller ett dolt tecken"):
        falt.clean(f"Anna{tecken}Lång")


@pytest.mark.parametrize("text", ["Anna Lång", "KS\u00a0§\u00a0112", "Åsa-Britt O’Neill", "Sjö 🌊"])
def test_det_som_skrivs_pa_en_rad_tas_emot(text: str) -> None:
    assert Radfalt(hogst=100).clean(text) == text


@pytest.mark.parametrize("tecken", ["\x07", "\x1b[2J", "\x0b", "\x7f", "\x85", "\u202e", "\u2066"])
def test_en_text_har_inga_dolda_tecken(tecken: str) -> None:
    """A public note is read by everyone: nothing in it turns the text round or steers a screen."""
    with pytest.raises(ValidationError, match="dolt tecken"):
        Textfalt().clean(f"Nämnden möts {tecken}7202")


def test_en_text_har_rader_och_indrag() -> None:
    assert Textfalt().clean("Skäl:\r\n\t1. Nämnden\n\t2. Fullmäktige") == "Skäl:\r\n\t1. Nämnden\n\t2. Fullmäktige"


@pytest.mark.parametrize("adress", ["reg@ex\u2028ample.org", '"\x0bx"@example.org'])
def test_en_adress_som_inget_mejl_kan_skickas_till(adress: str) -> None:
    with pytest.raises(ValidationError):
        EpostFalt().clean(adress)


def test_a_day_far_into_a_long_text_is_not_looked_for() -> None:
    """What is typed in an open page's address costs the same however long it is."""
    assert Dagfalt().clean("  2   november  2026 ") == date(2026, 11, 2)
    with pytest.raises(ValidationError):
        Dagfalt().clean(" " * 200 + "2 november 2026")
