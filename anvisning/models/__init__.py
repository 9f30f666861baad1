"""What holds for the whole country: places, accounts, years, shares, events, outbox."""

from anvisning.models.andelar import Andel, Andelsandring, Andelstabell, Tabellimport, Tabellslag
from anvisning.models.ar import Ar, Ersattning, Tidplan
from anvisning.models.konton import Kontaktfunktion, Konto, Organ, Organisation, Organslag, Roll
from anvisning.models.platser import Kommun, Lan
from anvisning.models.spar import Dokument, Epostmeddelande, Handelse, Handelsekedja, Inskick, Utkorgsrad

__all__ = [
    "Andel",
    "Andelsandring",
    "Andelstabell",
    "Ar",
    "Dokument",
    "Epostmeddelande",
    "Ersattning",
    "Handelse",
    "Handelsekedja",
    "Inskick",
    "Kommun",
    "Kontaktfunktion",
    "Konto",
    "Lan",
    "Organ",
    "Organisation",
    "Organslag",
    "Roll",
    "Tabellimport",
    "Tabellslag",
    "Tidplan",
    "Utkorgsrad",
]
