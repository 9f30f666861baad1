"""`make start` for real: the first page, what runs, what is restarted, and that nothing is left however it ends."""

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from anvisning.uppstart import postgres
from anvisning.uppstart.processer import wait_until
from tests.maskin import ROT

pytestmark = pytest.mark.langsam
FORSTA_START, NASTA_START = 90, 5
"""Seconds to the first page, at most."""
ARBETARE, KLOCKA = "-A anvisning.config.celery worker", "-A anvisning.config.celery beat"
EGNA = re.compile(r"DJANGO_|TEST_|INBADDA|VAR_DIR|MAKE|MFLAGS|PYTEST|DATABASE_URL|REDIS_URL|BAS_URL|KRAV_")


@dataclass
class Korning:
    """One `make start` on a port and a folder of its own."""

    var: Path
    port: int
    marke: str = field(default_factory=lambda: secrets.token_hex(8))
    seconds: float = 0.0

    def start(self) -> None:
        """Start and wait for the first page, noting how long it took."""
        env = {name: value for name, value in os.environ.items() if not EGNA.match(name)}
        env |= {"ANVISNING_MARKE": self.marke, "VAR_DIR": str(self.var), "PORT": str(self.port)}
        begun = time.monotonic()
        with (self.var.parent / "utskrift").open("wb") as out:
            self.make = subprocess.Popen(
                ["make", "start"], cwd=ROT, env=env, stdout=out, stderr=out, start_new_session=True
            )
        assert wait_until(lambda: self.answers() or self.make.poll() is not None, 3 * FORSTA_START, 0.02), self.read()
        self.seconds = time.monotonic() - begun
        assert self.answers(), self.read()
        assert wait_until(lambda: len(self.find("celery")) >= 4, 30), self.read()

    def read(self) -> str:
        """What has been printed."""
        return (self.var.parent / "utskrift").read_text()

    def answers(self, path: str = "/") -> bool:
        """True when the page answers 200."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def find(self, word: str = "") -> list[int]:
        """Our processes with `word` in the command: by the environment, or by standing in our data folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                ours = self.marke.encode() in (entry / "environ").read_bytes()
                ours = ours or (entry / "cwd").readlink().is_relative_to(self.var)
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if ours and command and word in command:
                found.append(int(entry.name))
        return sorted(found)

    def find_main(self, word: str) -> int:
        """The process that leads its group among those with `word` in the command, the last one started."""
        return max(pid for pid in self.find(word) if os.getpgid(pid) == pid)

    def find_supervisor(self) -> int:
        """The process that started all the others."""
        (supervisor,) = self.find("-m anvisning.uppstart start")
        return supervisor


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A folder of our own for everything that is written, open to the database's user."""
    folder = Path(tempfile.mkdtemp(prefix="anv-"))
    folder.chmod(0o755)
    (folder / "var").mkdir()
    yield folder / "var"
    postgres.remove_place(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def korning(var: Path) -> Iterator[Korning]:
    """A running application; whatever is left of it afterwards is ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Korning(var, port)
    try:
        running.start()
        yield running
    finally:
        while left := running.find():
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        running.make.wait()


def assert_nothing_left(korning: Korning) -> None:
    """Every process has ended within half a minute."""
    assert wait_until(lambda: not korning.find(), 30), [
        Path(f"/proc/{pid}/cmdline").read_text() for pid in korning.find()
    ]
    assert not korning.answers()


def test_forsta_start_dodad_arbetare_och_ctrl_c(korning: Korning) -> None:
    assert korning.seconds <= FORSTA_START
    assert wait_until(lambda: "Stop with Ctrl-C" in korning.read(), 10)
    assert f"http://localhost:{korning.port}" in korning.read()
    assert "@" in korning.read()  # the demo accounts
    assert korning.find("gunicorn")
    assert len(korning.find(KLOCKA)) == 1
    assert wait_until(lambda: len(korning.find(ARBETARE)) == 3, 20)
    assert korning.answers("/readyz")

    killed = korning.find_main(ARBETARE)
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: bool(korning.find(ARBETARE)) and killed not in korning.find(ARBETARE), 20)
    assert wait_until(lambda: len(korning.find(ARBETARE)) == 3, 20)
    assert "The process arbetare ended (code -9); starting it again." in korning.read()

    os.killpg(korning.make.pid, signal.SIGINT)  # as the terminal does for Ctrl-C
    korning.make.wait(30)
    assert_nothing_left(korning)
    assert not (korning.var / "klar").exists()


def test_nasta_start_dodad_databas_och_dodad_vakt(korning: Korning) -> None:
    assert korning.seconds <= NASTA_START
    killed = korning.find_main("/postgres -D")
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: "The process postgres ended (code -9); starting it again." in korning.read(), 20)
    assert wait_until(lambda: korning.answers("/readyz"), 30)
    assert korning.find_main("/postgres -D") != killed
    os.kill(korning.find_supervisor(), signal.SIGKILL)
    assert_nothing_left(korning)


def test_dodad_make_och_dodad_webb(korning: Korning) -> None:
    assert korning.seconds <= NASTA_START
    os.kill(korning.find_main("gunicorn"), signal.SIGKILL)
    assert wait_until(lambda: "The process webb ended (code -9); starting it again." in korning.read(), 20)
    assert wait_until(lambda: korning.answers("/readyz"), 30)
    korning.make.kill()
    assert_nothing_left(korning)


def test_tva_i_samma_mapp_och_sigterm(korning: Korning) -> None:
    env = {name: value for name, value in os.environ.items() if not EGNA.match(name)}
    same_port = subprocess.run(
        ["make", "start"],
        cwd=ROT,
        env=env | {"VAR_DIR": str(korning.var), "PORT": str(korning.port)},
        capture_output=True,
        text=True,
    )
    assert same_port.returncode != 0
    assert f"Port {korning.port} cannot be used" in same_port.stderr
    other_port = subprocess.run(
        ["make", "start"],
        cwd=ROT,
        env=env | {"VAR_DIR": str(korning.var), "PORT": str(korning.port + 1)},
        capture_output=True,
        text=True,
    )
    assert other_port.returncode != 0
    assert "Another `make start` already runs" in other_port.stderr
    assert korning.answers("/readyz")
    os.kill(korning.find_supervisor(), signal.SIGTERM)
    korning.make.wait(30)
    assert_nothing_left(korning)
