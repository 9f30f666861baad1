"""`make start` for real: the first page, what runs, what is restarted, and that nothing is left however it ends."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anvisning.uppstart import postgres
from anvisning.uppstart.processer import wait_until
from tests.drift.korning import Korning, get_free_port, get_miljo
from tests.maskin import ROT

pytestmark = pytest.mark.langsam
ARBETARE, KLOCKA = "-A anvisning.config.celery worker", "-A anvisning.config.celery beat"


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
    running = Korning(var, get_free_port())
    try:
        running.start()
        assert wait_until(lambda: len(running.find("celery")) >= 4, 30), running.read()
        yield running
    finally:
        running.end()


def assert_nothing_left(korning: Korning) -> None:
    """Every process has ended within half a minute."""
    assert wait_until(lambda: not korning.find(), 30), [
        Path(f"/proc/{pid}/cmdline").read_text() for pid in korning.find()
    ]
    assert not korning.answers()


def test_forsta_start_dodad_arbetare_och_ctrl_c(korning: Korning) -> None:
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

    korning.press_ctrl_c()
    assert_nothing_left(korning)
    assert not (korning.var / "klar").exists()


def test_nasta_start_dodad_databas_och_dodad_vakt(korning: Korning) -> None:
    killed = korning.find_main("/postgres -D")
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: "The process postgres ended (code -9); starting it again." in korning.read(), 20)
    assert wait_until(lambda: korning.answers("/readyz"), 30)
    assert korning.find_main("/postgres -D") != killed
    os.kill(korning.find_supervisor(), signal.SIGKILL)
    assert_nothing_left(korning)


def test_dodad_make_och_dodad_webb(korning: Korning) -> None:
    os.kill(korning.find_main("gunicorn"), signal.SIGKILL)
    assert wait_until(lambda: "The process webb ended (code -9); starting it again." in korning.read(), 20)
    assert wait_until(lambda: korning.answers("/readyz"), 30)
    korning.make.kill()
    assert_nothing_left(korning)


def test_tva_i_samma_mapp_och_sigterm(korning: Korning) -> None:
    same_port = subprocess.run(
        ["make", "start"],
        cwd=ROT,
        env=get_miljo(korning.var, korning.port),
        capture_output=True,
        text=True,
    )
    assert same_port.returncode != 0
    assert f"Port {korning.port} cannot be used" in same_port.stderr
    other_port = subprocess.run(
        ["make", "start"],
        cwd=ROT,
        env=get_miljo(korning.var, korning.port + 1),
        capture_output=True,
        text=True,
    )
    assert other_port.returncode != 0
    assert "Another `make start` already runs" in other_port.stderr
    assert korning.answers("/readyz")
    os.kill(korning.find_supervisor(), signal.SIGTERM)
    korning.make.wait(30)
    assert_nothing_left(korning)
