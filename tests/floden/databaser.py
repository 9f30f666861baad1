"""Databases of their own for the long tests: copied from an empty one, filled once in a run, and dropped after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

UTAN_TIDSGRANS = "SET statement_timeout = 0"
"""Making or dropping a whole database waits for a checkpoint, which a busy machine takes its time for."""


def skapa(namn: str, mall: str = "template1") -> str:
    """Make a database as a copy of another, which loses its connections; gives its name."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(UTAN_TIDSGRANS)
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [mall])
        cursor.execute(f'CREATE DATABASE "{namn}" TEMPLATE "{mall}"')
    return namn


def slang(namn: str) -> None:
    """Drop a database, whoever is connected to it."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(UTAN_TIDSGRANS)
        cursor.execute(f'DROP DATABASE IF EXISTS "{namn}" WITH (FORCE)')


def migrera() -> None:
    """Give the database its tables and triggers."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


@contextmanager
def i_databas(namn: str) -> Iterator[None]:
    """Let this thread, and every one that is started meanwhile, work in a database."""
    forra = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = namn
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = forra
