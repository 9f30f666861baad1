"""What the county can do in a case right now: each act with its address, or the reasons that stand in its way."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from anvisning.behorighet import LANET_ARBETAR
from omfordelning import behorighet
from omfordelning.arendebild import Arendebild
from omfordelning.process import AVSLUTADE, GANG, HOS_KOMMUNERNA, Status, Steg
from omfordelning.views.lan.gemensamt import stopp

STEG: dict[Steg, tuple[str, str]] = {
    Steg.KONTROLLERA: ("lan_kontroll", "Gör den formella kontrollen"),
    Steg.BEGAR_KOMPLETTERING: ("lan_komplettering_begar", "Begär komplettering"),
    Steg.KOMMUNICERA: ("lan_kommunicera", "Låt kommunerna yttra sig"),
    Steg.AVSLUTA: ("lan_avsluta", "Avsluta ärendet på en kommuns begäran"),
}
"""The county's steps in a case, in order: the page, and the words of the link."""
I_REDOVISNINGEN = (Steg.KONTROLLERA, Steg.BEGAR_KOMPLETTERING)
"""Steps that a reported case is past: they are not offered, though the process still allows them."""


def atgarder(bild: Arendebild, nu: datetime) -> list[dict[str, Any]]:
    """Give the county's acts for atgarder.html, without a query. None for a reader or for other organisations."""
    konto, forslag = bild.konto, bild.forslag
    if konto.roll not in LANET_ARBETAR:
        return []
    rader = [
        {"text": "Besluta om anstånd", "url": reverse("lan_anstand", args=[rad["id"]]), "primar": True}
        for rad in forslag.anstandslista
        if rad["beslutat"] is None and forslag.status in HOS_KOMMUNERNA
    ]
    for steg, (namn, text) in STEG.items():
        if forslag.status not in GANG[steg].fran or (forslag.status == Status.REDOVISAD and steg in I_REDOVISNINGEN):
            continue
        far = behorighet.far(steg, konto)
        kontrolleras = steg is Steg.KONTROLLERA and forslag.status == Status.OVERENS
        rader.append(
            {
                "text": text,
                "url": reverse(namn, args=[forslag.publikt_id]),
                "hinder": stopp(bild, steg, nu) if far else ["Det gör en beslutsfattare hos länsstyrelsen."],
                "primar": kontrolleras and forslag.kontroll_utan_anmarkning is None,
                "fara": steg is Steg.AVSLUTA,
            }
        )
    if forslag.status in (Status.OVERENS, Status.FORESLAGEN):
        rader.append({"text": "Till redovisningen", "url": reverse("redovisning_ar", args=[forslag.ar_id])})
    forfallet = forslag.status == Status.FORFALLEN and not bild.arende.faststallt  # what came in in time still counts
    if forfallet or (forslag.status != Status.UTKAST and forslag.status not in AVSLUTADE):
        url = reverse("lan_registrera_svar", args=[forslag.publikt_id])
        rader.append({"text": "Registrera det som kom med post", "url": url})
    return rader


def kontrollage(bild: Arendebild) -> str:
    """Give in one sentence where the formal check of the current version stands."""
    utfall = bild.forslag.kontroll_utan_anmarkning
    if utfall is None:
        return f"Version {bild.forslag.version} är inte kontrollerad än."
    return f"Version {bild.forslag.version} är kontrollerad {'utan' if utfall else 'med'} anmärkning."
