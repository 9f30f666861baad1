"""What a page shows of a municipality's fulfilment in a run: large numbers, parts, places, and how each was reached."""

from typing import Any

from anvisning.berakningar.kommunbild import Delbild, Kommunlage
from anvisning.berakningar.manad import HORISONT
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.maluppfyllelse.metoder import Uppfyllelse
from anvisning.models import Berakning, Kommun
from anvisning.visning import promille, tal
from omfordelning.malord import andras_antal, antal, avstand, avstandsmening, delens_namn, procent, skal, turmening
from omfordelning.malsiffror import ANTALET, utrakningar


def malbild(
    berakning: Berakning, lage: Kommunlage, insyn: Insyn | None = None, *, till_er: bool = False
) -> dict[str, Any]:
    """Give the context of `omfordelning/kommun/_malbild.html`. `till_er`: it is written to the municipality itself.

    `insyn`: what the municipality that reads it knows of the others (None: the reader sees all).

    One query when there are parts, for their names.
    """
    namn = _namn(lage)
    return {
        "per": berakning.per,
        "arets_borjan": berakning.ar_id,
        "nyckeltal": _nyckeltal(lage),
        "skal": lage.uppfyllelse.skal,
        "delar": [_delrad(d, d.uppfyllelse, lage, namn) for d in lage.delar if d.uppfyllelse],
        "lamnad": promille(lage.lamnad),
        "lamnad_till": namn.get(lage.lamnad_till, ""),
        "turer": [(delens_namn(d, lage, namn), turmening(d, HORISONT, till_er=till_er)) for d in lage.delar],
        "andras_antal": andras_antal(insyn) if insyn else "",
        "utrakningar": utrakningar(lage, namn, HORISONT),
    }


def _namn(lage: Kommunlage) -> dict[str, str]:
    """Give the names of those the municipality has parts with, by code."""
    koder = {d.del_.konto for d in lage.delar if not d.ar_egen} | ({lage.lamnad_till} - {""})
    return dict(Kommun.objects.filter(pk__in=koder).values_list("pk", "namn")) if koder else {}


def _nyckeltal(lage: Kommunlage) -> list[dict[str, str]]:
    u = lage.uppfyllelse
    langt = avstandsmening(lage.avstand) if lage.avstand is not None else ""
    return [
        {"etikett": ANTALET[lage.metod], "varde": tal(u.antal), "not": "sedan 1 januari 2016"},
        {"etikett": "Mål", "varde": antal(u.mal), "not": f"{promille(lage.andel)} av {tal(lage.alla)} barn i landet"},
        {"etikett": "Måluppfyllelse", "varde": procent(u.kvot), "not": f"{tal(u.antal)} av {antal(u.mal)} barn"},
        {"etikett": "Avstånd till målet", "varde": avstand(lage.avstand), "not": langt},
    ]


def _delrad(d: Delbild, u: Uppfyllelse, lage: Kommunlage, namn: dict[str, str]) -> dict[str, str]:
    return {
        "namn": delens_namn(d, lage, namn),
        "andel": promille(d.andel),
        "antal": tal(u.antal),
        "mal": antal(u.mal),
        "procent": procent(u.kvot),
        "avstand": avstand(u.antal - u.mal if u.kvot is not None else None),
        "skal": skal(u, i_ar=True),
    }
