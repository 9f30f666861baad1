"""How every command opens a case: lock, may, can. The order of locks is the county's timetable, then the case.

A county's year moves one act at a time: whatever two people do at once gets an order, and nobody waits for
another county.
"""

from datetime import datetime

from django.db import IntegrityError
from django.db.models import QuerySet

from anvisning.hinder import Hinder
from anvisning.models import Konto, Tidplan
from omfordelning import behorighet
from omfordelning.lage import Akt, Arende, Registrering, build_arenden
from omfordelning.models import Forslag, Forslagsversion, Komplettering
from omfordelning.process import GANG, Sida, Steg, hinder
from omfordelning.querysets import med_fakta, med_versioner

MENINGAR = {
    "forslag_en_gava_per_givare": "Kommunen har redan godkänt ett annat förslag i år. Återkalla det först.",
    "forslag_tva_kommuner": "Välj en annan kommun än er egen.",
    "forslag_samma_lan": "Båda kommunerna måste ligga i samma län.",
    "godkannande_ett_per_sida": "Er kommun har redan godkänt den här versionen.",
    "anstand_en_obesvarad_per_sida": "Anstånd är redan begärt och väntar på länsstyrelsens beslut.",
    "redovisning_version_unik": "Någon annan har just beslutat. Läs sidan på nytt.",
}
"""Database constraint → what to tell the person who ran into it."""


def oversatt(fel: IntegrityError) -> Hinder:
    """Give the Swedish sentence for a broken constraint; anything unknown is a bug and is raised on."""
    namn = getattr(getattr(fel.__cause__, "diag", None), "constraint_name", "") or ""
    if namn not in MENINGAR:
        raise fel
    return Hinder(MENINGAR[namn])


def krav_inkommen(registrering: Registrering | None, nu: datetime) -> None:
    """Refuse a document that the county says came in later than now."""
    if registrering is not None and registrering.inkommen > nu:
        raise Hinder("Handlingen kan inte ha kommit in senare än nu. Rätta datum och klockslag.")


def krav_skickat_fore(version: Forslagsversion, registrering: Registrering | None) -> None:
    """Refuse a document that the county says came in before the version it concerns was sent."""
    if version.skickad is not None:
        _krav_inte_fore(registrering, version.skickad, "förslaget skickades")


def krav_begard_fore(fraga: Komplettering, registrering: Registrering | None) -> None:
    """Refuse an answer that the county says came in before it asked."""
    _krav_inte_fore(registrering, fraga.begard, "länsstyrelsen bad om komplettering")


def _krav_inte_fore(registrering: Registrering | None, nar: datetime, vad: str) -> None:
    """Refuse, to the minute: a document's time has no seconds."""
    if registrering is not None and registrering.inkommen < nar.replace(second=0, microsecond=0):
        raise Hinder(f"Handlingen kan inte ha kommit in innan {vad}. Rätta dag och klockslag.")


def las_tidplan(ar: int, lanskod: str) -> Tidplan:
    """Lock a county's year and give its timetable."""
    plan = Tidplan.objects.select_for_update(of=("self",), no_key=True).filter(ar=ar, lan=lanskod).first()
    if plan is None:
        raise Hinder(f"Det finns ingen tidplan för länet {ar}.")
    return plan


def oppna(forslag_id: int) -> Arende:
    """Lock the county's year and then the case, and gather what surrounds it."""
    arenden = oppna_alla(Forslag.objects.filter(pk=forslag_id))
    if not arenden:
        raise Forslag.DoesNotExist
    return arenden[0]


def oppna_alla(forslag: QuerySet[Forslag]) -> list[Arende]:
    """Lock the counties' year and then a year's cases, in order, and gather what surrounds them together."""
    planer = Tidplan.objects.select_for_update(of=("self",), no_key=True).filter(
        ar__in=forslag.values("ar"), lan__in=forslag.values("lan")
    )
    tidplaner = {plan.lan_id: plan for plan in planer.order_by("lan")}
    rader = med_versioner(med_fakta(forslag.select_for_update(of=("self",), no_key=True)))
    return build_arenden(rader.order_by("lan", "nummer"), tidplaner)


def krav(arende: Arende, steg: Steg, akt: Akt) -> None:
    """Refuse unless the actor may take the step (PermissionDenied) and nothing stands in its way (Hinder)."""
    if akt.av is not None:
        _krav_behorig(arende.forslag, steg, akt.av, akt.sida)
    if skal := hinder(steg, arende.lage(akt)):
        raise Hinder(skal)


def _krav_behorig(forslag: Forslag, steg: Steg, konto: Konto, sida: Sida | None) -> None:
    behorighet.krav(steg, konto)
    if konto.kommunkod and (sida is None or forslag.sida_for(konto.kommunkod) is not sida):
        raise Forslag.DoesNotExist
    if konto.lanskod not in ("", forslag.lan_id):
        raise Forslag.DoesNotExist


def flytta(arende: Arende, steg: Steg) -> None:
    """Move the case to the status the step leads to (not saved)."""
    till = GANG[steg].till
    if till is not None:
        arende.forslag.status = till
