"""The password once more: before the county decides and before it sends, with nothing typed lost on the way."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from omfordelning.models import Forslag, Redovisning
from tests.fabrik import BESLUTAT, LOSENORD, OVERSANT, Lansscen
from tests.inloggning import ge_losenord
from tests.omfordelning.lan.besok import Besok, nyckel, text
from tests.omfordelning.lan.test_redovisning import BESLUTA, OM, val

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
Ny = Callable[..., Besok]
IGEN = "/konto/reauthenticate/"
LANGE = 10 * 60


def scen(lan: Lansscen) -> list[Forslag]:
    """One agreed case, checked without remark."""
    f = lan.overens("Älvsbyn", "Luleå")
    lan.kontrollerat(f)
    return [f]


def vanta(vem: Besok, sekunder: int = LANGE) -> None:
    """Let so many seconds pass since the password was given."""
    with time_machine.travel(vem.nu, tick=False):
        ge_losenord(vem.klient, vem.konto, sekunder)


def test_before_the_page_and_back_to_it(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    chef = besok(lan.beslutsfattare, BESLUTAT)
    vanta(chef, LANGE - 1)
    assert chef.get(BESLUTA).status_code == 200
    vanta(chef)
    svar = chef.get(BESLUTA)
    assert (svar.status_code, svar["Location"]) == (302, f"{IGEN}?next={BESLUTA.replace('/', '%2F')}")
    assert "Skriv därför ditt lösenord en gång till." in text(chef.get(svar["Location"]))
    fel = chef.post(svar["Location"], password="fel")
    assert "Det är inte ditt lösenord." in text(fel)
    assert chef.get(BESLUTA).status_code == 302
    ratt = chef.post(svar["Location"], password=LOSENORD)
    assert (ratt.status_code, ratt["Location"]) == (302, BESLUTA)
    assert chef.get(BESLUTA).status_code == 200


def test_who_may_not_is_not_asked(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    handlaggare = besok(lan.handlaggare, BESLUTAT)
    vanta(handlaggare)
    assert handlaggare.get(BESLUTA).status_code == 403


def test_before_the_decision_is_sent_with_all_that_was_typed(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    chef = besok(lan.beslutsfattare, BESLUTAT)
    data = val(chef, True) | OM | {"narvarande": "Ärlig <Närvarande>"}
    kontroll, dolda = chef.kontrollera(BESLUTA, **data)
    assert kontroll.status_code == 200
    del dolda["csrfmiddlewaretoken"]
    vanta(chef)
    fraga, igen = chef.kontrollera(BESLUTA, **dolda, steg="skicka")
    assert fraga.status_code == 403
    assert "Inget har skickats än" in text(fraga)
    assert {namn: igen[namn] for namn in dolda} == dolda
    for losenord in ("", "fel"):
        fel, igen = chef.kontrollera(BESLUTA, **{**igen, "password": losenord})
        assert (fel.status_code, Redovisning.objects.count()) == (422, 0)
        assert "Fel: " in fel.content.decode()
        assert {namn: igen[namn] for namn in dolda} == dolda
        assert losenord == "" or losenord not in igen["password"]
    klart = chef.post(BESLUTA, **{**igen, "password": LOSENORD})
    assert klart.status_code == 302
    assert Redovisning.objects.get().narvarande == "Ärlig <Närvarande>"
    assert chef.post(BESLUTA, **{**igen, "password": LOSENORD})["Location"] == klart["Location"]
    assert chef.post(BESLUTA, **dolda, steg="skicka")["Location"] == klart["Location"]
    assert Redovisning.objects.count() == 1


def test_before_the_report_is_sent(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    rapport = lan.beslutat(kontrollera=False)
    adress = reverse("redovisning_oversand", args=[rapport.publikt_id])
    handlaggare = besok(lan.handlaggare, OVERSANT)
    assert handlaggare.get(adress).status_code == 200
    vanta(handlaggare)
    assert handlaggare.get(adress)["Location"].startswith(IGEN)
    fraga, igen = handlaggare.kontrollera(adress, nyckel=nyckel())
    assert fraga.status_code == 403
    assert Redovisning.objects.get().oversand is None
    kvitto = handlaggare.post(adress, **{**igen, "password": LOSENORD})
    assert (kvitto.status_code, Redovisning.objects.get().oversand) == (302, OVERSANT)


def test_to_log_in_through_the_form_counts(lan: Lansscen, fall: list[Forslag]) -> None:
    klient = Client()
    with time_machine.travel(BESLUTAT, tick=False):
        klient.post("/konto/login/", {"login": lan.beslutsfattare.epost, "password": LOSENORD})
        assert klient.get(BESLUTA).status_code == 200


def test_guesses_are_few(lan: Lansscen, fall: list[Forslag], besok: Ny) -> None:
    handlaggare = besok(lan.handlaggare, OVERSANT)
    rapport = lan.beslutat(kontrollera=False)
    adress = reverse("redovisning_oversand", args=[rapport.publikt_id])
    vanta(handlaggare)
    svar = [handlaggare.post(adress, nyckel=nyckel(), password="gissning").status_code for _ in range(15)]
    assert set(svar) <= {422, 429}
    assert handlaggare.post(adress, nyckel=nyckel(), password=LOSENORD).status_code in (422, 429)
    assert Redovisning.objects.get().oversand is None
