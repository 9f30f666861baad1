"""Which place a row of a table names: a municipality, a county's block, a sum, or nothing. For every kind of table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from anvisning.tabell.blad import Cell, Rad, visa_cell
from anvisning.tabell.kommunnamn import KommunRef, LanRef, Register, normalform, rakna_upp

_SUMMA: Final = re.compile(
    r"(?:delsumma|summa|totalsumma|totalt|total)\b[: ]*(?P<efter>.*)|(?P<fore>.*) (?:delsumma|summa|totalt|total)"
)
_LANDET: Final = frozenset({"riket", "hela riket", "hela landet", "landet", "sverige", "alla kommuner"})
_KOD_OCH_NAMN: Final = re.compile(r"([0-9]{4}|[0-9]{2})[ \-–]+(\D.*)")
_KOD: Final = re.compile(r"[0-9]{1,4}", re.ASCII)
NOLL: Final = frozenset({"", "-", "–", "—", "−"})
"""What stands in a cell that means zero."""
_FOTNOT: Final = re.compile(
    r"(?:källa|not|anm|uppdaterad|rubrik|förklaring|kommentar|observera|exempeldata|preliminär)\b|[*(¹²³]|[0-9]\)"
)
MAX_FORSLAGSRADER: Final = 60
"""Rows for which similar names are looked up; a file with more unknown names is another kind of table."""


class Radfel(Exception):
    """A row that stops the import: the sentence, and the codes of what may have been meant."""

    def __init__(self, text: str, forslag: tuple[KommunRef, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.forslag = tuple(kommun.kod for kommun in forslag)


@dataclass(frozen=True, slots=True)
class Summarad:
    """A row that says what other rows add up to: one county's, the block since `fran_rad`, or (`totalt`) all."""

    radnummer: int
    omfattning: str
    lankod: str
    totalt: bool
    fran_rad: int


