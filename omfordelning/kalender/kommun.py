"""A municipality's calendar: the round's days, its meetings with their tjänsteskrivelser, and its cases."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from anvisning import tid
from anvisning.models import Konto, Tidplan
from omfordelning.kalender.post import Post, Spar, Sparen, lanets_dag, nationella
from omfordelning.kommunlistor import Listrad, kommunens_fall, med_godkannanden
from omfordelning.kvar import Slag
from omfordelning.models import Sammantrade
from omfordelning.moten import kommunens
from omfordelning.omgang import visad_runda
from omfordelning.process import HOS_KOMMUNERNA, Status
from omfordelning.sammantradesplan import skrivelsedag


def kommunens_poster(konto: Konto, nu: datetime) -> list[Post]:
    """Give the entries of the account's municipality in the round that is shown (five queries)."""
    plan = visad_runda(konto.lanskod, nu)
    if plan is None:
        return []
    fall = kommunens_fall(konto, plan.ar_id).filter(status__in=(Status.UTKAST, *HOS_KOMMUNERNA))
    rader = med_godkannanden(fall)
    spar = Sparen(plan, [rad.forslag for rad in rader])
    poster = nationella(plan.ar, spar.plan)
    if plan.lan.kan_omfordela:
        poster.append(lanets_dag(plan, spar.plan))
        poster += [post for rad in rader for post in _arende(rad, plan, spar)]
    poster += [post for mote in kommunens(konto.kommunkod, plan.ar.preliminar_dag) for post in _mote(mote)]
    return poster


def _arende(rad: Listrad, plan: Tidplan, spar: Sparen) -> Iterator[Post]:
    """Give a case's last day, and the meeting an asked-for anstånd rests on. Under a request no other day counts."""
    f = rad.forslag
    gemensamt = {
        "spar": spar.fall(f),
        "text": f.referens,
        "vag": reverse("arende", args=[f.publikt_id]),
    }
    if f.begart_anstand:
        rubrik = f"Sammanträde i begäran om anstånd: {rad.motpart}"
        yield Post(nyckel=f"anstand-{f.publikt_id}", dag=f.begart_anstand, rubrik=rubrik, **gemensamt)
    if not f.anstand_begart:
        sista = tid.sista_dagen(rad.slut(plan.slut))
        yield Post(nyckel=f"arende-{f.publikt_id}", dag=sista, rubrik=_vad(rad, plan), **gemensamt)


def _vad(rad: Listrad, plan: Tidplan) -> str:
    """Say what a case's last day is for."""
    if rad.forslag.status == Status.UTKAST:
        return f"Sista dag att skicka utkastet till {rad.motpart}"
    if rad.var_tur:
        return f"Sista dag att svara {rad.motpart}"
    if any(slag == Slag.BESLUT for slag, _ in rad.kvar(plan.krav_beslut)):
        return f"Sista dag att meddela beslutet om {rad.motpart}"
    if rad.forslag.status == Status.VANTAR_SVAR:
        return f"Sista dag för {rad.motpart} att svara er"
    return f"Sista dag att ändra eller återkalla: {rad.motpart}"


def _mote(rad: Sammantrade) -> Iterator[Post]:
    spar = Spar(sekvens=rad.sekvens, andrad=rad.andrat)
    vag = reverse("sammantraden")
    organ = rad.organ.namn
    yield Post(nyckel=f"sammantrade-{rad.publikt_id}", dag=rad.dag, rubrik=f"{organ} sammanträder", spar=spar, vag=vag)
    yield Post(
        nyckel=f"tjansteskrivelse-{rad.publikt_id}",
        dag=skrivelsedag(rad.dag, rad.dagar_fore),
        rubrik=f"Tjänsteskrivelse klar: {organ}",
        spar=spar,
        vag=vag,
    )
