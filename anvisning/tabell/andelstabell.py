"""From the cells of a file to an understood table of shares: every row is understood, an error, or passed over.

Copes with the tables as they come: title rows, a county's name only on the first row of its block, subtotals, names in
capitals and shortened, spaces in numbers, blanks for zero. Nothing is applied here, and no municipality is guessed.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from anvisning.promille import antal_decimaler
from anvisning.tabell.blad import Arbetsbok, Blad, Rad, kolumnbokstav, visa_cell, visa_rad
from anvisning.tabell.kolumner import Roll, Rubrikrad, find_form, find_rubrikrad, valj_andel
from anvisning.tabell.kommunnamn import KommunRef, LanRef, Register
from anvisning.tabell.radtolk import Andelssumma, Radtolk
from anvisning.tabell.tolkning import AnvandKolumn, Delsumma, Form, TolkadRad, Tolkning

MAX_TABELLRADER: Final = 2_000
"""Rows under the headings. A table of shares has 290 and its sums; anything longer is another kind of table."""
_AVRUNDNING: Final = Decimal("0.5")

INGEN_RUBRIKRAD: Final = (
    "Hittade ingen rad med kolumnrubriker. Tabellen behöver en kolumn med rubriken Kommun eller Kommunkod och en med "
    "rubriken Andel (promille)."
)
INGA_KOMMUNER: Final = "Tabellen har inga kommuner under rubrikerna. Välj en fil med en rad för varje kommun."


def tolka(
    bok: Arbetsbok,
    kommuner: Sequence[KommunRef],
    lan: Sequence[LanRef],
    decimaler: int = 2,
    *,
    kolumn: Form | None = None,
    blad: str | None = None,
) -> Tolkning:
    """Understand a file as a table of shares in promille.

    `decimaler` is the number of decimals the year shows; up to three are accepted and kept exactly. `kolumn` settles
    which column is meant when there is one before and one after redistribution; `blad` which sheet, when several hold
    shares. Raises nothing: what is wrong stands in the answer, as sentences.
    """
    synliga = [ett for ett in bok.blad if not ett.dolt and (blad is None or ett.namn == blad)]
    kandidater = [(ett, rubrikrad) for ett in synliga if (rubrikrad := find_rubrikrad(ett))]
    if not kandidater:
        return _utan_tabell(bok, decimaler, INGEN_RUBRIKRAD)
    if len(kandidater) > 1:
        namn = " och ".join(f"”{ett.namn}”" for ett, _ in kandidater)
        return _utan_tabell(bok, decimaler, f"Flera blad har andelar: {namn}. Spara det blad du menar som en egen fil.")
    valt, rubrikrad = kandidater[0]
    rubriker = valt.rader[rubrikrad.index]
    andel = valj_andel(rubriker, rubrikrad.andelar, kolumn)
    if andel is None:
        namn = " och ".join(_kolumnnamn(rubriker, index) for index in rubrikrad.andelar)
        former = {find_form(rubriker.celler[index]) for index in rubrikrad.andelar}
        fragar = former == {"fore", "efter"}
        svara = "Svara om andelarna är före eller efter omfördelning, eller ta" if fragar else "Ta"
        fel = f"Flera kolumner kan vara andelen: {namn}. {svara} bort den kolumn som inte ska läsas in."
        return replace(_utan_tabell(bok, decimaler, fel, valt, rubrikrad), fragar_kolumn=fragar)
    langd = len(valt.rader) - rubrikrad.index - 1
    if langd > MAX_TABELLRADER:
        fel = f"Tabellen har {langd} rader, men Sverige har 290 kommuner. Ta bort rader som inte hör till tabellen."
        return _utan_tabell(bok, decimaler, fel, valt, rubrikrad)

    roller: dict[Roll, int] = {**rubrikrad.roller, "andel": andel}
    tolk = Radtolk(Register(kommuner, lan), roller, rubriker)
    rader = tuple(tolk.tolka(rad) for rad in valt.rader[rubrikrad.index + 1 :])
    titlar = tuple(
        TolkadRad(rad.nummer, "hoppad", visa_rad(rad), "Ovanför tabellen.") for rad in valt.rader[: rubrikrad.index]
    )
    rubrik = TolkadRad(rubriker.nummer, "hoppad", visa_rad(rubriker), "Kolumnrubriker.")
    kanda = {rad.kommunkod for rad in rader if rad.slag == "forstadd"}
    return Tolkning(
        slag=bok.slag,
        kodning=bok.kodning,
        skiljetecken=bok.skiljetecken,
        blad=valt.namn,
        oanvanda_blad=tuple(ett.namn for ett in bok.blad if ett is not valt),
        rubriker=tuple(titel.last for titel in titlar if titel.last),
        rubrikrad=rubriker.nummer,
        kolumner=tuple(
            AnvandKolumn(roll, kolumnbokstav(index), visa_cell(rubriker.celler[index]))
            for roll, index in sorted(roller.items(), key=lambda par: par[1])
        ),
        oanvanda_kolumner=_oanvanda(valt, rubrikrad, set(roller.values())),
        kolumnform=find_form(rubriker.celler[andel]),
        decimaler=decimaler,
        fel=() if kanda or any(rad.slag == "fel" for rad in rader) else (INGA_KOMMUNER,),
        rader=(*titlar, rubrik, *rader),
        delsummor=tuple(_prova(summa, rader, tolk.register) for summa in tolk.summor),
        saknade=tuple(kommun for kod, kommun in tolk.register.kommuner.items() if kod not in kanda),
    )


def _prova(andelssumma: Andelssumma, rader: tuple[TolkadRad, ...], register: Register) -> Delsumma:
    """Compare a sum row with the rows it covers. Rounding in the table itself may explain a difference, up to 0.5."""
    summarad, angiven = andelssumma.rad, andelssumma.angiven
    alla = [rad for rad in rader if rad.promille is not None]
    blocket = [rad for rad in alla if summarad.fran_rad < rad.radnummer < summarad.radnummer]
    if summarad.lankod:
        kandidater = [[rad for rad in alla if register.kommuner[rad.kommunkod].lankod == summarad.lankod]]
    elif summarad.totalt:
        kandidater = [alla, blocket] if blocket else [alla]
    else:
        kandidater = [blocket]
    for tackta in kandidater:
        varden = [rad.promille for rad in tackta if rad.promille is not None]
        summa = sum(varden, Decimal(0))
        minst = max([antal_decimaler(varde) for varde in varden], default=0)
        spel = min(_AVRUNDNING, _AVRUNDNING.scaleb(-minst) * len(varden))
        if angiven is not None and abs(angiven - summa) <= spel:
            return Delsumma(summarad.radnummer, summarad.omfattning, angiven, summa, stammer=True)
    summa = sum((rad.promille for rad in kandidater[0] if rad.promille is not None), Decimal(0))
    return Delsumma(summarad.radnummer, summarad.omfattning, angiven, summa, stammer=False)


def _kolumnnamn(rubriker: Rad, index: int) -> str:
    return f"{kolumnbokstav(index)} ({visa_cell(rubriker.celler[index])})"


def _oanvanda(blad: Blad, rubrikrad: Rubrikrad, anvanda: set[int]) -> tuple[str, ...]:
    """The columns with any content that were not used, by letter and heading."""
    rubriker = blad.rader[rubrikrad.index]
    fyllda = {
        index for rad in blad.rader[rubrikrad.index :] for index, cell in enumerate(rad.celler) if cell != ""
    } - anvanda
    return tuple(
        _kolumnnamn(rubriker, index)
        if index < len(rubriker.celler) and rubriker.celler[index]
        else kolumnbokstav(index)
        for index in sorted(fyllda)
    )


def _utan_tabell(
    bok: Arbetsbok, decimaler: int, fel: str, blad: Blad | None = None, rubrikrad: Rubrikrad | None = None
) -> Tolkning:
    """The answer when no table could be singled out: one sentence, and what was seen on the way."""
    valt = blad or next((ett for ett in bok.blad if not ett.dolt), None)
    radnummer = valt.rader[rubrikrad.index].nummer if valt and rubrikrad else 0
    return Tolkning(
        slag=bok.slag,
        kodning=bok.kodning,
        skiljetecken=bok.skiljetecken,
        blad=valt.namn if valt else "",
        oanvanda_blad=tuple(ett.namn for ett in bok.blad if ett is not valt),
        rubriker=tuple(visa_rad(rad) for rad in valt.rader[:5] if not rad.tom) if valt else (),
        rubrikrad=radnummer,
        kolumner=(),
        oanvanda_kolumner=_oanvanda(valt, rubrikrad, set()) if valt and rubrikrad else (),
        kolumnform=None,
        decimaler=decimaler,
        fel=(fel,),
        rader=(),
        delsummor=(),
        saknade=(),
    )
