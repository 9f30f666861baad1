"""Tables in and out: files are read, understood as shares per municipality, and written. Pure: no models, no clock."""

from anvisning.tabell.andelstabell import tolka
from anvisning.tabell.blad import Arbetsbok, Blad, Rad, TabellFel
from anvisning.tabell.kommunnamn import KommunRef, LanRef
from anvisning.tabell.lasning import las
from anvisning.tabell.tolkning import Delsumma, TolkadRad, Tolkning
from anvisning.tabell.varningar import Varning, varningar

__all__ = [
    "Arbetsbok",
    "Blad",
    "Delsumma",
    "KommunRef",
    "LanRef",
    "Rad",
    "TabellFel",
    "TolkadRad",
    "Tolkning",
    "Varning",
    "las",
    "tolka",
    "varningar",
]
