"""The rows of a straight file staged as they are read, in COPY's binary form: no number or day is parsed again."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import psycopg2
from django.db import connection

from anvisning.models import Anvisningsunderlag
from anvisning.tabell import InteRak
from anvisning.tabell.rakbunt import TYPER, Bunt
from anvisning.tabell.rakrader import Rakfil

_COPY = (
    "COPY anvisning_anvisningsunderlagsrad (underlag_id, radnummer, kommun_id, fran, dag, antal, typ) "
    "FROM STDIN WITH (FORMAT binary)"
)
_HUVUD, _SLUT = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_EPOK = date(2000, 1, 1).toordinal()
"""PostgreSQL's day 0."""
_FALT = {"underlag": ">i8", "radnummer": ">i4", "kommun": "S4", "fran": ">i4", "dag": ">i4", "antal": ">i4"}
_TYPTEXTER = np.array([typ.encode() for typ in TYPER])
_TYPLANGD = np.char.str_len(_TYPTEXTER)
_KODER = np.char.zfill(np.arange(10_000).astype("S4"), 4)
_RAD = np.dtype(
    [
        ("antal_falt", ">i2"),
        *((namn, form) for falt, typ in _FALT.items() for namn, form in ((f"langd_{falt}", ">i4"), (falt, typ))),
        ("langd_typ", ">i4"),
        ("typ", _TYPTEXTER.dtype),
    ]
)
"""A row as COPY has it: how many fields, and before each field how many bytes it is. The type, last, may be shorter."""


class _Strom:
    """What COPY reads from; remembers what was wrong with the file."""

    def __init__(self, bitar: Iterator[bytes]) -> None:
        self.fel: InteRak | None = None
        self._bitar = bitar

    def read(self, _storlek: int) -> bytes:
        """Give the next rows, nothing at the end."""
        try:
            return next(self._bitar, b"")
        except InteRak as fel:
            self.fel = fel
            raise


def skriv_rakfil(underlag: Anvisningsunderlag, rakfil: Rakfil) -> None:
    """Stage a straight file as it is read. Raises InteRak; call it in a transaction."""
    strom = _Strom(_bitar(underlag.pk, rakfil))
    try:
        with connection.cursor() as fraga:
            fraga.copy_expert(_COPY, strom)
    except psycopg2.Error as fel:
        raise strom.fel or fel from fel


def _bitar(underlag: int, rakfil: Rakfil) -> Iterator[bytes]:
    yield _HUVUD
    for bunt in rakfil.buntar():
        if len(bunt.antal):
            yield _som_rader(underlag, bunt)
    yield _SLUT


def _som_rader(underlag: int, bunt: Bunt) -> bytes:
    rader = np.empty(len(bunt.antal), _RAD)
    rader["antal_falt"] = len(_FALT) + 1
    for falt in _FALT:
        rader[f"langd_{falt}"] = _RAD[falt].itemsize
    rader["underlag"] = underlag
    rader["radnummer"] = bunt.radnummer
    rader["kommun"] = _KODER[bunt.kommun]
    rader["fran"] = rader["dag"] = bunt.dag - _EPOK
    rader["antal"] = bunt.antal
    rader["langd_typ"] = langd = _TYPLANGD[bunt.typ]
    rader["typ"] = _TYPTEXTER[bunt.typ]
    saknas = _TYPTEXTER.dtype.itemsize - langd
    if not saknas.any():
        return rader.tobytes()
    platser = np.arange(_RAD.itemsize)
    return rader.view(np.uint8).reshape(len(rader), -1)[platser < (_RAD.itemsize - saknas)[:, None]].tobytes()
