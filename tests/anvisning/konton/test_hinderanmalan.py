"""Telling of a barrier: without login, once, with a reference, and to the right mailbox."""

import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from anvisning.models import Epostmeddelande, Handelse
from anvisning.views import hinderanmalan
from tests.helhet import krav_helhet

ADRESS = "/om/tillganglighet/anmal/"


@pytest.fixture(autouse=True)
def _takten(settings):
    """Count in memory, from nothing."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "hinder"}}
    cache.clear()
    yield
    cache.clear()


def data(**andra: Any) -> dict[str, str]:
    falt = {
        "nyckel": str(uuid.uuid4()),
        "beskrivning": "Rubriken <b>syns</b> inte.",
        "sida": "Start",
        "lan": "",
        "epost": "",
    }
    return falt | andra


def test_hela_vagen_utan_inloggning(lan) -> None:
    client = Client()
    assert re.search(r'name="nyckel" value="[0-9a-f-]{36}"', client.get(ADRESS).content.decode())
    svar = client.post(ADRESS, data(lan="25", epost="Besokare@example.org"), follow=True)
    text = svar.content.decode()
    handelse = Handelse.objects.get(slag="tillganglighetshinder")
    referens = f"TG-{handelse.ar}-25-{handelse.nummer}"
    assert referens in text
    assert (handelse.lanskod, handelse.aktor) == ("25", "Systemet")
    mejl = Epostmeddelande.objects.get()
    assert mejl.till == "registrator.25@example.org"
    assert mejl.amne == f"Hinder på webbplatsen, {referens}"
    assert "Rubriken <b>syns</b> inte." in mejl.text
    assert "besokare@example.org" in mejl.text
    assert "<b>syns" not in mejl.html
    krav_helhet()


def test_handelsen_har_inget_av_det_som_skrevs(lan) -> None:
    Client().post(ADRESS, data(beskrivning="HEMLIGT", sida="SIDAN", epost="besokare@example.org", lan="25"))
    handelse = Handelse.objects.get(slag="tillganglighetshinder")
    allt = f"{handelse.text} {handelse.uppgifter} {handelse.aktor}"
    for ordet in ("HEMLIGT", "SIDAN", "besokare"):
        assert ordet not in allt


@pytest.mark.parametrize("lanskod", ["", "09"])
def test_utan_lan_eller_brevlada_gar_den_till_driften(lan, settings, lanskod) -> None:
    settings.DRIFT_ADRESS = "drift@example.org"
    assert Client().post(ADRESS, data(lan=lanskod)).status_code == 302
    assert Epostmeddelande.objects.get().till == "drift@example.org"
    assert Handelse.objects.get(slag="tillganglighetshinder").lanskod == (lanskod or "00")


def test_samma_formular_en_gang(lan) -> None:
    en = data()
    svar = [Client().post(ADRESS, en) for _ in range(3)]
    assert {s.headers["Location"] for s in svar} == {f"/om/tillganglighet/tack/{en['nyckel']}/"}
    assert Handelse.objects.filter(slag="tillganglighetshinder").count() == Epostmeddelande.objects.count() == 1
    annat = Client().post(ADRESS, en | {"beskrivning": "Något annat."})
    assert annat.status_code == 409
    text = annat.content.decode()
    assert "redan skickat" in text
    assert "Något annat." in text
    assert Epostmeddelande.objects.count() == 1


@pytest.mark.parametrize(
    ("andrat", "sagt"),
    [
        ({"beskrivning": ""}, "Skriv vad som hindrar dig."),
        ({"beskrivning": "x" * 4001}, "högst 4000"),
        ({"beskrivning": "a\x00b"}, "går att spara"),
        ({"sida": "x" * 301}, "högst 300"),
        ({"epost": "fel"}, "Skriv adressen så här"),
        ({"lan": "99"}, "Välj ett län i listan."),
        ({"lan": "<script>"}, "Välj ett län i listan."),
        ({"nyckel": "skräp"}, "Ladda om sidan"),
        ({"nyckel": ""}, "Ladda om sidan"),
    ],
)
def test_fel(lan, andrat, sagt) -> None:
    svar = Client().post(ADRESS, data(**andrat))
    text = svar.content.decode()
    assert svar.status_code == 422
    assert sagt in text
    assert "<title>Fel: " in text
    assert not Handelse.objects.filter(slag="tillganglighetshinder").exists()
    if "sida" not in andrat:
        assert 'value="Start"' in text


def test_inte_hur_ofta_som_helst(lan) -> None:
    client = Client(REMOTE_ADDR="192.0.2.9")
    for _ in range(hinderanmalan.HOGST):
        assert client.post(ADRESS, data()).status_code == 302
    stopp = client.post(ADRESS, data())
    assert (stopp.status_code, stopp.headers["Retry-After"]) == (429, "3600")
    assert Client(REMOTE_ADDR="192.0.2.10").post(ADRESS, data()).status_code == 302
    assert Epostmeddelande.objects.count() == hinderanmalan.HOGST + 1


def test_kvittot_finns_bara_for_det_som_skickats(lan) -> None:
    assert Client().get(f"/om/tillganglighet/tack/{uuid.uuid4()}/").status_code == 404
    assert Client().get("/om/tillganglighet/tack/x/").status_code == 404
