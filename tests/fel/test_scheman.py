"""F-34: fifty random mixes of faults while twenty people act. The seed is printed; the same can be played by hand."""

import random
import subprocess
import sys

import pytest

from tests.maskin import ROT

pytestmark = [pytest.mark.redis, pytest.mark.langsam]
SCHEMAN = 50


def test_femtio_scheman() -> None:
    fro = random.SystemRandom().randrange(10**6)
    kommando = [sys.executable, "-m", "tests.fel", "--scheman", str(SCHEMAN), "--fro", str(fro)]
    gjort = subprocess.run(kommando, cwd=ROT, capture_output=True, text=True, timeout=3600, check=False)
    print(gjort.stdout)  # noqa: T201 - the seed, and what each schedule was
    assert gjort.returncode == 0, gjort.stdout[-6000:] + gjort.stderr[-2000:]
    rader = gjort.stdout.splitlines()
    assert rader[0] == f"--scheman {SCHEMAN} --fro {fro}"
    assert len(rader) == SCHEMAN + 1
