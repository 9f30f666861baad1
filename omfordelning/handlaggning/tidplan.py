"""The county's own timetable and settings for a year."""

import hashlib
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime

from django.db import transaction

from anvisning import datumandring, handelser, querysets, tid
from anvisning.behorighet import LANET_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Ar, Konto, Lan, Tidplan
from anvisning.models.ar import paminnelsedagar
from anvisning.visning import datum
from omfordelning.handlaggning import datumflytt
from omfordelning.handlaggning.avslut import slapp_forfallna
from omfordelning.handlaggning.las import las_tidplan
from omfordelning.models import Forslag


@dataclass(frozen=True, kw_only=True)
class Installningar:
    """What a county decides for itself: its day (the last whole Swedish day), and how its year works."""

    sista_dag: date
    tva_personer: bool
    bade_ge_och_ta: bool
    krav_beslut: bool
    kommunicering: bool
    overklagandetext: str = ""
    paminnelsedagar: list[int] = field(default_factory=paminnelsedagar)


MENINGAR = {
    "tva_personer": ("Två personer krävs i varje kommun", "En person räcker i varje kommun"),
    "bade_ge_och_ta": ("En kommun får både ge och ta emot", "En kommun får inte både ge och ta emot"),
    "krav_beslut": ("Båda kommunernas beslut krävs", "Kommunernas beslut krävs inte"),
    "kommunicering": (
        "Parterna får yttra sig innan ett ärende lämnas utanför",
        "Parterna behöver inte yttra sig innan ett ärende lämnas utanför",
    ),
}
"""Setting → the sentence when it is on, and when it is off."""


def andringar(fore: Tidplan, efter: Installningar) -> list[str]:
    """Give what would change, one sentence each (without full stop)."""
    rader = []
    if fore.sista_dag != efter.sista_dag:
        rader.append(f"Sista dag blir {datum(efter.sista_dag)} (var {datum(fore.sista_dag)})")
    rader += [
        text[0] if getattr(efter, falt) else text[1]
        for falt, text in MENINGAR.items()
        if getattr(fore, falt) != getattr(efter, falt)
    ]
    if fore.overklagandetext != efter.overklagandetext:
        rader.append(
            "Texten om överklagande är ändrad" if efter.overklagandetext else "Texten om överklagande är borta"
        )
    if fore.paminnelsedagar != efter.paminnelsedagar:
        rader.append(f"Kommunerna får påminnelser {dagar_fore(efter.paminnelsedagar)}")
    return rader


def dagar_fore(dagar: list[int]) -> str:
    """Write the days of the reminders: "30, 14, 7, 2 och 1 dagar före sista dagen"."""
    *fler, sista = map(str, dagar)
    return f"{', '.join(fler)} och {sista} dagar före sista dagen" if fler else f"{sista} dagar före sista dagen"


def avtryck(plan: Tidplan) -> str:
    """Give what a county has set as a hash."""
    satt = [(falt.name, getattr(plan, falt.name)) for falt in fields(Installningar)]
    return hashlib.sha256(repr(satt).encode()).hexdigest()


def dagens_hinder(ar: Ar, fore: Tidplan, ny_dag: date, nu: datetime) -> str:
    """Give why the county's day cannot be changed to `ny_dag`, or ""."""
    if ny_dag == fore.sista_dag:
        return ""
    if ny_dag > ar.redovisas_dag:
        return f"Sista dag kan längst vara {datum(ar.redovisas_dag)}, då länsstyrelsen ska redovisa."
    if ny_dag < ar.preliminar_dag:
        return f"Sista dag kan tidigast vara {datum(ar.preliminar_dag)}, då de preliminära andelarna kommer."
    if ny_dag < tid.svensk_dag(nu):
        return "Dagen har redan varit. Ange en senare dag."
    return ""


@transaction.atomic
def satt_tidplan(
    ar: int,
    lanskod: str,
    *,
    nya: Installningar,
    av: Konto,
    nu: datetime,
    skal: str = "",
    notis: str = "",
    sett: str | None = None,
) -> Tidplan:
    """Set the county's day and settings for a year.

    `sett` is what the actor has seen changed (`avtryck`; None: nothing is claimed): what a colleague has set since is
    not undone unseen.

    A day that moves needs a reason, leaves a public note (with `notis`), and is told to the county's municipalities.
    What it means for sent proposals: see `datumflytt`.
    """
    krav_roll(av, *LANET_ARBETAR)
    if av.lanskod != lanskod:
        raise Lan.DoesNotExist
    if not Lan.objects.get(pk=lanskod).kan_omfordela:
        raise Hinder("Gotlands län har bara en kommun. Därför finns det ingen tidplan att bestämma.")
    plan = las_tidplan(ar, lanskod)
    if querysets.beslutad_tabell(ar) is not None:
        raise Hinder(f"Andelarna för {ar} är redan fastställda.")
    if sett not in (None, avtryck(plan)):
        raise Hinder("Tidplanen har ändrats sedan du öppnade sidan. Läs den på nytt innan du går vidare.")
    if fel := dagens_hinder(plan.ar, plan, nya.sista_dag, nu):
        raise Hinder(fel)
    rader = andringar(plan, nya)
    if not rader:
        raise Hinder("Ingenting är ändrat. Ändra det du vill, eller lämna sidan.")
    fore = {falt: getattr(plan, falt) for falt in asdict(nya)}
    flyttad = {"sista_dag": (plan.sista_dag, nya.sista_dag)} if plan.sista_dag != nya.sista_dag else {}
    if flyttad:
        slapp_forfallna(Forslag.objects.filter(ar=ar, lan=lanskod), nu)
    for falt, varde in asdict(nya).items():
        setattr(plan, falt, varde)
    plan.save(update_fields=list(fore))
    if flyttad:
        datumflytt.flytta_skickade(plan, nu)
    andringsrader = datumandring.anteckna(plan.ar, flyttad, lan=plan.lan, skal=skal, notis=notis, av=av, nu=nu)
    handelse = handelser.skriv(
        "tidplan_andrad",
        f"Länsstyrelsen ändrade tidplanen för {ar}. {'. '.join(rader)}.",
        ar=ar,
        lanskod=lanskod,
        av=av,
        nu=nu,
        fore=fore,
        efter=asdict(nya),
        **({"skal": skal.strip()} if flyttad else {}),
    )
    if flyttad:
        datumflytt.meddela_lanets_dag(plan, andringsrader, handelse, nu=nu)
    return plan
