"""Numbers that a municipality disputes, on its page of tasks: they wait for Migrationsverket, or have an answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from anvisning.ifragasattanden import synliga_for
from anvisning.models import Ifragasattande, Konto
from anvisning.visning import manad as manad_ar
from omfordelning.uppgifter.delar import Grupp, Uppgift, Uppgiftssida, aldst_forst

SVAR_SYNS = timedelta(days=30)
"""How long an answer stands among what is done."""


def med_ifragasatta(sida: Uppgiftssida, konto: Konto, nu: datetime) -> Uppgiftssida:
    """Add what the account's municipality disputes to what waits for others and what is done (one query).

    They have no last day, and so no place in a calendar: the page alone asks for them.
    """
    senaste = Q(besvarat=None) | Q(besvarat__gt=nu - SVAR_SYNS)
    rader = list(synliga_for(konto).filter(senaste, atertaget=None))
    nya = {"vantar": [rad for rad in rader if rad.oppet], "klara": [rad for rad in rader if not rad.oppet]}
    return replace(sida, grupper=[_med(grupp, nya.get(grupp.namn, [])) for grupp in sida.grupper])


def _med(grupp: Grupp, rader: list[Ifragasattande]) -> Grupp:
    return replace(grupp, uppgifter=aldst_forst([*grupp.uppgifter, *map(_uppgift, rader)])) if rader else grupp


def _uppgift(rad: Ifragasattande) -> Uppgift:
    return Uppgift(
        rubrik=f"{'Ifrågasatt uppgift' if rad.oppet else 'Svar på ifrågasatt uppgift'}, {manad_ar(rad.manad)}",
        url=reverse("ifragasattande", args=[rad.publikt_id]),
        sedan=rad.besvarat or rad.ifragasatt,
        referens=rad.referens,
        text=f"{rad.get_typ_display()}.",
        status_kod="VANTAR_SVAR" if rad.oppet else "FASTSTALLD" if rad.rattelse_id else rad.utfall,
        status_ord=rad.status.label,
        vantar_pa="Migrationsverket" if rad.oppet else "",
    )
