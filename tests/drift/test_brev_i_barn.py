"""Letters are made in a child: whenever it dies the letter comes once, the same; what wants too much fails alone."""

import hashlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

import psycopg2
import pytest
from django.db import connection

from anvisning import driftlage, tasks, utkorg
from anvisning.models import Dokument, Epostmeddelande, Utkorgsrad
from anvisning.uppstart import hjartslag
from anvisning.uppstart.processer import wait_until
from omfordelning import brev
from omfordelning.dokument import bestall
from tests.drift.arbetare import Arbetare, arbetare
from tests.maskin import ROT
from tests.omfordelning import brevexempel

pytestmark = [pytest.mark.langsam, pytest.mark.usefixtures("brevbibliotek")]


def build_report(rows: int) -> brev.Redovisningsdokument:
    """A county's report of so many rows."""
    rader = tuple(brevexempel.build_rad(n, f"Kommun {n}", str(1000 + n), "5.000", "1.000") for n in range(rows))
    return replace(brevexempel.REDOVISNING, rader=rader)


LANGSAMT = build_report(40)
"""A report that takes a second or more to lay out."""
FOR_STORT = replace(brevexempel.REDOVISNING, beteckning="Redovisning " * 2_000_000)
"""A report that no child's memory holds."""
OANDLIGT = build_report(800)
"""A report that takes far longer than the limits it is given: as good as for ever."""
RADEN, DOKUMENTET = "anvisning_utkorgsrad", "anvisning_dokument"


@pytest.fixture
def databas(ny_databas: Callable[..., AbstractContextManager]) -> Iterator[None]:
    with ny_databas():
        yield


def ordna(underlag: brev.Underlag, namn: str = "brev.pdf") -> Dokument:
    """Order a document as an act does, and ring."""
    (dokument,) = bestall([(namn, underlag)], nu=datetime.now(UTC))
    return dokument


def rad_for(dokument: Dokument) -> Utkorgsrad:
    return Utkorgsrad.objects.get(uppgift="dokument", objekt=dokument.pk)


def ar_klar(dokument: Dokument) -> bool:
    return rad_for(dokument).klar is not None


class Las:
    """Table locks held by a session of our own: a worker stops at the statement that needs the table."""

    def __init__(self) -> None:
        plats = connection.settings_dict
        self.namn = plats["NAME"]
        self.sessioner: dict[str, psycopg2.extensions.connection] = {}
        self.anslut = lambda: psycopg2.connect(host=plats["HOST"], user="postgres", dbname=self.namn)

    def ta(self, tabell: str, slag: str) -> None:
        session = self.anslut()
        session.cursor().execute(f"LOCK TABLE {tabell} IN {slag} MODE")
        self.sessioner[tabell] = session

    def slapp(self, *tabeller: str) -> None:
        for tabell in tabeller or list(self.sessioner):
            self.sessioner.pop(tabell).close()

    def nagon_vantar_pa(self, tabell: str) -> bool:
        with connection.cursor() as fraga:
            fraga.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = %s::regclass)", [tabell]
            )
            return bool(fraga.fetchone()[0])

    def invanta(self, tabell: str) -> None:
        assert wait_until(lambda: self.nagon_vantar_pa(tabell), 60, 0.02), f"nobody came to {tabell}"


PUNKTER = [
    "waiting behind another in the queue",
    "before the row is read",
    "while the attempt is counted",
    "before the document is read",
    "while it is laid out",
    "while the document is written",
    "while the row is marked done",
    "just after it was committed",
]


