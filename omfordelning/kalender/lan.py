"""A county's calendar: its day, the national days, anstånd and late lanes, and the cases that are not decided."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from anvisning.models import Konto, Tidplan
from omfordelning.kalender.post import Post, Spar, Sparen, lanets_dag, nationella
from omfordelning.models import Anstand, Forslag, SenInlamning
from omfordelning.omgang import visad_runda
from omfordelning.process import HOS_KOMMUNERNA, Status
from omfordelning.statusord import kommunnamn


def lanets_poster(konto: Konto, nu: datetime) -> list[Post]:
    """Give the entries of the account's county in the round that is shown (five queries)."""
    plan = visad_runda(konto.lanskod, nu)
    if plan is None:
        return []
    fall = Forslag.objects.filter(ar=plan.ar_id, lan=plan.lan_id, status__in=HOS_KOMMUNERNA)
    forslag = {f.pk: f for f in fall.select_related("givare", "mottagare").order_by("nummer")}
    spar = Sparen(plan, forslag.values())
    poster = nationella(plan.ar, spar.plan)
    if not plan.lan.kan_omfordela:
        return poster
    poster.append(lanets_dag(plan, spar.plan))
    for rad in Anstand.objects.filter(forslag__in=forslag).order_by("pk"):
        poster += _anstand(rad, forslag[rad.forslag_id], spar)
    poster += [
        Post(
            nyckel=f"avgors-{f.publikt_id}",
            dag=plan.ar.redovisas_dag,
            rubrik=f"Inte avgjort: {_parter(f)}",
            **_gemensamt(f, spar),
        )
        for f in forslag.values()
        if f.status == Status.OVERENS
    ]
    return poster + _sena(plan)


def _sena(plan: Tidplan) -> list[Post]:
    """Give each late lane's last day: the latest one, when a giver has been given more than one."""
    per: dict[str, list[SenInlamning]] = {}
    rader = SenInlamning.objects.filter(ar=plan.ar_id, givare__lan=plan.lan_id).select_related("givare")
    for rad in rader.order_by("till", "pk"):
        per.setdefault(rad.givare_id, []).append(rad)
    return [
        Post(
            nyckel=f"sen-{plan.ar_id}-{kod}",
            dag=flera[-1].till,
            rubrik=f"Sen inlämning till och med i dag: {flera[-1].givare.namn}",
            spar=Spar(sekvens=len(flera) - 1, andrad=max(rad.beslutad for rad in flera)),
        )
        for kod, flera in per.items()
    ]


def _anstand(rad: Anstand, forslag: Forslag, spar: Sparen) -> Iterator[Post]:
    """Give a request's meeting until it is decided, then the last day it gives; a refused one is gone."""
    kommun = kommunnamn(forslag, rad.sida)
    if rad.beslutat is None:
        dag, rubrik = rad.sammantrade, f"Anstånd begärt: {kommun} sammanträder"
    elif rad.beviljat_till is not None:
        dag, rubrik = rad.beviljat_till, f"Anstånd till och med i dag: {_parter(forslag)}"
    else:
        return
    yield Post(nyckel=f"anstand-{forslag.publikt_id}-{rad.pk}", dag=dag, rubrik=rubrik, **_gemensamt(forslag, spar))


def _gemensamt(forslag: Forslag, spar: Sparen) -> dict[str, object]:
    return {
        "spar": spar.fall(forslag),
        "text": forslag.referens,
        "vag": reverse("arende", args=[forslag.publikt_id]),
    }


def _parter(forslag: Forslag) -> str:
    return f"{forslag.givare.namn} till {forslag.mottagare.namn}"
