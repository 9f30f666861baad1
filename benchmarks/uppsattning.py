"""Set-up as `make miljo` does it (venv, locked uv, uv installs) against plain pip, the same lock files, empty caches.

Both end with the same packages (compared before any time counts); the virtual environment is included in both.
`--quick` does the same in one round instead of three.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from anvisning.uppstart import miljo
from benchmarks.matning import Matning, judge

MAL = 0.25
EGNA = {"uv", "pip", "setuptools"}
"""The tools themselves: pip's set-up has no uv of its own before the lock file brings it."""


def get_packages(venv: Path) -> list[str]:
    """Every installed package of `venv` as name==version, sorted, without the tools."""
    asked = subprocess.run(
        [
            str(venv / "bin" / "python"),
            "-c",
            "from importlib.metadata import distributions as d\n"
            "print(*sorted({f\"{x.name.lower().replace('_', '-')}=={x.version}\" for x in d()}), sep='\\n')",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in asked.stdout.splitlines() if line.split("==")[0] not in EGNA]


def install_ours(venv: Path) -> None:
    """Set up as `make miljo` does."""
    miljo.create_venv(venv)
    miljo.install_uv(venv)
    miljo.install_locked([miljo.LAS, miljo.LAS_UTVECKLING], venv)


def install_with_pip(venv: Path) -> None:
    """Set up with what Python brings."""
    miljo.run([miljo.get_base_python(), "-m", "venv", str(venv)], "venv")
    locks = ["-r", str(miljo.LAS), "-r", str(miljo.LAS_UTVECKLING)]
    miljo.run([str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", *locks], "pip")


def measure(install: Callable[[Path], None], folder: Path) -> tuple[float, list[str]]:
    """Seconds that `install` takes from nothing, with empty caches below `folder`, and the packages it gives."""
    caches = {"PIP_CACHE_DIR": str(folder / "pip"), "UV_CACHE_DIR": str(folder / "uv")}
    before = {name: os.environ.get(name) for name in caches}
    os.environ.update(caches)
    try:
        begun = time.perf_counter()
        install(folder / "venv")
        return time.perf_counter() - begun, get_packages(folder / "venv")
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def kor(quick: bool) -> list[Matning]:
    """Measure in alternating pairs; RuntimeError when the two ways did not install the same."""
    ratios, times = [], []
    (miljo.ROT / "var").mkdir(exist_ok=True)
    for turn in range(1 if quick else 3):
        with (
            tempfile.TemporaryDirectory(dir=miljo.ROT / "var") as one,
            tempfile.TemporaryDirectory(dir=miljo.ROT / "var") as other,
        ):
            pair = [(install_ours, Path(one)), (install_with_pip, Path(other))]
            done = {install: measure(install, folder) for install, folder in (pair if turn % 2 == 0 else pair[::-1])}
        (ours, our_packages), (peer, peer_packages) = done[install_ours], done[install_with_pip]
        if our_packages != peer_packages or not our_packages:
            raise RuntimeError(f"Not the same packages: {sorted(set(our_packages) ^ set(peer_packages))}")
        ratios.append(ours / peer)
        times.append(f"{ours:.1f}/{peer:.1f} s")
    note = f"{len(our_packages)} packages, {', '.join(times)}" + (", one round" if quick else "")
    return [judge("uppsattning: uv / pip", ratios, goal=MAL, at_least=False, note=note)]
