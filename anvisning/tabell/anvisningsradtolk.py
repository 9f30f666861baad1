"""One row of a file about assignments at a time: whose it is, which numbers it gives, and each cell that is wrong."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from anvisning.tabell import anvisningsceller as celler
from anvisning.tabell.anvisningsceller import Cellstopp, Period
from anvisning.tabell.anvisningskolumner import FLERA, Kolumn, ar_varde
from anvisning.tabell.anvisningstolkning import RAKNAS_FRAN, Antalsrad, Cellfel, Filform, Varde
from anvisning.tabell.blad import Cell, Rad, visa_cell, visa_rad
from anvisning.tabell.kommunnamn import KommunRef, Register
from anvisning.tabell.platstolk import NOLL, Platstolk, Radfel, Summarad
from anvisning.visning import tal

EXEMPEL: Final = 5
"""How many examples a warning names."""


class Anvisningsradtolk:
    """Reads the rows under the headings in order; gathers what is understood, passed over and wrong."""

    def __init__(self, register: Register, kolumner: Sequence[Kolumn], rubriker: Rad, form: Filform) -> None:
        self.rader: list[Antalsrad] = []
        self.varden: list[Varde] = []
        self.cellfel: list[Cellfel] = []
        self.hoppade: list[tuple[Rad, str]] = []
        self.sedda: dict[str, int] = {}
        """Municipality's code → its first row."""
        self._register = register
        self._form = form
        self._kolumn = {kolumn.roll: kolumn for kolumn in kolumner if kolumn.roll and kolumn.roll not in FLERA}
        self._varden = [kolumn for kolumn in kolumner if ar_varde(kolumn.roll)]
        self._plats = Platstolk(register, {roll: kolumn.index for roll, kolumn in self._kolumn.items()}, rubriker)
        self._dag_i, self._typ_i = cache(celler.parse_dag), cache(celler.parse_typ)
        """A file has few different days and types; what was understood is forgotten with the file."""
        self._unika: dict[tuple[str, Period, str], int] = {}
        self._lika: list[tuple[int, int]] = []
        self._summarader: list[tuple[Summarad, Rad]] = []
        self._per_kolumn: list[tuple[int, str, dict[int, int]]] = []

    def las(self, rad: Rad) -> None:
        """Read one row. Raises nothing."""
        har_tal = any(visa_cell(_cell(rad, kolumn)) not in NOLL for kolumn in self._varden)
        try:
            skal, summarad = self._plats.hoppa(rad, har_tal=har_tal)
            if summarad:
                self._summarader.append((summarad, rad))
            if skal:
                self.hoppade.append((rad, skal))
                return
            kommun, _ = self._plats.kommun(rad)
        except Radfel as fel:
            self._fel(rad, self._kolumn.get("kommun") or self._kolumn["kommunkod"], fel.text)
            return
        self._las_kommun(rad, kommun)

    def _las_kommun(self, rad: Rad, kommun: KommunRef) -> None:
        forst = self.sedda.setdefault(kommun.kod, rad.nummer)
        if self._form.slag in ("maluppfyllelse", "faktorer"):
            if forst != rad.nummer:
                self._fel(rad, None, f"{kommun.namn} finns redan på rad {forst}. Ta bort den ena raden.")
            else:
                self._las_varden(rad, kommun)
            return
        try:
            period, typ = self._radens_period(rad), self._radens_typ(rad)
        except _Stopp as fel:
            self._fel(rad, fel.kolumn, str(fel))
            return
        antal = {}
        for kolumn in self._varden:
            cell = _cell(rad, kolumn)
            try:
                antal[kolumn.index] = tal = 0 if visa_cell(cell) in NOLL else celler.parse_antal(cell)
                if tal or self._form.slag == "sammanlagt":
                    nar = period or self._kolumnens_period(kolumn)
                    self._lagg_till(rad.nummer, kommun, nar, kolumn.typ or typ, tal)
            except Cellstopp as fel:
                self._fel(rad, kolumn, str(fel))
        self._per_kolumn.append((rad.nummer, kommun.lankod, antal))
        self._prova_radsumma(rad, sum(antal.values()))

    def _lagg_till(self, radnummer: int, kommun: KommunRef, period: Period, typ: str, tal: int) -> None:
        """Take a number in. Raises Cellstopp when its days cannot be."""
        form = self._form
        if period.fran < RAKNAS_FRAN:
            raise Cellstopp("Anvisningar räknas från och med 2016-01-01. Ta bort det som är äldre.")
        if period.fran > form.till_och_med:
            raise Cellstopp(f"Tiden börjar efter den sista dagen som är angiven ({form.till_och_med}).")
        period = Period(period.fran, min(period.till, form.till_och_med))
        if typ == "inledande" and (tal or form.slag == "perioder") and not self._inledande_kan_finnas(period):
            raise Cellstopp("Anvisning för inledande åtgärder fanns inte då. Välj ett annat slag för kolumnen.")
        forst = self._unika.setdefault((kommun.kod, period, typ), radnummer)
        if forst != radnummer and form.slag == "sammanlagt":
            raise Cellstopp(f"{kommun.namn} finns redan på rad {forst}. Ta bort den ena raden.")
        if forst != radnummer:
            self._lika.append((forst, radnummer))
        self.rader.append(Antalsrad(radnummer, kommun.kod, period.fran, period.till, typ, tal))

    def _inledande_kan_finnas(self, period: Period) -> bool:
        return self._form.inledande_fran is not None and period.till >= self._form.inledande_fran

    def _las_varden(self, rad: Rad, kommun: KommunRef) -> None:
        for kolumn in self._varden:
            cell = _cell(rad, kolumn)
            if visa_cell(cell) in NOLL:
                continue
            try:
                varde = celler.parse_decimaltal(cell)
                if self._form.slag == "maluppfyllelse" and varde > celler.HOGSTA_PROCENT:
                    raise Cellstopp(f"{visa_cell(cell)[:40]} är ingen måluppfyllelse i procent. Rätta talet.")
                self.varden.append(Varde(rad.nummer, kommun.kod, kolumn.roll, varde))
            except Cellstopp as fel:
                self._fel(rad, kolumn, str(fel))

    def _radens_period(self, rad: Rad) -> Period | None:
        """The days that the row itself names, or None where the column or the person says. Raises _Stopp."""
        if self._form.slag == "sammanlagt":
            return Period(RAKNAS_FRAN, self._form.till_och_med)
        ar = self._kolumn.get("ar")
        for roll in ("datum", "manad", "ar"):
            if kolumn := self._kolumn.get(roll):
                cell = _cell(rad, kolumn)
                try:
                    if roll == "datum":
                        return self._dag_i(cell)
                    if roll == "manad":
                        return celler.parse_manad(cell, _cell(rad, ar) if ar else "")
                    return celler.parse_ar(cell)
                except Cellstopp as fel:
                    raise _Stopp(kolumn, str(fel)) from fel
        return None

    def _kolumnens_period(self, kolumn: Kolumn) -> Period:
        """The days that the column's heading names, or those that the person gave (the columns were checked)."""
        if kolumn.period:
            return kolumn.period
        if self._form.fran is None:
            raise Cellstopp("Kolumnen säger inte vilken tid den gäller.")
        return Period(self._form.fran, self._form.till_och_med)

    def _radens_typ(self, rad: Rad) -> str:
        """The type that the row names, or that the person gave. Raises _Stopp."""
        kolumn = self._kolumn.get("typ")
        if kolumn is None:
            return self._form.typ
        try:
            return self._typ_i(_cell(rad, kolumn))
        except Cellstopp as fel:
            raise _Stopp(kolumn, str(fel)) from fel

    def _prova_radsumma(self, rad: Rad, summa: int) -> None:
        kolumn = self._kolumn.get("summa")
        if kolumn is None or visa_cell(_cell(rad, kolumn)) in NOLL:
            return
        try:
            angiven = celler.parse_antal(_cell(rad, kolumn))
        except Cellstopp as fel:
            self._fel(rad, kolumn, str(fel))
            return
        if angiven != summa:
            self._fel(
                rad, kolumn, f"Summan är {angiven}, men radens antal är tillsammans {tal(summa)}. Rätta det som är fel."
            )

    def _fel(self, rad: Rad, kolumn: Kolumn | None, text: str) -> None:
        last = visa_cell(_cell(rad, kolumn))[:60] if kolumn else visa_rad(rad)
        self.cellfel.append(Cellfel(rad.nummer, kolumn.bokstav if kolumn else "", last, text))

    def varningar(self) -> list[str]:
        """What is unlikely but possible, a sentence each."""
        svar = [] if self.cellfel else self._summavarningar()
        svar += varning_om_lika(self._lika)
        svar += varning_om_negativa([rad.radnummer for rad in self.rader if rad.antal < 0])
        if self.varden and self._form.slag == "maluppfyllelse" and max(varde.varde for varde in self.varden) <= EXEMPEL:
            svar.append("Inget värde är över 5 procent. Är de skrivna som andelar i stället för procent?")
        return svar

    def _summavarningar(self) -> list[str]:
        svar = []
        for summarad, rad in self._summarader:
            for kolumn in self._varden:
                text = visa_cell(_cell(rad, kolumn))
                if kolumn.roll not in FLERA or text in NOLL:
                    continue
                summor = self._mojliga_summor(summarad, kolumn.index)
                try:
                    stammer = celler.parse_antal(_cell(rad, kolumn)) in summor
                except Cellstopp:
                    stammer = False
                if not stammer:
                    svar.append(
                        f"I {kolumn.bokstav}{summarad.radnummer} ({summarad.omfattning}) står summan {text}, men "
                        f"raderna är tillsammans {tal(summor[0])}."
                    )
        return svar

    def _mojliga_summor(self, summarad: Summarad, index: int) -> list[int]:
        """The sums that a sum row may mean: its county's, its block's, or all."""
        alla = [(nummer, lankod, antal.get(index, 0)) for nummer, lankod, antal in self._per_kolumn]
        blocket = [tal for nummer, _, tal in alla if summarad.fran_rad < nummer < summarad.radnummer]
        if summarad.lankod:
            return [sum(tal for _, lankod, tal in alla if lankod == summarad.lankod)]
        if summarad.totalt:
            return [sum(tal for _, _, tal in alla), *([sum(blocket)] if blocket else [])]
        return [sum(blocket)]


def varning_om_lika(par: Sequence[tuple[int, int]]) -> list[str]:
    """Warn about rows (by number, with the first one alike) that say the same municipality, days and type."""
    if not par:
        return []
    exempel = ", ".join(f"{ett} och {annat}" for ett, annat in par[:EXEMPEL])
    rader = "1 rad" if len(par) == 1 else f"{len(par)} rader"
    return [f"{rader} har samma kommun, tid och slag som en annan rad (rad {exempel}). Alla räknas."]


def varning_om_negativa(radnummer: Sequence[int]) -> list[str]:
    """Warn about numbers below zero, by the rows they stand in."""
    if not radnummer:
        return []
    return [f"{len(radnummer)} antal är mindre än 0: de räknas som rättelser (rad {radnummer[0]})."]


class _Stopp(Exception):
    """A cell of the row that cannot be understood."""

    def __init__(self, kolumn: Kolumn, text: str) -> None:
        super().__init__(text)
        self.kolumn = kolumn


def _cell(rad: Rad, kolumn: Kolumn) -> Cell:
    return rad.celler[kolumn.index] if kolumn.index < len(rad.celler) else ""
