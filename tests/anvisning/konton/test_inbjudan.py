"""Inviting somebody: the link, the first password, and everything that stands in the way."""

import re
import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from anvisning import konton
from anvisning.models import Epostmeddelande, Handelse, Konto, Organisation, Roll
from tests import fabrik

pytestmark = pytest.mark.langsam

NU = timezone.now()
LOSENORD = "fyra glada grisar i ett hus"


def inbjud(lan: fabrik.Lansscen, av: Konto | None = None, **andra: Any) -> Konto:
    falt = {"epost": "ny@example.org", "namn": "Ny Påhittad", "roll": Roll.KOMMUN_LASARE, "nu": NU} | andra
    return konton.bjud_in(lan.kommuner["Boden"].organisation, av=av, **falt)


def lank(epost: str = "ny@example.org") -> str:
    """Give the path of the newest invitation's link."""
    text = Epostmeddelande.objects.filter(till=epost, amne__startswith="Inbjudan").order_by("-id")[0].text
    return re.search(r"http://localhost:8000(/valkommen/\S+/)", text)[1]


def svar(losenord: str, igen: str | None = None) -> dict[str, str]:
    return {"losenord": losenord, "igen": losenord if igen is None else igen}


@pytest.fixture
def form() -> dict[str, str]:
    return {
        "epost": "Ny@Example.ORG",
        "namn": "Ny  Påhittad",
        "titel": "Utredare",
        "telefon": "010-000 00 09",
        "roll": Roll.KOMMUN_HANDLAGGARE,
        "nyckel": str(uuid.uuid4()),
    }


def adress(lan: fabrik.Lansscen, kommun: str = "Boden") -> str:
    return f"/konton/bjud-in/{lan.kommuner[kommun].organisation.pk}/"


def test_hela_vagen(lan, som, foretradare, form) -> None:
    sida = som(foretradare).post(adress(lan), form, follow=True)
    assert sida.redirect_chain == [("/konton/", 302)]
    assert "Inbjudan till Ny Påhittad är skickad till ny@example.org." in sida.content.decode()
    konto = Konto.objects.get(epost="ny@example.org")
    assert (konto.namn, konto.roll, konto.has_usable_password()) == ("Ny Påhittad", "k_handlaggare", False)
    assert Epostmeddelande.objects.filter(till="ny@example.org").count() == 1
    handelse = Handelse.objects.get(slag="konto_inbjudet")
    assert (handelse.lanskod, handelse.aktor, handelse.uppgifter["konto"]) == (
        "25",
        foretradare.namn,
        str(konto.publikt_id),
    )

    frammande = Client()
    text = frammande.get(lank()).content.decode()
    assert "Bodens kommun" in text
    assert "ny@example.org" in text
    in_ = frammande.post(lank(), svar(LOSENORD))
    assert (in_.status_code, in_.headers["Location"]) == (302, "/uppgifter/")
    assert frammande.get("/mitt-konto/").context["konto"] == konto
    assert Handelse.objects.filter(slag="konto_aktiverat", aktor="Ny Påhittad").count() == 1

    igen = Client().get(lank())
    assert igen.status_code == 409
    assert "Länken är redan använd" in igen.content.decode()
    assert Client().post(lank(), svar("ett helt annat långt lösen")).status_code == 409
    assert Client().login(email="ny@example.org", password=LOSENORD)


def test_lanken_ger_en_ny_session_och_loggar_ut_den_som_satt_dar(lan, som, foretradare) -> None:
    konto = inbjud(lan)
    client = som(foretradare)
    client.get("/mitt-konto/")
    fore = client.session.session_key
    client.post(lank(), svar(LOSENORD))
    assert client.session.session_key != fore
    assert client.get("/mitt-konto/").context["konto"] == konto


@pytest.mark.parametrize(
    ("dagar", "status"), [(0, 200), (13, 200), (16, 410)], ids=["samma dag", "nästan två veckor", "för gammal"]
)
def test_lanken_galler_i_fjorton_dagar(lan, dagar, status) -> None:
    inbjud(lan, nu=NU - timedelta(days=dagar))
    sida = Client().get(lank())
    assert sida.status_code == status
    assert "no-store" in sida.headers["Cache-Control"]
    if status == 410:
        assert "Länken har slutat gälla" in sida.content.decode()
        assert Client().post(lank(), svar(LOSENORD)).status_code == 410
        assert not Konto.objects.get(epost="ny@example.org").has_usable_password()


