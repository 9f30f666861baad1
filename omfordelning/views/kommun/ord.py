"""Phrases that several of the municipality's pages use."""

from decimal import Decimal
from typing import Protocol

from anvisning.visning import promille
from omfordelning.arendebild import Arendebild
from omfordelning.process import Villkor

NOLL_KAN_FA_BARN = "En kommun med 0 ‰ kan ändå få ett barn anvisat."


class Innehall(Protocol):
    """What says how much is moved: a version, or what was typed."""

    hela: bool
    villkor: str


def siffra(hela: bool, antal: Decimal, decimaler: int) -> str:
    """Write what is moved: "Hela andelen, 1,25 ‰" or "1,25 ‰"."""
    return f"Hela andelen, {promille(antal, decimaler)}" if hela else promille(antal, decimaler)


def villkorsrad(innehall: Innehall) -> dict[str, str]:
    """Give the row on what holds if the final share is another."""
    text = "Hela den fastställda andelen förs över" if innehall.hela else Villkor(innehall.villkor).text
    return {"namn": "Om den fastställda andelen blir en annan", "varde": text}


def andra_text(bild: Arendebild) -> str:
    """Give the words of the button that answers with, or changes to, another figure."""
    return "Svara med en annan siffra" if bild.var_tur else "Ändra siffran"
