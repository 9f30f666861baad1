"""Which columns of a file about assignments are what, by their headings, and what a person may say they are instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from anvisning.sortering import soknyckel
from anvisning.tabell import anvisningsceller as celler
from anvisning.tabell.anvisningsceller import Period
from anvisning.tabell.blad import Blad, Cell, kolumnbokstav, visa_cell
from anvisning.tabell.kolumner import SOK_INOM
from anvisning.tabell.kolumner import find_roll as find_platsroll

Filslag = Literal["perioder", "sammanlagt", "maluppfyllelse", "faktorer"]

_PLATSROLLER: Final = {
    "kommun": "Kommunens namn",
    "kommunkod": "Kommunens kod",
    "lan": "Länets namn",
    "lankod": "Länets kod",
}
_ANTALSROLLER: Final = {
    "antal": "Antal",
    "antal:utjamnande": "Antal utjämnande anvisningar",
    "antal:anknytning": "Antal anknytningsanvisningar",
    "antal:inledande": "Antal anvisningar för inledande åtgärder",
    "typ": "Slag av anvisning",
    "summa": "Summa av radens antal",
}
_TIDSROLLER: Final = {"datum": "Beslutsdag", "manad": "Månad", "ar": "År"}
_FAKTORROLLER: Final = {
    "faktor:folkmangd": "Folkmängd",
    "faktor:nyanlanda": "Mottagna nyanlända",
    "faktor:ensamkommande": "Mottagna ensamkommande barn",
    "faktor:dygn_asyl": "Dygn i mottagningssystemet",
    "faktor:dygn_ankomst": "Dygn som ankomstkommun",
}
ROLLER: Final[dict[Filslag, dict[str, str]]] = {
    "perioder": _PLATSROLLER | _TIDSROLLER | _ANTALSROLLER,
    "sammanlagt": _PLATSROLLER | _ANTALSROLLER,
    "maluppfyllelse": _PLATSROLLER | {"procent": "Måluppfyllelse i procent"},
    "faktorer": _PLATSROLLER | _FAKTORROLLER,
}
"""Per kind of file: role → what it is called."""
FLERA: Final = frozenset({"antal", "antal:utjamnande", "antal:anknytning", "antal:inledande"})
"""Roles that several columns may have, as when each month has a column of its own."""

_RUBRIKER: Final = {
    **dict.fromkeys(("datum", "beslutsdatum", "beslutsdag", "dag", "datum for beslut"), "datum"),
    **dict.fromkeys(("manad", "beslutsmanad", "ar manad", "period"), "manad"),
    **dict.fromkeys(("ar", "beslutsar", "kalenderar"), "ar"),
    **dict.fromkeys(("typ", "slag", "anvisningstyp", "typ av anvisning", "slag av anvisning"), "typ"),
    **dict.fromkeys(
        (
            "antal",
            "antal barn",
            "antal anvisningar",
            "antal anvisade",
            "antal anvisade barn",
            "anvisade barn",
            "anvisningar",
            "anvisade",
        ),
        "antal",
    ),
    **dict.fromkeys(("totalt", "summa", "total", "totalt antal", "summa anvisningar", "totalsumma"), "summa"),
    **dict.fromkeys(("maluppfyllelse", "maluppfyllelse %", "maluppfyllelse i procent", "uppfyllelse"), "procent"),
    **dict.fromkeys(("folkmangd", "befolkning", "invanare"), "faktor:folkmangd"),
    **dict.fromkeys(("nyanlanda", "mottagna nyanlanda"), "faktor:nyanlanda"),
    **dict.fromkeys(("ensamkommande", "ensamkommande barn", "mottagna ensamkommande barn"), "faktor:ensamkommande"),
    **dict.fromkeys(("dygn i mottagningssystemet", "dygn asylsokande"), "faktor:dygn_asyl"),
    **dict.fromkeys(("dygn som ankomstkommun", "dygn ankomstkommun"), "faktor:dygn_ankomst"),
}


@dataclass(frozen=True, slots=True)
class Kolumn:
    """A column of the file: its letter, heading, role ("" is not used), and the first filled cell under the heading."""

    index: int
    rubrik: str
    roll: str
    exempel: str
    har_tal: bool
    """Whether any cell under the heading is a number."""

    @property
    def bokstav(self) -> str:
        return kolumnbokstav(self.index)

    @property
    def typ(self) -> str | None:
        """The type that all the column's numbers are of, if the role says so."""
        return self.roll.partition(":")[2] or None

    @property
    def period(self) -> Period | None:
        """The month or year that the heading names."""
        return find_period(self.rubrik)


