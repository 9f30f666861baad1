"""The case page: everything about one case on one screen, for all who may see it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse

from anvisning.behorighet import KOMMUNEN_ARBETAR, LANSROLLER
from omfordelning.arendebild import Arendebild, hamta
from omfordelning.process import Sida, Status
from omfordelning.views.kommun import arenderader as rader
from omfordelning.views.kommun.atgarder import atgarder, ovriga
from omfordelning.views.kommun.ord import NOLL_KAN_FA_BARN
from omfordelning.views.kommun.paneler import arendets_moten, vad_om_url

FRIST = {
    Status.UTKAST: "Skicka senast",
    Status.VANTAR_SVAR: "Svara senast",
    Status.OVERENS: "Kommunerna kan ändra eller återkalla till och med",
}
"""What the municipalities' deadline is about, by status."""
LANETS_ATGARDER = "omfordelning/lan/_arende_atgarder.html"


def smulor(bild: Arendebild) -> list[tuple[str, str]]:
    """Give the way back up from a case."""
    vagar = {"kommun": ("Mina uppgifter", "uppgifter"), "lansstyrelse": ("Sammanställning", "sammanstallning")}
    text, namn = vagar.get(bild.konto.organisation.slag, ("Mina uppgifter", "uppgifter"))
    return [(text, reverse(namn))]


def _lanets_mall(bild: Arendebild) -> str:
    """Give the county's own acts, when there is such a part of the page."""
    if bild.konto.roll not in LANSROLLER:
        return ""
    try:
        get_template(LANETS_ATGARDER)
    except TemplateDoesNotExist:
        return ""
    return LANETS_ATGARDER


def rubrik(bild: Arendebild) -> str:
    """Name the case: "Från Kiruna till Boden, 1,25 ‰"."""
    return f"Från {bild.namn(Sida.GIVARE)} till {bild.namn(Sida.MOTTAGARE)}"


def arende(request: HttpRequest, publikt_id: UUID) -> HttpResponse:
    """Show one case. What can be done is for the account's own role; what cannot be done says why."""
    nu = request.mottagen
    bild = hamta(request.user, publikt_id, nu)
    fe = bild.visad_fore_efter
    return render(
        request,
        "omfordelning/kommun/arende.html",
        {
            "bild": bild,
            "arende": bild.arende,
            "forslag": bild.forslag,
            "rubrik": rubrik(bild),
            "ingress": rader.ingress(bild, nu),
            "rad": rader.rad_till_er(bild, nu),
            "fe": fe,
            "vad_om_url": vad_om_url(bild, fe),
            "raknat": rader.raknat(bild, fe) if fe else None,
            "noll": NOLL_KAN_FA_BARN if bild.version.hela and fe is None and bild.status is Status.UTKAST else "",
            "atgarder": atgarder(bild, nu),
            "ovriga": ovriga(bild),
            "bara_lasa": bild.sida is not None and bild.konto.roll not in KOMMUNEN_ARBETAR,
            "frist": FRIST.get(bild.status, ""),
            "passerad": bild.passerad(nu),
            "paminda": rader.paminda(bild),
            "versioner": rader.versioner(bild),
            "beslut": [] if bild.status is Status.UTKAST else rader.beslut(bild),
            "brev": rader.brev(bild),
            "handelser": rader.tidslinje(bild),
            "lanets_mall": _lanets_mall(bild),
            "kopia_av": bild.forslag.kopia_av if bild.sida == bild.forslag.initiativ else None,
            "moten": arendets_moten(bild, nu),
            "smulor": smulor(bild),
        },
    )
