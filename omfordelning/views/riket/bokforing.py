"""Posting assignments by a second person, what is posted, undoing it, and writing a correction."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import anvisningar
from anvisning.hinder import Hinder
from anvisning.losenordskrav import MedLosenord
from anvisning.models import Anvisningsbokning, Anvisningstyp, Anvisningsunderlag, Underlagsslag
from anvisning.visning import datum, tal
from omfordelning.forms.riket_anvisningar import AngraForm, BokforForm, RattelseForm
from omfordelning.views.riket.anvisningar import anvisningssmulor, fakta, krav_oppet, underlagssmulor
from omfordelning.views.riket.gemensamt import Enkelvy, Riksakt, Smulor, far_handla, krav_nationell


class BokforVy(MedLosenord, Riksakt):
    """Tick each warning, check, post. Whoever prepared it sees that somebody else must."""

    template_name = "omfordelning/riket/anvisningar_bokfor.html"
    form_class = BokforForm
    rubrik = "Granska och bokför"
    underlag: Anvisningsunderlag

    def hamta(self, publikt_id: uuid.UUID) -> None:
        rader = Anvisningsunderlag.objects.select_related("forberedd_av", "angrar").defer("innehall")
        self.underlag = rader.get(publikt_id=publikt_id)
        if self.request.method == "GET":
            krav_oppet(self.underlag)
        self.varningar = anvisningar.varningar(self.underlag)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("steg") != "skicka" and (skal := self.stopp()):
            raise Hinder(skal)
        return super().post(request, *args, **kwargs)

    def stopp(self) -> list[str]:
        """Give what stands in the way, whatever is ticked."""
        if self.underlag.forberedd_av_id == self.request.user.pk:
            return ["Du förberedde själv underlaget. En annan person ska godkänna det."]
        try:
            anvisningar.krav_gar_att_bokfora(self.underlag)
        except Hinder as hinder:
            return hinder.skal
        return []

    def smulor(self) -> Smulor:
        return underlagssmulor(self.underlag)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"version": self.underlag.version, "varningar": self.varningar}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rader = anvisningar.andringar(self.underlag)
        return super().get_context_data(
            **{
                "underlag": self.underlag,
                "fakta": fakta(self.underlag),
                "stopp": self.stopp(),
                "rader": rader,
                "summor": anvisningar.summor(rader),
                "typer": Anvisningstyp.labels,
                **kwargs,
            }
        )

    def knapp(self, form: BokforForm) -> str:
        return "Bokför motposten" if self.underlag.slag == Underlagsslag.MOTPOST else "Bokför"

    def kontroll(self, form: BokforForm) -> dict[str, Any]:
        rader = anvisningar.andringar(self.underlag)
        return {
            "rubrik": "Kontrollera och bokför",
            "ingress": "Uppgifterna räknas från och med nu. Ett fel rättas med en motpost eller en rättelse.",
            "rader": [
                *fakta(self.underlag),
                {"namn": "Kommuner", "varde": tal(len(rader))},
                {"namn": "Anvisade barn", "varde": tal(sum(rad.summa for rad in rader))},
                {"namn": "Bekräftade varningar", "varde": str(len(form.bekraftade))},
            ],
        }

    def utfor(self, form: BokforForm) -> str:
        bokning = anvisningar.bokfor(
            self.underlag.pk,
            kand_version=form.cleaned_data["sett"],
            bekraftade=form.bekraftade,
            av=self.request.user,
            nu=self.request.mottagen,
        )
        messages.success(self.request, f"Bokfört: {bokning.get_slag_display().lower()}.")
        return reverse("anvisningsbokning", args=[bokning.publikt_id])


def bokning(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponse:
    """Show a posting: who, when, from which file, and what it changed."""
    krav_nationell(request.user)
    rader = Anvisningsbokning.objects.select_related("forberedd_av", "godkand_av", "angrar", "angrad_genom", "underlag")
    posten = rader.defer("underlag__innehall").get(publikt_id=publikt_id)
    andringar = anvisningar.i_bokningen(posten)
    try:
        anvisningar.krav_gar_att_angra(posten)
        hinder = []
    except Hinder as fel:
        hinder = fel.skal
    angra = {"text": "Ångra bokföringen", "url": reverse("anvisningar_angra", args=[publikt_id]), "fara": True}
    return render(
        request,
        "omfordelning/riket/anvisningsbokning.html",
        {
            "rubrik": posten.get_slag_display(),
            "bokning": posten,
            "fakta": fakta(posten.underlag),
            "rader": andringar,
            "summor": anvisningar.summor(andringar),
            "typer": Anvisningstyp.labels,
            "varden": posten.underlag.tolkning.get("varden", []),
            "atgarder": [{**angra, "hinder": hinder}] if far_handla(request.user) else [],
            "smulor": anvisningssmulor(),
        },
    )


class AngraVy(Enkelvy):
    """Prepare the undoing of a posting. Another person posts it."""

    template_name = "omfordelning/riket/anvisningar_angra.html"
    form_class = AngraForm
    rubrik = "Ångra bokföringen"
    bokning: Anvisningsbokning

    def hamta(self, publikt_id: uuid.UUID) -> None:
        self.bokning = Anvisningsbokning.objects.get(publikt_id=publikt_id)
        if self.request.method == "GET":
            anvisningar.krav_gar_att_angra(self.bokning)

    def smulor(self) -> Smulor:
        namn = f"{self.bokning.get_slag_display()} till och med {datum(self.bokning.till_och_med)}"
        return anvisningssmulor((namn, reverse("anvisningsbokning", args=[self.bokning.publikt_id])))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"bokning": self.bokning, **kwargs})

    def utfor(self, form: AngraForm) -> str:
        underlag = anvisningar.forbered_motpost(
            self.bokning.pk, skal=form.cleaned_data["skal"], av=self.request.user, nu=self.request.mottagen
        )
        return reverse("anvisningsunderlag", args=[underlag.publikt_id])


class RattelseVy(Enkelvy):
    """Write a correction. Another person posts it."""

    template_name = "omfordelning/riket/anvisningar_rattelse.html"
    form_class = RattelseForm
    rubrik = "Skriv en rättelse"

    def hamta(self) -> None:
        """Nothing to fetch."""

    def smulor(self) -> Smulor:
        return anvisningssmulor()

    def utfor(self, form: RattelseForm) -> str:
        underlag = anvisningar.forbered_rattelse(
            form.rader,
            kalla=form.cleaned_data["kalla"],
            skal=form.cleaned_data["skal"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return reverse("anvisningsunderlag", args=[underlag.publikt_id])
