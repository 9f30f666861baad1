"""The stack of incoming proposals: running total, ceiling, one text for all, and invitations apart."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from pytest_django import DjangoAssertNumQueries

from anvisning.models import Roll
from tests import fabrik
from tests.fabrik import FOR_SENT, SVARAT, Lansscen
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.kommun.sidor import SKRAP, sida
from tests.omfordelning.lan.besok import text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ADRESS = "/inkomna/"


def test_the_running_total_starts_from_what_is_agreed(lan: Lansscen, besok: Besoker) -> None:
    lan.overens("Boden", "Luleå", "1.00")
    ett, tva = lan.skickat("Älvsbyn", "Luleå", "0.50"), lan.skickat("Jokkmokk", "Luleå")
    lan.skickat("Arvidsjaur", "Luleå", "0.10", av="Luleå")
    lan.utkast("Kiruna", "Luleå")
    svar = besok("Luleå", nu=SVARAT).get(ADRESS)
    andelar = fabrik.preliminara()
    borjan = andelar["2580"] + 1
    stapel = [(s.url, s.promille, s.lopande) for s in svar.context["att_ta_emot"]]
    assert stapel == [
        (sida(ett), Decimal("0.50"), borjan + Decimal("0.50")),
        (sida(tva), andelar["2510"], borjan + Decimal("0.50") + andelar["2510"]),
    ]
    assert svar.context["borjan"] == borjan
    assert svar.context["efter"] == borjan + svar.context["summa"]
    sagt = text(svar)
    assert "Godkänn" in sagt
    assert "att ta emot 0,50 ‰ av Älvsbyns kommuns anvisningsandel för 2027" in sagt
    assert "att ta emot hela Jokkmokks kommuns anvisningsandel för 2027" in sagt


def test_a_ceiling_marks_what_goes_over(lan: Lansscen, besok: Besoker) -> None:
    lan.skickat("Älvsbyn", "Luleå", "0.50")
    lan.skickat("Jokkmokk", "Luleå", "0.40")
    tak = fabrik.preliminara()["2580"] + Decimal("0.60")
    svar = besok("Luleå").get(f"{ADRESS}?tak={tak}")
    assert [s.over_tak for s in svar.context["att_ta_emot"]] == [False, True]
    assert "över ert tak" in text(svar)


@pytest.mark.parametrize("tak", [*SKRAP, "mycket", "1001"])
def test_a_ceiling_that_is_no_number_is_said(tak: str, lan: Lansscen, besok: Besoker) -> None:
    svar = besok("Luleå").get(f"{ADRESS}?tak={quote(tak)}")
    assert svar.status_code == 422
    assert svar.context["form"].errors


def test_invitations_are_alternatives(lan: Lansscen, besok: Besoker) -> None:
    ett = lan.skickat("Kiruna", "Luleå", "0.50", av="Luleå")
    lan.skickat("Kiruna", "Boden", av="Boden")
    svar = besok("Kiruna").get(ADRESS)
    andel = fabrik.preliminara()["2584"]
    inbjudningar = [(s.rad.motpart, s.promille, s.lopande) for s in svar.context["inbjudningar"]]
    assert inbjudningar == [("Luleå", Decimal("0.50"), andel - Decimal("0.50")), ("Boden", andel, 0)]
    assert "Ni kan bara säga ja till en av dem." in text(svar)
    assert "En kommun med 0 ‰ kan ändå få ett barn anvisat." in text(svar)
    assert "Boden" not in text(besok("Luleå").get(ADRESS))  # no inviter sees the others
    assert besok("Boden").get(sida(ett)).status_code == 404


def test_empty_says_what_would_come(lan: Lansscen, besok: Besoker) -> None:
    sagt = text(besok("Boden").get(ADRESS))
    assert "Inga förslag väntar på ert svar" in sagt
    assert "så snart de har skickats" in sagt


def test_every_row_leads_to_each_answer(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå")
    svar = besok("Luleå").get(ADRESS)
    for namn in ("arende_svara", "arende_avboj", "arende_andra"):
        assert f'href="{sida(forslag, namn)}"' in svar.content.decode()
    assert "Säg nej till förslaget från Älvsbyn" in text(svar)
    sent = besok("Luleå", nu=FOR_SENT).get(ADRESS)
    assert "Tiden att svara gick ut 6 november 2026" in text(sent)
    assert sida(forslag, "arende_svara") not in sent.content.decode()


def test_only_the_municipality_and_only_a_foretradare_answers(lan: Lansscen, besok: Besoker) -> None:
    lan.skickat("Älvsbyn", "Luleå")
    for roll in (Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_LASARE):
        svar = besok("Luleå", roll).get(ADRESS)
        assert "/svara/" not in svar.content.decode()
        assert "En företrädare i kommunen svarar." in text(svar)
    for konto in (lan.handlaggare, lan.riket.importor):
        assert besok(konto).get(ADRESS).status_code == 403


@pytest.mark.parametrize("antal", [1, 5])
def test_questions_do_not_grow(
    antal: int, lan: Lansscen, besok: Besoker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for givare in ("Älvsbyn", "Jokkmokk", "Arvidsjaur", "Boden", "Kiruna")[:antal]:
        lan.skickat(givare, "Luleå", "0.20")
    besoket = besok("Luleå")
    with django_assert_max_num_queries(8):
        assert len(besoket.get(ADRESS).context["att_ta_emot"]) == antal
