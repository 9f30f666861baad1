"""To be alone with some work, across every process: an advisory lock that ends with its holder."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

# All the numbers stand here, so that no two meet.
UTKORGEN = 1 << 48
"""Where the numbers of the outbox rows' locks begin."""
PLIKTERNA = 1 << 49
"""Where the numbers of the duties' locks begin."""
BERAKNINGARNA = 1 << 50
"""The number of the lock of runs and published months."""
EXPORTPLATSERNA, EXPORTKONTONA = 1 << 51, 1 << 52
"""Where the numbers of the locks of the export's places and of its accounts begin."""


@contextmanager
def ensam(nummer: int) -> Iterator[bool]:
    """Tell whether nobody else holds the lock with this number; it is held meanwhile. Waits for nobody."""
    with connection.cursor() as fraga:
        fick = ta_las(fraga, nummer)
        try:
            yield fick
        finally:
            if fick:
                fraga.execute("SELECT pg_advisory_unlock(%s)", [nummer])


def ta_las(fraga: CursorWrapper, nummer: int) -> bool:
    """Take the lock with this number, until it is given back or the connection ends. Tells whether it was free."""
    fraga.execute("SELECT pg_try_advisory_lock(%s)", [nummer])
    fick: bool = fraga.fetchone()[0]
    return fick
