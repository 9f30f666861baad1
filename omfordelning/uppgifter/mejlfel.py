"""Mails that did not arrive, as tasks of whoever looks after the recipient: the county, or the nation."""

from dataclasses import replace

from django.urls import reverse

from anvisning import mejlfel
from anvisning.behorighet import LANET_ARBETAR
from anvisning.models import Konto, Leveransfel, Roll
from omfordelning.uppgifter.delar import ATGARD, Uppgift, Uppgiftssida, aldst_forst, kraver_atgard

TOMT = "Här visas mejl som inte har kommit fram."


def med_mejlfel(sida: Uppgiftssida, konto: Konto) -> Uppgiftssida:
    """Add the failures to what needs an act, also when no round is open (one query)."""
    uppgifter = [_uppgift(fel) for fel in mejlfel.att_gora(konto)]
    if not uppgifter:
        return sida
    grupper = sida.grupper
    if not any(grupp.namn == ATGARD for grupp in grupper):
        arbetar = konto.roll in LANET_ARBETAR or konto.roll == Roll.ADMINISTRATOR
        grupper = [kraver_atgard([], egen=arbetar, tomt_text=TOMT), *grupper]
    return replace(
        sida,
        grupper=[
            replace(grupp, uppgifter=aldst_forst([*grupp.uppgifter, *uppgifter])) if grupp.namn == ATGARD else grupp
            for grupp in grupper
        ],
    )


def _uppgift(fel: Leveransfel) -> Uppgift:
    mejl = fel.epostmeddelande
    return Uppgift(
        rubrik=f"Mejl kom inte fram: {mejl.till}",
        url=reverse("mejlfel", args=[fel.pk]),
        sedan=fel.nar,
        text=f"{mejl.amne}. Rätta adressen, eller ring.",
    )
