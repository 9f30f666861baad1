"""Goal fulfilment before any month is published: the pages say what will come, and when."""

import json

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_sidan_sager_vad_som_kommer() -> None:
    sidan = Client().get("/maluppfyllelse/").content.decode()
    assert "Ingen måluppfyllelse är publicerad än" in sidan
    assert "Siffrorna publiceras en gång i månaden" in sidan


def test_ingen_dag_och_ingen_fil() -> None:
    svar = Client().get("/maluppfyllelse/", {"per": "2026-01-01"})
    assert svar.status_code == 404
    assert "Ingen månad är publicerad än." in svar.content.decode()
    svar = Client().get("/maluppfyllelse.json")
    assert (svar.status_code, json.loads(svar.content)) == (404, {"fel": "Ingen månad är publicerad än."})
    for adress in ("/maluppfyllelse/2026-07/", "/maluppfyllelse/2026-07.csv", "/maluppfyllelse/2026-07/2580/"):
        assert Client().get(adress).status_code == 404


def test_andra_sidor_ar_som_forut() -> None:
    for adress in ("/", "/lan/25/", "/kommuner/2580/"):
        assert 'id="maluppfyllelse"' not in Client().get(adress).content.decode()
