"""The staged rows: written by COPY, in batches, so that a large file neither takes long nor much memory."""

import io
from collections.abc import Iterable
from itertools import islice

from django.db import connection

from anvisning.models import Anvisningsunderlag
from anvisning.tabell import Antalsrad

_COPY = (
    "COPY anvisning_anvisningsunderlagsrad (underlag_id, radnummer, kommun_id, fran, dag, typ, antal) "
    "FROM STDIN WITH (FORMAT text)"
)
BUNT = 50_000


def skriv_rader(underlag: Anvisningsunderlag, rader: Iterable[Antalsrad]) -> int:
    """Stage rows; gives how many. Their texts are codes that the reading has checked: nothing needs escaping."""
    antal, strom = 0, iter(rader)
    with connection.cursor() as fraga:
        while bunt := list(islice(strom, BUNT)):
            text = "".join(
                f"{underlag.pk}\t{nummer}\t{kod}\t{fran}\t{dag}\t{typ}\t{tal}\n"
                for nummer, kod, fran, dag, typ, tal in bunt
            )
            fraga.copy_expert(_COPY, io.StringIO(text))
            antal += len(bunt)
    return antal


def ta_bort_rader(underlag: Anvisningsunderlag) -> None:
    """Take an underlag's staged rows away."""
    with connection.cursor() as fraga:
        fraga.execute("DELETE FROM anvisning_anvisningsunderlagsrad WHERE underlag_id = %s", [underlag.pk])