class Platstolk:
    """Reads the rows under the headings in order; remembers the county of the block."""

    def __init__(self, register: Register, roller: Mapping[str, int], rubriker: Rad) -> None:
        self.register = register
        self._roller = roller
        self._rubriker = rubriker.celler
        self._lan: LanRef | None = None
        self._blockstart = rubriker.nummer
        self._okanda = 0
        self._ar_summa = cache(_ar_summa)

    def cell(self, rad: Rad, roll: str) -> Cell:
        """The cell of the column with this role; empty when there is none."""
        index = self._roller.get(roll)
        return rad.celler[index] if index is not None and index < len(rad.celler) else ""

    def text(self, rad: Rad, roll: str) -> str:
        """The same as text, with single spaces."""
        cell = self.cell(rad, roll)
        return " ".join(visa_cell(cell).split()) if cell != "" else ""

    def hoppa(self, rad: Rad, *, har_tal: bool) -> tuple[str, Summarad | None]:
        """Why the row is passed over ("" when it is a municipality's), and the sum it states, if it does.

        `har_tal` tells whether the row has any number. Notes which county comes next.
        """
        if rad.tom:
            return "Tom rad.", None
        if rad.celler == self._rubriker:
            return "Kolumnrubriker igen.", None
        namn, kod = self._namn_och_kod(rad)
        lantext = self.text(rad, "lan")
        for text, lanet in ((namn, lantext), (lantext, ""), (kod, lantext)):
            if self._ar_summa(text):
                return "Summarad.", self._summarad(rad, text, lanet, har_tal=har_tal)
        lan = self._lan_pa_rad(rad, namn, kod, lantext)
        if lan is not None:
            self._byt_lan(lan, rad.nummer)
            if not har_tal:
                return f"Rubrik för {lan.namn}.", None
            return f"Summa för {lan.namn}.", self._summa(rad, lan.namn, lan.kod, totalt=False)
        if har_tal or self.register.find_kommun(namn):
            return "", None
        fyllda = [cell for cell in rad.celler if cell != ""]
        ensam = len(fyllda) == 1 and isinstance(fyllda[0], str)
        if ensam and (_FOTNOT.match(normalform(visa_cell(fyllda[0]))) or len(visa_cell(fyllda[0])) > 60):
            return "Text utan tal.", None
        return ("" if namn or kod else "Ingen kommun och inget tal."), None

    def kommun(self, rad: Rad) -> tuple[KommunRef, str]:
        """The municipality that name, code and county agree on, and a remark when it was written in another way.

        Raises Radfel when they do not agree, or name none.
        """
        namn, kod = self._namn_och_kod(rad)
        kommun = self._kommun(namn, kod)
        self._check_lan(rad, kommun)
        annorlunda = namn and normalform(namn) != normalform(kommun.namn)
        return kommun, f"”{namn}” läst som {kommun.namn}." if annorlunda else ""

    def _namn_och_kod(self, rad: Rad) -> tuple[str, str]:
        """The name and the code; "0114 Upplands Väsby" in one cell is both."""
        namn, kod = self.text(rad, "kommun"), self.text(rad, "kommunkod")
        if (traff := _KOD_OCH_NAMN.fullmatch(namn)) and kod in ("", traff[1]):
            return traff[2], traff[1]
        if traff := _KOD_OCH_NAMN.fullmatch(kod):
            return namn or traff[2], traff[1]
        return namn, kod

    def _summarad(self, rad: Rad, text: str, lantext: str, *, har_tal: bool) -> Summarad | None:
        """What the sum row that `text` names says; None when it says nothing. It ends the block."""
        rent = normalform(text).rstrip(":")
        traff = _SUMMA.fullmatch(rent)
        av = normalform((traff["efter"] or traff["fore"] or "") if traff else rent)
        lan = self.register.find_lan(av) if av and av not in _LANDET else None
        if lan is None and not av and lantext:
            lan = self.register.find_lan(lantext)
        delsumma = rent.startswith("delsumma")
        if lan is None and delsumma:
            lan = self._lan
        totalt = lan is None and not delsumma
        omfattning = lan.namn if lan else "hela tabellen" if totalt else "delsumma"
        summarad = self._summa(rad, omfattning, lan.kod if lan else "", totalt=totalt) if har_tal else None
        self._lan = None
        self._blockstart = rad.nummer
        return summarad

    def _summa(self, rad: Rad, omfattning: str, lankod: str, *, totalt: bool) -> Summarad:
        return Summarad(rad.nummer, omfattning, lankod, totalt, self._blockstart)

    def _lan_pa_rad(self, rad: Rad, namn: str, kod: str, lantext: str) -> LanRef | None:
        """The county when the row is a county's own: "BLEKINGE LÄN" without a municipality, or a two-digit code."""
        if kod:
            lan = self.register.lan.get(kod.zfill(2)) if len(kod) <= 2 else None
            return lan if not namn or self.register.find_lan(namn) == lan else None
        if namn:
            return self.register.find_lan(namn, krav_lan=True)
        lankod = self.text(rad, "lankod")
        if lantext:
            return self.register.find_lan(lantext)
        return self.register.lan.get(lankod.zfill(2)) if lankod else None

    def _byt_lan(self, lan: LanRef, radnummer: int) -> None:
        self._lan = lan
        self._blockstart = radnummer

    def _kommun(self, namn: str, kod: str) -> KommunRef:
        """The municipality that name and code agree on."""
        if not namn and not kod:
            raise Radfel("Raden har ett tal men ingen kommun. Skriv kommunens namn eller kod.")
        efter_namn = self.register.find_kommun(namn) if namn else None
        if not kod:
            if efter_namn is None:
                raise self._okant_namn(namn)
            return efter_namn
        efter_kod = self.register.kommuner.get(kod.zfill(4)) if _KOD.fullmatch(kod) else None
        if efter_kod is None:
            raise Radfel(
                f"Det finns ingen kommun med koden ”{kod[:40]}”. Skriv fyra siffror, till exempel 0114.",
                (efter_namn,) if efter_namn else (),
            )
        if namn and efter_namn is None:
            raise Radfel(
                f"Koden {efter_kod.kod} är {efter_kod.namn}, men raden heter ”{namn[:60]}”. Rätta namnet eller koden.",
                (efter_kod,),
            )
        if efter_namn and efter_namn != efter_kod:
            raise Radfel(
                f"Koden {efter_kod.kod} är {efter_kod.namn}, men {efter_namn.namn} har koden {efter_namn.kod}. "
                "Rätta namnet eller koden.",
                (efter_kod, efter_namn),
            )
        return efter_kod

    def _okant_namn(self, namn: str) -> Radfel:
        self._okanda += 1
        forslag = self.register.build_forslag(namn) if self._okanda <= MAX_FORSLAGSRADER else ()
        fraga = f" Menar du {rakna_upp(forslag)}?" if forslag else ""
        return Radfel(f"Det finns ingen kommun som heter ”{namn[:60]}”.{fraga} Rätta namnet i filen.", forslag)

    def _check_lan(self, rad: Rad, kommun: KommunRef) -> None:
        """Raises when the row, or the block it stands in, belongs to another county than the municipality."""
        lantext, lankod = self.text(rad, "lan"), self.text(rad, "lankod")
        if lantext:
            lan = self.register.find_lan(lantext)
            if lan is None:
                raise Radfel(f"Det finns inget län som heter ”{lantext[:60]}”. Rätta länets namn i filen.")
            if lan != self._lan:
                self._byt_lan(lan, rad.nummer - 1)
        if lankod and lankod.zfill(2) != kommun.lankod:
            raise self._fel_lan(kommun, f"länskoden {lankod[:20]}")
        if self._lan is not None and self._lan.kod != kommun.lankod:
            raise self._fel_lan(kommun, self._lan.namn)

    def _fel_lan(self, kommun: KommunRef, star_under: str) -> Radfel:
        eget = self.register.lan[kommun.lankod].namn if kommun.lankod in self.register.lan else kommun.lankod
        andra = tuple(
            annan
            for annan in self.register.build_forslag(kommun.namn)
            if annan.kod != kommun.kod and self._lan is not None and annan.lankod == self._lan.kod
        )
        fraga = f" Menar du {rakna_upp(andra)}?" if andra else ""
        return Radfel(
            f"{kommun.namn} ({kommun.kod}) ligger i {eget} men står under {star_under}.{fraga} "
            "Rätta kommunen eller länet.",
            andra,
        )


def _ar_summa(text: str) -> bool:
    """Tell whether a cell's text says that its row is a sum."""
    rent = normalform(text).rstrip(":")
    return rent in _LANDET or _SUMMA.fullmatch(rent) is not None
