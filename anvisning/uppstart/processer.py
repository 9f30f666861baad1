"""Child processes that cannot be left behind: an own process group each, and a signal from the kernel if we die."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


def _load_prctl() -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    return ctypes.CDLL(None, use_errno=True).prctl


_prctl = _load_prctl()


def follow_parent(signum: int, parent: int) -> None:
    """Ask the kernel to send us `signum` when our parent dies; end at once if `parent` is already gone.

    Where the kernel has no such thing (not Linux) nothing happens.
    """
    if _prctl is None:
        return
    _prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


class Barn:
    """One child process and its group."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", stop_signal: int) -> None:
        """Take a process started by `start_child`."""
        self.name = name
        self.process = process
        self.stop_signal = stop_signal

    @property
    def pid(self) -> int:
        """The process id, which is also its group's."""
        return self.process.pid

    def has_ended(self) -> bool:
        """True when the process itself has ended (others of its group may live)."""
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Send the process its polite stop signal."""
        if not self.has_ended():
            self.process.send_signal(self.stop_signal)

    def kill_group(self) -> None:
        """End whatever is left of the group at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def stop(self, seconds: float) -> None:
        """Ask politely, wait at most `seconds`, then end the whole group."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.kill_group()
        self.process.wait()


def start_child(
    name: str,
    command: list[str],
    *,
    logg: Path,
    stop_signal: int = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
    **options: Any,
) -> Barn:
    """Start `command` in a process group of its own, output appended to `logg`; it gets `stop_signal` if we die.

    Call it from the main thread: the kernel counts the starting thread as the parent.
    """
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(signum, signal.SIG_DFL)
        follow_parent(stop_signal, parent)

    with logg.open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            process_group=0,
            preexec_fn=prepare,  # the starter has one thread
            **options,
        )
    return Barn(name, process, stop_signal)


def wait_until(condition: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    """Wait until `condition` holds, at most `seconds`; gives whether it did."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step)
    return True


def find_processes(folder: Path) -> list[int]:
    """The living processes whose working folder is `folder` or below it (as every process of a PostgreSQL server's is).

    Processes that we may not look at are not seen.
    """
    found, folder = [], folder.resolve()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if (entry / "cwd").readlink().is_relative_to(folder):
                    found.append(int(entry.name))
    return sorted(found)
