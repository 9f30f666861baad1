"""One row of a table of shares at a time: which municipality it names, what share it gives, or why it does not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from anvisning.promille import (
    HELA,
    MAX_DECIMALER,
    PromilleFel,
    antal_decimaler,
    for_manga_decimaler,
    parse_promille,
    parse_tal,
)
from anvisning.tabell.blad import Cell, Rad, visa_cell, visa_rad
from anvisning.tabell.kolumner import Roll
from anvisning.tabell.kommunnamn import KommunRef, LanRef, Register, normalform, rakna_upp
from anvisning.tabell.tolkning import TolkadRad

_SUMMA: Final = re.compile(
    r"(?:delsumma|summa|totalsumma|totalt|total)\b[: ]*(?P<efter>.*)|(?P<fore>.*) (?:delsumma|summa|totalt|total)"
)
_LANDET: Final = frozenset({"riket", "hela riket", "hela landet", "landet", "sverige", "alla kommuner"})
_KOD_OCH_NAMN: Final = re.compile(r"([0-9]{4}|[0-9]{2})[ \-–]+(\D.*)")
_KOD: Final = re.compile(r"[0-9]{1,4}", re.ASCII)
_NOLL: Final = frozenset({"", "-", "–", "—", "−"})
_FOTNOT: Final = re.compile(
    r"(?:källa|not|anm|uppdaterad|rubrik|förklaring|kommentar|observera|exempeldata|preliminär)\b|[*(¹²³]|[0-9]\)"
)
MAX_FORSLAGSRADER: Final = 60
"""Rows for which similar names are looked up; a file with more unknown names is another kind of table."""


class _Radfel(Exception):
    """A row that stops the import: the sentence, and what may have been meant."""

    def __init__(self, text: str, forslag: tuple[KommunRef, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.forslag = tuple(kommun.kod for kommun in forslag)


@dataclass(frozen=True, slots=True)
class Summarad:
    """A row that says what other rows add up to: one county's, the block since `fran_rad`, or (`totalt`) all."""

    radnummer: int
    omfattning: str
    angiven: Decimal | None
    lankod: str
    totalt: bool
    fran_rad: int


