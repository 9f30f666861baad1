"""The numbers that the county's municipalities dispute: to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.behorighet import LANSROLLER, krav_roll
from anvisning.ifragasattanden import synliga_for
from omfordelning.ifragasattandelista import build_lista, tabell
from omfordelning.views.publikt.svar import formatlankar, som_fil


def ifragasatta(request: HttpRequest) -> HttpResponse:
    """List what the county's municipalities dispute. `?status` and `?sortera` are kept in the address."""
    krav_roll(request.user, *LANSROLLER)
    return render(
        request,
        "omfordelning/lan/ifragasatta.html",
        {
            "rubrik": "Ifrågasatta uppgifter",
            "lista": (lista := build_lista(request.user, request.GET)),
            "sortering": lista.sortering,
            "filer": formatlankar("lan_ifragasatta_fil", (), "Listan"),
            "smulor": [("Mina uppgifter", reverse("uppgifter"))],
        },
    )


def ifragasatta_fil(request: HttpRequest, format: str) -> HttpResponse:
    """Hand out the whole list as CSV, XLSX or JSON."""
    krav_roll(request.user, *LANSROLLER)
    lan = request.user.organisation.lan
    return som_fil(tabell(synliga_for(request.user), lan.namn), format, f"ifragasatta-uppgifter-{lan.pk}")
