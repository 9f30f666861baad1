"""`make start` until its first page: from an empty folder, and again, against the same done by hand with Django's own.

By hand: the database, `manage.py migrate`, `manage.py runserver`, on the same data. Both must show the same first page
before any time counts, but for its figures: the worker has been at the data in between. `--quick` compares in three
pairs instead of seven, with slack.
"""

import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from anvisning.uppstart import postgres
from anvisning.uppstart.processer import wait_until
from benchmarks.matning import Matning, judge
from tests.drift.korning import LANGSTA_VANTAN, Korning, get_free_port, get_miljo, read_page
from tests.maskin import ROT

SIFFROR = re.compile(rb"\d+")
FORSTA = 90
"""Seconds at most until the first page when the invented country is still to be loaded."""
MAL, MAL_SNABB = 1.0, 1.4
"""A later start, in parts of what it takes by hand."""


def start_ours(var: Path) -> tuple[float, bytes | None]:
    """Seconds that `make start` takes until the first page, and that page."""
    running = Korning(var, get_free_port())
    try:
        begun = time.perf_counter()
        running.start()
        taken = time.perf_counter() - begun
        page = read_page(running.port)
        running.press_ctrl_c()
    finally:
        running.end()
    return taken, page


def start_by_hand(var: Path) -> tuple[float, bytes | None]:
    """Seconds that the database's and Django's own commands take until the first page, and that page."""
    port = get_free_port()
    server = postgres.Databasserver(postgres.choose_place(var))
    env = get_miljo(var, port) | {"INBADDAD_SOCKEL": str(server.plats.sockel)}
    begun = time.perf_counter()
    server.start()
    try:
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROT, env=env, check=True)
        pages = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", str(port)],
            cwd=ROT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: read_page(port) is not None or pages.poll() is not None, LANGSTA_VANTAN, 0.02)
            return time.perf_counter() - begun, read_page(port)
        finally:
            pages.send_signal(signal.SIGINT)
            pages.wait()
    finally:
        server.stop()


def kor(quick: bool) -> list[Matning]:
    """Measure the first start, then later ones in alternating pairs; RuntimeError when the pages differ."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        var = Path(folder) / "var"
        var.mkdir()
        try:
            first, _ = start_ours(var)
            ratios, times = [], []
            for turn in range(3 if quick else 7):
                pair = [start_ours, start_by_hand]
                done = {start: start(var) for start in (pair if turn % 2 == 0 else pair[::-1])}
                (ours, page), (by_hand, same) = done[start_ours], done[start_by_hand]
                if page is None or same is None or SIFFROR.sub(b"", page) != SIFFROR.sub(b"", same):
                    raise RuntimeError(f"Not the same first page: {len(page or b'')} and {len(same or b'')} bytes")
                ratios.append(ours / by_hand)
                times.append(f"{ours:.1f}/{by_hand:.1f}")
        finally:
            postgres.remove_place(var)
    return [
        judge("starten: first page of an empty folder, s", [first], goal=FORSTA, at_least=False),
        judge(
            "starten: make start / by hand, later",
            ratios,
            goal=MAL_SNABB if quick else MAL,
            at_least=False,
            note=f"{', '.join(times)} s",
        ),
    ]
