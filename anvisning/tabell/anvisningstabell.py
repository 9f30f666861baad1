"""The import doctor: from the cells of a file about assignments to rows to stage, and every cell that is wrong.

Copes with the tables as they come (domain 9): title rows, "Rubrik" and "Uppdaterad", a county's name only on the first
row of its block, subtotals, capitals and short names, spaces in numbers, blanks for zero, several sheets; one row per
day and type, or a column per type or month. Nothing is applied here, and no municipality is guessed.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from anvisning.personnummer import har_personnummer
from anvisning.tabell import anvisningsceller as celler
from anvisning.tabell.anvisningskolumner import (
    FLERA,
    ROLLER,
    Filslag,
    Kolumn,
    ar_varde,
    build_kolumner,
    find_rubrikrad,
)
from anvisning.tabell.anvisningsradtolk import Anvisningsradtolk
from anvisning.tabell.anvisningstolkning import Anvisningstolkning, Filform, Kolumnbild, Overhoppad
from anvisning.tabell.blad import Arbetsbok, Blad, Rad, kolumnbokstav, visa_cell, visa_rad
from anvisning.tabell.kommunnamn import KommunRef, LanRef, Register

INGEN_RUBRIKRAD: Final = (
    "Hittade ingen rad med kolumnrubriker. Tabellen behöver en kolumn med rubriken Kommun eller Kommunkod."
)
MALLEN_DOLJER: Final = (
    "De sparade kolumnerna för källan gömmer alla rubriker i filen. Filen är därför läst utan dem. "
    "Kontrollera hur kolumnerna lästes."
)
INGEN_TID: Final = (
    "Filen säger inte vilken dag eller månad antalen gäller. Ange från och med vilken dag, eller välj vilken kolumn "
    "som är dag eller månad."
)
INGEN_TYP: Final = (
    "Filen säger inte vilket slag av anvisning antalen gäller. Ange det, eller välj vilka kolumner som är vilka slag."
)
_UPPDATERAD: Final = re.compile(r"(?:senast )?uppdaterad:? +(.+)", re.IGNORECASE)
_MED_DECIMALER: Final = re.compile(r"-?\d{1,5}[.,]\d+")
"""A small number: a computed one may have ten or twelve decimals, which look like anything."""


def find_personnummer(bok: Arbetsbok) -> str:
    """Where in a file something first looks like a personal identity number, as a sentence's subject, or "".

    "Cellen Blad1 B7", "Cellen B7"; "Namnet på blad 2", since the name itself is not to be told; "En kommentar".
    """
    for nummer, blad in enumerate(bok.blad, 1):
        if har_personnummer(blad.namn):
            return f"Namnet på blad {nummer}"
        for rad in blad.rader:
            for index, cell in enumerate(rad.celler):
                if cell != "" and har_personnummer(visa_cell(cell)) and not _MED_DECIMALER.fullmatch(visa_cell(cell)):
                    return f"Cellen {f'{blad.namn} {kolumnbokstav(index)}{rad.nummer}'.strip()}"
    return next((var for var, text in bok.bredvid if har_personnummer(text)), "")


def tolka_anvisningar(
    bok: Arbetsbok,
    kommuner: Sequence[KommunRef],
    lan: Sequence[LanRef],
    form: Filform,
    *,
    mall: Mapping[str, str] | None = None,
    kolumnval: Mapping[str, str] | None = None,
    blad: str = "",
) -> Anvisningstolkning:
    """Understand a file about assignments.

    `mall` is the source's template (heading as `kolumnnyckel` → role), `kolumnval` what a person has said of this file
    (column's letter → role, "" for not used), `blad` which sheet when several may hold the table. A template that hides
    every heading is left out, with a warning: else there would be no columns to say anything of. Raises nothing: what
    is wrong stands in the answer, as sentences.
    """
    mall, kolumnval = mall or {}, kolumnval or {}
    funna = _find_tabeller(bok, form.slag, mall)
    mallvarning: tuple[str, ...] = ()
    if mall and not funna and (funna := _find_tabeller(bok, form.slag, {})):
        mall, mallvarning = {}, (MALLEN_DOLJER,)
    bladval = tuple(ett.namn for ett, _ in funna)
    if len(funna) > 1:
        funna = [(ett, plats) for ett, plats in funna if ett.namn == blad]
    if not funna:
        return _utan_tabell(bok, bladval, mallvarning)
    valt, (rubrikindex, _) = funna[0]
    kolumner = build_kolumner(valt, rubrikindex, form.slag, mall, kolumnval)
    titelrader = valt.rader[:rubrikindex]
    rubrik, uppdaterad = _rubrik(titelrader), _uppdaterad(titelrader)
    register = Register(kommuner, lan)
    fel = _kolumnfel(kolumner, form)
    tolk = Anvisningsradtolk(register, kolumner, valt.rader[rubrikindex], form)
    if not fel:
        for rad in valt.rader[rubrikindex + 1 :]:
            tolk.las(rad)
        if not tolk.sedda and not tolk.cellfel:
            fel = ("Tabellen har inga kommuner under rubrikerna. Välj en fil med en rad för varje kommun.",)
    return Anvisningstolkning(
        kodning=bok.kodning,
        skiljetecken=bok.skiljetecken,
        blad=valt.namn,
        bladval=bladval,
        titlar=tuple(text for rad in titelrader if (text := visa_rad(rad))),
        rubrik=rubrik,
        uppdaterad=uppdaterad,
        rubrikrad=valt.rader[rubrikindex].nummer,
        kolumner=tuple(Kolumnbild(k.bokstav, k.rubrik, k.roll, k.exempel) for k in kolumner),
        fel=fel,
        cellfel=tuple(tolk.cellfel),
        varningar=(*mallvarning, *_datumvarning(uppdaterad, form), *_olasta(kolumner), *tolk.varningar()),
        hoppade=tuple(Overhoppad(rad.nummer, visa_rad(rad), skal) for rad, skal in tolk.hoppade if not rad.tom),
        saknade=() if fel else tuple(kod for kod in register.kommuner if kod not in tolk.sedda),
        rader=tuple(tolk.rader),
        varden=tuple(tolk.varden),
    )


def _find_tabeller(bok: Arbetsbok, slag: Filslag, mall: Mapping[str, str]) -> list[tuple[Blad, tuple[int, bool]]]:
    """The visible sheets that may hold the table, each with its row of headings: those that head a value, if any do."""
    synliga = [ett for ett in bok.blad if not ett.dolt]
    funna = [(ett, plats) for ett in synliga if (plats := find_rubrikrad(ett, slag, mall))]
    return [(ett, plats) for ett, plats in funna if plats[1]] or funna


def _kolumnfel(kolumner: Sequence[Kolumn], form: Filform) -> tuple[str, ...]:
    """What is wrong with the columns as a whole, a sentence each."""
    roller = [kolumn.roll for kolumn in kolumner if kolumn.roll]
    fel = []
    if not {"kommun", "kommunkod"} & set(roller):
        fel.append("Ingen kolumn är kommunens namn eller kod. Välj vilken det är.")
    fel += [
        f"Flera kolumner är {ROLLER[form.slag][roll].lower()}. Välj en av dem."
        for roll in dict.fromkeys(roller)
        if roller.count(roll) > 1 and roll not in FLERA
    ]
    varden = [kolumn for kolumn in kolumner if ar_varde(kolumn.roll)]
    if not varden:
        fel.append("Ingen kolumn har tal att läsa in. Välj vilken eller vilka det är.")
    if form.slag in ("perioder", "sammanlagt"):
        fel += _antalsfel(varden, set(roller), form)
    return tuple(fel)


def _olasta(kolumner: Sequence[Kolumn]) -> list[str]:
    """Warn about each column that is not read but has numbers: they may be the ones that were meant."""
    return [
        f"Kolumnen {kolumn.bokstav}, ”{kolumn.rubrik or 'utan rubrik'}”, läses inte in men har tal."
        for kolumn in kolumner
        if kolumn.har_tal and not kolumn.roll
    ]


def _antalsfel(antal: Sequence[Kolumn], roller: set[str], form: Filform) -> list[str]:
    fel = []
    if any(kolumn.typ is None for kolumn in antal) and "typ" not in roller and not form.typ:
        fel.append(INGEN_TYP)
    har_tid = bool(roller & {"datum", "manad", "ar"})
    if form.slag == "perioder" and not har_tid and not form.fran and any(k.period is None for k in antal):
        fel.append(INGEN_TID)
    tagna: dict[object, Kolumn] = {}
    for kolumn in antal:
        vad = (kolumn.typ or form.typ, kolumn.period if form.slag == "perioder" and not har_tid else None)
        if vad in tagna:
            fel.append(
                f"Kolumnerna {tagna[vad].bokstav} och {kolumn.bokstav} har samma slag och samma tid. "
                "Välj bort den ena, eller ange vad de är."
            )
        tagna.setdefault(vad, kolumn)
    return fel


def _titel(rad: Rad) -> list[str]:
    return [visa_cell(cell) for cell in rad.celler if cell != ""]


def _rubrik(rader: Sequence[Rad]) -> str:
    """What the row "Rubrik" says, or ""."""
    for rad in rader:
        texter = _titel(rad)
        if len(texter) > 1 and texter[0].rstrip(":").lower() == "rubrik":
            return texter[1]
    return ""


def _uppdaterad(rader: Sequence[Rad]) -> date | None:
    """The day that the row "Uppdaterad" says, or None."""
    for rad in rader:
        if traff := _UPPDATERAD.fullmatch(" ".join(_titel(rad))):
            return celler.find_dag(traff[1])
    return None


def _datumvarning(uppdaterad: date | None, form: Filform) -> tuple[str, ...]:
    if uppdaterad is None or uppdaterad >= form.till_och_med:
        return ()
    return (f"Filen är uppdaterad {uppdaterad}, före den sista dagen som är angiven ({form.till_och_med}).",)


def _utan_tabell(bok: Arbetsbok, bladval: tuple[str, ...], varningar: tuple[str, ...]) -> Anvisningstolkning:
    """The answer when no table could be singled out: one sentence, and what was seen on the way."""
    namn = " och ".join(f"”{namn}”" for namn in bladval)
    fel = f"Flera blad kan vara tabellen: {namn}. Välj vilket blad som ska läsas in." if bladval else INGEN_RUBRIKRAD
    forsta: Blad | None = next((ett for ett in bok.blad if not ett.dolt), None)
    return Anvisningstolkning(
        kodning=bok.kodning,
        skiljetecken=bok.skiljetecken,
        blad="",
        bladval=bladval,
        titlar=tuple(visa_rad(rad) for rad in forsta.rader[:5] if not rad.tom) if forsta else (),
        rubrik="",
        uppdaterad=None,
        rubrikrad=0,
        kolumner=(),
        fel=(fel,),
        cellfel=(),
        varningar=varningar,
        hoppade=(),
        saknade=(),
    )
