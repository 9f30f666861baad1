"""Logging in: throttled per account and address, the same answer to everybody, reset links that work once."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from anvisning import kalenderlankar
from anvisning.models import Epostmeddelande, Kalenderlank, Konto
from tests import fabrik

FOR_MANGA = "Det har kommit många försök på kort tid."
FEL = "E-postadressen och lösenordet hör inte ihop."
NYTT = "ett alldeles nytt lösen här"


@pytest.fixture(autouse=True)
def _takten(settings):
    """Count in memory, from nothing."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "takten"}}
    cache.clear()
    yield
    cache.clear()


def logga_in(epost: str, losenord: str, adress: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=adress).post("/konto/login/", {"login": epost, "password": losenord})


def test_ratt_losenord_leder_in_med_en_ny_session(foretradare) -> None:
    client = Client()
    client.get("/konto/login/")
    fore = client.session.session_key
    svar = client.post("/konto/login/", {"login": foretradare.epost.upper(), "password": fabrik.LOSENORD})
    assert (svar.status_code, svar.headers["Location"]) == (302, "/uppgifter/")
    assert client.session.session_key not in (None, fore)
    kaka = client.cookies["sessionid"]
    assert (kaka["httponly"], kaka["samesite"], kaka["expires"]) == (True, "Lax", "")
    inne = client.session.session_key
    client.post("/konto/logout/")
    assert not client.session.exists(inne)
    client.cookies["sessionid"] = inne
    assert client.get("/mitt-konto/").status_code == 302


def test_efter_fem_fel_tar_det_stopp_for_kontot_fran_den_adressen(foretradare) -> None:
    for _ in range(5):
        assert FEL in logga_in(foretradare.epost, "fel").content.decode()
    stopp = logga_in(foretradare.epost, fabrik.LOSENORD)
    assert stopp.status_code == 200
    assert FOR_MANGA in stopp.content.decode()


def test_en_frammande_laser_inte_ut_agaren(foretradare) -> None:
    for _ in range(8):
        logga_in(foretradare.epost, "gissning", "198.51.100.7")
    assert logga_in(foretradare.epost, fabrik.LOSENORD, "192.0.2.1").status_code == 302


def test_efter_tio_fel_pa_en_minut_tar_det_stopp_for_adressen(lan) -> None:
    konton = [k.epost for k in lan.konton.values()]
    for nr in range(10):
        logga_in(konton[nr % len(konton)] if nr % 2 else f"ingen{nr}@example.org", "fel")
    assert FOR_MANGA in logga_in(lan.handlaggare.epost, fabrik.LOSENORD).content.decode()
    assert logga_in(lan.handlaggare.epost, fabrik.LOSENORD, "192.0.2.2").status_code == 302


def test_bakom_driftens_proxy_raknas_besokarens_adress(lan, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    data = {"login": lan.handlaggare.epost, "password": fabrik.LOSENORD}

    def fran(forwarded: str, **andrat: str) -> int:
        return Client(headers={"X-Forwarded-For": forwarded}).post("/konto/login/", data | andrat).status_code

    for nr in range(10):
        fran("198.51.100.7", login=f"ingen{nr}@example.org")
    assert fran("198.51.100.7") == 200
    assert fran("192.0.2.1, 198.51.100.7") == 200, "what the visitor claims does not count"
    assert fran("192.0.2.1") == 302


def test_ratta_inloggningar_raknas_inte_som_fel(foretradare) -> None:
    for _ in range(9):
        assert logga_in(foretradare.epost, fabrik.LOSENORD).status_code == 302


def test_samma_svar_och_samma_arbete_for_den_som_inte_finns(foretradare, monkeypatch) -> None:
    raknat = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: raknat.append(1) or encode(*a, **k))
    texter, arbete = [], []
    for epost in (foretradare.epost, "ingen@example.org"):
        raknat.clear()
        text = logga_in(epost, "fel").content.decode()
        texter.append(re.sub(r'value="[^"]*"', "", text))
        arbete.append(len(raknat))
    assert texter[0] == texter[1]
    assert arbete[0] == arbete[1] == 1


def kalenderlank(konto: Konto) -> str:
    """Make a link to the organisation's calendar: whoever knew the old password may have it."""
    return kalenderlankar.skapa(konto.pk, Kalenderlank.Slag.ORGANISATION, av=konto, nu=timezone.now())


def be_om_lank(epost: str) -> str:
    svar = Client().post("/konto/password/reset/", {"email": epost})
    assert (svar.status_code, svar.headers["Location"]) == (302, "/konto/password/reset/done/")
    mejl = Epostmeddelande.objects.filter(amne="Välj ett nytt lösenord").order_by("-id").first()
    return re.search(r"https?://[^/]+(/konto/password/reset/key/\S+)", mejl.text)[1] if mejl else ""


