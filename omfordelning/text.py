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


def _hela(sak: Sak, vems: str) -> str:
    return f"att hela {vems} fastställda andel för {sak.ar} omfördelas, även om den avviker från den preliminära"


def _del(villkor: str, fran: str = "") -> str:
    """Say what holds for a part when the final share is another; `fran` names whose, where there are several."""
    vad = {
        Villkor.PROMILLE: f"att samma antal promille omfördelas{fran}",
        Villkor.PROPORTION: f"att samma del av andelen omfördelas{fran}",
        Villkor.FORFALL: f"att omfördelningen{fran} förfaller",
    }[Villkor(villkor)]
    return f"{vad} om {'dess fastställda andel' if fran else 'den fastställda andelen'} avviker från den preliminära"


def _mangd(sak: Sak, ram: Decimal | None, vems: str) -> str:
    if sak.hela:
        andel = f" ({promille(sak.andel, sak.decimaler)} i den preliminära tabellen)" if sak.andel is not None else ""
        return f"hela {vems} anvisningsandel för {sak.ar}{andel}"
    if ram is not None:
        return f"upp till {promille(ram, sak.decimaler)} av {vems} anvisningsandel för {sak.ar}"
    return f"{promille(sak.antal, sak.decimaler)} av {vems} anvisningsandel för {sak.ar}"


def _givarens(sak: Sak, ram: Decimal | None) -> list[str]:
    villkor = _hela(sak, "kommunens") if sak.hela else _del(sak.villkor)
    return [f"att omfördela {_mangd(sak, ram, 'kommunens')} till {sak.mottagare}", villkor]


def _mottagarens(saker: Sequence[Sak], ram: Decimal | None) -> list[str]:
    """Give what a receiver decides: each share, and what holds for it. What holds for all parts alike is said once."""
    villkor = {sak.villkor for sak in saker if not sak.hela}
    en_gang = len(villkor) == 1 and len(saker) > 1
    satser = []
    for sak in saker:
        vems = genitiv(sak.givare)
        satser.append(f"att ta emot {_mangd(sak, ram, vems)}")
        if sak.hela:
            satser.append(_hela(sak, vems))
        elif not en_gang:
            satser.append(_del(sak.villkor, f" från {sak.givare}" if len(saker) > 1 else ""))
    if en_gang:
        delar = [sak.givare for sak in saker if not sak.hela]
        satser.append(_del(villkor.pop(), f" från {'varje kommun' if len(delar) > 1 else delar[0]}"))
    return satser


def beslutstext(saker: Sequence[Sak], sida: Sida, *, organ: str = ORGAN, ram: Decimal | None = None) -> str:
    """Give the decision's text, one "att" per paragraph.

    Takes one case, or for a receiver several that the same decision covers. `ram` (promille) makes it a frame for a
    part of a share: a new figure up to it then needs no new decision.
    """
    satser = _mottagarens(saker, ram) if sida is Sida.MOTTAGARE else _givarens(saker[0], ram)
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
