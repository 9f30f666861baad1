"""The whole service as real processes of our own: PostgreSQL, Redis, mail, web, worker and clock. Loopback only."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import redis

from anvisning.uppstart import postgres
from anvisning.uppstart.processer import Barn, start_child, wait_until
from tests.fel.klient import VARD, Klient
from tests.maskin import ROT, saknas

BIN = Path(sys.executable).parent
WEBB = "--worker-class=gthread --workers=2 --threads=4 --timeout=60 --graceful-timeout=20 --no-control-socket".split()
ARBETARE = "--pool=prefork --without-gossip --without-mingle --loglevel=INFO".split()


def ledig_port() -> int:
    """Give a TCP port that nobody listens on now."""
    with socket.socket() as prov:
        prov.bind(("127.0.0.1", 0))
        port: int = prov.getsockname()[1]
        return port


class Stapel:
    """The processes by name, each started and killed on its own. `kortare` divides the clock's intervals."""

    def __init__(self, mapp: Path, *, kortare: int = 1, installningar: str = "tests.fel.installningar") -> None:
        if shutil.which("redis-server") is None:
            saknas("redis-server (Debian: apt-get install redis-server)")
        self.mapp, self.punkter = mapp, mapp / "punkter"
        self.punkter.mkdir(parents=True)
        self.databas = postgres.Databasserver(postgres.choose_place(mapp, "fel"))
        self.redisport, self.webbport, self.mejlport = (ledig_port() for _ in range(3))
        self.mejlfil = mapp / "mejl.txt"
        self.celery = "anvisning.config.celery" if "anvisning" in installningar else "tests.fel.arbetare"
        self.wsgi = "anvisning.config.wsgi"
        self.barn: dict[str, Barn] = {}
        self.samtidiga, self.dodad = 2, False
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(mapp),
            "PYTHONPATH": str(ROT),
            "PYTHONWARNINGS": "ignore",
            "DJANGO_SETTINGS_MODULE": installningar,
            "DATABASE_URL": f"postgres://postgres@/{self.databas.plats.sockel}/anvisning",
            "REDIS_URL": f"redis://127.0.0.1:{self.redisport}/0",
            "SECRET_KEY": secrets.token_hex(32),
            "ALLOWED_HOSTS": VARD,
            "BAS_URL": f"https://{VARD}",
            "LITA_PA_PROXY": "true",
            "KRAV_SERVRAR": "1",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mejlport),
            "EMAIL_USE_TLS": "false",
            "VAR_DIR": str(mapp),
            "STATIC_ROOT": str(mapp / "staticfiles"),
            "FEL_PUNKTER": str(self.punkter),
            "FEL_KORTARE": str(kortare),
        }

    def start(self, *, samtidiga: int = 2) -> "Stapel":
        """Start everything and wait until the web answers that it is ready."""
        self.starta_databasen()
        self.databas.create_database("anvisning")
        self.starta_redis()
        self.starta_mejl()
        self.manage("forbered")
        self.starta_webben()
        self.starta_arbetaren(samtidiga)
        self.starta_klockan()
        return self

    def stop(self) -> None:
        """End every process that was started here."""
        for barn in self.barn.values():
            barn.stop(5)
        self.databas.stop()

    def _starta(self, namn: str, *kommando: str) -> Barn:
        self.barn[namn] = start_child(namn, list(kommando), logg=self.mapp / f"{namn}.log", env=self.env, cwd=ROT)
        return self.barn[namn]

    def starta_databasen(self) -> None:
        self.databas.start()

    def starta_redis(self) -> None:
        """Start Redis, empty, and wait until it answers."""
        program = str(shutil.which("redis-server"))
        val = ["--port", str(self.redisport), "--bind", "127.0.0.1", "--dir", str(self.mapp), "--save", ""]
        self._starta("redis", program, *val, "--appendonly", "no")
        self.vanta("redis", self._redis_svarar, 20)

    def _redis_svarar(self) -> bool:
        try:
            return bool(self.redis().ping())
        except redis.ConnectionError:
            return False

    def redis(self) -> "redis.Redis[bytes]":
        return redis.Redis(port=self.redisport, socket_connect_timeout=2)

    def starta_mejl(self) -> None:
        self._starta("mejl", sys.executable, "-m", "tests.fel.mejl", str(self.mejlport), str(self.mejlfil))

    def starta_webben(self) -> None:
        bind = f"--bind=127.0.0.1:{self.webbport}"
        self._starta("webb", str(BIN / "gunicorn"), self.wsgi, bind, *WEBB)
        self.vanta("webb", lambda: self.klient().hamta("/readyz").status == 200, 60)

    def starta_arbetaren(self, samtidiga: int = 0) -> None:
        self.samtidiga = samtidiga or self.samtidiga
        self.dodad = False
        antal = f"--concurrency={self.samtidiga}"
        self._starta("arbetare", str(BIN / "celery"), f"--app={self.celery}", "worker", antal, *ARBETARE)

    def starta_klockan(self) -> None:
        self._starta("klocka", str(BIN / "celery"), f"--app={self.celery}", "beat", "--loglevel=INFO")

    def doda(self, namn: str, *, hela: bool = True) -> None:
        """`kill -9` a process and its children, or itself alone."""
        barn = self.barn[namn]
        self.dodad = self.dodad or namn == "arbetare"
        if hela:
            barn.kill_group()
        else:
            barn.process.kill()
        barn.process.wait()

    def doda_databasen(self, signalen: signal.Signals) -> None:
        """End the database server: SIGINT (fast), SIGQUIT (immediate) or SIGKILL of its first process alone."""
        assert self.databas.barn is not None
        self.databas.barn.process.send_signal(signalen)
        self.databas.barn.process.wait(60)

    def arbetarens_barn(self) -> list[int]:
        """Give the ids of the worker's children."""
        pid = self.barn["arbetare"].pid
        uppgifter = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(ord_) for ord_ in uppgifter.split()]

    def vanta(self, vad: str, villkor: Callable[[], bool], sekunder: float) -> float:
        """Wait until something holds; gives the seconds it took. AssertionError with the logs' ends if not."""
        borjan = time.monotonic()
        assert wait_until(lambda: self.hall_igang() or villkor(), sekunder, 0.1), (
            f"{vad}, {sekunder:.0f} s:\n{self.loggar()}"
        )
        return time.monotonic() - borjan

    def hall_igang(self) -> None:
        """Start the worker anew when it has ended by itself, as its container is: kombu 5.7 cannot give back the work
        in hand when Redis goes away, and ends it ("Unrecoverable error").
        """
        if "arbetare" in self.barn and self.barn["arbetare"].has_ended() and not self.dodad:
            self.starta_arbetaren()

    def loggar(self) -> str:
        """Give the end of every process's log."""
        return "\n".join(f"--- {fil.name}\n{fil.read_text()[-1500:]}" for fil in sorted(self.mapp.glob("*.log")))

    def klient(self, session: str = "") -> Klient:
        return Klient(self.webbport, session)

    def manage(self, *ord_: str) -> str:
        """Run a management command to its end; gives what it wrote."""
        return self.python("manage.py", *ord_)

    def python(self, *ord_: str) -> str:
        """Run a Python program with the service's settings to its end; gives what it wrote."""
        gjort = subprocess.run(
            [sys.executable, *ord_], cwd=ROT, env=self.env, capture_output=True, text=True, timeout=300, check=False
        )
        assert gjort.returncode == 0, gjort.stdout + gjort.stderr
        return gjort.stdout

    def scen(self, *ord_: str) -> Any:
        """Run a part of `tests.fel.scen`; gives what it says."""
        return json.loads(self.python("-m", "tests.fel.scen", *ord_).splitlines()[-1])

    def sql(self, fraga: str, *varden: object) -> list[tuple[Any, ...]]:
        """Ask the database, on a connection of its own."""
        forbindelse = psycopg2.connect(host=str(self.databas.plats.sockel), user="postgres", dbname="anvisning")
        try:
            forbindelse.autocommit = True
            with forbindelse.cursor() as markor:
                markor.execute(fraga, varden or None)
                return markor.fetchall() if markor.description else []
        finally:
            forbindelse.close()

    def ett(self, fraga: str, *varden: object) -> Any:
        """Ask for a single value."""
        return self.sql(fraga, *varden)[0][0]

    def kvar(self) -> int:
        """Give how many rows of the outbox are neither done nor given up."""
        return int(self.ett("SELECT count(*) FROM anvisning_utkorgsrad WHERE klar IS NULL AND uppgiven IS NULL"))

    def kontrollera(self) -> str:
        """Let every invariant be looked at; AssertionError names what is broken."""
        return self.manage("kontrollera")


@contextmanager
def uppe(*, starta: bool = True, samtidiga: int = 2, **val: Any) -> Iterator[Stapel]:
    """Give a whole service with a folder of its own, started or not; all of it is gone afterwards."""
    mapp = ROT / "var" / f"fel-{os.getpid()}-{secrets.token_hex(3)}"
    stapel = Stapel(mapp, **val)
    try:
        yield stapel.start(samtidiga=samtidiga) if starta else stapel
    finally:
        stapel.stop()
        postgres.remove_place(mapp)
