"""The staged rows: streamed to COPY, so that a large file neither takes long nor much memory."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection

from anvisning.models import Anvisningsunderlag
from anvisning.tabell import Antalsrad

_COPY = (
    "COPY anvisning_anvisningsunderlagsrad (underlag_id, radnummer, kommun_id, fran, dag, typ, antal) "
    "FROM STDIN WITH (FORMAT text)"
)
BUNT = 2_000
"""Lines that are sent at a time: the database takes them in while the next ones are read."""


class _Strom:
    """What COPY reads from. The lines hold numbers, days and codes that the reading has checked: nothing is escaped."""

    def __init__(self, rader: Iterator[str]) -> None:
        self._rader = rader

    def read(self, _storlek: int) -> str:
        """Give the next lines, "" at the end."""
        return "".join(islice(self._rader, BUNT))


def skriv_rader(underlag: Anvisningsunderlag, rader: Iterable[Antalsrad]) -> None:
    """Stage rows."""
    strom = _Strom("\t".join(map(str, (underlag.pk, *rad))) + "\n" for rad in rader)
    with connection.cursor() as fraga:
        fraga.copy_expert(_COPY, strom)


def ta_bort_rader(underlag: Anvisningsunderlag) -> None:
    """Take an underlag's staged rows away."""
    with connection.cursor() as fraga:
        fraga.execute("DELETE FROM anvisning_anvisningsunderlagsrad WHERE underlag_id = %s", [underlag.pk])
