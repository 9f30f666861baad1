"""The lock under which runs are made, taken back and published: one at a time, while nothing is posted."""

from django.db import connection

from anvisning.anvisningar.raknare import las_bokforingen
from anvisning.ensam import BERAKNINGARNA


def ensam() -> None:
    """Wait for other runs and postings; held until the transaction ends. Readers never wait."""
    with connection.cursor() as fraga:
        fraga.execute("SELECT pg_advisory_xact_lock(%s)", [BERAKNINGARNA])
    las_bokforingen()
