"""The heartbeat: what counts as life, when a restart is due, and that sleep and starts give none."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from anvisning import tasks
from anvisning.models import Pliktrad, Utkorgsrad
from anvisning.plikter import PLIKTER
from anvisning.uppstart import hjartslag
from anvisning.uppstart.hjartslag import LANGST, Vakt
from tests.maskin import ROT


@pytest.mark.parametrize(
    ("sett", "omstarter"),
    [
        ([(t, float(t)) for t in range(0, 3600, 20)], []),
        # Sixty seconds between beats, a look each twenty.
        ([(t, float(t // 60)) for t in range(0, 3600, 20)], []),
        # Nothing more after 100 s: restarted after 120 s, and again only after another 120 s.
        ([(t, min(t, 100.0)) for t in range(0, 400, 20)], [240, 380]),
        # Nothing was ever done: a start gets its time.
        ([(t, 0.0) for t in range(0, 141, 20)], [140]),
        # The database is away: nobody can tell, and afterwards the time begins anew.
        (
            [*((t, 5.0) for t in range(0, 101, 20)), *((t, None) for t in range(120, 400, 20)), (400, 5.0), (500, 5.0)],
            [],
        ),
        # A laptop that slept: the monotonic clock stood still, though the heartbeat is hours old.
        ([(0, 1.0), (20, 1.0), (40, 1.0), (60, 2.0)], []),
    ],
)
def test_nar_det_ar_dags_att_starta_om(sett: list[tuple[int, float | None]], omstarter: list[int]) -> None:
    vakt = Vakt()
    vakt.since = 0.0
    stuck = [t for t, last in sett if vakt.is_stuck(None if last is None else (last, 9e9), float(t))]
    assert stuck == omstarter


@pytest.mark.langsam
@pytest.mark.django_db
def test_livstecknet_laser_inte_hela_utkorgen() -> None:
    with connection.cursor() as fraga:
        fraga.execute("SET LOCAL enable_seqscan = off")
        fraga.execute(f"EXPLAIN {hjartslag.FRAGA}")
        plan = "\n".join(rad for (rad,) in fraga.fetchall())
    assert "utkorgsrad_senast_klar" in plan
    assert "Seq Scan on anvisning_utkorgsrad" not in plan


def get_dsn() -> str:
    """The address of the test's database."""
    plats = connection.settings_dict
    return f"postgres://postgres@/{plats['NAME']}?host={plats['HOST']}"


@pytest.mark.langsam
@pytest.mark.django_db(transaction=True)
def test_vad_som_ar_ett_livstecken() -> None:
    nu = datetime.now(UTC)
    assert hjartslag.get_progress(get_dsn()) == (0.0, float("inf"))
    Pliktrad.objects.create(namn="glom_sessioner", senast=nu)
    Utkorgsrad.objects.create(uppgift="epost", objekt=1, skapad=nu, nasta=nu)
    assert hjartslag.get_progress(get_dsn()) == (0.0, float("inf"))
    tasks.gor_plikt("hjartslag")
    slag = Pliktrad.objects.get(pk="hjartslag").senast
    when, ago = hjartslag.get_progress(get_dsn())
    assert (round(when, 3), 0 <= ago < 60) == (round(slag.timestamp(), 3), True)
    klar = nu + timedelta(minutes=3)
    Utkorgsrad.objects.update(klar=klar)
    assert round(hjartslag.get_progress(get_dsn())[0], 3) == round(klar.timestamp(), 3)
    assert hjartslag.get_progress("postgres://postgres@127.0.0.1:1/a") is None


def test_slagen_kommer_tatare_an_vantan() -> None:
    assert PLIKTER["hjartslag"].nar < timedelta(seconds=60)
    assert LANGST >= 120


@pytest.mark.langsam
@pytest.mark.django_db(transaction=True)
def test_halsokollen_sager_om_arbetet_gar() -> None:
    def ask(dsn: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "anvisning.uppstart.hjartslag"],
            cwd=ROT,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": dsn},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    nu = datetime.now(UTC)
    assert ask(get_dsn()) == (1, "Last sign of life inf s ago.\n")
    Pliktrad.objects.create(namn="hjartslag", senast=nu - timedelta(seconds=LANGST + 5))
    assert ask(get_dsn())[0] == 1
    Pliktrad.objects.update(senast=nu - timedelta(seconds=LANGST - 30))
    assert ask(get_dsn())[0] == 0
    assert ask("postgres://postgres@127.0.0.1:1/a") == (0, "The database does not answer, so nobody can tell.\n")


def test_utan_container_avslutas_ingenting() -> None:
    """On this machine, process 1 is not our worker's init."""
    assert hjartslag.find_main() is None
    assert 0 <= hjartslag.get_age(os.getpid()) < 24 * 3600
