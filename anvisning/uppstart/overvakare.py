"""The supervisor behind `make start`: database, web, worker and beat as children, restarted when one dies.

Ctrl-C, SIGTERM or a closed terminal stops every one; if the supervisor itself is killed the kernel tells the children
(`processer.follow_parent`). It prints the address and the demo accounts when the first page answers.
"""

import contextlib
import fcntl
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from anvisning.uppstart import hjartslag, postgres
from anvisning.uppstart.miljo import ROT, Startfel
from anvisning.uppstart.processer import Barn, follow_parent, start_child

VANTADE = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
STOPP = VANTADE - {signal.SIGCHLD}
LUGN_STOPP = 10.0
"""Seconds that web, worker and beat get to finish what they do."""
FLEST_OMSTARTER = 5
"""More restarts of one process than this within a minute and the supervisor gives up."""
PULSTAG = 20.0
"""Seconds between looks at whether the work goes on."""
STORSTA_LOGG = 5_000_000


class Avbrott(Exception):
    """The person (or the system) asked us to stop."""


def check_port(port: int) -> None:
    """Raise `Startfel` when something already listens on 127.0.0.1:`port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise Startfel(
                f"Port {port} cannot be used ({error}). Stop what uses it, or choose another: "
                f"make start PORT={port + 1}"
            ) from None


@contextlib.contextmanager
def hold_lock(var: Path) -> Iterator[None]:
    """Be the only `make start` of this folder; `Startfel` when another one runs."""
    with (var / "start.las").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Startfel(f"Another `make start` already runs in {ROT}. Stop it first (Ctrl-C there).") from None
        yield


def wait_signal(seconds: float) -> None:
    """Sleep until a child ends, a stop signal arrives (`Avbrott`), or `seconds` have passed."""
    got = signal.sigtimedwait(VANTADE, max(seconds, 0))
    if got is not None and got.si_signo in STOPP:
        raise Avbrott


class Overvakare:
    """Owns the embedded server and the application's processes."""

    def __init__(self, var: Path, port: int) -> None:
        """Take the folder of everything that is written, and the port of the pages on 127.0.0.1."""
        self.var, self.port = var, port
        self.address = f"http://localhost:{port}"
        self.server = postgres.Databasserver(postgres.choose_place(var))
        self.children: dict[str, Barn] = {}
        self.deaths: dict[str, list[float]] = {}
        self.dsn = f"host='{self.server.plats.sockel}' user=postgres dbname=anvisning"
        self.ready = var / "klar"
        self.accounts = var / "demokonton.txt"
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "anvisning.config.settings",
            "VAR_DIR": str(var),
            "INBADDAD_SOCKEL": str(self.server.plats.sockel),
            "INBADDAT_KLAR": str(self.ready),
            "PORT": str(port),
            "BAS_URL": os.environ.get("BAS_URL") or self.address,
        }
        celery = [sys.executable, "-m", "celery", "-A", "anvisning.config.celery"]
        self.commands = {
            "webb": [sys.executable, "-m", "gunicorn", "-c", "python:anvisning.uppstart.webb"],
            "arbetare": [
                *celery,
                "worker",
                "--pool=prefork",
                "-c",
                "2",
                "--without-mingle",
                "--without-gossip",
                "--loglevel",
                "INFO",
            ],
            "klocka": [*celery, "beat", "--loglevel", "INFO"],
            "forbered": [sys.executable, "manage.py", "forbered", "--konton", str(self.accounts)],
        }

    def start(self, name: str) -> Barn:
        """Start the child `name` (a key of `commands`, or "postgres")."""
        if name == "postgres":
            child = self.server.launch()
        else:
            log = self.var / f"{name}.log"
            if log.exists() and log.stat().st_size > STORSTA_LOGG:
                log.replace(f"{log}.1")
            child = start_child(name, self.commands[name], logg=log, env=self.env, cwd=ROT)
        self.children[name] = child
        return child

    def wait_for(self, condition: Callable[[], bool], seconds: float, watched: str) -> None:
        """Wait until `condition`; `Startfel` with the log's end when the child `watched` ends or time runs out."""
        deadline = time.monotonic() + seconds
        while not condition():
            if self.children[watched].has_ended() or time.monotonic() > deadline:
                log = self.var / f"{watched}.log"
                raise Startfel(f"The process {watched} did not get going. The end of {log}:\n{read_end(log)}")
            wait_signal(0.03)

    def answers(self) -> bool:
        """True when the first page answers."""
        if not _is_open(self.port):
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            raise Startfel(f"The first page answers {error.code}. See {self.var / 'webb.log'}") from None
        except OSError:
            return False

    def bring_up(self) -> None:
        """Start everything in the order that shows the first page soonest."""
        self.ready.unlink(missing_ok=True)
        self.start("postgres")
        self.start("webb")  # loads the application meanwhile, opens its port when self.ready exists
        self.wait_for(self.server.is_ready, 60, "postgres")
        self.server.create_database("anvisning")
        preparation = self.start("forbered")
        self.wait_for(lambda: preparation.process.poll() == 0, 600, "forbered")
        del self.children["forbered"]
        self.ready.touch()
        self.wait_for(self.answers, 60, "webb")
        say(f"\n  {self.address}\n")
        if self.accounts.is_file():
            say(self.accounts.read_text())
        say("Stop with Ctrl-C.")
        self.start("arbetare")
        self.start("klocka")

    def watch(self) -> None:
        """Restart what dies or hangs, until `Avbrott`; `Startfel` when one process keeps dying."""
        pulse, looked = hjartslag.Vakt(), time.monotonic()
        while True:
            wait_signal(5.0)
            if time.monotonic() - looked >= PULSTAG:
                looked = time.monotonic()
                if pulse.is_stuck(hjartslag.get_progress(self.dsn), looked):
                    self.kick()
            for name, child in list(self.children.items()):
                if not child.has_ended():
                    continue
                child.kill_group()
                now = time.monotonic()
                recent = [moment for moment in self.deaths.get(name, []) if now - moment < 60]
                self.deaths[name] = [*recent, now]
                if len(recent) >= FLEST_OMSTARTER:
                    log = self.var / f"{name}.log"
                    raise Startfel(f"The process {name} keeps ending. The end of {log}:\n{read_end(log)}")
                say(f"The process {name} ended (code {child.process.returncode}); starting it again.")
                wait_signal(0.5 * len(recent))
                self.start(name)

    def kick(self) -> None:
        """End worker and beat, which get nothing done; `watch` starts them again, and the sweeper finds their work."""
        say("No work has been done for two minutes; starting worker and beat again.")
        stuck = [self.children["arbetare"], self.children["klocka"]]
        for child in stuck:
            child.ask_to_stop()
        for child in stuck:
            child.stop(LUGN_STOPP)

    def stop(self) -> None:
        """Stop every child, the database last; a second Ctrl-C ends them at once."""
        others = [child for name, child in self.children.items() if name != "postgres"]
        for child in others:
            child.ask_to_stop()
        deadline = time.monotonic() + LUGN_STOPP
        with contextlib.suppress(Avbrott):
            while not all(child.has_ended() for child in others) and time.monotonic() < deadline:
                wait_signal(0.1)
        for child in others:
            child.stop(0)
        self.server.stop()
        self.ready.unlink(missing_ok=True)


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def read_end(log: Path) -> str:
    """The last lines of a log, for a message."""
    return log.read_text(errors="replace")[-3000:] if log.exists() else "(empty)"


def say(text: str) -> None:
    """Print, unless nobody can read it any more."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def run(port: int, var: Path) -> int:
    """Run everything until told to stop. Gives the exit code: 0 after a stop, 1 when something did not work."""
    if os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL"):
        raise Startfel("`make start` brings its own database and queue: unset DATABASE_URL and REDIS_URL first.")
    for signum in STOPP:
        signal.signal(signum, signal.SIG_DFL)  # a shell may have started us with Ctrl-C ignored
    signal.pthread_sigmask(signal.SIG_BLOCK, VANTADE)
    if os.environ.get("MAKELEVEL"):
        follow_parent(signal.SIGTERM, os.getppid())
    check_port(port)
    var.mkdir(parents=True, exist_ok=True)
    with hold_lock(var):
        supervisor = Overvakare(var, port)
        try:
            supervisor.bring_up()
            supervisor.watch()
        except Avbrott:
            say("\nStopping (a few seconds; Ctrl-C again stops at once) ...")
            return 0
        finally:
            supervisor.stop()
    return 1
