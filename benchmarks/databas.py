"""A PostgreSQL of our own for a benchmark, with the application's tables and the country in it; gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anvisning.uppstart import postgres

UTAN_GRANSER = "-c search_path=public -c join_collapse_limit=4"
"""As the application connects, but for the limits of time: a peer may take longer than a page may."""


@contextmanager
def egen_databas() -> Iterator[None]:
    """Start a server, migrate, load counties and municipalities, and let this thread work there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anvisning.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as mapp:
        server = postgres.Databasserver(postgres.choose_place(Path(mapp), "matning"), snabb=True)
        installningar = connection.settings_dict
        forra = {namn: installningar[namn] for namn in ("HOST", "NAME", "OPTIONS")}
        server.start()
        try:
            server.create_database("matning")
            connection.close()
            installningar.update(HOST=str(server.plats.sockel), NAME="matning", OPTIONS={"options": UTAN_GRANSER})
            call_command("migrate", verbosity=0)
            call_command("referensdata", stdout=open(os.devnull, "w"))
            yield
        finally:
            connection.close()
            installningar.update(forra)
            server.stop()
            postgres.remove_place(Path(mapp))
