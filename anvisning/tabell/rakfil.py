"""A straight file of assignments: codes, ISO days, types and numbers, one row each, read as a stream.

Large files come from machines in this form. Every field is looked up among what it may be; at the first thing that is
not plain the stream stops, and the file is read by the import doctor instead, which says what is wrong and where.
"""

import io
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from anvisning.personnummer import har_personnummer
from anvisning.tabell import anvisningsceller as celler
from anvisning.tabell.anvisningsradtolk import varning_om_lika, varning_om_negativa
from anvisning.tabell.anvisningstolkning import RAKNAS_FRAN, Anvisningstolkning, Filform, Kolumnbild

RUBRIKER: Final = ("Kommunkod", "Datum", "Typ", "Antal")
_ROLLER: Final = ("kommunkod", "datum", "typ", "antal")
_BOM: Final = b"\xef\xbb\xbf"
_FORSTA: Final = ";".join(RUBRIKER).encode()


class InteRak(ValueError):
    """The file is no straight file, or something in it is not plain."""


class _Koder(dict[str, str]):
    """The municipalities that have been seen. Raises InteRak for what is no municipality's code."""

    def __init__(self, koder: Collection[str]) -> None:
        super().__init__()
        self._koder = frozenset(koder)

    def __missing__(self, kod: str) -> str:
        if kod not in self._koder:
            raise InteRak(kod)
        return self.setdefault(kod, kod)


class _Dagar(dict[str, str]):
    """The days that have been seen. Raises InteRak for what is no day between 2016 and the last one."""

    def __init__(self, till_och_med: date) -> None:
        super().__init__()
        self._sist = till_och_med

    def __missing__(self, text: str) -> str:
        try:
            dag = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            dag = None
        if dag is None or not RAKNAS_FRAN <= dag <= self._sist:
            raise InteRak(text)
        return self.setdefault(text, text)


class _Typer(dict[str, str]):
    """A type by its text, each spelled in one way. Raises InteRak for what names none."""

    def __missing__(self, text: str) -> str:
        typ = celler.find_typ(text)
        if typ is None or typ in self.values() or har_personnummer(text):
            raise InteRak(text)
        return self.setdefault(text, typ)


class _Antal(dict[str, int]):
    """A number by its text, with its line end. Raises InteRak for what is no plain whole number."""

    def __missing__(self, text: str) -> int:
        siffror = text.rstrip("\n").removeprefix("-")
        if not siffror.isascii() or not siffror.isdigit() or int(siffror[:9]) > celler.STORST:
            raise InteRak(text)
        return self.setdefault(text, int(text))


def ar_rak(innehall: bytes, filnamn: str, form: Filform) -> bool:
    """Tell whether the file says that it is a straight one: its name, its kind and its first line."""
    borjan = innehall.removeprefix(_BOM)[: len(_FORSTA) + 1]
    return form.slag == "perioder" and filnamn.lower().endswith(".csv") and borjan.rstrip() == _FORSTA


class Rakfil:
    """Reads a straight file once, line by line; what it found besides the rows is known afterwards."""

    def __init__(self, innehall: bytes, koder: Collection[str], form: Filform) -> None:
        self._innehall = innehall
        self._alla = tuple(koder)
        self._form = form
        self._koder = _Koder(koder)
        self._lika: list[tuple[int, int]] = []
        self._negativa: list[int] = []
        self._exempel: tuple[str, ...] = ("",) * len(RUBRIKER)

    def rader(self, forst: str = "") -> Iterator[str]:
        """Give the rows in order as tab separated lines: row, code, first day, last day, type, number.

        Each line begins with `forst`. Raises InteRak at the first row that is not plain.
        """
        koder, dagar, typer, tal = self._koder, _Dagar(self._form.till_och_med), _Typer(), _Antal()
        inledande_fran = self._form.inledande_fran
        borjan = inledande_fran.isoformat() if inledande_fran else "9999"
        sedda: dict[str, int] = {}
        try:
            strom = io.TextIOWrapper(io.BytesIO(self._innehall), "utf-8-sig")
            next(strom, "")
            for nummer, rad in enumerate(strom, 2):
                kod, dag, typtext, taltext = rad.split(";")
                koder[kod], dagar[dag]
                typ, antal = typer[typtext], tal[taltext]
                if typ == "inledande" and dag < borjan:
                    raise InteRak(rad)
                if nummer == 2:
                    self._exempel = (kod, dag, typtext, taltext.rstrip("\n"))
                if antal <= 0:
                    if antal == 0:
                        continue
                    self._negativa.append(nummer)
                if (tidigare := sedda.setdefault(rad[: -len(taltext)], nummer)) != nummer:
                    self._lika.append((tidigare, nummer))
                yield f"{forst}{nummer}\t{kod}\t{dag}\t{dag}\t{typ}\t{antal}\n"
        except ValueError as fel:
            raise InteRak(str(fel)) from fel
        if not koder:
            raise InteRak("no rows")

    def tolkning(self) -> Anvisningstolkning:
        """What the import doctor would have said of the file, without its rows. Call it when all rows are read."""
        kolumner = zip("ABCD", RUBRIKER, _ROLLER, self._exempel, strict=True)
        return Anvisningstolkning(
            kodning="UTF-8 med BOM" if self._innehall.startswith(_BOM) else "UTF-8",
            skiljetecken=";",
            blad="",
            bladval=("",),
            titlar=(),
            rubrik="",
            uppdaterad=None,
            rubrikrad=1,
            kolumner=tuple(Kolumnbild(*kolumn) for kolumn in kolumner),
            fel=(),
            cellfel=(),
            varningar=(*varning_om_lika(self._lika), *varning_om_negativa(self._negativa)),
            hoppade=(),
            saknade=tuple(kod for kod in self._alla if kod not in self._koder),
        )