@pytest.mark.parametrize("nyckel", ["x", "WzEsMV0:1abc:falsk", "%ED%A0%80", "a" * 3000])
def test_en_trasig_lank_sager_vad_man_gor(lan, nyckel) -> None:
    sida = Client().get(f"/valkommen/{nyckel}/")
    assert sida.status_code == 410
    assert "Kopiera hela länken ur mejlet" in sida.content.decode()


def test_ett_avstangt_konto_har_ingen_lank(lan, riket) -> None:
    konto = inbjud(lan)
    konton.satt_aktiv(konto.pk, aktiv=False, av=riket.importor, nu=NU)
    assert Client().get(lank()).status_code == 410


@pytest.mark.parametrize(
    ("losenord", "igen", "sagt"),
    [
        ("", "", "Skriv ett lösenord."),
        ("kort", "kort", "15 tecken"),
        ("a b" * 50, "a b" * 50, "högst 128 tecken"),
        ("ny@example.org1", "ny@example.org1", "för likt"),
        ("Bodens kommun 2026", "Bodens kommun 2026", "lätt att gissa"),
        ("anvisningsandelar1", "anvisningsandelar1", "lätt att gissa"),
        (LOSENORD, LOSENORD + "x", "inte samma lösenord"),
    ],
)
def test_svaga_losenord_tas_inte_emot(lan, losenord, igen, sagt) -> None:
    inbjud(lan)
    sida = Client().post(lank(), svar(losenord, igen))
    text = sida.content.decode()
    assert sida.status_code == 422
    assert re.search(sagt, text)
    assert "<title>Fel: " in text
    assert not Konto.objects.get(epost="ny@example.org").has_usable_password()
    assert f'value="{losenord}"' not in text


@pytest.mark.parametrize(
    "losenord", ["aaaa bbbb cccc dd", "x" * 128, "  mellanslag i kanterna  ", "åäö ÅÄÖ 日本語 lösen"]
)
def test_inga_regler_for_vilka_tecken(lan, losenord) -> None:
    konto = inbjud(lan)
    assert Client().post(lank(), svar(losenord)).status_code == 302
    konto.refresh_from_db()
    assert konto.check_password(losenord)


def test_tva_tryck_ger_en_inbjudan(lan, som, foretradare, form) -> None:
    client = som(foretradare)
    assert [client.post(adress(lan), form).status_code for _ in range(3)] == [302] * 3
    assert Konto.objects.filter(epost="ny@example.org").count() == 1
    assert Epostmeddelande.objects.filter(till="ny@example.org").count() == 1


@pytest.mark.parametrize(
    ("andrat", "status", "sagt"),
    [
        ({"epost": ""}, 422, "Skriv e-postadressen i arbetet"),
        ({"epost": "inte en adress"}, 422, "Skriv e-postadressen i arbetet"),
        ({"epost": "a" * 250 + "@example.org"}, 422, "för lång|Skriv e-post"),
        ({"namn": "  "}, 422, "Skriv för- och efternamn."),
        ({"namn": "x" * 121}, 422, "högst 120"),
        ({"namn": "a\x00b"}, 422, "går att spara"),
        ({"telefon": "9" * 41}, 422, "högst 40"),
        ({"roll": ""}, 422, "Välj vad personen ska få göra."),
        ({"roll": Roll.ADMINISTRATOR}, 422, "Välj vad personen ska få göra."),
        ({"epost": "foretradare.2582@example.org"}, 409, "Det finns redan ett konto med den e-postadressen."),
        ({"nyckel": "skräp"}, 409, "Sidan är för gammal."),
        ({"nyckel": ""}, 409, "Sidan är för gammal."),
    ],
)
def test_fel_i_formularet(lan, som, foretradare, form, andrat, status, sagt) -> None:
    sida = som(foretradare).post(adress(lan), form | andrat)
    text = sida.content.decode()
    assert sida.status_code == status
    assert re.search(sagt, text)
    assert "<title>Fel: " in text
    if "titel" not in andrat:
        assert 'value="Utredare"' in text
    assert Konto.objects.filter(titel="Utredare").count() == 0
    assert Epostmeddelande.objects.count() == 0


