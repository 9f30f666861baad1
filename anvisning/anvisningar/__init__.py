"""Commands about assignments: prepare (a file, a correction, an undoing), post with a second person, count."""

from anvisning.anvisningar.bokning import bokfor, krav_gar_att_bokfora
from anvisning.anvisningar.filer import Filuppgifter, las_in, las_om
from anvisning.anvisningar.forhandsvisning import Kommunandring, andringar, i_bokningen, summor, varningar
from anvisning.anvisningar.radexport import radfil, radsats
from anvisning.anvisningar.raknare import AVVIKELSER, Avvikelse, avvikelser, rakna_om
from anvisning.anvisningar.underlag import Andring, forbered_motpost, forbered_rattelse, kassera, krav_gar_att_angra

__all__ = [
    "AVVIKELSER",
    "Andring",
    "Avvikelse",
    "Filuppgifter",
    "Kommunandring",
    "andringar",
    "avvikelser",
    "bokfor",
    "forbered_motpost",
    "forbered_rattelse",
    "i_bokningen",
    "kassera",
    "krav_gar_att_angra",
    "krav_gar_att_bokfora",
    "las_in",
    "las_om",
    "radfil",
    "radsats",
    "rakna_om",
    "summor",
    "varningar",
]
