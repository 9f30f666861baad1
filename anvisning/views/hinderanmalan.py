"""Tell of a barrier: open to everybody, without login and script."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from anvisning import hinderanmalan
from anvisning.felsidor import for_ofta as svara_for_ofta
from anvisning.forms.hinderanmalan import HinderForm
from anvisning.hinder import Redan
from anvisning.takt import for_ofta

HOGST, SEKUNDER = 20, 3600
"""So many reports may come from one address in an hour."""
HARNAST = (
    "Den som tar emot anmälan registrerar den och ser vad som går att göra.",
    "Lämnade du en e-postadress svarar myndigheten dit.",
)
SMULOR = ("Tillgänglighetsredogörelse", "tillganglighet")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def anmal(request: HttpRequest) -> HttpResponse:
    """Show the form, and take it."""
    form = HinderForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if for_ofta(request, "hinder", hogst=HOGST, sekunder=SEKUNDER):
                return svara_for_ofta(request, SEKUNDER)
            nyckel = form.cleaned_data["nyckel"]
            try:
                hinderanmalan.anmal_hinder(nyckel, form.cleaned_data["anmalan"], nu=request.mottagen)
                return redirect("hinder_tack", nyckel)
            except Redan as hinder:
                form.add_error(None, hinder.skal[0])
                status = 409
    return render(
        request,
        "anvisning/hinder_anmal.html",
        {"rubrik": "Anmäl ett hinder", "form": form, "smulor": [(SMULOR[0], reverse(SMULOR[1]))]},
        status=status,
    )


@login_not_required
@never_cache
@require_safe
def tack(request: HttpRequest, nyckel: UUID) -> HttpResponse:
    """Show the receipt, found by the form's key."""
    handelse = hinderanmalan.find_anmalan(nyckel)
    if handelse is None:
        raise Http404
    return render(
        request,
        "anvisning/hinder_tack.html",
        {
            "rubrik": "Tack, anmälan är mottagen",
            "referens": hinderanmalan.referens(handelse),
            "tid": handelse.nar,
            "harnast": HARNAST,
            "smulor": [(SMULOR[0], reverse(SMULOR[1]))],
        },
    )
