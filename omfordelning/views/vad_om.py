"""Vad händer om …: the page of its own, for every role, and the same answer alone for the script."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from anvisning import tid
from anvisning.behorighet import KOMMUNEN_ARBETAR, KOMMUNROLLER, LANSROLLER, NATIONELLA_ROLLER, krav_roll
from anvisning.models import Kommun, Konto
from anvisning.models.platser import GOTLAND
from omfordelning.forms.vad_om import VadOmForm
from omfordelning.omgang import visat_ar
from omfordelning.vad_om import Utgangslage, VadOm, build_vad_om, las_utgangslage

RUBRIK = "Vad händer om …"
I_FORSLAGET = "forslag"
"""The value of `panel` when a proposal's form asks: it is being made of it already."""
SIDA, PANEL = "omfordelning/vad_om.html", "omfordelning/vad_om_panel.html"


def vad_hander_om(request: HttpRequest) -> HttpResponse:
    """Show both sides before and after. The address holds all that was chosen; `panel` asks for the answer alone.

    A municipality compares itself with another of its county, a county any two of its own, the nation any two of one
    county. The year is the newest that has shares, unless the address names one.
    """
    konto: Konto = request.user
    krav_roll(konto, *KOMMUNROLLER, *LANSROLLER, *NATIONELLA_ROLLER)
    innehall: dict[str, Any] = {"rubrik": RUBRIK, "gotland": konto.lanskod == GOTLAND}
    ar = _ar(request)
    utgang = las_utgangslage(ar, tid.svensk_dag(request.mottagen)) if ar is not None else None
    if innehall["gotland"] or utgang is None:
        return render(request, SIDA, innehall)
    form = VadOmForm(**_formdata(request, utgang), utgang=utgang, kommuner=_kommuner(konto), egen=konto.kommunkod)
    vad_om = _vad_om(konto, form, utgang) if form.is_valid() else None
    status = 422 if form.is_bound and vad_om is None else 200
    forslag_url = _forslag_url(konto, form, utgang) if vad_om else ""
    if panel := request.GET.get("panel"):
        lank = "" if panel == I_FORSLAGET else forslag_url
        return render(request, PANEL, {"vad_om": vad_om, "form": form, "forslag_url": lank}, status=status)
    innehall |= {
        "form": form,
        "ar": utgang.ar,
        "preliminar": utgang.landet.tabell.ar_preliminar,
        "vad_om": vad_om,
        "andelar": json.dumps({kod: str(utgang.andelar[kod]) for kod in form.kommuner if kod in utgang.andelar}),
        "forslag_url": forslag_url,
        "mal_url": reverse(_malsida(konto)),
    }
    return render(request, SIDA, innehall, status=status)


def _malsida(konto: Konto) -> str:
    """Give the name of the page that tells how fulfilment is worked out, for the account's role."""
    if konto.roll in KOMMUNROLLER:
        return "min_maluppfyllelse"
    return "lan_maluppfyllelse" if konto.roll in LANSROLLER else "riket_berakningar"


def _ar(request: HttpRequest) -> int | None:
    if not (valt := request.GET.get("ar")):
        ar = visat_ar()
        return None if ar is None else ar.pk
    if not (valt.isascii() and valt.isdigit() and len(valt) == 4):
        raise Http404
    return int(valt)


def _kommuner(konto: Konto) -> list[Kommun]:
    """Give the municipalities that the account may choose among, in Swedish order within their counties (one query)."""
    kommuner = Kommun.objects.select_related("lan").order_by("lan__sortering", "sortering")
    return list(kommuner.filter(lan=konto.lanskod) if konto.lanskod else kommuner)


def _formdata(request: HttpRequest, utgang: Utgangslage) -> dict[str, Any]:
    """Give the form what was sent; an address without promille only begins to fill it in."""
    if "promille" in request.GET:
        data = request.GET.copy()
        data["ar"] = utgang.ar.pk
        return {"data": data}
    initial = {namn: request.GET.get(namn) for namn in ("givare", "mottagare")}
    if not any(initial.values()):
        initial["givare"] = request.user.kommunkod
    return {"initial": initial | {"ar": utgang.ar.pk}}


def _vad_om(konto: Konto, form: VadOmForm, utgang: Utgangslage) -> VadOm:
    data = form.cleaned_data
    return build_vad_om(
        utgang, data["givare"], data["mottagare"], data["givare"].lan, data["promille"], ser=konto.kommunkod
    )


def _forslag_url(konto: Konto, form: VadOmForm, utgang: Utgangslage) -> str:
    """Give the form that makes a proposal of it, or "" for who may not or when the year's shares are decided."""
    if konto.roll not in KOMMUNEN_ARBETAR or not utgang.landet.tabell.ar_preliminar:
        return ""
    ger = form.cleaned_data["givare"].pk == konto.kommunkod
    motpart = form.cleaned_data["mottagare" if ger else "givare"]
    fraga = urlencode({"motpart": motpart.pk, "promille": form["promille"].value()})
    return f"{reverse('nytt_forslag' if ger else 'ny_inbjudan')}?{fraga}"
