"""A draft of one's own municipality: fetched, and thrown away."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anvisning.behorighet import KOMMUNEN_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Konto
from omfordelning.handlaggning.utkast import kasta_utkast
from omfordelning.models import Forslag
from omfordelning.process import Status


def eget_utkast(konto: Konto, publikt_id: UUID) -> Forslag:
    """Give a draft of the account's municipality (also just after it was sent). Anybody else's does not exist."""
    forslag = Forslag.objects.filter(publikt_id=publikt_id).select_related("ar", "lan", "givare", "mottagare").first()
    if forslag is None or not konto.kommunkod or forslag.sida_for(konto.kommunkod) != forslag.initiativ:
        raise Http404
    return forslag


def utkast_slang(request: HttpRequest, publikt_id: UUID) -> HttpResponse:
    """Ask, and throw a draft away. It was never sent and is no public document."""
    krav_roll(request.user, *KOMMUNEN_ARBETAR)

    def slang() -> str:
        forslag = eget_utkast(request.user, publikt_id)
        kasta_utkast(forslag.pk, av=request.user)
        messages.success(request, "Utkastet är borta.")
        return reverse("uppgifter")

    if request.method == "POST":
        return HttpResponseRedirect(en_gang(request, slang))
    forslag = eget_utkast(request.user, publikt_id)
    if forslag.status != Status.UTKAST:
        raise Hinder("Förslaget är redan skickat och kan inte slängas. Ni kan återkalla det.")
    return render(
        request,
        "omfordelning/kommun/slang.html",
        {"forslag": forslag, "nyckel": uuid.uuid4(), "rubrik": "Släng utkastet?"},
    )
