"""One's own secret calendar links: made, made anew, taken away. A link is shown once, after it is made."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anvisning import kalenderlankar as kommandon
from anvisning.behorighet import KOMMUNROLLER, LANSROLLER, krav_roll
from anvisning.inskick import en_gang
from anvisning.models import Kalenderlank, Konto

VAD = {
    Kalenderlank.Slag.EGEN: "Det som väntar på just dig, på sin sista dag.",
    Kalenderlank.Slag.ORGANISATION: "Alla datum för er: sista dagar, sammanträden och ärenden.",
}


def _namn(konto: Konto, slag: str) -> str:
    return "Mina uppgifter" if slag == Kalenderlank.Slag.EGEN else konto.organisation.namn


@require_safe
def lankar(request: HttpRequest) -> HttpResponse:
    """Show which links there are. Their addresses are not kept."""
    konto = request.user
    krav_roll(konto, *KOMMUNROLLER, *LANSROLLER)
    skapade = dict(Kalenderlank.objects.filter(konto=konto).values_list("slag", "skapad"))
    rader = [
        {
            "slag": slag.value,
            "namn": _namn(konto, slag),
            "vad": VAD[slag],
            "skapad": skapade.get(slag.value),
            "nyckel": uuid.uuid4(),
            "bort_nyckel": uuid.uuid4(),
        }
        for slag in kommandon.valbara(konto)
    ]
    sammanhang = {
        "rubrik": "Datumen i din egen kalender",
        "rader": rader,
        "smulor": [("Mitt konto", reverse("mitt_konto"))],
    }
    return render(request, "anvisning/kalenderlankar.html", sammanhang)


def _krav_slag(konto: Konto, slag: str) -> None:
    krav_roll(konto, *KOMMUNROLLER, *LANSROLLER)
    if slag not in kommandon.valbara(konto):
        raise Http404


@require_POST
def skapa(request: HttpRequest, slag: str) -> HttpResponse:
    """Make a link, which is shown on the next page, this once; the same form again makes and shows nothing.

    On its way there it lies in the reader's own signed cookie of messages, never with us.
    """
    _krav_slag(request.user, slag)

    def utfor() -> str:
        token = kommandon.skapa(request.user.pk, slag, av=request.user, nu=request.mottagen)
        text = f"Här är länken till {_namn(request.user, slag)}. Kopiera den nu: den visas bara den här gången."
        messages.success(request, text)
        messages.success(request, settings.BAS_URL + reverse("kalender_ics", args=[token]), extra_tags="kopiera")
        return reverse("kalenderlankar")

    return HttpResponseRedirect(en_gang(request, utfor))


@require_POST
def ta_bort(request: HttpRequest, slag: str) -> HttpResponse:
    """End a link."""
    _krav_slag(request.user, slag)

    def utfor() -> str:
        kommandon.aterkalla(request.user.pk, slag, av=request.user, nu=request.mottagen)
        messages.success(request, "Länken är borttagen. Kalendrar som använder den får inget mer.")
        return reverse("kalenderlankar")

    return HttpResponseRedirect(en_gang(request, utfor))
