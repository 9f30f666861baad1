"""Länsöversikt: every county's report, cases and day, and the country's file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.models import Ar
from anvisning.visning import behovda_decimaler, promille, sista_dag, tal
from omfordelning.lansoversikt import (
    SORTERINGAR,
    Lansoversikt,
    Lansrad,
    aktuellt_ar,
    aren,
    build_lansoversikt,
    laget,
)
from omfordelning.redovisningsfiler import XLSX
from omfordelning.redovisningsfiler import riksfil as build_riksfil
from omfordelning.views.riket.gemensamt import atergivning, far_handla, krav_nationell

STATUSKOD = {
    "": "AVSLUTAD",
    "insamling": "UTKAST",
    "beslutad": "FORESLAGEN",
    "oversand": "REDOVISAD",
    "aterlamnad": "VANTAR_SVAR",
    "mottagen": "FASTSTALLD",
}
"""Where a report stands → the shape it is shown with (komponenter/status.html)."""
STATUSORD = {
    "": "Ej aktuellt",
    "insamling": "Insamling",
    "beslutad": "Beslutad",
    "oversand": "Översänd",
    "aterlamnad": "Återlämnad",
    "mottagen": "Mottagen",
}
KORT = ["Väntar på svar", "Överens", "Föreslagna", "Redovisade", "Fastställda"]
"""Headings of the columns with `KOLUMNER`."""
GOTLAND = "Gotland är en enda kommun. Där går det inte att omfördela, och ingen redovisning begärs."


def lansoversikt(request: HttpRequest, ar: int | None = None) -> HttpResponse:
    """Show the counties of a year; without a year the one the country works with."""
    krav_nationell(request.user)
    alla = aren()
    valt = aktuellt_ar(alla) if ar is None else next((a for a in alla if a.pk == ar), None)
    if valt is None:
        if ar is not None:
            raise Ar.DoesNotExist
        return render(
            request,
            "omfordelning/riket/inget_ar.html",
            {"rubrik": "Länsöversikt", "far_handla": far_handla(request.user)},
        )
    oversikt = build_lansoversikt(valt, request.mottagen)
    sortering = request.GET.get("sortera", "")
    if sortering.removeprefix("-") not in SORTERINGAR:
        sortering = "lan"
    rader = oversikt.i_ordning(sortering)
    return render(
        request,
        "omfordelning/riket/lansoversikt.html",
        {
            "rubrik": f"Länsöversikt {valt.pk}",
            "oversikt": oversikt,
            "ar": valt,
            "alla": [a.pk for a in alla],
            "rader": [(rad, _lage(rad)) for rad in rader],
            "statusar": KORT,
            "nyckeltal": _nyckeltal(oversikt),
            "laget": laget(oversikt),
            "sortering": sortering,
            "decimaler": _decimaler(oversikt),
            "atergivning": atergivning(request.user, oversikt.tabell),
            "far_handla": far_handla(request.user),
            "gotland": GOTLAND,
        },
    )


def _lage(rad: Lansrad) -> dict[str, str]:
    """Give how a county's report is shown: shape, word, address, and when the county's day is."""
    url = ""
    if rad.rapport and rad.status != "beslutad":
        url = reverse("riket_redovisning", args=[rad.rapport["publikt_id"]])
    return {"kod": STATUSKOD[rad.status], "ord": STATUSORD[rad.status], "url": url, "kvar": _kvar(rad)}


def _kvar(rad: Lansrad) -> str:
    dagar = rad.dagar_kvar
    if dagar is None or dagar < 0:
        return "" if dagar is None else "passerad"
    return {0: "i dag", 1: "i morgon"}.get(dagar, f"om {dagar} dagar")


def _nyckeltal(oversikt: Lansoversikt) -> list[dict[str, str]]:
    arenden = sum(oversikt.kolumner)
    return [
        {
            "etikett": "Har redovisat",
            "varde": f"{oversikt.redovisade} av {len(oversikt.som_redovisar)} län",
            "not": f"Gotland ej aktuellt. Sista dag {sista_dag(oversikt.ar.redovisas_senast)}.",
        },
        {
            "etikett": "Fastställs" if oversikt.faststalld else "Kommunerna är överens om",
            "varde": promille(oversikt.flyttas),
            "not": "omfördelas mellan kommuner i samma län",
        },
        {"etikett": "Ärenden", "varde": tal(arenden), "not": f"{tal(oversikt.kolumner[-1])} är avslutade"},
    ]


def _decimaler(oversikt: Lansoversikt) -> int:
    varden = [v for rad in oversikt.rader for v in (rad.fore, rad.flyttas)]
    return behovda_decimaler(varden, oversikt.ar.decimaler)


def riksfil(request: HttpRequest, ar: int) -> HttpResponse:
    """Give one XLSX for the country: the pairs, every municipality, and each county's report."""
    krav_nationell(request.user)
    return HttpResponse(
        build_riksfil(ar),
        headers={"Content-Type": XLSX, "Content-Disposition": f'attachment; filename="omfordelningar-{ar}-riket.xlsx"'},
    )
