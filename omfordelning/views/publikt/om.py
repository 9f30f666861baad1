"""Pages about the service itself."""

from datetime import date, timedelta
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anvisning import tid
from anvisning.models import Kontaktfunktion
from omfordelning.handbok import las_handboken

SIDOR = {
    "sa_fungerar_det": "Så fungerar det",
    "personuppgifter": "Så behandlar vi personuppgifter",
}
BEDOMD = UPPDATERAD = date(2026, 11, 22)
"""When the accessibility was assessed, and when the statement was last changed: set anew with each assessment."""
GILTIG = timedelta(days=365)
"""An assessment older than this is to be made again (Digg: at least once a year)."""


@login_not_required
@require_safe
def sida(request: HttpRequest, namn: str) -> HttpResponse:
    """Show one of the pages that are only text."""
    return render(request, f"omfordelning/publikt/{namn}.html", {"rubrik": SIDOR[namn]})


@login_not_required
@require_safe
def tillganglighet(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement: the eleven parts that Digg asks for."""
    return render(
        request,
        "omfordelning/publikt/tillganglighet.html",
        {
            "rubrik": "Tillgänglighetsredogörelse",
            "bedomd": BEDOMD,
            "uppdaterad": UPPDATERAD,
            "for_gammal": tid.svensk_dag(request.mottagen) - BEDOMD > GILTIG,
        },
    )


@login_not_required
@require_safe
def kontakt(request: HttpRequest) -> HttpResponse:
    """Show whom to turn to at the counties and the national level."""
    funktioner = (
        Kontaktfunktion.objects.exclude(organisation__slag="kommun")
        .select_related("organisation")
        .order_by(F("organisation__lan__sortering").asc(nulls_last=True), "organisation_id", "funktion")
    )
    grupper = [(namn, list(rader)) for namn, rader in groupby(funktioner, key=lambda rad: rad.organisation.namn)]
    return render(request, "omfordelning/publikt/kontakt.html", {"rubrik": "Kontakt och hjälp", "grupper": grupper})


@login_not_required
@require_safe
def handbok(request: HttpRequest) -> HttpResponse:
    """Show the user's handbook."""
    return render(request, "omfordelning/publikt/handbok.html", {"rubrik": "Handbok", "handbok": las_handboken()})
