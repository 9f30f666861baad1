"""One running `make start`, as a person has it: started, looked at, found again among the processes, ended."""

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from anvisning.uppstart.processer import wait_until
from tests.maskin import ROT

LANGSTA_VANTAN = 300
"""Seconds after which a start is hung. How fast it is: `python -m benchmarks starten`."""
EGNA = re.compile(r"DJANGO_|TEST_|INBADDA|VAR_DIR|MAKE|MFLAGS|PYTEST|DATABASE_URL|REDIS_URL|BAS_URL|KRAV_")


def get_miljo(var: Path, port: int) -> dict[str, str]:
    """The environment of a person's `make start` with its data in `var`: nothing of the run that we are part of."""
    inherited = {name: value for name, value in os.environ.items() if not EGNA.match(name)}
    return inherited | {"VAR_DIR": str(var), "PORT": str(port)}


def get_free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_page(port: int, path: str = "/") -> bytes | None:
    """What is shown there; None when nothing is, or not yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return bytes(answer.read())
    except OSError:
        return None


@dataclass
class Korning:
    """One `make start` on a port and a folder of its own."""

    var: Path
    port: int
    marke: str = field(default_factory=lambda: secrets.token_hex(8))

    def start(self) -> None:
        """Start, and wait for the first page."""
        env = get_miljo(self.var, self.port) | {"ANVISNING_MARKE": self.marke}
        with (self.var.parent / "utskrift").open("wb") as out:
            self.make = subprocess.Popen(
                ["make", "start"], cwd=ROT, env=env, stdout=out, stderr=out, start_new_session=True
            )
        assert wait_until(lambda: self.answers() or self.make.poll() is not None, LANGSTA_VANTAN, 0.02), self.read()
        assert self.answers(), self.read()

    def read(self) -> str:
        """What has been printed."""
        return (self.var.parent / "utskrift").read_text()

    def answers(self, path: str = "/") -> bool:
        """True when the page answers 200."""
        return read_page(self.port, path) is not None

    def find(self, word: str = "") -> list[int]:
        """Our processes with `word` in the command: by the environment, or by standing in our data folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                ours = self.marke.encode() in (entry / "environ").read_bytes()
                ours = ours or (entry / "cwd").readlink().is_relative_to(self.var)
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if ours and command and word in command:
                found.append(int(entry.name))
        return sorted(found)

    def find_main(self, word: str) -> int:
        """The process that leads its group among those with `word` in the command, the last one started."""
        return max(pid for pid in self.find(word) if os.getpgid(pid) == pid)

    def find_supervisor(self) -> int:
        """The process that started all the others."""
        (supervisor,) = self.find("-m anvisning.uppstart start")
        return supervisor

    def press_ctrl_c(self) -> None:
        """End it as the terminal does, and wait for that."""
        os.killpg(self.make.pid, signal.SIGINT)
        self.make.wait(30)

    def end(self) -> None:
        """End at once whatever is left of it."""
        while left := self.find():
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.make.wait()