def kolumnnyckel(rubrik: Cell) -> str:
    """A heading as a template remembers it: folded, words only."""
    return " ".join(re.findall(r"[a-z0-9]+|[‰%]", soknyckel(visa_cell(rubrik))))


def find_period(rubrik: str) -> Period | None:
    """The month or year that a heading names, or None."""
    text = " ".join(rubrik.split())
    return celler.find_manad(text) or celler.find_ar(text)


def find_roll(rubrik: Cell, slag: Filslag, mall: Mapping[str, str]) -> str:
    """What a column with this heading holds: by the source's template or else the usual headings; "" if unknown."""
    nyckel = kolumnnyckel(rubrik)
    roll = mall.get(nyckel)
    if roll is None:
        roll = find_platsroll(rubrik) or _RUBRIKER.get(nyckel) or _antalsroll(rubrik)
    return roll if roll in ROLLER[slag] else ""


def _antalsroll(rubrik: Cell) -> str:
    text = visa_cell(rubrik)
    if typ := celler.find_typ(text):
        return f"antal:{typ}"
    return "antal" if text and find_period(text) else ""


def find_rubrikrad(blad: Blad, slag: Filslag, mall: Mapping[str, str]) -> tuple[int, bool] | None:
    """The row of headings and whether it also heads a value: the first such row, else the first that heads a place."""
    bara_plats: int | None = None
    for index, rad in enumerate(blad.rader[:SOK_INOM]):
        roller = {find_roll(cell, slag, mall) for cell in rad.celler if cell != ""}
        if roller.isdisjoint({"kommun", "kommunkod"}):
            continue
        if any(ar_varde(roll) for roll in roller):
            return index, True
        if bara_plats is None and sum(cell != "" for cell in rad.celler) > 1:
            bara_plats = index
    return None if bara_plats is None else (bara_plats, False)


def ar_varde(roll: str) -> bool:
    """Tell whether a column with this role holds what is to be stored."""
    return roll in FLERA or roll == "procent" or roll.startswith("faktor:")


def build_kolumner(
    blad: Blad, index: int, slag: Filslag, mall: Mapping[str, str], val: Mapping[str, str]
) -> list[Kolumn]:
    """Every column with any content from the headings down; `val` (letter → role) goes before template and heading."""
    rubriker = blad.rader[index].celler
    exempel: dict[int, Cell] = {}
    med_tal: set[int] = set()
    for rad in blad.rader[index + 1 :]:
        for plats, cell in enumerate(rad.celler):
            if cell != "":
                exempel.setdefault(plats, cell)
                if plats not in med_tal and celler.ar_tal(cell):
                    med_tal.add(plats)
    kolumner = []
    for plats in range(max(len(rubriker) - 1, *exempel, 0) + 1):
        rubrik = rubriker[plats] if plats < len(rubriker) else ""
        if rubrik == "" and plats not in exempel:
            continue
        vald = val.get(kolumnbokstav(plats))
        roll = find_roll(rubrik, slag, mall) if vald is None else vald if vald in ROLLER[slag] else ""
        visat = visa_cell(exempel.get(plats, ""))[:60]
        kolumner.append(Kolumn(plats, visa_cell(rubrik), roll, visat, plats in med_tal))
    return kolumner
