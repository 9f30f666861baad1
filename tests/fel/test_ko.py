"""The broker is lost: F-04, F-05 and F-06 (quality D.4), with the real intervals."""

import uuid

import pytest

from tests.fel.conftest import Prov
from tests.fel.mejl import mottagna
from tests.fel.stapel import Stapel

pytestmark = [pytest.mark.redis, pytest.mark.langsam]


def skickade(stapel: Stapel, mejlen: list[int]) -> int:
    return int(
        stapel.ett("SELECT count(*) FROM anvisning_epostmeddelande WHERE skickad IS NOT NULL AND id = ANY(%s)", mejlen)
    )


def krav_en_av_varje(stapel: Stapel, mejlen: list[int]) -> None:
    idn = stapel.sql("SELECT message_id FROM anvisning_epostmeddelande WHERE id = ANY(%s)", mejlen)
    antal = mottagna(stapel.mejlfil)
    assert {antal[message_id] for (message_id,) in idn} == {1}


def test_f04_redis_startas_om_tomt_tjugo_ganger(prov: Prov) -> None:
    """After each restart the worker takes rings again, within a minute."""
    stapel = prov.stapel
    alla = []
    for _ in range(20):
        stapel.doda("redis")
        stapel.starta_redis()
        mejlen = stapel.scen("mejl", "1")
        alla += mejlen
        stapel.vanta("the worker consumes again", lambda ett=mejlen: skickade(stapel, ett) == 1, 60)
    krav_en_av_varje(stapel, alla)


def test_f05_kon_toms_med_tvahundra_som_vantar(prov: Prov) -> None:
    """A flush in the middle of 100 letters and 100 mails: the sweeper rings for what is left, and none comes twice."""
    stapel = prov.stapel
    breven, mejlen = stapel.scen("brev", "100"), stapel.scen("mejl", "100")
    kvar = stapel.kvar()
    stapel.redis().flushall()
    assert kvar > 20
    stapel.vanta("all is done", lambda: stapel.kvar() == 0, 120)
    assert skickade(stapel, mejlen) == 100
    krav_en_av_varje(stapel, mejlen)
    summor = "SELECT count(*), count(DISTINCT sha256) FROM anvisning_dokument WHERE klar IS NOT NULL AND id = ANY(%s)"
    assert stapel.sql(summor, breven) == [(100, 1)]
    forsok = "SELECT max(forsok) FROM anvisning_utkorgsrad WHERE uppgift = 'dokument' AND objekt = ANY(%s)"
    assert stapel.ett(forsok, breven) == 1


def test_f06_utan_redis_godtas_forslaget_med_kvitto(prov: Prov) -> None:
    stapel = prov.stapel
    (utkast,) = prov.utkast("2506-2580")
    stapel.doda("redis")
    nyckel = str(uuid.uuid4())
    svar = prov.skicka(utkast, "2506", nyckel)
    assert svar.gjort, svar.text
    kvitto = prov.foretradare("2506").hamta(svar.plats)
    assert kvitto.status == 200
    assert "OMF-" in kvitto.text
    assert stapel.kvar() > 0
    assert prov.skicka(utkast, "2506", nyckel).status in (302, 409)
    stapel.starta_redis()
    stapel.vanta("the mails follow", lambda: stapel.kvar() == 0, 150)
