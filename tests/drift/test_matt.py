"""Figures for monitoring: with the key only, right, and with as many queries however much there is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings

from anvisning import matt, plikter, utkorg
from anvisning.config.celery import app
from anvisning.models import Pliktrad, Utkorgsrad

NYCKEL = "kanariefageln-sjunger-hela-dagen"
NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
STANGD_PORT = "redis://127.0.0.1:1/0"


@pytest.mark.parametrize(
    ("nyckel", "huvud", "status"),
    [
        ("", None, 404),
        ("", "Bearer ", 404),
        (NYCKEL, None, 404),
        (NYCKEL, "Bearer fel", 404),
        (NYCKEL, f"Basic {NYCKEL}", 404),
        (NYCKEL, f"Bearer {NYCKEL}å", 404),
        (NYCKEL, f"Bearer {NYCKEL}", 200),
    ],
)
@pytest.mark.django_db
def test_bara_den_som_har_nyckeln(
    client: Client, settings: Settings, nyckel: str, huvud: str | None, status: int
) -> None:
    settings.METRIK_NYCKEL = nyckel
    svar = client.get("/matt", headers={"Authorization": huvud} if huvud else {})
    assert svar.status_code == status
    assert ("anvisning_utkorg" in svar.content.decode()) is (status == 200)
    assert not svar.cookies
    assert ("no-store" in svar.get("Cache-Control", "")) is (status == 200)


def las(svar_text: str) -> dict[tuple[str, ...], float]:
    """(name, label's value) -> figure."""
    return {
        (rad.name, *rad.labels.values()): rad.value
        for familj in text_string_to_metric_families(svar_text)
        for rad in familj.samples
    }


@pytest.mark.django_db
def test_siffrorna_stammer(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.METRIK_NYCKEL = NYCKEL
    nu = datetime.now(UTC)

    def rad(objekt: int, **vad: object) -> Utkorgsrad:
        return Utkorgsrad(
            **{"uppgift": "epost", "objekt": objekt, "skapad": nu - timedelta(hours=objekt), "nasta": nu} | vad
        )

    rader = [rad(1), rad(2), rad(3, klar=nu), rad(4, uppgiven=nu), rad(5, uppgift="dokument", uppgiven=nu)]
    Utkorgsrad.objects.bulk_create(rader)
    Pliktrad.objects.create(namn="glom_sessioner", senast=NU, fel="ValueError: x")
    with django_assert_num_queries(2):
        svar = client.get("/matt", headers={"Authorization": f"Bearer {NYCKEL}"})
    assert svar["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    siffror = las(svar.content.decode())
    assert siffror["anvisning_utkorg_vantar", "epost"] == 2
    assert siffror["anvisning_utkorg_uppgivna", "epost"] == 1
    assert 7200 <= siffror["anvisning_utkorg_aldsta_sekunder", "epost"] < 7300
    assert siffror["anvisning_utkorg_vantar", "dokument"] == 0
    assert siffror["anvisning_utkorg_aldsta_sekunder", "dokument"] == 0
    assert siffror["anvisning_utkorg_uppgivna", "dokument"] == 1
    assert siffror["anvisning_plikt_senast_timestamp_seconds", "glom_sessioner"] == NU.timestamp()
    assert siffror["anvisning_plikt_fel", "glom_sessioner"] == 1
    assert siffror["anvisning_ko_svarar",] == 1
    assert siffror["anvisning_ko_langd",] >= 0
    assert {nyckel[1] for nyckel in siffror if nyckel[0] == "anvisning_utkorg_vantar"} == set(utkorg.UPPGIFTER)
    assert {nyckel[1] for nyckel in siffror if nyckel[0] == "anvisning_plikt_fel"} == set(plikter.PLIKTER)


def test_kons_langd() -> None:
    fore = matt.get_queue_length()
    assert fore is not None
    utkorg.ring(0)
    assert matt.get_queue_length() == fore + 1
    with app.connection_for_write() as anslutning:
        anslutning.default_channel.queue_purge(matt.KO)


def test_en_ko_som_inte_svarar_ar_en_siffra_och_inget_fel() -> None:
    fore = app.conf.broker_url, app.conf.broker_transport_options
    app.conf.broker_url, app.conf.broker_transport_options = STANGD_PORT, {"max_retries": 1, "interval_start": 0}
    try:
        assert matt.get_queue_length() is None
        assert [(familj.name, familj.samples[0].value) for familj in matt._kon()] == [("anvisning_ko_svarar", 0)]
    finally:
        app.conf.broker_url, app.conf.broker_transport_options = fore
