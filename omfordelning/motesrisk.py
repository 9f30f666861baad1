"""Which municipalities' decisions risk to come too late, as the county sees it, with whom to call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anvisning import tid
from anvisning.models import Kommun, Kontaktfunktion, Tidplan
from anvisning.visning import datum
from omfordelning.lage import slut_for
from omfordelning.models import Anstand, Forslag, Godkannande, Sammantrade
from omfordelning.moten import sammantraden
from omfordelning.process import HOS_KOMMUNERNA, Sida
from omfordelning.querysets import aktuella_godkannanden, med_fakta
from omfordelning.sammantradesplan import Frist, Hinner


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One municipality in one case whose decision may come too late. `mote` is the meeting that is counted with."""

    kommun: Kommun
    forslag: Forslag
    sista_dag: date
    mote: date | None
    planerat: bool
    """The day is that of a decision the municipality has reported as planned."""
    besked: str
    anstand_begart: bool
    kontakter: Sequence[Kontaktfunktion]


def mote_att_rakna_med(planerat: date | None, moten: Sequence[date], idag: date) -> date | None:
    """Give the day a decision is expected: the one reported as planned, or else the next meeting that is left.

    A planned day that has been, with nothing reported, is no day to count with.
    """
    if planerat is not None and planerat >= idag:
        return planerat
    return next((dag for dag in moten if dag >= idag), None)


def ar_risk(mote: date | None, frist: Frist) -> bool:
    """Tell whether a decision risks to come too late: after the last day, or at no known meeting."""
    return mote is None or mote > frist.sista_dag


def build_risker(plan: Tidplan, nu: datetime) -> list[Risk]:
    """Give the county's municipalities at risk, in Swedish order of names (five queries).

    Counted are those with a case or an offer that the municipalities still may act in, and no decision reported as
    taken.
    """
    fall = Forslag.objects.filter(ar=plan.ar_id, lan=plan.lan_id, status__in=HOS_KOMMUNERNA)
    forslag = list(med_fakta(fall).order_by("nummer"))
    godkannanden = aktuella_godkannanden(forslag)
    idag = tid.svensk_dag(nu)
    saknas = [
        (f, sida, godkannanden[f.pk].get(sida))
        for f in forslag
        for sida in Sida
        if beslut_saknas(godkannanden[f.pk].get(sida), plan)
    ]
    koder = {f.kommunkod(sida) for f, sida, _ in saknas}
    moten = _per_kommun(sammantraden(idag).filter(organ__organisation__kommun__in=koder))
    kontakter = kontakter_per_kommun(koder)
    begarda = set(Anstand.objects.filter(forslag__in=forslag, beslutat=None).values_list("forslag", "sida"))
    risker = []
    for f, sida, godkannande in saknas:
        kommun = f.givare if sida is Sida.GIVARE else f.mottagare
        beslut = godkannande.kommunbeslut if godkannande else None
        planerat = beslut.dag if beslut else None
        sista = tid.sista_dagen(slut_for(f, plan.slut))
        frist = Frist(sista_dag=sista, redovisas_dag=plan.ar.redovisas_dag, vems="sista dagen")
        mote = mote_att_rakna_med(planerat, moten.get(kommun.kod, []), idag)
        if ar_risk(mote, frist):
            risker.append(
                Risk(
                    kommun=kommun,
                    forslag=f,
                    sista_dag=sista,
                    mote=mote,
                    planerat=planerat is not None and planerat == mote,
                    besked=_besked(mote, frist, uteblivet=planerat is not None and planerat < idag),
                    anstand_begart=(f.pk, sida.value) in begarda,
                    kontakter=kontakter.get(kommun.kod, []),
                )
            )
    return sorted(risker, key=lambda risk: (risk.kommun.sortering, risk.forslag.nummer or 0))


def _besked(mote: date | None, frist: Frist, *, uteblivet: bool) -> str:
    if uteblivet:
        return "planerat beslut har inte meddelats"
    if mote is None:
        return "inget sammanträde är inskrivet"
    for_sent = frist.hinner(mote) is Hinner.FOR_SENT
    return f"för sent: ni redovisar {datum(frist.redovisas_dag)}" if for_sent else frist.sen(mote)


def beslut_saknas(godkannande: Godkannande | None, plan: Tidplan) -> bool:
    """Tell whether a side's decision is still to come: nothing approved, or no decision reported as taken."""
    if godkannande is None:
        return True
    beslut = godkannande.kommunbeslut
    return plan.krav_beslut and (beslut is None or not beslut.ar_fattat)


def _per_kommun(rader: Iterable[Sammantrade]) -> Mapping[str, list[date]]:
    per: dict[str, list[date]] = {}
    for rad in rader:
        per.setdefault(rad.organ.organisation.kommun_id or "", []).append(rad.dag)
    return per


def kontakter_per_kommun(koder: Iterable[str]) -> dict[str, list[Kontaktfunktion]]:
    """Give municipality → its contact functions, in order (one query)."""
    per: dict[str, list[Kontaktfunktion]] = {}
    rader = Kontaktfunktion.objects.filter(organisation__kommun__in=koder).select_related("organisation")
    for rad in rader.order_by("organisation", "funktion"):
        per.setdefault(rad.organisation.kommun_id or "", []).append(rad)
    return per
