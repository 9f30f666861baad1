"""The worker is killed: F-01, F-02, F-03 and F-25 (quality D.4), with the real intervals."""

import os
import signal
from pathlib import Path

import pytest

from tests.fel import punkter
from tests.fel.conftest import Prov
from tests.fel.mejl import mottagna
from tests.fel.punkter import BREVPUNKTER, EFTER_250, GIFT
from tests.fel.stapel import Stapel

pytestmark = [pytest.mark.redis, pytest.mark.langsam]


def stall_vid_varje_punkt(stapel: Stapel) -> tuple[list[int], list[int]]:
    """Order a letter per named point, and wait until a process stands at each. Gives the letters and the processes."""
    for namn in BREVPUNKTER:
        punkter.ladda(stapel.punkter, namn)
    breven = stapel.scen("brev", str(len(BREVPUNKTER)))
    stapel.vanta("a process at each point", lambda: all(punkter.traffad(stapel.punkter, n) for n in BREVPUNKTER), 90)
    pids = [punkter.traffad(stapel.punkter, namn) for namn in BREVPUNKTER]
    for fil in stapel.punkter.iterdir():
        fil.unlink()
    return breven, pids


def klara(stapel: Stapel, breven: list[int]) -> bool:
    return stapel.ett("SELECT bool_and(klar IS NOT NULL) FROM anvisning_dokument WHERE id = ANY(%s)", breven)


def krav_lika(stapel: Stapel, breven: list[int]) -> None:
    """Each letter is there, whole, with the same hash as if nothing had happened."""
    summor = stapel.sql(
        "SELECT DISTINCT sha256, encode(sha256(innehall), 'hex') FROM anvisning_dokument WHERE id = ANY(%s)", breven
    )
    facit = stapel.scen("facit")
    assert summor == [(facit, facit)]


def test_f01_arbetarens_barn_dodas_vid_varje_punkt(prov: Prov) -> None:
    breven, pids = stall_vid_varje_punkt(prov.stapel)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    prov.stapel.vanta("the letters are there", lambda: klara(prov.stapel, breven), 60)
    krav_lika(prov.stapel, breven)


def test_f02_hela_arbetaren_dodas_vid_varje_punkt(prov: Prov) -> None:
    """The sweeper finds the work; the broker gives a killed worker's tasks back much later."""
    breven, _ = stall_vid_varje_punkt(prov.stapel)
    prov.stapel.doda("arbetare")
    prov.stapel.starta_arbetaren(8)
    prov.stapel.vanta("the letters are there", lambda: klara(prov.stapel, breven), 120)
    krav_lika(prov.stapel, breven)


def test_f03_arbetaren_dodas_nar_mejlet_just_ar_mottaget(prov: Prov) -> None:
    stapel = prov.stapel
    punkter.ladda(stapel.punkter, EFTER_250)
    mejlen = stapel.scen("mejl", "5")
    stapel.vanta("a mail is taken in", lambda: bool(punkter.traffad(stapel.punkter, EFTER_250)), 60)
    os.kill(punkter.traffad(stapel.punkter, EFTER_250), signal.SIGKILL)
    fraga = "SELECT count(*) FROM anvisning_epostmeddelande WHERE skickad IS NOT NULL AND id = ANY(%s)"
    stapel.vanta("all are sent", lambda: stapel.ett(fraga, mejlen) == 5, 60)
    idn = [rad[0] for rad in stapel.sql("SELECT message_id FROM anvisning_epostmeddelande WHERE id = ANY(%s)", mejlen)]
    antal = mottagna(stapel.mejlfil)
    assert sorted(antal[message_id] for message_id in idn) == [1, 1, 1, 1, 2]
    forsok = "SELECT forsok FROM anvisning_utkorgsrad WHERE uppgift = 'epost' AND objekt = ANY(%s) ORDER BY forsok"
    assert [rad[0] for rad in stapel.sql(forsok, mejlen)] == [1, 1, 1, 1, 2]


def test_f25_ett_brev_som_dodar_sin_arbetare_ges_upp_och_de_andra_kommer(prov: Prov) -> None:
    stapel = prov.stapel
    nasta = stapel.ett("SELECT max(id) FROM anvisning_dokument") + 1
    Path(stapel.punkter / GIFT).write_text(f"{nasta + 2} dod\n")
    breven = stapel.scen("brev", "10")
    assert breven[2] == nasta + 2
    friska = [pk for pk in breven if pk != breven[2]]
    stapel.vanta("the others are there", lambda: klara(stapel, friska), 90)
    raden = "SELECT uppgiven IS NOT NULL, forsok FROM anvisning_utkorgsrad WHERE uppgift = 'dokument' AND objekt = %s"
    stapel.vanta("it is given up", lambda: stapel.sql(raden, breven[2])[0][0], 120)
    assert stapel.sql(raden, breven[2]) == [(True, 8)]
    assert "was given up" in (stapel.mapp / "arbetare.log").read_text()
    krav_lika(stapel, friska)


def test_f25_ett_brev_som_hanger_stoppas_och_de_andra_kommer(prov: Prov) -> None:
    """One lets go at the soft limit; one must be killed at the hard one, and the broker does not bring it back."""
    stapel = prov.stapel
    nasta = stapel.ett("SELECT max(id) FROM anvisning_dokument") + 1
    Path(stapel.punkter / GIFT).write_text(f"{nasta} hang\n{nasta + 1} dov\n")
    breven = stapel.scen("brev", "6", "3", "6")
    hanger, dov, *friska = breven
    assert (hanger, dov) == (nasta, nasta + 1)
    stapel.vanta("the others are there", lambda: klara(stapel, friska), 60)
    logg = stapel.mapp / "arbetare.log"
    stapel.vanta("it is killed", lambda: "Hard time limit (6s) exceeded" in logg.read_text(), 30)
    raden = "SELECT forsok, avbrutna, fel, nasta > skapad FROM anvisning_utkorgsrad WHERE objekt = %s"
    raden += " AND uppgift = 'dokument' AND klar IS NULL AND uppgiven IS NULL"
    ((forsok, avbrutna, fel, vilar),) = stapel.sql(raden, hanger)
    assert (forsok, avbrutna, fel.partition(":")[0], vilar) == (1, 0, "SoftTimeLimitExceeded", True)
    ((forsok, avbrutna, fel, _),) = stapel.sql(raden, dov)
    assert (forsok, avbrutna, fel) == (1, 1, "")
    Path(stapel.punkter / GIFT).unlink()  # the cause is mended
    assert stapel.scen("ring", str(hanger), str(dov)) == 2
    stapel.vanta("they are there", lambda: klara(stapel, breven), 60)
    krav_lika(stapel, breven)
    assert [
        stapel.ett("SELECT forsok FROM anvisning_utkorgsrad WHERE uppgift = 'dokument' AND objekt = %s", pk)
        for pk in (hanger, dov)
    ] == [2, 2]
