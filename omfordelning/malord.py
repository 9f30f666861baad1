"""Goal fulfilment in words: numbers of children, percent, distances, and whose turn it is."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from anvisning.berakningar.kommunbild import Delbild, Kommunlage
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.maluppfyllelse.metoder import UTAN_MAL, Uppfyllelse
from anvisning.visning import HARDBLANK, TANKSTRECK, avrundat, forandring, kommuner, tal

BARN = 2
"""Decimals of children that need not be whole: targets and distances. A part's target is often less than one child."""
PROCENT = 1
INGA_I_AR = "Inga barn har anvisats i landet sedan 1 januari. Därför är målet 0."


def antal(barn: Fraction) -> str:
    """Write a number of children that need not be whole: `30,40`."""
    return tal(avrundat(barn, BARN), BARN)


def exakt(barn: Fraction) -> str:
    """Write a number of children with all its decimals, as every formula does: it is a whole number of millionths."""
    return tal(avrundat(barn, 6))


def procenttal(kvot: Fraction | None) -> Decimal | None:
    """Give a quotient in percent, rounded."""
    return None if kvot is None else avrundat(kvot * 100, PROCENT)


def procent(kvot: Fraction | None) -> str:
    """Write a quotient: `93,3 %`. None gives a dash."""
    return TANKSTRECK if kvot is None else f"{tal(procenttal(kvot), PROCENT)}{HARDBLANK}%"


def avstand(barn: Fraction | None) -> str:
    """Write how many children more or fewer than the target: `+2,40`, `−2,04`. None gives a dash."""
    return TANKSTRECK if barn is None else forandring(avrundat(barn, BARN), BARN)


def avstandsmening(barn: Fraction) -> str:
    """Say the distance in words: `2,04 barn färre än målet`."""
    rundat = avrundat(barn, BARN)
    if not rundat:
        return "på målet"
    return f"{tal(abs(rundat), BARN)}{HARDBLANK}barn {'fler' if rundat > 0 else 'färre'} än målet"


def gemen(text: str) -> str:
    """Give a text that goes on in a sentence: its first letter small."""
    return text[:1].lower() + text[1:]


def skal(uppfyllelse: Uppfyllelse, *, i_ar: bool) -> str:
    """Say why there is no fulfilment; "" when there is. `i_ar`: of a part, which is counted since 1 January."""
    return INGA_I_AR if i_ar and uppfyllelse.skal == UTAN_MAL else uppfyllelse.skal


def delens_namn(del_: Delbild, lage: Kommunlage, namn: Mapping[str, str]) -> str:
    """Name a part: the municipality's own, what it has kept of its own, or what it has taken over."""
    if not del_.ar_egen:
        return f"Del från {namn[del_.del_.konto]}"
    return "Behållen del" if lage.lamnad_till else "Egen del"


def andras_antal(insyn: Insyn) -> str:
    """Say which counts of others a municipality's places and scenarios are computed from."""
    if insyn.senast:
        return (
            "Andra kommuner räknas med de antal som senast publicerades. Övriga barn i landet fördelas efter andel på "
            "de kommuner vars antal inte visas nu. Därför är svaret ungefärligt."
        )
    return "Inga antal är publicerade än. Därför fördelas landets barn efter andel på de andra kommunerna."


def turmening(del_: Delbild, inom: int, *, till_er: bool = False) -> str:
    """Say who stands before a part, and how many children are left in the country until its turn.

    `till_er`: to the municipality itself.
    """
    vem, vems = ("er", "er") if till_er else ("kommunen", "kommunens")
    if del_.dold:
        return "Platsen visas inte, för antalet barn på den andra kommunens konto är inte publicerat."
    if not del_.andel:
        return "Andelen är 0 promille. Därför finns ingen plats i turordningen."
    if del_.plats is None:
        return f"Det är mer än {tal(inom)} barn till i landet innan det är {vems} tur."
    barn, fler = del_.plats.barn_fore, del_.plats.kommuner_fore
    if not barn:
        return f"Ingen står före {vem}: det är {vems} tur vid nästa utjämnande anvisning i landet."
    fore = kommuner(fler) if fler else "Ingen annan kommun"
    return f"{fore} står före {vem}; ungefär {tal(barn)} barn till i landet innan det är {vems} tur."