def ga_till(punkt: str, las: Las, den: Arbetare) -> Dokument:
    """Order a document and stop the worker's child at a named point on its way."""
    match punkt:
        case "waiting behind another in the queue":
            langsamt = ordna(LANGSAMT)
            dokument = ordna(brevexempel.BESKED)
            assert wait_until(lambda: rad_for(langsamt).forsok == 1, 60, 0.02)
        case "before the row is read":
            dokument = _ordna_bakom(las, RADEN, "EXCLUSIVE")
        case "while the attempt is counted":
            dokument = _ordna_bakom(las, RADEN, "SHARE")
        case "before the document is read":
            dokument = _ordna_bakom(las, DOKUMENTET, "ACCESS EXCLUSIVE")
        case "while it is laid out":
            dokument = ordna(LANGSAMT)
            assert wait_until(lambda: rad_for(dokument).forsok == 1, 60, 0.02)
            time.sleep(0.5)
        case "while the document is written":
            dokument = _ordna_bakom(las, DOKUMENTET, "EXCLUSIVE")
        case "while the row is marked done":
            dokument = _ordna_bakom(las, DOKUMENTET, "EXCLUSIVE")
            las.ta(RADEN, "SHARE")
            las.slapp(DOKUMENTET)
            las.invanta(RADEN)
        case "just after it was committed":
            dokument = ordna(brevexempel.BESKED)
            assert wait_until(lambda: ar_klar(dokument), 60, 0.001)
    return dokument


def _ordna_bakom(las: Las, tabell: str, slag: str) -> Dokument:
    """Write the order unrung, shut the table, ring, and wait until the worker stands before it."""
    with utkorg.tyst():
        dokument = ordna(brevexempel.BESKED)
    rad = rad_for(dokument)
    las.ta(tabell, slag)
    utkorg.ring(rad.pk)
    las.invanta(tabell)
    return dokument


@pytest.mark.usefixtures("databas")
@pytest.mark.parametrize("dod", ["child", "main and child"])
def test_var_barnet_an_dor_kommer_brevet_en_gang_och_likadant(dod: str) -> None:
    """SIGKILL at eight points (F-01, F-02). The queue of files redelivers nothing, so the sweeper alone finds it."""
    with arbetare(DJANGO_SETTINGS_MODULE="tests.drift.langa_las") as den:
        las = Las()
        dokumenten = {}
        for punkt in PUNKTER:
            dokument = dokumenten[punkt] = ga_till(punkt, las, den)
            if dod == "child":
                den.doda_barnet()
                las.slapp()
            else:
                den.doda_allt()
                las.slapp()
                den.starta()
            den.sopa_tills(lambda: not Utkorgsrad.objects.filter(klar=None).exists())
        ratt = {id(underlag): brev.rendera(underlag).sha256 for underlag in (brevexempel.BESKED, LANGSAMT)}
        for punkt, dokument in dokumenten.items():
            dokument.refresh_from_db()
            underlag = LANGSAMT if punkt == "while it is laid out" else brevexempel.BESKED
            assert dokument.sha256 == ratt[id(underlag)], punkt
            assert hashlib.sha256(bytes(dokument.innehall)).hexdigest() == dokument.sha256, punkt
            rad = rad_for(dokument)
            assert (rad.uppgiven, rad.fel) == (None, ""), punkt
            assert 1 <= rad.forsok <= 2, punkt
        assert Dokument.objects.count() == Utkorgsrad.objects.count() == len(PUNKTER) + 1


