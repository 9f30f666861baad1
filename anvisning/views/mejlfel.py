"""A mail that did not arrive: what is known, whom to call, and the two ways to see to it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from anvisning import mejlfel as kommandon
from anvisning.behorighet import LANET_ARBETAR
from anvisning.forms.mejlfel import SkickaIgenForm
from anvisning.inskick import en_gang
from anvisning.models import Leveransfel, Roll
from anvisning.visning import tidpunkt

ARBETAR = LANET_ARBETAR | {Roll.ADMINISTRATOR}


@require_http_methods(["GET", "HEAD", "POST"])
def mejlfel(request: HttpRequest, id: int) -> HttpResponse:
    """Show the failure; POST marks it as seen to."""
    fel = kommandon.synliga_for(request.user).get(pk=id)
    if request.method == "POST":

        def hantera() -> str:
            kommandon.hantera(fel.pk, av=request.user, nu=request.mottagen)
            messages.success(request, "Mejlet är markerat som åtgärdat.")
            return reverse("mejlfel", args=[fel.pk])

        return HttpResponseRedirect(en_gang(request, hantera))
    return _visa(request, fel)


@require_POST
def skicka_igen(request: HttpRequest, id: int) -> HttpResponse:
    """Send the mail again, to an address of the same organisation."""
    fel = kommandon.synliga_for(request.user).get(pk=id)
    form = SkickaIgenForm(request.POST, adresser=kommandon.adresser(fel, request.mottagen))
    if not form.is_valid():
        return _visa(request, fel, form, 422)
    till = form.cleaned_data["till"]

    def skicka() -> str:
        kommandon.skicka_igen(fel.pk, till, av=request.user, nu=request.mottagen)
        messages.success(request, f"Mejlet skickas igen till {till}.")
        return reverse("mejlfel", args=[fel.pk])

    return HttpResponseRedirect(en_gang(request, skicka))


def _visa(
    request: HttpRequest, fel: Leveransfel, form: SkickaIgenForm | None = None, status: int = 200
) -> HttpResponse:
    organisation = fel.epostmeddelande.organisation
    arbetar = request.user.roll in ARBETAR and fel.hanterat is None
    adresser = kommandon.adresser(fel, request.mottagen) if arbetar else []
    return render(
        request,
        "anvisning/mejlfel.html",
        {
            "rubrik": "Mejl kom inte fram",
            "fel": fel,
            "fakta": _fakta(fel),
            "organisation": organisation,
            "kontakter": list(organisation.kontakter.all()) if organisation else [],
            "arende_url": _arende_url(fel.epostmeddelande.arende),
            "arbetar": arbetar,
            "form": (form or SkickaIgenForm(adresser=adresser)) if adresser else None,
            "nyckel": uuid.uuid4(),
            "smulor": [("Mina uppgifter", reverse("uppgifter"))],
        },
        status=status,
    )


def _fakta(fel: Leveransfel) -> list[dict[str, Any]]:
    mejl = fel.epostmeddelande
    return [
        {"namn": "Adress", "varde": mejl.till},
        *([{"namn": "Mottagare", "varde": mejl.organisation.namn}] if mejl.organisation else []),
        {"namn": "Ämne", "varde": mejl.amne},
        {"namn": "Skrivet", "varde": tidpunkt(mejl.skapad)},
        {"namn": "Vad som hände", "varde": f"{fel.get_slag_display()} {tidpunkt(fel.nar)}"},
        {"namn": "Tekniskt besked", "varde": fel.text},
    ]


def _arende_url(arende: str) -> str:
    """Give the case's page ("": the mail is about no case)."""
    try:
        return reverse("arende", args=[uuid.UUID(arende)])
    except ValueError:
        return ""
