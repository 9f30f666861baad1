"""The receipt of an act in a case: its own address, to be saved or shown again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from anvisning import tid
from anvisning.models import Dokument, Handelse, Konto
from anvisning.visning import datum, sista_dag, veckodatum
from omfordelning.arendebild import Arendebild, hamta
from omfordelning.kommunlistor import kommunens_fall, med_godkannanden
from omfordelning.process import HOS_KOMMUNERNA, Sida, Status
from omfordelning.views.kommun.arende import smulor
from omfordelning.views.kommun.arenderader import fil_rad
from omfordelning.views.kommun.ord import NOLL_KAN_FA_BARN

RUBRIKER = {
    "forslag_skickat": "Förslaget är skickat",
    "inbjudan_skickad": "Inbjudan är skickad",
    "forslag_godkant": "Förslaget är godkänt",
    "forslag_andrat": "Den nya siffran är skickad",
    "forslag_avbojt": "Ert nej är skickat",
    "forslag_aterkallat": "Förslaget är återkallat",
    "beslut_meddelat": "Beslutet är meddelat",
    "anstand_begart": "Begäran om anstånd är skickad",
    "komplettering_besvarad": "Svaret är skickat",
    "omstandighet_anmald": "Anmälan är skickad",
}


def harnast(bild: Arendebild, handelse: Handelse) -> list[str]:
    """Give what happens next and when, as it follows from the case's status after the act."""
    ar = bild.forslag.ar
    rader: list[str] = []
    match handelse.slag:
        case "anstand_begart":
            rader.append("Länsstyrelsen beslutar om anståndet. Ärendet förfaller inte under tiden.")
        case "komplettering_besvarad":
            rader.append("Länsstyrelsen läser svaret och fortsätter med ärendet.")
        case "omstandighet_anmald":
            rader.append("Länsstyrelsen och Migrationsverket ser anmälan. Inga siffror ändras av den.")
    status = Status(handelse.uppgifter.get("status", bild.status))
    match status:
        case Status.VANTAR_SVAR | Status.OVERENS if status != bild.status:
            rader.append("Ärendet har gått vidare sedan dess. Öppna ärendet för att se läget nu.")
        case Status.VANTAR_SVAR:
            rader += [
                f"{bild.vantar_pa or bild.motpart} behöver svara senast {sista_dag(bild.arende.slut)}.",
                "Ni får e-post när svaret har kommit.",
            ]
            if not bild.arende.varit_overens:
                rader.append("Innan dess kan ni återkalla utan att ange något beslut.")
        case Status.OVERENS:
            rader += [
                "Länsstyrelsen kontrollerar ärendet och beslutar om sin redovisning.",
                f"Länsstyrelsen redovisar till Migrationsverket senast {veckodatum(ar.redovisas_dag)}.",
                f"Migrationsverket fastställer andelarna, enligt planen {veckodatum(ar.faststalls_dag)}.",
            ]
        case Status.NEJ | Status.ATERKALLAD:
            rader.append("Ärendet är avslutat. Båda kommunerna och länsstyrelsen får veta det.")
            if bild.sida is Sida.GIVARE:
                rader.append(
                    f"Ert beslut avser {bild.motpart}. En annan mottagare kräver i regel ett nytt beslut. "
                    "Ring länsstyrelsen om ni söker en annan kommun."
                )
            else:
                rader.append(f"{bild.motpart} kan nu göra upp med en annan kommun.")
    if status in HOS_KOMMUNERNA and status == bild.status and handelse.slag != "anstand_begart":
        rader += _beslut_kvar(bild)
    rader.append("En registreringskopia skickas till kommunernas och länsstyrelsens funktionsbrevlådor.")
    if bild.version.hela and Status(handelse.uppgifter.get("status", "")) in (Status.VANTAR_SVAR, Status.OVERENS):
        rader.append(NOLL_KAN_FA_BARN)
    return rader


def _beslut_kvar(bild: Arendebild) -> list[str]:
    """Remind of the decision when the own side has approved without one."""
    eget = bild.godkannande(bild.sida) if bild.sida else None
    if eget is None or (eget.kommunbeslut is not None and eget.kommunbeslut.ar_fattat):
        return []
    dag = datum(tid.sista_dagen(bild.arende.slut))
    return [f"Meddela kommunens beslut senast {dag}. Tills dess står det ”beslut saknas”."]


def _kopior(bild: Arendebild, handelse: Handelse) -> list[dict[str, Any]]:
    """Give the act's register copy as PDF: the reader's own authority's, or any of them (they say the same)."""
    kopior = Dokument.objects.filter(
        filnamn=f"registreringskopia-{bild.forslag.referens}-{handelse.nummer}.pdf",
        underlag__slag="Registreringskopia",
    ).defer("innehall", "underlag")
    egen = kopior.filter(underlag__underlag__for_myndighet__startswith=bild.konto.organisation.namn).first()
    kopia = egen or kopior.order_by("pk").first()
    return [fil_rad(kopia, "Registreringskopia")] if kopia is not None and kopia.klar else []


def nasta_inkomna(konto: Konto, bild: Arendebild) -> str:
    """Give the address of the next proposal that waits for the municipality's answer, "" when there is none."""
    if bild.sida is None:
        return ""
    rader = med_godkannanden(kommunens_fall(konto, bild.ar).filter(status=Status.VANTAR_SVAR).order_by("nummer"))
    nasta = next((rad for rad in rader if rad.var_tur), None)
    return reverse("arende", args=[nasta.forslag.publikt_id]) if nasta else ""


def arende_kvitto(request: HttpRequest, publikt_id: UUID, nummer: int) -> HttpResponse:
    """Show the receipt of one act: of what is told in the case without changing it there is none."""
    bild = hamta(request.user, publikt_id)
    akter = Handelse.objects.filter(arende=bild.forslag.arende, uppgifter__has_key="status")
    handelse = get_object_or_404(akter, ar=bild.ar, lanskod=bild.forslag.lan_id, nummer=nummer)
    return render(
        request,
        "omfordelning/kommun/kvitto.html",
        {
            "bild": bild,
            "handelse": handelse,
            "rubrik": RUBRIKER.get(handelse.slag, "Kvitto"),
            "harnast": harnast(bild, handelse),
            "filer": _kopior(bild, handelse),
            "kopia_skapas": bool(bild.forslag.referens),
            "arende_url": reverse("arende", args=[bild.forslag.publikt_id]),
            "nasta_url": nasta_inkomna(request.user, bild) if handelse.slag == "forslag_godkant" else "",
            "smulor": [*smulor(bild), (bild.forslag.referens, reverse("arende", args=[bild.forslag.publikt_id]))],
        },
    )
