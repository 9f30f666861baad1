"""Sending the report to Migrationsverket, and recording by hand what Migrationsverket answered."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anvisning import losenordskrav
from anvisning.behorighet import LANET_ARBETAR, krav_roll
from anvisning.bindande import Provkord
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Konto
from anvisning.visning import behovda_decimaler, tidpunkt
from omfordelning.forms.lan_granskning import JA
from omfordelning.forms.lan_redovisning import KvittensForm
from omfordelning.handlaggning import redovisning as kommandon
from omfordelning.handlaggning.redovisningsgrund import hinder_for_oversandande, oprovade
from omfordelning.models import Redovisning
from omfordelning.views.lan.gemensamt import kvitto_url, redovisningssmulor, visa_hinder
from omfordelning.views.lan.redovisningslage import senaste_version

TILL = "Till redovisningen"


def get_redovisning(konto: Konto, publikt_id: uuid.UUID) -> Redovisning:
    """Give one version of the account's own county's report, with `senaste` (the newest version's number)."""
    egna = Redovisning.objects.filter(lan=konto.lanskod).annotate(senaste=senaste_version())
    return egna.select_related("ar", "lan", "beslutad_av", "oversand_av", "besvarad_av").get(publikt_id=publikt_id)


def redovisning_url(redovisning: Redovisning) -> str:
    """Give the address of the page about the county's report that year."""
    return reverse("redovisning_ar", args=[redovisning.ar_id])


def _ersatt(redovisning: Redovisning) -> list[str]:
    if redovisning.version == redovisning.senaste:
        return []
    return [f"Version {redovisning.version} är ersatt av version {redovisning.senaste}."]


def oversand(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponseBase:
    """Show what is to be sent; the button on the page sends it, once, and leads to the receipt."""
    krav_roll(request.user, *LANET_ARBETAR)
    redovisning = get_redovisning(request.user, publikt_id)
    if request.method == "POST":
        if fraga := losenordskrav.fore_sandandet(request):
            return fraga
        try:
            return HttpResponseRedirect(en_gang(request, lambda: _sand(request, redovisning)))
        except Hinder as hinder:
            return visa_hinder(request, hinder.skal, redovisning_url(redovisning), TILL)
    utan_beslut = oprovade(redovisning.ar_id, redovisning.lan_id)
    if skal := _ersatt(redovisning) or hinder_for_oversandande(redovisning, utan_beslut):
        return visa_hinder(request, skal, redovisning_url(redovisning), TILL)
    if fraga := losenordskrav.fore_sidan(request):
        return fraga
    rader = redovisning.rader.select_related("forslag__givare", "forslag__mottagare").order_by("forslag__nummer")
    medtagna = [rad for rad in rader if rad.tas_med]
    varden = [v for rad in medtagna for v in (rad.givare_fore, rad.promille, rad.mottagare_fore)]
    return render(
        request,
        "omfordelning/lan/redovisning_oversand.html",
        {
            "rubrik": "Kontrollera och översänd",
            "redovisning": redovisning,
            "rader": medtagna,
            "decimaler": behovda_decimaler(varden, redovisning.ar.decimaler),
            "nyckel": uuid.uuid4(),
            "smulor": redovisningssmulor(redovisning.ar_id),
            "avbryt_url": redovisning_url(redovisning),
        },
    )


def _sand(request: HttpRequest, redovisning: Redovisning) -> str:
    kommandon.oversand(redovisning.pk, av=request.user, nu=request.mottagen)
    return kvitto_url(redovisning.ar_id, redovisning.lan_id)


class KvittensVy(Provkord):
    """Record by hand that Migrationsverket has received the report, or returned it."""

    template_name = "omfordelning/lan/redovisning_kvittens.html"
    form_class = KvittensForm
    redovisning: Redovisning

    def dispatch(self, request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponseBase:
        krav_roll(request.user, *LANET_ARBETAR)
        self.redovisning = get_redovisning(request.user, publikt_id)
        medtagna = self.redovisning.rader.filter(tas_med=True)
        self.rader = list(medtagna.select_related("forslag__givare", "forslag__mottagare").order_by("forslag__nummer"))
        return super().dispatch(request)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        skal = _ersatt(self.redovisning)
        if not skal and self.redovisning.status != Redovisning.Status.OVERSAND:
            skal = ["Redovisningen väntar inte på svar från Migrationsverket."]
        if skal:
            return visa_hinder(request, skal, redovisning_url(self.redovisning), TILL)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rader": self.rader}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "rubrik": "Registrera Migrationsverkets svar",
                "redovisning": self.redovisning,
                "smulor": redovisningssmulor(self.redovisning.ar_id),
                "avbryt_url": redovisning_url(self.redovisning),
                **kwargs,
            }
        )

    def knapp(self, form: KvittensForm) -> str:
        mottagen = form.cleaned_data["svar"] == JA
        return "Registrera att redovisningen är mottagen" if mottagen else "Registrera att redovisningen är återlämnad"

    def visa(self, form: KvittensForm) -> dict[str, Any]:
        data = form.cleaned_data
        rader = [
            {"namn": "Redovisning", "varde": f"{self.redovisning.ar_id}, version {self.redovisning.version}"},
            {"namn": "Översänd", "varde": tidpunkt(self.redovisning.oversand)},
            {"namn": "Svaret kom", "varde": tidpunkt(data["inkommen"])},
        ]
        if data["svar"] == JA:
            rader.append({"namn": "Migrationsverkets beteckning", "varde": data["kvittens"]})
        else:
            rader.append({"namn": "Skäl", "varde": data["skal"] or "–"})
            rader += [
                {"namn": rad.forslag.referens, "varde": form.radskal[rad.pk]}
                for rad in self.rader
                if rad.pk in form.radskal
            ]
        return {"rader": rader, "ingress": "Du återger Migrationsverkets svar.", "allman_handling": False}

    def utfor(self, form: KvittensForm) -> str:
        data = form.cleaned_data
        vem = {"av": self.request.user, "nu": self.request.mottagen, "inkommen": data["inkommen"]}
        if data["svar"] == JA:
            kommandon.kvittera(self.redovisning.pk, kvittens=data["kvittens"], **vem)
        else:
            kommandon.aterlamna(self.redovisning.pk, skal=data["skal"], rader=form.radskal, **vem)
        return kvitto_url(self.redovisning.ar_id, self.redovisning.lan_id)