class TestGlomtLosenord:
    def test_lanken_fungerar_en_gang_och_agaren_far_veta(self, foretradare) -> None:
        inne = Client()
        inne.login(email=foretradare.epost, password=fabrik.LOSENORD)
        kalender = kalenderlank(foretradare)
        lank = be_om_lank(foretradare.epost)
        client = Client()
        sida = client.get(lank, follow=True)
        assert "1-" not in sida.redirect_chain[-1][0]  # the key does not stay in the address
        svar = client.post(sida.redirect_chain[-1][0], {"password1": NYTT, "password2": NYTT})
        assert svar.status_code == 302
        assert Client().login(email=foretradare.epost, password=NYTT)
        assert Epostmeddelande.objects.filter(till=foretradare.epost, amne="Ditt lösenord är bytt").count() == 1
        assert inne.get("/mitt-konto/").status_code == 302, "other sessions end"
        assert kalenderlankar.hitta(kalender) is None
        assert "Länken gäller inte längre" in Client().get(lank, follow=True).content.decode()

    def test_lanken_leder_till_tjansten_vad_fragan_an_sager(self, foretradare, settings) -> None:
        """The mail's link never comes from a request: who asks cannot lead the owner elsewhere."""
        settings.BAS_URL = "https://omfordelning.example.org"
        Client().post("/konto/password/reset/", {"email": foretradare.epost}, headers={"host": "localhost:1337"})
        mejl = Epostmeddelande.objects.get(amne="Välj ett nytt lösenord")
        lankar = re.findall(r"https?://\S+", mejl.text)
        assert len(lankar) == 1
        assert lankar[0].startswith("https://omfordelning.example.org/konto/password/reset/key/")
        assert "1337" not in mejl.html

    def test_lanken_galler_i_trettio_minuter(self, foretradare, settings) -> None:
        assert settings.PASSWORD_RESET_TIMEOUT == 30 * 60
        lank = be_om_lank(foretradare.epost)
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert "Länken gäller inte längre" in Client().get(lank, follow=True).content.decode()

    def test_ett_svagt_losenord_tas_inte(self, foretradare) -> None:
        client = Client()
        adress = client.get(be_om_lank(foretradare.epost), follow=True).redirect_chain[-1][0]
        text = client.post(adress, {"password1": "Bodens kommun 26", "password2": "Bodens kommun 26"}).content.decode()
        assert "lätt att gissa" in text
        assert Client().login(email=foretradare.epost, password=fabrik.LOSENORD)

    def test_ingen_far_veta_vilka_som_finns(self, foretradare) -> None:
        assert be_om_lank("ingen@example.org") == ""
        Konto.objects.filter(pk=foretradare.pk).update(is_active=False)
        assert be_om_lank(foretradare.epost) == ""
        assert Epostmeddelande.objects.count() == 0


def test_byta_losenord_kraver_det_gamla_och_loggar_ut(foretradare, som) -> None:
    client, annan = som(foretradare), som(foretradare)
    kalender = kalenderlank(foretradare)
    fel = client.post("/konto/password/change/", {"oldpassword": "fel", "password1": NYTT, "password2": NYTT})
    assert fel.status_code == 200
    assert kalenderlankar.hitta(kalender)
    client.post("/konto/password/change/", {"oldpassword": fabrik.LOSENORD, "password1": NYTT, "password2": NYTT})
    assert Client().login(email=foretradare.epost, password=NYTT)
    assert client.get("/mitt-konto/").status_code == 302
    assert annan.get("/mitt-konto/").status_code == 302
    assert kalenderlankar.hitta(kalender) is None
    assert Epostmeddelande.objects.filter(till=foretradare.epost, amne="Ditt lösenord är bytt").count() == 1


@pytest.mark.parametrize("namn", ["account_email", "account_email_verification_sent", "account_confirm_login_code"])
def test_adressen_byts_inte_och_kod_loggar_inte_in(namn) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(namn)


def test_allauths_ovriga_sidor(foretradare, som) -> None:
    client = som(foretradare)
    vantat = {"/konto/reauthenticate/": 200, "/konto/password/set/": 302, "/konto/password/change/": 200}
    vantat |= {"/konto/email/": 404, "/konto/login/": 302, "/konto/logout/": 200, "/konto/": 404}
    assert {vag: client.get(vag).status_code for vag in vantat} == vantat
    assert client.post("/konto/reauthenticate/", {"password": fabrik.LOSENORD}).status_code == 302
    assert Client().get("/konto/inactive/").status_code == 200


def test_ingen_registrerar_sig_sjalv(lan) -> None:
    antal = Konto.objects.count()
    svar = Client().post("/konto/signup/", {"email": "sjalv@example.org", "password1": NYTT})
    assert svar.status_code == 200
    assert "Konto får du genom en inbjudan" in svar.content.decode()
    assert Konto.objects.count() == antal


def test_formularen_kraver_sitt_skydd(foretradare) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(foretradare, backend="allauth.account.auth_backends.AuthenticationBackend")
    for adress in ("/mitt-konto/", "/konto/password/change/", "/konto/logout/", f"/konton/{foretradare.publikt_id}/"):
        assert client.post(adress, {"namn": "x"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/konto/login/", {}).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/om/tillganglighet/anmal/", {}).status_code == 403


def test_efter_inloggningen_visas_sidan_som_man_ville_oppna(foretradare) -> None:
    client = Client()
    till = client.get("/mitt-konto/?a=1").headers["Location"]
    sida = client.get(till).content.decode()
    assert "så kommer du till sidan som du ville öppna" in sida
    assert 'action="' not in sida.partition("<main")[2].partition("</form>")[0]
    svar = client.post(till, {"login": foretradare.epost, "password": fabrik.LOSENORD})
    assert svar.headers["Location"] == "/mitt-konto/?a=1"
    annan = client.post("/konto/logout/") and client.post(
        "/konto/login/?next=https://example.net/", {"login": foretradare.epost, "password": fabrik.LOSENORD}
    )
    assert annan.headers["Location"] == "/uppgifter/"
