"""The shares of a year: 290 rows, filter, sort and download."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from anvisning import querysets
from anvisning.views.sokord import rensa_sokord
from anvisning.visning import behovda_decimaler
from omfordelning import oppet, oppna_tabeller
from omfordelning.views.publikt import per
from omfordelning.views.publikt.svar import formatlankar, som_fil


def hamta(ar: int | None) -> oppet.Arslage:
    """Give a year's state, or 404 when nothing is published for it."""
    lage = oppet.arslage(ar)
    if lage is None:
        raise Http404
    return lage


@login_not_required
@require_safe
def senaste(request: HttpRequest) -> HttpResponse:
    """Lead to the newest year; without any year, say so."""
    lage = oppet.arslage()
    if lage is None:
        return render(request, "omfordelning/publikt/inga_andelar.html", {"rubrik": "Anvisningsandelar"})
    return redirect("andelar_ar", lage.ar.ar)


@login_not_required
@require_safe
def lista(request: HttpRequest, ar: int) -> HttpResponse:
    """Show the list."""
    lage = hamta(ar)
    q = rensa_sokord(request.GET.get("q", ""))
    sortering = oppet.ordning(request.GET.get("sortera", ""), oppet.ANDELSORDNINGAR, oppet.STANDARD)
    alla = oppet.andelslista(lage, sortering)
    rader = oppet.sok(alla, q)
    for rad in rader:
        rad.sokrad = oppet.sokrad(rad)
    return render(
        request,
        "omfordelning/publikt/andelar.html",
        {
            "rubrik": f"{ar} års anvisningsandelar",
            "lage": lage,
            "rader": rader,
            "totalt": len(alla),
            "summor": querysets.summera(alla),
            "decimaler": behovda_decimaler(v for k in alla for v in (k.ordinarie, k.andring, k.i_kraft)),
            "q": q,
            "sortering": sortering,
            "dolda": [("sortera", sortering)] if "sortera" in request.GET else [],
            "filer": formatlankar("andelar_fil", (ar,), f"Anvisningsandelar {ar}"),
        },
    )


@login_not_required
@require_safe
def fil(request: HttpRequest, ar: int, format: str) -> HttpResponse:
    """Give the list as a file, now or at the end of the day `?per=`."""
    try:
        lage = per.hamta(request, ar)
    except per.FelDag as fel:
        return fel.svar(format)
    tabell = oppna_tabeller.andelstabell(lage, oppet.andelslista(lage))
    return som_fil(tabell, format, per.filnamn("anvisningsandelar", lage))
