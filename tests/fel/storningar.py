"""What goes wrong in a schedule: each fault does its harm and mends it, so that the service is whole afterwards."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from anvisning.uppstart.processer import wait_until
from tests.fel import punkter
from tests.fel.handelseforlopp import Forlopp
from tests.fel.stapel import Stapel

Storning = Callable[[Stapel, random.Random, Forlopp], None]


def _barn(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
    if pids := stapel.arbetarens_barn():
        _doda(slump.choice(pids), forlopp)


def _doda(pid: int, forlopp: Forlopp) -> None:
    forlopp.dodade += 1
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _arbetare(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
    forlopp.dodade += len(stapel.arbetarens_barn())
    stapel.doda("arbetare")
    stapel.starta_arbetaren()


def _punkt(namn: str) -> Storning:
    def stor(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
        punkter.ladda(stapel.punkter, namn)
        wait_until(lambda: bool(punkter.traffad(stapel.punkter, namn)), 3)
        (stapel.punkter / namn).unlink(missing_ok=True)
        wait_until(lambda: not _tagen(stapel, namn) or bool(punkter.traffad(stapel.punkter, namn)), 5)
        if pid := punkter.traffad(stapel.punkter, namn):
            _doda(pid, forlopp)
        for fil in stapel.punkter.glob(f"{namn}.*"):
            fil.unlink()

    return stor


def _tagen(stapel: Stapel, namn: str) -> bool:
    return (stapel.punkter / f"{namn}.tagen").exists()


def _tom_kon(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
    stapel.redis().flushall()


def _redis(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
    stapel.doda("redis")
    time.sleep(slump.random() * 2)
    stapel.starta_redis()


def _databas(signalen: signal.Signals) -> Storning:
    def stor(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
        forlopp.dodade += len(stapel.arbetarens_barn())  # a mail may be on its way when its row can no longer be marked
        stapel.doda_databasen(signalen)
        time.sleep(slump.random())
        stapel.starta_databasen()

    return stor


def _webb(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
    pid = stapel.barn["webb"].pid
    barn = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    if barn:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(slump.choice(barn)), signal.SIGKILL)


def _klocka(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
    stapel.doda("klocka")
    time.sleep(slump.random() * 2)
    stapel.starta_klockan()


def _mejl(stapel: Stapel, slump: random.Random, forlopp: Forlopp) -> None:
    forlopp.dodade += 2 * len(stapel.arbetarens_barn())  # taken in, but the answer was lost with the server
    stapel.doda("mejl")
    time.sleep(slump.random() * 2)
    stapel.starta_mejl()


STORNINGAR: dict[str, Storning] = {
    "barn": _barn,
    "arbetare": _arbetare,
    **{namn: _punkt(namn) for namn in (*punkter.BREVPUNKTER, punkter.EFTER_250)},
    "flushall": _tom_kon,
    "redis": _redis,
    "databas-fast": _databas(signal.SIGINT),
    "databas-immediate": _databas(signal.SIGQUIT),
    "databas-kill": _databas(signal.SIGKILL),
    "webb": _webb,
    "klocka": _klocka,
    "mejl": _mejl,
}