def test_andras_organisationer_finns_inte(lan, grannlan, som, alla_roller, form) -> None:
    egen, annan = adress(lan), adress(lan, "Luleå")
    grannes = f"/konton/bjud-in/{grannlan.kommuner['Umeå'].organisation.pk}/"
    svar_per_roll = {
        roll: [som(konto).get(vag).status_code for vag in (egen, annan, grannes)] for roll, konto in alla_roller.items()
    }
    assert svar_per_roll == {
        Roll.KOMMUN_HANDLAGGARE: [404, 404, 404],
        Roll.KOMMUN_FORETRADARE: [200, 404, 404],
        Roll.KOMMUN_LASARE: [404, 404, 404],
        Roll.LAN_HANDLAGGARE: [200, 200, 404],
        Roll.LAN_BESLUTSFATTARE: [200, 200, 404],
        Roll.LAN_LASARE: [404, 404, 404],
        Roll.ADMINISTRATOR: [200, 200, 200],
        Roll.GRANSKARE: [404, 404, 404],
    }
    for roll, konto in alla_roller.items():
        if 404 in svar_per_roll[roll]:
            vag = [egen, annan, grannes][svar_per_roll[roll].index(404)]
            assert som(konto).post(vag, form).status_code == 404
    assert Konto.objects.filter(epost="ny@example.org").count() == 0


def test_lanets_handlaggare_utser_ingen_beslutsfattare(lan, som, form) -> None:
    vag = f"/konton/bjud-in/{lan.lan.organisation.pk}/"
    data = form | {"roll": Roll.LAN_BESLUTSFATTARE}
    assert som(lan.handlaggare).post(vag, data).status_code == 422
    assert som(lan.beslutsfattare).post(vag, data).status_code == 302


def test_inbjudan_igen(lan, som, foretradare) -> None:
    konto = inbjud(lan, nu=NU - timedelta(days=20))
    vag = f"/konton/{konto.publikt_id}/inbjudan/"
    gammal = lank()
    assert Client().get(gammal).status_code == 410
    client = som(foretradare)
    assert client.get(vag).status_code == 405
    nyckel = str(uuid.uuid4())
    for _ in range(2):
        assert client.post(vag, {"nyckel": nyckel}).status_code == 302
    assert Epostmeddelande.objects.filter(till="ny@example.org").count() == 2
    assert Client().get(lank()).status_code == 200
    Client().post(lank(), svar(LOSENORD))
    sida = client.post(vag, {"nyckel": str(uuid.uuid4())})
    assert sida.status_code == 409
    assert "har redan valt lösenord" in sida.content.decode()


class TestKommandot:
    def test_bjuder_in_den_forsta(self, riket) -> None:
        ut = StringIO()
        call_command(
            "bjud_in",
            "Forst@example.org",
            organisation=" länsstyrelsen i  Kalmar län",
            roll="l_beslutsfattare",
            namn="Först Påhittad",
            stdout=ut,
        )
        konto = Konto.objects.get(epost="forst@example.org")
        assert konto.organisation.namn == "Länsstyrelsen i Kalmar län"
        assert "Först Påhittad är inbjuden till Länsstyrelsen i Kalmar län som beslutsfattare." in ut.getvalue()
        assert "från den som driver tjänsten" in Epostmeddelande.objects.get(till="forst@example.org").text
        assert Client().get(lank("forst@example.org")).status_code == 200

    @pytest.mark.parametrize(
        ("andrat", "sagt"),
        [
            ({"organisation": "Kalmar"}, "Menar du någon av: Kalmar kommun, Länsstyrelsen i Kalmar län"),
            ({"organisation": ""}, "finns ingen organisation"),
            ({"organisation": "Ankeborg"}, "kontrollera namnet"),
            ({"roll": "k_lasare"}, "Välj en roll som finns i organisationen."),
            ({"namn": " "}, "Skriv personens namn."),
            ({"epost": "fel"}, "Skriv e-postadressen så här"),
        ],
    )
    def test_sager_vad_som_ska_andras(self, riket, andrat, sagt) -> None:
        falt = {
            "epost": "forst@example.org",
            "organisation": "Länsstyrelsen i Kalmar län",
            "roll": "l_handlaggare",
            "namn": "Först Påhittad",
        } | andrat
        with pytest.raises(CommandError, match=re.escape(sagt)):
            call_command("bjud_in", falt.pop("epost"), **falt)
        assert not Organisation.objects.get(namn="Länsstyrelsen i Kalmar län").konton.exists()
