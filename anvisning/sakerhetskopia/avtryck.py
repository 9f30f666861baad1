"""Digests of a database: per table its number of rows and a sum over them, and one of its constraints and triggers."""

import hashlib

from django.db import connection

TABELLER = "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
TABELL = """
SELECT count(*), coalesce(sum(('x' || left(avtryck, 15))::bit(60)::bigint), 0)
FROM (SELECT encode(sha256(convert_to(rad::text, 'UTF8')), 'hex') AS avtryck FROM {} AS rad) AS rader
"""
"""A sum, so that the rows' order makes no difference."""
SCHEMA = """
SELECT concat_ws(' ', conrelid::regclass, conname, contype, convalidated)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgtype, tgenabled) FROM pg_trigger JOIN pg_class c
    ON c.oid = tgrelid WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', indrelid::regclass, indexrelid::regclass, indisunique, indisvalid)
    FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
"""What refuses a wrong row is part of what must come back. Not its expressions: PostgreSQL words those anew."""
SPRAK = """
SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex';
SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = 0
"""
"""A row as text must read the same whoever asks."""

Avtryck = dict[str, list[str]]
"""Name -> [number of rows, digest]."""


def take() -> Avtryck:
    """Give the digests of the database that we are connected to; call it in a transaction."""
    found: Avtryck = {}
    with connection.cursor() as cursor:
        cursor.execute(SPRAK)
        cursor.execute(TABELLER)
        for (table,) in cursor.fetchall():
            cursor.execute(TABELL.format(table))
            found[table] = [str(value) for value in cursor.fetchone()]
        cursor.execute(SCHEMA)
        lines = sorted(line for (line,) in cursor.fetchall())
        found["(schema)"] = [str(len(lines)), hashlib.sha256("\n".join(lines).encode()).hexdigest()]
    return found


def compare(wanted: Avtryck, got: Avtryck) -> list[str]:
    """Tell in which tables two databases differ, and how; nothing when they are equal."""
    return [
        f"{name}: {' '.join(wanted.get(name, ['missing']))}, but {' '.join(got.get(name, ['missing']))} restored"
        for name in sorted(wanted.keys() | got.keys())
        if wanted.get(name) != got.get(name)
    ]
