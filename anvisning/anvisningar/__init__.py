"""Commands about assignments: prepare (a file, a correction, an undoing), post with a second person, count."""

from anvisning.anvisningar.bokning import bokfor
from anvisning.anvisningar.raknare import AVVIKELSER, Avvikelse, avvikelser, rakna_om
from anvisning.anvisningar.underlag import Andring, forbered_motpost, forbered_rattelse, kassera, krav_gar_att_angra

__all__ = [
    "AVVIKELSER",
    "Andring",
    "Avvikelse",
    "avvikelser",
    "bokfor",
    "forbered_motpost",
    "forbered_rattelse",
    "kassera",
    "krav_gar_att_angra",
    "rakna_om",
]
