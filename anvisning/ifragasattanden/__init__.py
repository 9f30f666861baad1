"""Numbers that a municipality disputes: the commands, the numbers of the months, and which ones exist for whom."""

from anvisning.ifragasattanden.kommandon import aterta, besvara, ifragasatt
from anvisning.ifragasattanden.manadstal import (
    Manad,
    bakom,
    manadens_antal,
    manader,
    mojliga_rattelser,
    rakna_manader,
    sista_manaden,
)
from anvisning.ifragasattanden.urval import oppna, synliga_for

__all__ = [
    "Manad",
    "aterta",
    "bakom",
    "besvara",
    "ifragasatt",
    "manadens_antal",
    "manader",
    "mojliga_rattelser",
    "oppna",
    "rakna_manader",
    "sista_manaden",
    "synliga_for",
]
