"""Task lists, one per kind of organisation: what needs an act first, oldest first, with deadline and who waits."""

from datetime import datetime

from anvisning.models import Konto
from omfordelning.uppgifter.delar import Grupp, Uppgift, Uppgiftssida
from omfordelning.uppgifter.kommun import kommunens_uppgifter
from omfordelning.uppgifter.lan import lanets_uppgifter
from omfordelning.uppgifter.mejlfel import med_mejlfel
from omfordelning.uppgifter.riket import rikets_uppgifter

__all__ = [
    "Grupp",
    "Uppgift",
    "Uppgiftssida",
    "kommunens_uppgifter",
    "lanets_uppgifter",
    "rikets_uppgifter",
    "uppgifter_for",
]


def uppgifter_for(konto: Konto, nu: datetime) -> Uppgiftssida:
    """Give the account's page of tasks."""
    bygg = {"kommun": kommunens_uppgifter, "lansstyrelse": lanets_uppgifter, "nationell": rikets_uppgifter}
    sida = bygg[konto.organisation.slag](konto, nu)
    return sida if konto.kommunkod else med_mejlfel(sida, konto)
