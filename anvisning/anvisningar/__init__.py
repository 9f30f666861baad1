"""Commands about assignments: prepare (a file, a correction, an undoing), post with a second person, count."""

from anvisning.anvisningar.bokning import bokfor, hinder
from anvisning.anvisningar.filer import Filuppgifter, las_in, las_om
from anvisning.anvisningar.forhandsvisning import Kommunandring, andringar, i_bokningen, summor, varningar
from anvisning.anvisningar.inaktuellt import inaktualitet, med_inaktuell
from anvisning.anvisningar.radexport import Upptagen, radfil, radsats
from anvisning.anvisningar.raknare import AVVIKELSER, Avvikelse, avvikelser, rakna_om
from anvisning.anvisningar.siffra import Vantande, manadens_antal, vantande
from anvisning.anvisningar.underlag import (
    Andring,
    forbered_motpost,
    forbered_rattelse,
    kassera,
    krav_gar_att_angra,
    sista_att_ratta,
)
from anvisning.anvisningar.vardeandringar import i_ord, omfang, vardeandringar, vardena_i

__all__ = [
    "AVVIKELSER",
    "Andring",
    "Avvikelse",
    "Filuppgifter",
    "Kommunandring",
    "Upptagen",
    "Vantande",
    "andringar",
    "avvikelser",
    "bokfor",
    "forbered_motpost",
    "forbered_rattelse",
    "hinder",
    "i_bokningen",
    "i_ord",
    "inaktualitet",
    "kassera",
    "krav_gar_att_angra",
    "las_in",
    "las_om",
    "manadens_antal",
    "med_inaktuell",
    "omfang",
    "radfil",
    "radsats",
    "rakna_om",
    "sista_att_ratta",
    "summor",
    "vantande",
    "vardeandringar",
    "vardena_i",
    "varningar",
]
