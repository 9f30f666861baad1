"""The text a municipality's board can copy: the decision in Swedish for the giver and for the receiver, with advice.

A decision that names the figure, says what holds if the final share is another, lets an official finish, and is
approved on the spot is enough for both this service and the county.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anvisning.visning import genitiv, promille, veckodatum
from omfordelning.process import Sida, Villkor

ORGAN = "Kommunstyrelsen"
NOLL_KAN_FA_BARN = (
    "En kommun med 0 ‰ kan ändå få ett barn anvisat, till exempel när barnet har anknytning till kommunen."
)


@dataclass(frozen=True, kw_only=True)
class Sak:
    """One redistribution as a board decides on it. `andel` is the giver's ordinary share (None: not known yet)."""

    givare: str
    """The giver's own name: "Kiruna kommun"."""
    mottagare: str
    hela: bool
    antal: Decimal
    villkor: str
    andel: Decimal | None
    ar: int
    decimaler: int = 2


def _villkorssats(sak: Sak) -> str:
    if sak.hela:
        return f"att hela kommunens fastställda andel för {sak.ar} omfördelas, även om den avviker från den preliminära"
    return {
        Villkor.PROMILLE: "att samma antal promille omfördelas",
        Villkor.PROPORTION: "att samma del av andelen omfördelas",
        Villkor.FORFALL: "att omfördelningen förfaller",
    }[Villkor(sak.villkor)] + " om den fastställda andelen avviker från den preliminära"


def _mangd(sak: Sak, ram: Decimal | None, vems: str) -> str:
    if sak.hela:
        andel = f" ({promille(sak.andel, sak.decimaler)} i den preliminära tabellen)" if sak.andel is not None else ""
        return f"hela {vems} anvisningsandel för {sak.ar}{andel}"
    if ram is not None:
        return f"upp till {promille(ram, sak.decimaler)} av {vems} anvisningsandel för {sak.ar}"
    return f"{promille(sak.antal, sak.decimaler)} av {vems} anvisningsandel för {sak.ar}"


def _satser(sak: Sak, sida: Sida, ram: Decimal | None) -> list[str]:
    if sida is Sida.GIVARE:
        return [f"att omfördela {_mangd(sak, ram, 'kommunens')} till {sak.mottagare}", _villkorssats(sak)]
    vems = genitiv(sak.givare)
    villkor = _villkorssats(sak).replace("hela kommunens fastställda andel", f"hela {vems} fastställda andel")
    return [f"att ta emot {_mangd(sak, ram, vems)}", villkor]


def beslutstext(saker: Sequence[Sak], sida: Sida, *, organ: str = ORGAN, ram: Decimal | None = None) -> str:
    """Give the decision's text, one "att" per paragraph.

    Takes one case, or several that the same decision of a receiver covers. `ram` (promille) makes it a frame for a
    part of a share: a new figure up to it then needs no new decision.
    """
    satser: list[str] = []
    for sak in saker:
        satser += [sats for sats in _satser(sak, sida, ram) if sats not in satser]
    satser += [
        "att kommundirektören får lämna kommunens besked till länsstyrelsen"
        + (" och slutföra överenskommelsen inom ramen" if ram is not None else ""),
        "att paragrafen justeras omedelbart",
    ]
    *forsta, sista = satser
    rader = [f"{organ} beslutar", *(f"{sats}," for sats in forsta[:-1]), f"{forsta[-1]} och", f"{sista}."]
    return "\n\n".join(rader)


def motesrad(dagens: date, sista: date) -> list[str]:
    """Give advice on the board's meeting, from the day it is and the last day for the municipalities."""
    if dagens > sista:
        return [
            f"Sista dagen var {veckodatum(sista)}.",
            "Ring länsstyrelsen innan nämnden beslutar. De kan ge anstånd eller tillåta sen inlämning.",
        ]
    return [
        f"Nämnden behöver sammanträda senast {veckodatum(sista)}. Beslutet ska vara meddelat här samma dag, före "
        "klockan 24.",
        "Be om omedelbar justering. Då kan ni meddela beslutet samma dag.",
        "Utan omedelbar justering kan protokollet ta 14 dagar. Meddela beslutet ändå: utdraget får komma efter.",
        "Beslutet behöver inte ha fått laga kraft.",
        "Hinner nämnden inte? Begär anstånd och ange vilken dag den sammanträder. I brådskande fall kan ordföranden "
        "få besluta, om kommunens delegationsordning medger det.",
    ]
