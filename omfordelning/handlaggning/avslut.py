"""How a case ends: its status, who ended it, why and when; and the lapse, which is nobody's act."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from omfordelning.expediering import expediera
from omfordelning.handlaggning.las import flytta, krav, oppna
from omfordelning.lage import KLOCKAN, Akt, Arende, forfallna
from omfordelning.models import Forslag
from omfordelning.process import Sida, Steg


def avsluta_som(arende: Arende, steg: Steg, avslutad_av: str, skal: str, nar: datetime) -> None:
    """End the case: status, who, why, when."""
    forslag = arende.forslag
    flytta(arende, steg)
    forslag.avslutad, forslag.avslutad_av, forslag.avslutsskal = nar, avslutad_av, skal.strip()
    forslag.save()


@transaction.atomic
def forfall(forslag_id: int, *, nu: datetime) -> Forslag:
    """Let a case lapse that was not agreed to in time. Silence is never consent."""
    arende = oppna(forslag_id)
    krav(arende, Steg.FORFALL, Akt(av=None, nu=nu))
    arende.forslag.slut = arende.slut  # what comes in is judged by the deadline that held
    avsluta_som(arende, Steg.FORFALL, KLOCKAN, "Beslut kom inte i tid.", nu)
    expediera(
        arende,
        "forslag_forfallet",
        "Förslaget förföll: beslut kom inte i tid.",
        av=None,
        nu=nu,
        notis_till=tuple(Sida),
        notis_lan=True,
    )
    return arende.forslag


def slapp_forfallna(forslag: QuerySet[Forslag], nu: datetime) -> None:
    """Let lapse those of the cases that have no time left, before somebody gets more: that is for what is still open.

    So it makes no difference whether the clock has come to it.
    """
    for forslag_id in forfallna(forslag, nu, vilande=True):
        forfall(forslag_id, nu=nu)
