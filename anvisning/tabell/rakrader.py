"""The rows of a straight file, read in bundles: each is tried as the import doctor tries it, and what stands out is
remembered. Loads numpy: import it where a file is read.
"""

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np

from anvisning.tabell import anvisningsceller as celler
from anvisning.tabell.anvisningsradtolk import varning_om_lika, varning_om_negativa
from anvisning.tabell.anvisningstolkning import RAKNAS_FRAN, Anvisningstolkning, Filform, Kolumnbild
from anvisning.tabell.rakbunt import TYPER, Bunt, Heltal, Lasare
from anvisning.tabell.rakcsv import Rakcsv
from anvisning.tabell.rakfil import PAKET, RUBRIKER, InteRak
from anvisning.tabell.rakxlsx import Rakxlsx

_ROLLER: Final = ("kommunkod", "datum", "typ", "antal")
_FORST: Final = RAKNAS_FRAN.toordinal()
_DAGAR: Final = 40_000
"""More days than there are from 2016 to the end of the century."""
_INLEDANDE: Final = TYPER.index("inledande")


class Rakfil:
    """Reads a straight file once; what it found besides the rows is known afterwards."""

    def __init__(self, innehall: bytes, koder: Collection[str], form: Filform) -> None:
        self._lasare: Lasare = Rakxlsx(innehall) if innehall.startswith(PAKET) else Rakcsv(innehall)
        self._alla = tuple(koder)
        self._sist = form.till_och_med.toordinal()
        self._inledande = form.inledande_fran.toordinal() if form.inledande_fran else self._sist + 1
        self._giltiga = np.zeros(10_000, np.bool_)
        self._giltiga[np.array([int(kod) for kod in self._alla], np.int64)] = True
        self._sedda = np.zeros(10_000, np.bool_)
        self._nycklar: list[Heltal] = []
        self._radnummer: list[Heltal] = []
        self._negativa: list[int] = []

    def buntar(self) -> Iterator[Bunt]:
        """Give the rows that say a number other than zero, in order. Raises InteRak where a row is not plain."""
        try:
            for bunt in self._lasare.buntar():
                yield self._prova(bunt)
        except ValueError as fel:
            raise InteRak(str(fel)) from fel
        if not self._sedda.any():
            raise InteRak("no rows")

    def _prova(self, bunt: Bunt) -> Bunt:
        if not self._giltiga[bunt.kommun].all():
            raise InteRak("no municipality's code")
        if bunt.dag.min() < _FORST or bunt.dag.max() > self._sist:
            raise InteRak("a day before 2016 or after the last one")
        if (bunt.dag[bunt.typ == _INLEDANDE] < self._inledande).any():
            raise InteRak("initial measures before there were any")
        if np.abs(bunt.antal).max() > celler.STORST:
            raise InteRak("too large a number")
        self._sedda[bunt.kommun] = True
        if not bunt.antal.all():
            bunt = Bunt(*(kolumn[bunt.antal != 0] for kolumn in bunt))
        self._negativa += bunt.radnummer[bunt.antal < 0].tolist()
        self._nycklar.append((bunt.kommun * _DAGAR + bunt.dag - _FORST) * len(TYPER) + bunt.typ)
        self._radnummer.append(bunt.radnummer)
        return bunt

    def _lika(self) -> list[tuple[int, int]]:
        """Give the rows that say the same municipality, day and type as an earlier one, after that one's number."""
        nycklar, radnummer = np.concatenate(self._nycklar), np.concatenate(self._radnummer)
        i_ordning = np.sort(nycklar)
        if not (i_ordning[1:] == i_ordning[:-1]).any():
            return []
        _, forst, vilken = np.unique(nycklar, return_index=True, return_inverse=True)
        forsta = radnummer[forst[vilken]]
        senare = forsta != radnummer
        return list(zip(forsta[senare].tolist(), radnummer[senare].tolist(), strict=True))

    def tolkning(self) -> Anvisningstolkning:
        """What the import doctor would have said of the file, without its rows. Call it when all rows are read."""
        bild = self._lasare.bild
        kolumner = zip("ABCD", RUBRIKER, _ROLLER, bild.exempel, strict=True)
        return Anvisningstolkning(
            kodning=bild.kodning,
            skiljetecken=bild.skiljetecken,
            blad=bild.blad,
            bladval=(bild.blad,),
            titlar=(),
            rubrik="",
            uppdaterad=None,
            rubrikrad=1,
            kolumner=tuple(Kolumnbild(*kolumn) for kolumn in kolumner),
            fel=(),
            cellfel=(),
            varningar=(*varning_om_lika(self._lika()), *varning_om_negativa(self._negativa)),
            hoppade=(),
            saknade=tuple(kod for kod in self._alla if not self._sedda[int(kod)]),
        )
