"""A person's calendar: the tasks of the page "Mina uppgifter" on their last days. A task that is done is gone."""

from datetime import datetime

from anvisning import tid
from anvisning.models import Konto
from omfordelning.kalender.post import Post, Sparen
from omfordelning.models import Forslag
from omfordelning.models.forslag import REFERENS
from omfordelning.omgang import visad_runda
from omfordelning.uppgifter import Uppgift, uppgifter_for
from omfordelning.uppgifter.delar import ATGARD

EGNA = (ATGARD, "utkast")


def egna_poster(konto: Konto, nu: datetime) -> list[Post]:
    """Give the account's own tasks that have a last day (the page's queries and three more)."""
    plan = visad_runda(konto.lanskod, nu)
    if plan is None:
        return []
    grupper = uppgifter_for(konto, nu).grupper
    uppgifter = [u for grupp in grupper if grupp.namn in EGNA and grupp.egen for u in grupp.uppgifter if u.slut]
    nummer = {nyckel for u in uppgifter if (nyckel := _nyckel(u)) and nyckel[:2] == (plan.ar_id, plan.lan_id)}
    fall = Forslag.objects.filter(ar=plan.ar_id, lan=plan.lan_id, nummer__in=[n for _, _, n in nummer])
    forslag = {(f.ar_id, f.lan_id, f.nummer): f for f in fall.select_related("givare", "mottagare")}
    spar = Sparen(plan, forslag.values())
    return [
        Post(
            nyckel=f"uppgift{u.url.replace('/', '-').rstrip('-')}",
            dag=tid.sista_dagen(u.slut),
            rubrik=_rubrik(u, f := forslag.get(_nyckel(u))),
            spar=spar.fall(f) if f else spar.plan,
            text=u.referens,
            vag=u.url,
        )
        for u in uppgifter
        if u.slut
    ]


def _rubrik(uppgift: Uppgift, f: Forslag | None) -> str:
    """Give the task's words, with the municipalities of its case unless one is named: a calendar shows little else."""
    if f is None or any(kommun.namn in uppgift.rubrik for kommun in (f.givare, f.mottagare)):
        return uppgift.rubrik
    return f"{uppgift.rubrik}: {f.givare.namn} till {f.mottagare.namn}"


def _nyckel(uppgift: Uppgift) -> tuple[int, str, int] | None:
    """Give a task's case as (year, county, number)."""
    traff = REFERENS.fullmatch(uppgift.referens)
    return (int(traff[1]), traff[2], int(traff[3])) if traff else None