@pytest.mark.usefixtures("databas")
def test_ett_barn_som_dodas_nar_det_vantar_laser_inte_arbetaren_for_alltid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue of files has one lock for the children, which a dead one keeps: the watch sees it and starts anew."""
    monkeypatch.setattr(hjartslag, "LANGST", 5.0)
    plats = connection.settings_dict
    dsn = f"host='{plats['HOST']}' user=postgres dbname={plats['NAME']}"
    with arbetare() as den:
        tasks.gor_plikt.delay("hjartslag")
        assert wait_until(lambda: hjartslag.get_progress(dsn)[0] > 0, 60)
        den.doda_barnet()
        dokument = ordna(brevexempel.BESKED)
        vakt = hjartslag.Vakt()
        assert wait_until(
            lambda: ar_klar(dokument) or vakt.is_stuck(hjartslag.get_progress(dsn), time.monotonic()), 60, 0.5
        )
        den.doda_allt()
        den.starta()
        den.sopa_tills(lambda: ar_klar(dokument))
        assert rad_for(dokument).forsok == 1


@pytest.mark.usefixtures("databas")
@pytest.mark.parametrize(
    ("underlag", "miljo", "fel"),
    [
        (FOR_STORT, {"ARBETARE_MINNE_MB": "560"}, "MemoryError"),
    ],
    ids=["memory"],
)
def test_det_som_kraver_for_mycket_faller_ensamt(underlag: brev.Underlag, miljo: dict[str, str], fel: str) -> None:
    """It waits for its next attempt and says why; letters before and after it are made by the same child."""
    with arbetare(**miljo) as den:
        fore, faller, efter = (ordna(u) for u in (brevexempel.BESKED, underlag, brevexempel.BEKRAFTELSE))
        barnet = den.hitta_barnet()
        assert wait_until(lambda: ar_klar(fore) and ar_klar(efter), 90), den.las()
        rad = rad_for(faller)
        assert (rad.klar, rad.uppgiven, rad.forsok) == (None, None, 1), den.las()
        assert fel in rad.fel
        assert rad.nasta > rad.skapad
        assert Dokument.objects.filter(klar=None).get() == faller
        assert den.hitta_barnet() == barnet


@pytest.mark.usefixtures("databas")
@pytest.mark.parametrize(
    ("granser", "fel"),
    [({"soft_time_limit": 2, "time_limit": 90}, "SoftTimeLimitExceeded"), ({"time_limit": 2}, "")],
    ids=["told to stop", "killed"],
)
def test_ett_brev_som_aldrig_blir_klart_stoppas_och_ges_upp_till_sist(granser: dict[str, int], fel: str) -> None:
    """F-25: at the soft limit it is told to stop, at the hard one its child is killed; the others come, and an alarm.

    The limits travel with the ring: the sender's hold, not the worker's own.
    """
    with arbetare() as den:
        with utkorg.tyst():
            hanger = ordna(OANDLIGT)
        rad = rad_for(hanger)
        tasks.utfor_rad.apply_async((rad.pk,), **granser)
        annat = ordna(brevexempel.BESKED)
        assert wait_until(lambda: ar_klar(annat), 60), den.las()
        rad.refresh_from_db()
        assert (rad.forsok, rad.klar, rad.uppgiven) == (1, None, None)
        assert (rad.felslag, rad.avbrutna) == (fel, 0 if fel else 1)
        gjorda = len(utkorg.VANTA)  # a day goes by
        Utkorgsrad.objects.filter(pk=rad.pk).update(forsok=gjorda, avbrutna=0 if fel else gjorda)
        tasks.utfor_rad.apply_async((rad.pk,), **granser)
        nasta = ordna(brevexempel.BEKRAFTELSE)
        assert wait_until(lambda: ar_klar(nasta), 60), den.las()
        Utkorgsrad.objects.filter(klar=None).update(nasta=datetime.now(UTC))
        den.sopa_tills(lambda: rad_for(hanger).uppgiven is not None)
        assert rad_for(hanger).forsok == gjorda + 1
        assert den.las().count("Hard time limit (2s) exceeded") == (0 if fel else 2)
    assert Dokument.objects.filter(klar=None).get() == hanger
    driftlage.larma(nu=datetime.now(UTC))
    assert "se till 1 arbete som har stannat" in Epostmeddelande.objects.get(nyckel__startswith=driftlage.LARM).text


def test_barnet_har_ett_tak_och_later_webben_ga_fore() -> None:
    """Its ceiling of memory is set where Celery starts a child, and it holds; and the child is nice to who sends."""
    script = (
        "import os, resource; from celery.signals import worker_process_init; import anvisning.config.celery\n"
        "worker_process_init.send(sender=None); print(resource.getrlimit(resource.RLIMIT_AS)[0])\n"
        "try: bytearray(700 * 1024 * 1024)\n"
        "except MemoryError: print('nej')\n"
        "print(os.nice(0))"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "anvisning.config.settings", "ARBETARE_MINNE_MB": "600"}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(600 * 1024 * 1024), "nej", str(os.nice(0) + 10)]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
