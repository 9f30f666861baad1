"""What holds for the whole country: places, accounts, years, shares, events, outbox."""

from anvisning.models.andelar import Andel, Andelsandring, Andelstabell, Tabellimport, Tabellslag
from anvisning.models.anvisningar import (
    Anvisningsbokning,
    Anvisningsrad,
    Anvisningsraknare,
    Anvisningstyp,
    Anvisningsunderlag,
    Anvisningsunderlagsrad,
    Faktor,
    Faktorvarde,
    Kolumnmall,
    PubliceradMaluppfyllelse,
    Underlagsslag,
)
from anvisning.models.ar import Ar, Datumandring, Ersattning, Metodval, Tidplan
from anvisning.models.berakningar import (
    Berakning,
    Berakningsdel,
    Berakningsorder,
    Berakningsrad,
    Manadspublicering,
    Orsak,
    Publiceringsrad,
)
from anvisning.models.drift import Pliktrad, SantForeAterlasning
from anvisning.models.ifragasattanden import Forklaringsskal, Ifragasattande
from anvisning.models.kalender import Kalenderlank
from anvisning.models.konton import Kontaktfunktion, Konto, Notisval, Organ, Organisation, Organslag, Roll
from anvisning.models.leverans import Leveransfel
from anvisning.models.platser import Kommun, Lan
from anvisning.models.spar import Dokument, Epostmeddelande, Handelse, Handelsekedja, Inskick, Samlingsrad, Utkorgsrad

__all__ = [
    "Andel",
    "Andelsandring",
    "Andelstabell",
    "Anvisningsbokning",
    "Anvisningsrad",
    "Anvisningsraknare",
    "Anvisningstyp",
    "Anvisningsunderlag",
    "Anvisningsunderlagsrad",
    "Ar",
    "Berakning",
    "Berakningsdel",
    "Berakningsorder",
    "Berakningsrad",
    "Datumandring",
    "Dokument",
    "Epostmeddelande",
    "Ersattning",
    "Faktor",
    "Faktorvarde",
    "Forklaringsskal",
    "Handelse",
    "Handelsekedja",
    "Ifragasattande",
    "Inskick",
    "Kalenderlank",
    "Kolumnmall",
    "Kommun",
    "Kontaktfunktion",
    "Konto",
    "Lan",
    "Leveransfel",
    "Manadspublicering",
    "Metodval",
    "Notisval",
    "Organ",
    "Organisation",
    "Organslag",
    "Orsak",
    "Pliktrad",
    "PubliceradMaluppfyllelse",
    "Publiceringsrad",
    "Roll",
    "Samlingsrad",
    "SantForeAterlasning",
    "Tabellimport",
    "Tabellslag",
    "Tidplan",
    "Underlagsslag",
    "Utkorgsrad",
]
