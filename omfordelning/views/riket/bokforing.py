"""Posting assignments by a second person, what is posted, undoing it, and writing a correction."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import anvisningar, ifragasattanden, tid
from anvisning.hinder import Hinder
from anvisning.losenordskrav import MedLosenord
from anvisning.models import Anvisningsbokning, Anvisningstyp, Anvisningsunderlag, Ifragasattande, Underlagsslag
from anvisning.models.anvisningar import VARDESLAG
from anvisning.visning import datum, tal
from omfordelning.forms.riket_anvisningar import AngraForm, BokforForm, RattelseForm
from omfordelning.views.riket.anvisningar import andringar, anvisningssmulor, fakta, krav_oppet, underlagssmulor
from omfordelning.views.riket.gemensamt import Enkelvy, Riksakt, Smulor, far_handla, krav_nationell
from omfordelning.views.riket.ifragasatta import RUBRIK as IFRAGASATTA
from omfordelning.views.riket.ifragasatta import fakta as fragans_fakta
from omfordelning.views.riket.ifragasatta import rubrik, vantande


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
        return anvisningar.hinder(self.underlag)

    def smulor(self) -> Smulor:
        return underlagssmulor(self.underlag)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"version": self.underlag.version, "varningar": self.varningar}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "underlag": self.underlag,
                "fakta": fakta(self.underlag),
                "stopp": self.stopp(),
                **({} if anvisningar.inaktualitet(self.underlag) else andringar(self.underlag)),
                **kwargs,
            }
        )

    def knapp(self, form: BokforForm) -> str:
        return "Bokför motposten" if self.underlag.slag == Underlagsslag.MOTPOST else "Bokför"

    def kontroll(self, form: BokforForm) -> dict[str, Any]:
        return {
            "rubrik": "Kontrollera och bokför",
            "ingress": "Uppgifterna räknas från och med nu. Ett fel rättas med en motpost eller en rättelse.",
            "rader": [
                *fakta(self.underlag),
                *self._andringar_i_ord(),
                {"namn": "Bekräftade varningar", "varde": str(len(form.bekraftade))},
            ],
        }

    def _andringar_i_ord(self) -> list[dict[str, str]]:
        if varden := anvisningar.vardeandringar(self.underlag):
            return [
                {"namn": "Omfattning", "varde": anvisningar.omfang(varden)},
                {"namn": "Det här ändras", "varde": anvisningar.i_ord(varden)},
            ]
        rader = anvisningar.andringar(self.underlag)
        return [
            {"namn": "Kommuner", "varde": tal(len(rader))},
            {"namn": "Anvisade barn", "varde": tal(sum(rad.summa for rad in rader))},
        ]

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
    poster = Anvisningsbokning.objects.defer("underlag__innehall")
    med = ("forberedd_av", "godkand_av", "angrar", "angrad_genom", "underlag")
    posten = poster.select_related(*med).get(publikt_id=publikt_id)
    varden = anvisningar.vardena_i(posten) if posten.slag in VARDESLAG else []
    rader = anvisningar.i_bokningen(posten)
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
            "rader": rader,
            "summor": anvisningar.summor(rader),
            "typer": Anvisningstyp.labels,
            "varden": varden,
            "omfang": anvisningar.omfang(varden),
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
        self.rad = self._ifragasatt()
        self.vantande = vantande(self.rad) if self.rad else []

    def _ifragasatt(self) -> Ifragasattande | None:
        """Give the disputed number that is to be corrected, `?ifragasatt`."""
        try:
            publikt_id = uuid.UUID(self.request.GET.get("ifragasatt", ""))
        except ValueError:
            return None
        rader = ifragasattanden.synliga_for(self.request.user).select_related("ifragasatt_av")
        return rader.filter(publikt_id=publikt_id).first()

    def smulor(self) -> Smulor:
        if self.rad is None:
            return anvisningssmulor()
        return anvisningssmulor((IFRAGASATTA, reverse("riket_ifragasatta")), (rubrik(self.rad), self._fragan()))

    def _fragan(self) -> str:
        return reverse("riket_ifragasattande", args=[self.rad.publikt_id]) if self.rad else ""

    def get_initial(self) -> dict[str, Any]:
        """Fill in what is left to correct of the disputed number when what waits is posted."""
        rad = self.rad
        if rad is None:
            return super().get_initial()
        kvar = rad.uppgift - self._antal_nu(rad) - sum(v.antal for v in self.vantande)
        return super().get_initial() | {
            "skal": f"Ifrågasatt uppgift {rad.referens}.",
            "kommun-1": rad.kommun.namn,
            "dag-1": min(tid.manadens_sista(rad.manad), anvisningar.sista_att_ratta(self.request.mottagen)),
            "typ-1": rad.typ,
            "antal-1": (kvar if rad.oppet else 0) or None,
        }

    @staticmethod
    def _antal_nu(rad: Ifragasattande) -> int:
        return ifragasattanden.manadens_antal(rad.kommun_id, rad.manad, rad.typ)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"fraga": self._fraga(), "vantande": self.vantande, **kwargs})

    def _fraga(self) -> list[dict[str, str]]:
        """Give what the correction answers, as rows for komponenter/sammanfattning.html."""
        if self.rad is None:
            return []
        referens, *mer = fragans_fakta(self.rad)
        return [
            {**referens, "url": self._fragan()},
            *mer,
            {"namn": "Antal i tjänsten nu", "varde": tal(self._antal_nu(self.rad))},
            {"namn": "Läge", "varde": self.rad.status.label},
        ]

    def utfor(self, form: RattelseForm) -> str:
        underlag = anvisningar.forbered_rattelse(
            form.rader,
            kalla=form.cleaned_data["kalla"],
            skal=form.cleaned_data["skal"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return reverse("anvisningsunderlag", args=[underlag.publikt_id])
