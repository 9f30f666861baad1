"""A real worker with a queue of files of its own, for tests that kill it."""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import kombu.pools
from django.db import connection

from anvisning import matt, tasks
from anvisning.config.celery import app
from anvisning.uppstart.processer import Barn, start_child, wait_until
from tests.maskin import ROT


class Arbetare:
    """The worker of `make start`, with one child, on the database that this process now uses."""

    def __init__(self, mapp: Path, **miljo: str) -> None:
        self.mapp = mapp
        self.logg = mapp / "logg"
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "anvisning.config.settings",
            "INBADDAD_DATABAS": connection.settings_dict["NAME"],
            "INBADDAD_KO": str(mapp),
            **miljo,
        }
        self.barn: Barn | None = None

    def starta(self) -> None:
        """Start it, and wait until it can take work."""
        fore = self.las().count(" ready.")
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "anvisning.config.celery",
            "worker",
            "--pool=prefork",
            "-c",
            "1",
        ]
        self.barn = start_child(
            "arbetare",
            [*command, "--without-mingle", "--without-gossip"],
            logg=self.logg,
            env=self.env,
            cwd=ROT,
        )
        assert wait_until(lambda: self.las().count(" ready.") > fore, 60), self.las()

    def las(self) -> str:
        """What it has logged."""
        return self.logg.read_text() if self.logg.exists() else ""

    def hitta_barnet(self) -> int:
        """The process id of the child that works, whichever thread of the main process made it."""

        def finns() -> list[int]:
            tradar = Path(f"/proc/{self.barn.pid}/task").glob("*/children")
            return [int(pid) for trad in tradar for pid in trad.read_text().split()]

        assert wait_until(lambda: bool(finns()), 10), self.las()
        return finns()[0]

    def doda_barnet(self) -> None:
        """Kill -9 of the child; the main process starts another."""
        os.kill(self.hitta_barnet(), signal.SIGKILL)

    def doda_allt(self) -> None:
        """Kill -9 of the main process and its child."""
        self.barn.kill_group()
        self.barn.process.wait()

    def sopa_tills(self, klart: Callable[[], bool], sekunder: float = 120) -> None:
        """Let the sweeper come when the queue is empty, as beat does each minute, until `klart()`."""
        slut = time.monotonic() + sekunder
        while not klart():
            assert time.monotonic() < slut, self.las()[-6000:]
            if not matt.get_queue_length():
                tasks.sopa.delay()
            time.sleep(0.5)


@contextmanager
def arbetare(**miljo: str) -> Iterator[Arbetare]:
    """Run a worker; this process rings at its door meanwhile."""
    mapp = Path(tempfile.mkdtemp(prefix="anv-ko-"))
    for namn in ("meddelanden", "styrning"):
        (mapp / namn).mkdir()
    fore = app.conf.broker_transport_options
    app.conf.broker_transport_options = fore | {
        "data_folder_in": str(mapp / "meddelanden"),
        "data_folder_out": str(mapp / "meddelanden"),
        "control_folder": str(mapp / "styrning"),
    }
    _nollstall()
    den = Arbetare(mapp, **miljo)
    try:
        den.starta()
        yield den
    finally:
        if den.barn is not None:
            den.barn.stop(10)
        app.conf.broker_transport_options = fore
        _nollstall()
        shutil.rmtree(mapp, ignore_errors=True)


def _nollstall() -> None:
    app.pool.force_close_all()
    app.amqp._producer_pool = None
    kombu.pools.reset()
