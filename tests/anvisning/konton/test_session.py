"""A session that ends: after half an hour unused, at the latest eight hours after log-in, and nothing typed is lost."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anvisning.sessioner import glom
from tests import fabrik

pytestmark = pytest.mark.langsam

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NU = fabrik.START
HOST = {"headers": {"origin": "http://testserver"}}


def inne(client: Client, nar: datetime) -> bool:
    with time_machine.travel(nar, tick=False):
        return client.get("/mitt-konto/").status_code == 200


@pytest.fixture
def client(foretradare) -> Client:
    client = Client(enforce_csrf_checks=True)
    with time_machine.travel(NU, tick=False):
        client.force_login(foretradare, backend=BACKEND)
    return client


@pytest.mark.parametrize(
    ("minuter", "kvar"),
    [
        ([29], [True]),
        ([31], [False]),
        ([25, 50, 75], [True, True, True]),
        ([25, 56], [True, False]),
        ([20 * n for n in range(1, 25)], [True] * 23 + [True]),
        ([20 * n for n in range(1, 26)], [True] * 24 + [False]),
    ],
)
def test_sessionen_slutar(client, minuter: list[int], kvar: list[bool]) -> None:
    assert [inne(client, NU + timedelta(minutes=m)) for m in minuter] == kvar


def test_en_oppen_sida_fragar_inte_efter_en_session(db) -> None:
    assert not Client().get("/").cookies


def _formular(html: str) -> dict[str, list[str]]:
    """Give what the page's form would send."""
    falt: dict[str, list[str]] = {}
    for namn, varde in re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', html.partition("<main")[2]):
        falt.setdefault(namn, []).append(unescape(varde))
    return falt


def test_ett_formular_efter_sessionens_slut_kan_skickas_igen(client, foretradare) -> None:
    with time_machine.travel(NU, tick=False):
        data = _formular(client.get("/mitt-konto/").content.decode())
    data |= {"namn": ['Åsa "Ny" <b>'], "telefon": ["010-1"], "password1": ["hemligt"]}
    with time_machine.travel(NU + timedelta(minutes=40), tick=False):
        utloggad = client.post("/mitt-konto/", data, **HOST)
        html = utloggad.content.decode()
        assert (utloggad.status_code, "Du har blivit utloggad" in html) == (403, True)
        assert "hemligt" not in html
        foretradare.refresh_from_db()
        assert foretradare.namn != 'Åsa "Ny" <b>'
        inloggning = _formular(client.get("/konto/login/").content.decode())
        inloggning |= {"login": [foretradare.epost], "password": [fabrik.LOSENORD]}
        assert client.post("/konto/login/", inloggning, **HOST).status_code == 302
        igen = client.post("/mitt-konto/", _formular(html), **HOST)
        assert (igen.status_code, "Du har loggat in på nytt" in igen.content.decode()) == (403, True)
        sparat = client.post("/mitt-konto/", _formular(igen.content.decode()), **HOST)
    assert sparat.status_code == 302
    foretradare.refresh_from_db()
    assert (foretradare.namn, foretradare.telefon) == ('Åsa "Ny" <b>', "010-1")


def test_en_fil_bifogas_pa_nytt(db) -> None:
    svar = Client().post("/mitt-konto/", {"fil": SimpleUploadedFile("a.pdf", b"x")})
    assert "Bifoga dem på nytt" in svar.content.decode()


@pytest.mark.parametrize("huvud", [{}, {"origin": "https://example.net"}, {"origin": "null"}])
def test_en_frammande_sidas_formular_visas_inte_igen(client, huvud: dict[str, str]) -> None:
    with time_machine.travel(NU, tick=False):
        client.get("/mitt-konto/")
        svar = client.post("/mitt-konto/", {"csrfmiddlewaretoken": "x" * 64, "namn": "Någon"}, headers=huvud)
    assert svar.status_code == 403
    assert "Någon" not in svar.content.decode()


def test_slutade_sessioner_gloms_om_natten(client) -> None:
    for efter, kvar in ((29, 1), (31, 0)):
        with time_machine.travel(NU + timedelta(minutes=efter), tick=False):
            glom(nu=NU + timedelta(minutes=efter))
            assert Session.objects.count() == kvar


def test_losenord_skrivs_aldrig_ut(client, foretradare) -> None:
    """Neither a password that is chosen by an open link, nor one that is changed."""
    with time_machine.travel(NU, tick=False):
        client.get("/konto/login/")
        data = {"csrfmiddlewaretoken": "x" * 64, "losenord": "mitt-hemliga-ord", "igen": "mitt-hemliga-ord"}
        for adress in ("/valkommen/x/", "/konto/password/change/", "/mitt-konto/"):
            svar = client.post(adress, data, **HOST)
            assert (svar.status_code, "hemliga" in svar.content.decode()) == (403, False), adress


def test_en_bindande_handling_skickas_inte_osedd(db) -> None:
    """Somebody else may have filled in the form: it is shown, and comes to its check page again."""
    svar = Client().post("/mitt-konto/", {"epost": "nagon@example.net", "steg": "skicka", "sett": "ab"})
    html = svar.content.decode()
    assert "Epost: nagon@example.net" in html
    assert "Sett: ab" not in html
    assert (svar.headers["Cache-Control"], 'name="steg"' in html) == ("no-store", False)


def test_det_som_ar_orimligt_stort_upprepas_inte(db) -> None:
    svar = Client().post("/mitt-konto/", {"namn": '"' * 200_000})
    assert (svar.status_code, len(svar.content) < 20_000) == (403, True)
    assert "fyll i den igen" in svar.content.decode()
