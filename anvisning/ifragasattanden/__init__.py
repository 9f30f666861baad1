"""Numbers that a municipality disputes: the commands, the numbers of the months, and which ones exist for whom."""

from anvisning.anvisningar.siffra import manadens_antal
from anvisning.ifragasattanden.kommandon import aterta, besvara, ifragasatt
from anvisning.ifragasattanden.manadstal import (
    bakom,
    mojliga_rattelser,
    sista_manaden,
)
from anvisning.ifragasattanden.urval import oppna, synliga_for

__all__ = [
    "aterta",
    "bakom",
    "besvara",
    "ifragasatt",
    "manadens_antal",
    "mojliga_rattelser",
    "oppna",
    "sista_manaden",
    "synliga_for",
]