class Radtolk:
    """Reads the rows under the headings in order; remembers the county of the block and what has been seen."""

    def __init__(self, register: Register, roller: Mapping[Roll, int], rubriker: Rad) -> None:
        self.register = register
        self.summarader: list[Summarad] = []
        self._roller = roller
        self._rubriker = rubriker.celler
        self._lan: LanRef | None = None
        self._blockstart = rubriker.nummer
        self._sedda: dict[str, int] = {}
        self._okanda = 0

    def tolka(self, rad: Rad) -> TolkadRad:
        """The row as understood, an error, or passed over. Raises nothing."""
        last = visa_rad(rad)
        if rad.tom:
            return TolkadRad(rad.nummer, "hoppad", last, "Tom rad.")
        if rad.celler == self._rubriker:
            return TolkadRad(rad.nummer, "hoppad", last, "Kolumnrubriker igen.")
        try:
            if skal := self._hoppa(rad):
                return TolkadRad(rad.nummer, "hoppad", last, skal)
            return self._kommunrad(rad, last)
        except _Radfel as fel:
            return TolkadRad(rad.nummer, "fel", last, fel.text, forslag=fel.forslag)

    def _cell(self, rad: Rad, roll: Roll) -> Cell:
        index = self._roller.get(roll)
        return rad.celler[index] if index is not None and index < len(rad.celler) else ""

    def _text(self, rad: Rad, roll: Roll) -> str:
        return " ".join(visa_cell(self._cell(rad, roll)).split())

    def _namn_och_kod(self, rad: Rad) -> tuple[str, str]:
        """The name and the code; "0114 Upplands Väsby" in one cell is both."""
        namn, kod = self._text(rad, "kommun"), self._text(rad, "kommunkod")
        if (traff := _KOD_OCH_NAMN.fullmatch(namn)) and kod in ("", traff[1]):
            return traff[2], traff[1]
        if traff := _KOD_OCH_NAMN.fullmatch(kod):
            return namn or traff[2], traff[1]
        return namn, kod

    def _hoppa(self, rad: Rad) -> str:
        """Why the row is passed over ("" when it is a municipality's). Notes sums and which county comes next."""
        namn, kod = self._namn_och_kod(rad)
        lantext = self._text(rad, "lan")
        har_tal = visa_cell(self._cell(rad, "andel")) not in _NOLL
        for text, lanet in ((namn, lantext), (lantext, ""), (kod, lantext)):
            if skal := self._summarad(rad, text, lanet):
                return skal
        lan = self._lan_pa_rad(rad, namn, kod, lantext)
        if lan is not None:
            self._byt_lan(lan, rad.nummer)
            if not har_tal:
                return f"Rubrik för {lan.namn}."
            self.summarader.append(self._summa(rad, lan.namn, lan.kod, totalt=False))
            return f"Summa för {lan.namn}."
        if har_tal or self.register.find_kommun(namn):
            return ""
        fyllda = [cell for cell in rad.celler if cell != ""]
        ensam = len(fyllda) == 1 and isinstance(fyllda[0], str)
        if ensam and (_FOTNOT.match(normalform(visa_cell(fyllda[0]))) or len(visa_cell(fyllda[0])) > 60):
            return "Text utan andel."
        return "" if namn or kod else "Ingen kommun och ingen andel."

    def _summarad(self, rad: Rad, text: str, lantext: str) -> str:
        """Why a sum row is passed over, or "" when `text` names no sum."""
        rent = normalform(text).rstrip(":")
        traff = _SUMMA.fullmatch(rent)
        if traff is None and rent not in _LANDET:
            return ""
        av = normalform((traff["efter"] or traff["fore"] or "") if traff else rent)
        lan = self.register.find_lan(av) if av and av not in _LANDET else None
        if lan is None and not av and lantext:
            lan = self.register.find_lan(lantext)
        delsumma = rent.startswith("delsumma")
        if lan is None and delsumma:
            lan = self._lan
        totalt = lan is None and not delsumma
        if self._text(rad, "andel") not in _NOLL:
            omfattning = lan.namn if lan else "hela tabellen" if totalt else "delsumma"
            self.summarader.append(self._summa(rad, omfattning, lan.kod if lan else "", totalt=totalt))
        self._lan = None
        self._blockstart = rad.nummer
        return "Summarad."

    def _summa(self, rad: Rad, omfattning: str, lankod: str, *, totalt: bool) -> Summarad:
        cell = self._cell(rad, "andel")
        try:
            angiven = cell if isinstance(cell, Decimal) else parse_tal(cell, 6)
        except PromilleFel:
            angiven = None
        return Summarad(rad.nummer, omfattning, angiven, lankod, totalt, self._blockstart)

    def _lan_pa_rad(self, rad: Rad, namn: str, kod: str, lantext: str) -> LanRef | None:
        """The county when the row is a county's own: "BLEKINGE LÄN" without a municipality, or a two-digit code."""
        if kod:
            lan = self.register.lan.get(kod.zfill(2)) if len(kod) <= 2 else None
            return lan if not namn or self.register.find_lan(namn) == lan else None
        if namn:
            return self.register.find_lan(namn, krav_lan=True)
        lankod = self._text(rad, "lankod")
        if lantext:
            return self.register.find_lan(lantext)
        return self.register.lan.get(lankod.zfill(2)) if lankod else None

    def _byt_lan(self, lan: LanRef, radnummer: int) -> None:
        self._lan = lan
        self._blockstart = radnummer

    def _kommunrad(self, rad: Rad, last: str) -> TolkadRad:
        namn, kod = self._namn_och_kod(rad)
        kommun = self._kommun(namn, kod)
        self._check_lan(rad, kommun)
        if (tidigare := self._sedda.get(kommun.kod)) is not None:
            raise _Radfel(f"{kommun.namn} ({kommun.kod}) finns redan på rad {tidigare}. Ta bort den ena raden.")
        self._sedda[kommun.kod] = rad.nummer
        cell = self._cell(rad, "andel")
        tom = isinstance(cell, str) and cell in _NOLL
        promille = Decimal(0) if tom else self._promille(cell)
        text = "Ingen andel i raden: läst som 0." if tom else ""
        if namn and normalform(namn) != normalform(kommun.namn):
            text = f"{text} ”{namn}” läst som {kommun.namn}.".strip()
        return TolkadRad(rad.nummer, "forstadd", last, text, kommun.kod, kommun.namn, promille, tom)

    def _kommun(self, namn: str, kod: str) -> KommunRef:
        """The municipality that name and code agree on."""
        if not namn and not kod:
            raise _Radfel("Raden har en andel men ingen kommun. Skriv kommunens namn eller kod.")
        efter_namn = self.register.find_kommun(namn) if namn else None
        if not kod:
            if efter_namn is None:
                raise self._okant_namn(namn)
            return efter_namn
        efter_kod = self.register.kommuner.get(kod.zfill(4)) if _KOD.fullmatch(kod) else None
        if efter_kod is None:
            raise _Radfel(
                f"Det finns ingen kommun med koden ”{kod[:40]}”. Skriv fyra siffror, till exempel 0114.",
                (efter_namn,) if efter_namn else (),
            )
        if namn and efter_namn is None:
            raise _Radfel(
                f"Koden {efter_kod.kod} är {efter_kod.namn}, men raden heter ”{namn[:60]}”. Rätta namnet eller koden.",
                (efter_kod,),
            )
        if efter_namn and efter_namn != efter_kod:
            raise _Radfel(
                f"Koden {efter_kod.kod} är {efter_kod.namn}, men {efter_namn.namn} har koden {efter_namn.kod}. "
                "Rätta namnet eller koden.",
                (efter_kod, efter_namn),
            )
        return efter_kod

    def _okant_namn(self, namn: str) -> _Radfel:
        self._okanda += 1
        forslag = self.register.build_forslag(namn) if self._okanda <= MAX_FORSLAGSRADER else ()
        fraga = f" Menar du {rakna_upp(forslag)}?" if forslag else ""
        return _Radfel(f"Det finns ingen kommun som heter ”{namn[:60]}”.{fraga} Rätta namnet i filen.", forslag)

    def _check_lan(self, rad: Rad, kommun: KommunRef) -> None:
        """Raises when the row, or the block it stands in, belongs to another county than the municipality."""
        lantext, lankod = self._text(rad, "lan"), self._text(rad, "lankod")
        if lantext:
            lan = self.register.find_lan(lantext)
            if lan is None:
                raise _Radfel(f"Det finns inget län som heter ”{lantext[:60]}”. Rätta länets namn i filen.")
            if lan != self._lan:
                self._byt_lan(lan, rad.nummer - 1)
        if lankod and lankod.zfill(2) != kommun.lankod:
            raise self._fel_lan(kommun, f"länskoden {lankod[:20]}")
        if self._lan is not None and self._lan.kod != kommun.lankod:
            raise self._fel_lan(kommun, self._lan.namn)

    def _fel_lan(self, kommun: KommunRef, star_under: str) -> _Radfel:
        eget = self.register.lan[kommun.lankod].namn if kommun.lankod in self.register.lan else kommun.lankod
        andra = tuple(
            annan
            for annan in self.register.build_forslag(kommun.namn)
            if annan.kod != kommun.kod and self._lan is not None and annan.lankod == self._lan.kod
        )
        fraga = f" Menar du {rakna_upp(andra)}?" if andra else ""
        return _Radfel(
            f"{kommun.namn} ({kommun.kod}) ligger i {eget} men står under {star_under}.{fraga} "
            "Rätta kommunen eller länet.",
            andra,
        )

    def _promille(self, cell: Cell) -> Decimal:
        """The share in a cell. Raises for anything but 0 to 1000 with at most three decimals."""
        if isinstance(cell, str):
            try:
                return parse_promille(cell)
            except PromilleFel as fel:
                raise _Radfel(f"”{cell[:40]}” är ingen andel. {fel}") from fel
        if cell < 0:
            raise _Radfel("Andelen är mindre än 0. Skriv ett tal mellan 0 och 1\u00a0000.")
        if cell > HELA:
            raise _Radfel("Andelen är större än 1\u00a0000 promille. Skriv ett tal mellan 0 och 1\u00a0000.")
        if antal_decimaler(cell) > MAX_DECIMALER:
            raise _Radfel(f"{visa_cell(cell)} har för många decimaler. {for_manga_decimaler(MAX_DECIMALER)}")
        return cell
