"""The start page of every signed-in role: its tasks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from omfordelning.uppgifter import uppgifter_for
from omfordelning.uppgifter.ifragasatta import med_ifragasatta
from omfordelning.views.kommun.paneler import kommunens_paneler


def uppgifter(request: HttpRequest) -> HttpResponse:
    """Show the account's tasks, "Kräver åtgärd" first."""
    sida = uppgifter_for(request.user, request.mottagen)
    if request.user.kommunkod:
        sida = med_ifragasatta(sida, request.user, request.mottagen)
    return render(
        request,
        "omfordelning/kommun/uppgifter.html",
        {"sida": sida, "rubrik": "Mina uppgifter", **kommunens_paneler(request.user, sida.plan, request.mottagen)},
    )
