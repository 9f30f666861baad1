"""Tables in and out: files are read, understood as shares per municipality, and written. Pure: no models, no clock."""

from anvisning.tabell.andelstabell import tolka
from anvisning.tabell.anvisningsceller import STORST, find_antal
from anvisning.tabell.anvisningskolumner import ROLLER, Filslag, kolumnnyckel
from anvisning.tabell.anvisningstabell import find_personnummer, tolka_anvisningar
from anvisning.tabell.anvisningstolkning import RAKNAS_FRAN, Antalsrad, Anvisningstolkning, Filform, skillnad
from anvisning.tabell.blad import MAX_BYTE, Arbetsbok, Blad, Rad, TabellFel
from anvisning.tabell.kommunnamn import KommunRef, LanRef, Register
from anvisning.tabell.lasning import las
from anvisning.tabell.rakfil import InteRak, ar_rak
from anvisning.tabell.tolkning import Delsumma, TolkadRad, Tolkning
from anvisning.tabell.varningar import Varning, varningar

__all__ = [
    "MAX_BYTE",
    "RAKNAS_FRAN",
    "ROLLER",
    "STORST",
    "Antalsrad",
    "Anvisningstolkning",
    "Arbetsbok",
    "Blad",
    "Delsumma",
    "Filform",
    "Filslag",
    "InteRak",
    "KommunRef",
    "LanRef",
    "Rad",
    "Register",
    "TabellFel",
    "TolkadRad",
    "Tolkning",
    "Varning",
    "ar_rak",
    "find_antal",
    "find_personnummer",
    "kolumnnyckel",
    "las",
    "skillnad",
    "tolka",
    "tolka_anvisningar",
    "varningar",
]
