"""Taking a backup, and trying out that it comes back."""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection, transaction

from anvisning.models import Epostmeddelande
from anvisning.sakerhetskopia import avtryck, program

PROV = "anvisning_aterlasningsprov"
"""The database that a rehearsal makes, and drops."""


def get_beside(fil: Path) -> tuple[Path, Path]:
    """The two files beside a dump: what proves it (JSON), and the log of mails sent by then."""
    return fil.with_name(f"{fil.name}.json"), fil.with_name(f"{fil.name}.mejl")


def take(fil: Path, *, nu: datetime) -> dict[str, Any]:
    """Dump the database to `fil`, and write the two files beside it. Gives what proves the dump.

    Dump, digests and mail log are of the same instant (one exported snapshot). A file gets its name when it is whole
    and on disk. Raises `ProgramSaknas`, RuntimeError (pg_dump's words) and OSError.
    """
    pg_dump = program.get_program("pg_dump")
    proof, mail = get_beside(fil)
    part = fil.with_name(f"{fil.name}.del")
    with contextlib.ExitStack() as stack:
        stack.callback(part.unlink, missing_ok=True)
        part.touch(mode=0o600)
        stack.enter_context(transaction.atomic())
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            snapshot, server = cursor.fetchone()
        program.run([pg_dump, "--format=custom", f"--snapshot={snapshot}", f"--file={part}"])
        tables = avtryck.take()
        sent = Epostmeddelande.objects.filter(skickad__isnull=False).order_by("skickad", "pk")
        lines = [f"{when.isoformat()} {id_}\n" for when, id_ in sent.values_list("skickad", "message_id")]
        facts = {
            "skapad": nu.isoformat(),
            "server": server,
            "sha256": _digest(part),
            "storlek": part.stat().st_size,
            "tabeller": tables,
        }
        _write(mail, "".join(lines))
        _write(proof, json.dumps(facts, indent=1) + "\n")
        _publish(part, fil)
    return facts


def _digest(fil: Path) -> str:
    with fil.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write(fil: Path, text: str) -> None:
    part = fil.with_name(f"{fil.name}.del")
    part.touch(mode=0o600)
    part.write_text(text, encoding="utf-8")
    _publish(part, fil)


def _publish(part: Path, fil: Path) -> None:
    """Give a finished file its name; it is on disk before it has it, and the name is on disk before we go on."""
    with part.open("rb") as content:
        os.fsync(content.fileno())
    part.replace(fil)
    folder = os.open(fil.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_proof(fil: Path) -> dict[str, Any]:
    """Give what stands beside a dump. Raises OSError or ValueError when it is not there or not readable."""
    facts: dict[str, Any] = json.loads(get_beside(fil)[0].read_text(encoding="utf-8"))
    return facts


def try_out(fil: Path) -> list[str]:
    """Restore a dump into a database of its own on our server, and drop it. Tells what is wrong (nothing: all is well).

    Looked at: the dump's SHA-256, each table's digest, constraints and triggers, and the invariants of `kontrollera`
    asked of the restored copy. Raises as `take` does, and OSError or ValueError when the proof cannot be read.
    """
    facts = read_proof(fil)
    if (digest := _digest(fil)) != facts["sha256"]:
        return [f"The dump's SHA-256 is {digest}, and was {facts['sha256']} when it was taken."]
    pg_restore = program.get_program("pg_restore")
    with _own_database():
        program.run([pg_restore, "--exit-on-error", "--no-owner", f"--dbname={PROV}", str(fil)], PROV)
        with _connected_to(PROV):
            with transaction.atomic():
                wrong = avtryck.compare(facts["tabeller"], avtryck.take())
            try:
                call_command("kontrollera")
            except CommandError as fel:
                wrong.append(f"kontrollera in the restored copy: {fel}")
    return wrong


@contextlib.contextmanager
def _own_database() -> Iterator[None]:
    """Make the rehearsal's database, alone (an advisory lock of the server), and drop it in the end."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [PROV])
        if not cursor.fetchone()[0]:
            raise RuntimeError("Another rehearsal is going on.")
        drop = f"DROP DATABASE IF EXISTS {PROV} WITH (FORCE)"
        cursor.execute(drop)  # left by one that was killed
        cursor.execute(f"CREATE DATABASE {PROV} TEMPLATE template0")
        try:
            yield
        finally:
            cursor.execute(drop)


@contextlib.contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Let this process's queries go to another database of the server meanwhile."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
