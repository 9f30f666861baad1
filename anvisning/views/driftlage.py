"""Driftläge: the administrators' page of how the service is doing, with a button to try again."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anvisning import driftlage as laget
from anvisning import mejlfel
from anvisning.behorighet import krav_roll
from anvisning.inskick import en_gang
from anvisning.models import Epostmeddelande, Leveransfel, Pliktrad, Roll, Utkorgsrad
from anvisning.plikter import PLIKTER
from anvisning.visning import datum, klockslag, tidpunkt

HOGST = 100
"""Rows shown of what somebody must do something about; the counts are of all."""
HOGST_VANTAR = 20
"""Mails shown of those that wait."""
ARBETEN = {
    "epost": "Mejl",
    "dokument": "Brev eller registreringskopia",
    "redovisning": "Redovisningens filer",
    "arendefil": "Ärendets handlingar som fil",
    "berakning": "Beräkning av måluppfyllelsen",
}


@require_safe
def driftlage(request: HttpRequest) -> HttpResponse:
    """Show what waits, what has stopped and when the duties were last done."""
    krav_roll(request.user, Roll.ADMINISTRATOR)
    uppgivna = laget.uppgivna()
    # What was given up stands in the first table.
    fel = mejlfel.synliga_for(request.user).filter(hanterat=None).exclude(slag=Leveransfel.Slag.UPPGIVET)
    antal = {"uppgivna": uppgivna.count(), "fel": fel.count()}
    plikter = _plikter()
    return render(
        request,
        "anvisning/driftlage.html",
        {
            "rubrik": "Driftläge",
            "tal": _tal(antal, plikter, request.mottagen),
            "uppgivna": _uppgivna(list(uppgivna[:HOGST])),
            "antal": antal,
            "plikter": plikter,
            "mejl": laget.mejl_som_vantar(HOGST_VANTAR),
            "fel": list(fel[:HOGST]),
            "hogst": HOGST,
            "hogst_vantar": HOGST_VANTAR,
            "nyckel": uuid.uuid4(),
        },
    )


def _tal(antal: dict[str, int], plikter: list[dict[str, Any]], nu: datetime) -> list[dict[str, str]]:
    arbete = laget.per_uppgift()
    aldst = min((rad["aldst"] for rad in arbete.values() if rad["aldst"]), default=None)
    senast = max((rad["senast"] for rad in plikter if rad["senast"]), default=None)
    return [
        {
            "etikett": "Arbete som väntar",
            "varde": str(sum(rad["vantar"] for rad in arbete.values())),
            "not": f"äldst från {tidpunkt(aldst)}" if aldst else "",
        },
        {"etikett": "Mejl som väntar", "varde": str(arbete["epost"]["vantar"])},
        {"etikett": "Arbete som har stannat", "varde": str(antal["uppgivna"])},
        {"etikett": "Mejl som inte kom fram", "varde": str(antal["fel"])},
        {
            "etikett": "Klockan gick senast",
            "varde": klockslag(senast) if senast else "aldrig",
            "not": _nar_klockan_gick(senast, nu) if senast else "",
        },
    ]


def _nar_klockan_gick(senast: datetime, nu: datetime) -> str:
    for_lange = nu - senast > timedelta(minutes=5)
    return f"{datum(senast)}, mer än fem minuter sedan" if for_lange else datum(senast)


def _uppgivna(rader: list[Utkorgsrad]) -> list[dict[str, Any]]:
    """Give the rows with what each is about; a mail by its recipient and subject (one query)."""
    mejlen = Epostmeddelande.objects.filter(pk__in=[r.objekt for r in rader if r.uppgift == "epost"])
    namn = {mejl.pk: str(mejl) for mejl in mejlen.defer("text", "html")}
    return [
        {
            "rad": rad,
            "nyckel": uuid.uuid4(),
            "vad": ARBETEN.get(rad.uppgift, rad.uppgift),
            "om": namn.get(rad.objekt, "") if rad.uppgift == "epost" else f"nummer {rad.objekt}",
        }
        for rad in rader
    ]


def _plikter() -> list[dict[str, Any]]:
    """Give every duty with when it was last done and what stopped it since."""
    rader = {rad.namn: rad for rad in Pliktrad.objects.all()}
    return [
        {
            "namn": PLIKTER[namn].text,
            "senast": rader[namn].senast if namn in rader else None,
            "fel": rader[namn].fel if namn in rader else "",
        }
        for namn in PLIKTER
    ]


@require_POST
def forsok_igen(request: HttpRequest) -> HttpResponse:
    """Take up again the row that is named (`rad`), or all that have stopped."""
    krav_roll(request.user, Roll.ADMINISTRATOR)
    rad = request.POST.get("rad", "")
    namngivna = [int(rad)] if rad.isascii() and rad.isdigit() and len(rad) <= 18 else []

    def igen() -> str:
        antal = laget.forsok_igen(namngivna if rad else None, av=request.user, nu=request.mottagen)
        if antal:
            messages.success(request, f"{antal} {'arbete' if antal == 1 else 'arbeten'} görs om inom en minut.")
        else:
            messages.info(request, "Ingenting behövde göras om.")
        return reverse("driftlage")

    return HttpResponseRedirect(en_gang(request, igen))
