"""Health pages: public, without session, and red for the right reason."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from anvisning import halsa


def test_livez_fragar_ingen(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_nar_allt_stammer(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(3):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"databas": True, "migreringar": True, "klocka": True}
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_nar_en_migrering_saknas(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'anvisning' AND name LIKE '0001%%'")
        assert cursor.rowcount == 1
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"databas": True, "migreringar": False, "klocka": True}


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "right"), [(0.5, True), (1.5, False), (-0.5, True), (-1.5, False), (3600, False)])
def test_readyz_nar_klockorna_gar_isar(client: Client, seconds: float, right: bool) -> None:
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=True):
        answer = client.get("/readyz")
    assert answer.json()["klocka"] is right
    assert answer.status_code == (200 if right else 503)


@pytest.mark.django_db(transaction=True)
def test_readyz_nar_databasen_ar_borta(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/finns-inte")
    try:
        answer = client.get("/readyz")
    finally:
        connection.close()
    assert answer.status_code == 503
    assert answer.json() == {"databas": False, "migreringar": False, "klocka": False}


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_bara_lasning(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_skillnaden_raknas_at_ratt_hall() -> None:
    with time_machine.travel(timezone.now() - timedelta(seconds=10), tick=True):
        assert timedelta(seconds=9) < halsa.get_clock_difference() < timedelta(seconds=11)
