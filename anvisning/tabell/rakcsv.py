"""A straight CSV file: lines as `2580;2026-11-02;Anknytning;1`, in blocks of bytes that are looked at all at once."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from anvisning.tabell.rakbunt import Bunt, Filbild, Heltal, Typtexter
from anvisning.tabell.rakfil import BOM, InteRak

_Byte = npt.NDArray[np.uint8]
BLOCK: Final = 1 << 18
"""Bytes that are looked at together: they and their columns stay in the processor's cache."""
_RADSLUT, _SEMIKOLON, _STRECK, _NOLLA = b"\n;-0"
_KOD, _AR, _MANAD, _DAG = slice(0, 4), slice(5, 9), slice(10, 12), slice(13, 15)
_FAST: Final = 16
"""The code and the day with their semicolons: as many bytes in every line."""
_KORTAST: Final = _FAST + len("x;1")
MAX_SIFFROR: Final = 6
_SEKLET: Final = 2000


class Rakcsv:
    """Reads the file once."""

    def __init__(self, innehall: bytes) -> None:
        self.bild = Filbild("UTF-8 med BOM" if innehall.startswith(BOM) else "UTF-8", ";", "", ("",) * 4)
        text = innehall.removeprefix(BOM)
        self._text = text.replace(b"\r\n", b"\n") if b"\r" in text else text
        self._typer = Typtexter()

    def buntar(self) -> Iterator[Bunt]:
        """Give the rows, a block at a time. Raises InteRak at the first block with a row that is not plain."""
        text, nummer = self._text, 2
        plats = text.find(b"\n") + 1 or len(text)
        while plats < len(text):
            slut = text.rfind(b"\n", plats, plats + BLOCK) + 1
            if not slut and len(text) - plats > BLOCK:
                raise InteRak("a very long line")
            block = text[plats:slut] if slut else text[plats:] + b"\n"
            if nummer == 2:
                self._visa(block)
            bunt = self._tolka(np.frombuffer(block, np.uint8), nummer)
            nummer += len(bunt.radnummer)
            plats = slut or len(text)
            yield bunt

    def _visa(self, block: bytes) -> None:
        """Note the first row's cells."""
        exempel = block[: block.index(b"\n")].decode().split(";")
        self.bild = Filbild(self.bild.kodning, ";", "", tuple(exempel))

    def _tolka(self, byte: _Byte, nummer: int) -> Bunt:
        slut = np.flatnonzero(byte == _RADSLUT)
        borjan = np.concatenate(([0], slut[:-1] + 1))
        if (slut - borjan < _KORTAST).any():
            raise InteRak("a short line")
        semikolon = np.flatnonzero(byte == _SEMIKOLON)
        if len(semikolon) != 3 * len(slut):
            raise InteRak("not four fields")
        tredje = semikolon[2::3]
        plana = (semikolon[0::3] == borjan + 4) & (semikolon[1::3] == borjan + 15)
        if not (plana & (tredje > borjan + _FAST) & (tredje < slut)).all():
            raise InteRak("not four fields")
        fast = np.lib.stride_tricks.sliding_window_view(byte, _FAST)[borjan]
        return Bunt(
            np.arange(nummer, nummer + len(slut)),
            _siffror(fast[:, _KOD]),
            _dagar(fast),
            self._las_typ(byte, borjan + _FAST, tredje),
            _antal(byte, tredje + 1, slut),
        )

    def _las_typ(self, byte: _Byte, borjan: Heltal, slut: Heltal) -> Heltal:
        """Read the texts of a type: whichever comes first is sought in all, until none is left."""
        typ = np.full(len(borjan), -1)
        langd = slut - borjan
        kvar = np.arange(len(borjan))
        while len(kvar):
            forst = kvar[0]
            text = byte[borjan[forst] : slut[forst]]
            nummer = self._typer[text.tobytes().decode()]
            lika_langa = kvar[langd[kvar] == len(text)]
            fonster = np.lib.stride_tricks.sliding_window_view(byte, len(text))
            typ[lika_langa[(fonster[borjan[lika_langa]] == text).all(axis=1)]] = nummer
            kvar = np.flatnonzero(typ < 0)
        return typ


def _dagar(fast: _Byte) -> Heltal:
    """Give the ordinals of days as 2026-11-02. Raises InteRak for what is no day of this century."""
    if not ((fast[:, 9] == _STRECK) & (fast[:, 12] == _STRECK)).all():
        raise InteRak("not a day")
    ar, manad, dag = _siffror(fast[:, _AR]) - _SEKLET, _siffror(fast[:, _MANAD]), _siffror(fast[:, _DAG])
    if ((ar < 0) | (ar > 99) | (manad > 12) | (dag > 31)).any():
        raise InteRak("not a day")
    return _ORDINAL[ar, manad, dag]


def _bygg_ordinal() -> Heltal:
    """Give the ordinals of the century's days by year, month and day; 0 where there is no such day."""
    dagar = np.arange(f"{_SEKLET}-01-01", f"{_SEKLET + 100}-01-01", dtype="datetime64[D]")
    manader = dagar.astype("datetime64[M]")
    nummer = manader.astype(np.int64) - manader[0].astype(np.int64)
    svar = np.zeros((100, 13, 32), np.int64)
    svar[nummer // 12, nummer % 12 + 1, (dagar - manader).astype(np.int64) + 1] = (
        np.arange(len(dagar)) + date(_SEKLET, 1, 1).toordinal()
    )
    return svar


_ORDINAL: Final = _bygg_ordinal()


def _siffror(text: _Byte) -> Heltal:
    """Give the numbers that columns of digits say. Raises InteRak for anything but digits."""
    siffror = text - np.uint8(_NOLLA)
    if (siffror > 9).any():
        raise InteRak("not digits")
    svar = np.zeros(len(text), np.int64)
    for kolumn in range(text.shape[1]):
        svar = svar * 10 + siffror[:, kolumn]
    return svar


def _antal(byte: _Byte, borjan: Heltal, slut: Heltal) -> Heltal:
    """Give whole numbers of at most `MAX_SIFFROR` digits, with or without a minus sign. Raises InteRak."""
    negativ = byte[borjan] == _STRECK
    borjan = borjan + negativ
    langd = slut - borjan
    langst = int(langd.max())
    if langd.min() < 1 or langst > MAX_SIFFROR:
        raise InteRak("not a number")
    svar = np.zeros(len(langd), np.int64)
    for plats in range(langst):
        har = langd > plats
        siffra = byte[borjan[har] + plats] - np.uint8(_NOLLA)
        if (siffra > 9).any():
            raise InteRak("not a number")
        svar[har] = svar[har] * 10 + siffra
    return np.where(negativ, -svar, svar)
