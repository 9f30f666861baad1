"""How the service is doing: what waits, what has been given up, when the duties were last done; and trying again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from anvisning import handelser, tid, utkorg, utskick
from anvisning.behorighet import krav_roll
from anvisning.models import Epostmeddelande, Konto, Leveransfel, Roll, Utkorgsrad

LARM = "driftlarm"
"""Begins the key of each alarm's mail: one per recipient and Swedish day."""


def uppgivna() -> QuerySet[Utkorgsrad]:
    """Give the work that was given up, oldest first; not the mails that somebody has seen to in another way."""
    hanterade = Leveransfel.objects.filter(hanterat__isnull=False).values("epostmeddelande")
    rader = Utkorgsrad.objects.filter(uppgiven__isnull=False, klar=None)
    return rader.exclude(uppgift="epost", objekt__in=hanterade).order_by("uppgiven", "pk")


def vantande() -> QuerySet[Utkorgsrad]:
    """Give the work that is to be done."""
    return Utkorgsrad.objects.filter(klar=None, uppgiven=None)


def per_uppgift() -> dict[str, dict[str, Any]]:
    """Count the work that is not done, by kind: `vantar`, `aldst` (since when; None) and `uppgivna` (one query)."""
    att_gora = Q(uppgiven=None)
    rader = (
        Utkorgsrad.objects.filter(klar=None)
        .order_by()
        .values("uppgift")
        .annotate(
            vantar=Count("pk", filter=att_gora),
            aldst=Min("skapad", filter=att_gora),
            uppgivna=Count("pk", filter=~att_gora),
        )
    )
    inget = {"vantar": 0, "aldst": None, "uppgivna": 0}
    return dict.fromkeys(sorted(utkorg.UPPGIFTER), inget) | {rad.pop("uppgift"): rad for rad in rader}


def mejl_som_vantar(hogst: int) -> list[tuple[Utkorgsrad, Epostmeddelande]]:
    """Give the mails that wait, oldest first, each with its work's row (two queries)."""
    rader = {rad.objekt: rad for rad in vantande().filter(uppgift="epost").order_by("objekt")[:hogst]}
    mejlen = Epostmeddelande.objects.filter(pk__in=rader).defer("text", "html").order_by("pk")
    return [(rader[mejl.pk], mejl) for mejl in mejlen]


@transaction.atomic
def forsok_igen(rader: Collection[int] | None, *, av: Konto, nu: datetime) -> int:
    """Take up work that was given up: the named rows, or all (None). Gives how many there were; none is no act."""
    krav_roll(av, Roll.ADMINISTRATOR)
    egna = uppgivna() if rader is None else uppgivna().filter(pk__in=rader)
    tagna = list(egna.select_for_update(of=("self",)).order_by("pk"))
    nycklar = [rad.pk for rad in tagna]
    if not tagna:
        return 0
    Utkorgsrad.objects.filter(pk__in=nycklar).update(uppgiven=None, forsok=0, avbrutna=0, nasta=nu)
    transaction.on_commit(lambda: [utkorg.ring(pk) for pk in nycklar])
    handelser.skriv(
        "arbete_igen",
        f"Startade om uppgivet arbete: {len(tagna)} st.",
        ar=tid.svensk_dag(nu).year,
        av=av,
        nu=nu,
        rader=[{"rad": rad.pk, "uppgift": rad.uppgift, "objekt": rad.objekt, "fel": rad.felslag} for rad in tagna],
    )
    return len(tagna)


def larma(*, nu: datetime) -> None:
    """Tell the administrators, once a day each, while work is given up (a duty). Without any: DRIFT_ADRESS.

    Nobody is told by mail of mails to themselves, and an alarm that did not arrive makes no alarm.
    """
    if not uppgivna().exists():
        return
    konton = Konto.objects.filter(roll=Roll.ADMINISTRATOR, is_active=True).order_by("epost")
    till = list(konton.values_list("epost", flat=True)) or [settings.DRIFT_ADRESS]
    nyckel = f"{LARM}:{tid.svensk_dag(nu)}"
    fatt = set(Epostmeddelande.objects.filter(nyckel__startswith=f"{nyckel}:").values_list("till", flat=True))
    utskick.bestall(
        [
            utskick.Mejl(
                mall="driftlarm",
                till=adress,
                nyckel=nyckel,
                sammanhang={"antal": antal, "lank": settings.BAS_URL + reverse("driftlage")},
            )
            for adress in till
            if adress not in fatt and (antal := _antal_for(adress))
        ],
        nu=nu,
    )


def _antal_for(adress: str) -> int:
    """Count the given-up work that may be told of to an address."""
    egna = Epostmeddelande.objects.filter(Q(till=adress) | Q(nyckel__startswith=f"{LARM}:"))
    return uppgivna().exclude(uppgift="epost", objekt__in=egna.values("pk")).count()
