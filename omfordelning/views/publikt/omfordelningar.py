"""The redistributions of a year: confirmed, or reported and marked as such."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from anvisning.visning import behovda_decimaler
from omfordelning import oppet, oppna_tabeller
from omfordelning.views.publikt import per
from omfordelning.views.publikt.andelar import hamta
from omfordelning.views.publikt.svar import formatlankar, som_fil


@login_not_required
@require_safe
def senaste(request: HttpRequest) -> HttpResponse:
    """Lead to the newest year that has shares."""
    lage = oppet.arslage()
    if lage is None:
        return render(request, "omfordelning/publikt/inga_andelar.html", {"rubrik": "Omfördelningar"})
    return redirect("omfordelningar_ar", lage.ar.ar)


@login_not_required
@require_safe
def lista(request: HttpRequest, ar: int) -> HttpResponse:
    """Show them, county by county unless another order is asked for."""
    lage = hamta(ar)
    sortering = oppet.ordning(request.GET.get("sortera", ""), oppet.OMFORDELNINGSORDNINGAR, "lan")
    rader = oppet.omfordelningslista(lage, sortering)
    return render(
        request,
        "omfordelning/publikt/omfordelningar.html",
        {
            "rubrik": f"Omfördelningar {ar}",
            "lage": lage,
            "rader": rader,
            "antal_lan": len({rad.lan_id for rad in rader}),
            "foreslagna": any(rad.status != "faststalld" for rad in rader),
            "summa": oppet.summa(rader, "flyttat"),
            "decimaler": behovda_decimaler(r.flyttat for r in rader),
            "sortering": sortering,
            "filer": formatlankar("omfordelningar_fil", (ar,), f"Omfördelningar {ar}"),
        },
    )


@login_not_required
@require_safe
def fil(request: HttpRequest, ar: int, format: str) -> HttpResponse:
    """Give them as a file, now or at the end of the day `?per=`."""
    try:
        lage = per.hamta(request, ar)
    except per.FelDag as fel:
        return fel.svar(format)
    tabell = oppna_tabeller.omfordelningstabell(lage, oppet.omfordelningslista(lage))
    return som_fil(tabell, format, per.filnamn("omfordelningar", lage))
