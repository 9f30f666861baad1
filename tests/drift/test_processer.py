"""Child processes: none is left when its owner stops it, or is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from anvisning.uppstart.miljo import ROT
from anvisning.uppstart.processer import start_child, wait_until

BARN_MED_BARN = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"


def lives(pid: int) -> bool:
    """True when the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def read_pid(log: Path) -> int:
    """The number that the child wrote, as soon as it is there."""
    assert wait_until(lambda: log.exists() and log.read_text().endswith("\n"), 10)
    return int(log.read_text().split()[-1])


def test_stopp_tar_hela_gruppen(tmp_path: Path) -> None:
    child = start_child("barn", [sys.executable, "-c", BARN_MED_BARN], logg=tmp_path / "logg")
    grandchild = read_pid(tmp_path / "logg")
    assert lives(child.pid)
    assert lives(grandchild)
    child.stop(5)
    assert wait_until(lambda: not lives(child.pid) and not lives(grandchild), 5)


def test_barn_som_inte_vill_sluta_dodas(tmp_path: Path) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    child = start_child("barn", [sys.executable, "-c", stubborn], logg=tmp_path / "logg")
    read_pid(tmp_path / "logg")
    child.stop(0.3)
    assert child.process.returncode == -signal.SIGKILL


def test_barn_far_signal_nar_agaren_dodas(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom anvisning.uppstart.processer import start_child\n"
        "barn = start_child('barn', ['sleep', '60'], logg=Path(sys.argv[1]) / 'logg')\n"
        "print(barn.pid, flush=True)\ntime.sleep(60)\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROT, stdout=subprocess.PIPE)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    assert lives(pid)
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    assert wait_until(lambda: not lives(pid), 5)


def test_barnet_star_utanfor_tangentbordets_grupp(tmp_path: Path) -> None:
    child = start_child("barn", ["sleep", "60"], logg=tmp_path / "logg")
    try:
        assert os.getpgid(child.pid) == child.pid != os.getpgid(0)
    finally:
        child.stop(5)
