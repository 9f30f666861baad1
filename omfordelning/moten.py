"""A municipality's meetings as its pages and the county's show them: beside the deadlines, in order of day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, JSONObject

from anvisning.models import Tidplan
from omfordelning.models import Sammantrade
from omfordelning.sammantradesplan import DAGAR_FORE, Frist, Hinner, skrivelsedag


@dataclass(frozen=True, kw_only=True)
class Mote:
    """One meeting, with the last day for its tjänsteskrivelse and what it means for a deadline."""

    publikt_id: str
    dag: date
    organ: str
    skrivelse: date
    hinner: Hinner
    besked: str
    varit: bool
    skrivelse_varit: bool


def frist(plan: Tidplan, sista_dag: date | None = None) -> Frist:
    """Give the days that meetings are held against: the county's, or a case's own `sista_dag`."""
    if sista_dag in (None, plan.sista_dag):
        return Frist(sista_dag=plan.sista_dag, redovisas_dag=plan.ar.redovisas_dag)
    return Frist(sista_dag=sista_dag, redovisas_dag=plan.ar.redovisas_dag, vems="ärendets sista dag")


def sammantraden(fran: date | OuterRef) -> QuerySet[Sammantrade]:
    """Give the meetings from a day on, with their organs and each `dagar_fore`, in order of day: nämnd before board."""
    rader = Sammantrade.objects.filter(borttaget=None, dag__gte=fran)
    return (
        rader.select_related("organ__organisation")
        .annotate(dagar_fore=Coalesce(F("organ__beredningstid__dagar"), DAGAR_FORE))
        .order_by("dag", "organ__namn", "pk")
    )


def kommunens(kommunkod: str, fran: date) -> QuerySet[Sammantrade]:
    """Give one municipality's meetings from a day on."""
    return sammantraden(fran).filter(organ__organisation__kommun=kommunkod)


def organisationens_rader(organisation_id: int, fran: date | OuterRef) -> QuerySet[Sammantrade, dict[str, Any]]:
    """Give an organisation's meetings as one JSON object each, to be fetched inside another query."""
    egna = sammantraden(fran).filter(organ__organisation=organisation_id)
    return egna.values(rad=JSONObject(publikt_id="publikt_id", dag="dag", organ="organ__namn", dagar_fore="dagar_fore"))


def build_moten(rader: Iterable[Sammantrade], mot: Frist, idag: date) -> list[Mote]:
    """Hold meetings (from `sammantraden`) against a deadline."""
    return [_mote(str(rad.publikt_id), rad.dag, rad.organ.namn, rad.dagar_fore, mot, idag) for rad in rader]


def moten_av_rader(rader: Iterable[Mapping[str, Any]], mot: Frist, idag: date, antal: int = 3) -> list[Mote]:
    """Hold the next meetings (from `organisationens_rader`) against a deadline."""
    alla = [
        _mote(rad["publikt_id"], date.fromisoformat(rad["dag"]), rad["organ"], rad["dagar_fore"], mot, idag)
        for rad in rader
    ]
    return [mote for mote in alla if not mote.varit][:antal]


def _mote(publikt_id: str, dag: date, organ: str, dagar_fore: int, mot: Frist, idag: date) -> Mote:
    skrivelse = skrivelsedag(dag, dagar_fore)
    return Mote(
        publikt_id=publikt_id,
        dag=dag,
        organ=organ,
        skrivelse=skrivelse,
        hinner=mot.hinner(dag),
        besked=mot.besked(dag),
        varit=dag < idag,
        skrivelse_varit=skrivelse < idag,
    )


def narmaste(kommunkod: str, mot: Frist, idag: date, antal: int = 3) -> list[Mote]:
    """Give a municipality's next meetings (one query)."""
    return build_moten(kommunens(kommunkod, idag)[:antal], mot, idag)


def narmaste_att_hinna(planer: Iterable[Tidplan], idag: date) -> dict[str, Mote]:
    """Give per municipality of some counties its next meeting whose tjänsteskrivelse there is time for (one query)."""
    mot = {plan.lan_id: frist(plan) for plan in planer}
    nasta: dict[str, Mote] = {}
    for rad in sammantraden(idag).filter(organ__organisation__kommun__lan__in=mot):
        kod = rad.organ.organisation.kommun_id or ""
        if kod not in nasta and skrivelsedag(rad.dag, rad.dagar_fore) >= idag:
            (nasta[kod],) = build_moten([rad], mot[kod[:2]], idag)
    return nasta
