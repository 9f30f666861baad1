"""Is the work going on? `python -m anvisning.uppstart.hjartslag`: exit code 1 when nothing gets done.

The heartbeat is a duty that is due each minute, so there always is work waiting: when beat, broker and worker get
nothing done for `LANGST` seconds, something is stuck (quality R-11; Celery is known to stop fetching after its broker
has been away). `make start` restarts worker and beat then. In a container this ends the program, and the container
starts anew.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import psycopg2

LANGST = 120.0
"""Seconds."""
EGEN = "anvisning.config.celery"
"""What the command lines of worker and beat have in them."""
FRAGA = """
SELECT extract(epoch FROM senast), extract(epoch FROM clock_timestamp() - senast) FROM (SELECT greatest(
    (SELECT senast FROM anvisning_pliktrad WHERE namn = 'hjartslag'),
    (SELECT max(klar) FROM anvisning_utkorgsrad)
) AS senast) AS nagot
"""
"""Work that was done is a sign of life too: behind a long queue the heartbeat comes late."""


def get_progress(dsn: str) -> tuple[float, float] | None:
    """Give when something was last done (seconds since 1970) and how long ago that is, by the database's clock.

    (0, infinity) when nothing ever was; None when the database cannot be asked.
    """
    try:
        connection = psycopg2.connect(dsn, connect_timeout=3, options="-c statement_timeout=5s")
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(FRAGA)
            when, ago = cursor.fetchone()
    except psycopg2.Error:
        return None
    return (0.0, float("inf")) if when is None else (float(when), float(ago))


class Vakt:
    """Tells when nothing has been done for too long, in our own waking time.

    The monotonic clock stands still while a laptop sleeps, and a start counts as a sign of life: so nothing is
    restarted for having slept, and not sooner than `LANGST` seconds after the last restart.
    """

    def __init__(self) -> None:
        self.last: float | None = None
        self.since = time.monotonic()

    def is_stuck(self, progress: tuple[float, float] | None, now: float) -> bool:
        """Take what `get_progress` says at `now` (monotonic); tells whether to restart, at most once per `LANGST`."""
        if progress is None or progress[0] != self.last:
            self.last, self.since = progress and progress[0], now
            return False
        if now - self.since <= LANGST:
            return False
        self.since = now
        return True


def get_age(pid: int) -> float:
    """Seconds since a process started."""
    started = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return float(Path("/proc/uptime").read_text().split()[0]) - started


def find_main() -> int | None:
    """The program of our container: the child of its init, when that was started to run worker or beat. Else None."""
    if EGEN not in _read_command(1):
        return None
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and EGEN in _read_command(int(entry.name)):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == 1:
                return int(entry.name)
    return None


def _read_command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def main() -> int:
    """Judge by the database in DATABASE_URL; gives the exit code."""
    progress = get_progress(os.environ["DATABASE_URL"])
    if progress is None:
        print("The database does not answer, so nobody can tell.")
        return 0
    container = find_main()
    silent = min(progress[1], get_age(container) if container else float("inf"))
    print(f"Last sign of life {progress[1]:.0f} s ago.")
    if silent <= LANGST:
        return 0
    if container:
        with contextlib.suppress(ProcessLookupError):
            os.kill(container, signal.SIGKILL)  # what hangs hears nothing else; unfinished work is taken up again
    return 1


if __name__ == "__main__":
    sys.exit(main())
