"""The supervisor's judgement, without the whole application."""

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from anvisning.uppstart import hjartslag, overvakare, postgres
from anvisning.uppstart.miljo import Startfel

pytestmark = pytest.mark.langsam


@pytest.fixture
def vakt(tmp_path: Path) -> Iterator[overvakare.Overvakare]:
    """A supervisor without children; the signals it waits for are held back as in `run`.

    Only in this thread: one that another thread of the test's process gets (xdist has some) is handed over.
    """
    main = threading.get_ident()
    handler = signal.signal(signal.SIGTERM, lambda signum, _: signal.pthread_kill(main, signum))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, overvakare.VANTADE)
    supervisor = overvakare.Overvakare(tmp_path / "var", 1)
    yield supervisor
    supervisor.stop()
    signal.sigtimedwait(overvakare.VANTADE, 0)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    signal.signal(signal.SIGTERM, handler)
    postgres.remove_place(tmp_path / "var")


def test_ger_upp_nar_en_process_dor_om_och_om_igen(
    vakt: overvakare.Overvakare, capfd: pytest.CaptureFixture[str]
) -> None:
    vakt.commands["klocka"] = [sys.executable, "-c", "print('hittar inte tiden'); raise SystemExit(7)"]
    vakt.start("klocka")
    with pytest.raises(Startfel, match=r"The process klocka keeps ending\.(.|\n)*hittar inte tiden"):
        vakt.watch()
    assert capfd.readouterr().out.count("ended (code 7); starting it again") == overvakare.FLEST_OMSTARTER


def test_misslyckad_forberedelse_visar_sin_logg(vakt: overvakare.Overvakare) -> None:
    vakt.commands["forbered"] = [sys.executable, "-c", "raise SystemExit('tabellen saknas')"]
    child = vakt.start("forbered")
    with pytest.raises(Startfel, match=r"forbered did not get going(.|\n)*tabellen saknas"):
        vakt.wait_for(lambda: child.process.poll() == 0, 10, "forbered")


def test_stor_logg_laggs_undan(vakt: overvakare.Overvakare) -> None:
    log = vakt.var / "klocka.log"
    log.write_bytes(b"x" * (overvakare.STORSTA_LOGG + 1))
    vakt.commands["klocka"] = [sys.executable, "-c", "print('ny')"]
    vakt.start("klocka").process.wait()
    assert log.read_text() == "ny\n"
    assert Path(f"{log}.1").stat().st_size == overvakare.STORSTA_LOGG + 1


def test_signal_avbryter_vantan(vakt: overvakare.Overvakare) -> None:
    signal.raise_signal(signal.SIGTERM)
    with pytest.raises(overvakare.Avbrott):
        overvakare.wait_signal(5)


@pytest.mark.django_db
def test_arbetare_och_klocka_som_inget_far_gjort_startas_om(
    vakt: overvakare.Overvakare, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker hears no polite stop; the second tells the supervisor to end, so that the test does."""
    monkeypatch.setattr(hjartslag, "LANGST", 3.0)  # the second has this long to start
    monkeypatch.setattr(overvakare, "PULSTAG", 0.1)
    monkeypatch.setattr(overvakare, "LUGN_STOPP", 0.5)
    vakt.dsn = f"host='{connection.settings_dict['HOST']}' user=postgres dbname={connection.settings_dict['NAME']}"
    hang = (
        "import os, pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"forst = pathlib.Path({str(vakt.var)!r}, 'forst')\n"
        "if forst.exists():\n"
        "    forst.with_name('andra').touch(exist_ok=False)\n"  # a third, if any, tells nobody
        "    os.kill(os.getppid(), signal.SIGTERM)\n"
        "forst.touch(); time.sleep(600)"
    )
    vakt.commands["arbetare"] = [sys.executable, "-c", hang]
    vakt.commands["klocka"] = [sys.executable, "-c", "import time; time.sleep(600)"]
    first = vakt.start("arbetare").pid
    vakt.start("klocka")
    with pytest.raises(overvakare.Avbrott):
        vakt.watch()
    assert vakt.children["arbetare"].pid != first
    said = capfd.readouterr().out
    assert said.count("No work has been done for two minutes") == 1
    assert "The process arbetare ended (code -9); starting it again." in said
