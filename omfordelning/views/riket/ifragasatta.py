"""Disputed numbers at the national level: the list, and each one with the rows behind it and the answer."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import anvisningar
from anvisning import ifragasattanden as kommandon
from anvisning.bindande import Provkord
from anvisning.models import Ifragasattande
from anvisning.visning import manad as manad_ar
from anvisning.visning import tal, tidpunkt
from omfordelning.forms.ifragasattanden import SvarForm
from omfordelning.ifragasattandelista import build_lista, tabell
from omfordelning.views.publikt.svar import formatlankar, som_fil
from omfordelning.views.riket.anvisningar import anvisningssmulor
from omfordelning.views.riket.gemensamt import AllaLaser, Riksakt, Smulor, far_handla, krav_nationell

RUBRIK = "Ifrågasatta uppgifter"


def ifragasatta(request: HttpRequest) -> HttpResponse:
    """List the disputed numbers. `?status` and `?sortera` are kept in the address."""
    krav_nationell(request.user)
    return render(
        request,
        "omfordelning/riket/ifragasatta.html",
        {
            "rubrik": RUBRIK,
            "lista": (lista := build_lista(request.user, request.GET)),
            "sortering": lista.sortering,
            "smulor": anvisningssmulor(),
            "filer": formatlankar("riket_ifragasatta_fil", (), "Listan"),
        },
    )


def ifragasatta_fil(request: HttpRequest, format: str) -> HttpResponse:
    """Hand out the whole list as CSV, XLSX or JSON."""
    krav_nationell(request.user)
    return som_fil(tabell(kommandon.synliga_for(request.user), "hela landet"), format, "ifragasatta-uppgifter")


class IfragasattandeVy(AllaLaser, Riksakt, Provkord):
    """One disputed number: what the municipality has, the service's rows, and the answer or the form for it."""

    template_name = "omfordelning/riket/ifragasattande.html"
    form_class = SvarForm
    rad: Ifragasattande

    def hamta(self, publikt_id: uuid.UUID) -> None:
        rader = kommandon.synliga_for(self.request.user)
        self.rad = rader.select_related("ifragasatt_av", "besvarat_av", "rattelse").get(publikt_id=publikt_id)

    def smulor(self) -> Smulor:
        return anvisningssmulor((RUBRIK, reverse("riket_ifragasatta")))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rattelser": kommandon.mojliga_rattelser(self.rad)}

    def get_form(self, form_class: Any = None) -> Any:
        """No form for what is answered or taken back, and none for who may only read."""
        visas = self.rad.oppet and far_handla(self.request.user)
        return super().get_form(form_class) if visas or self.request.method == "POST" else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bakom = kommandon.bakom(self.rad)
        return super().get_context_data(
            **{
                "rubrik": rubrik(self.rad),
                "rad": self.rad,
                "fakta": fakta(self.rad),
                "bakom": bakom,
                "summa": sum(rad.antal for rad in bakom),
                "vantande": vantande(self.rad),
                "atgarder": [
                    {
                        "text": "Skriv en rättelse",
                        "url": f"{reverse('anvisningar_rattelse')}?ifragasatt={self.rad.publikt_id}",
                    }
                ],
                **kwargs,
            }
        )

    def knapp(self, form: SvarForm) -> str:
        return f"Skicka svaret till {self.rad.kommun.namn}"

    def visa(self, form: SvarForm) -> dict[str, Any]:
        return {
            "allman_handling": False,
            "rubrik": "Kontrollera och skicka svaret",
            "ingress": "Svaret går inte att ändra. På kommunens öppna sida visas bara om uppgiften är rättad eller "
            "förklarad, och skälet i listan. Det visas när nästa månads måluppfyllelse är publicerad.",
            "rader": [
                *fakta(self.rad),
                {"namn": "Antal i tjänsten nu", "varde": tal(sum(rad.antal for rad in kommandon.bakom(self.rad)))},
                {"namn": "Svar", "varde": form.svarstext},
                {"namn": "Förklaring till kommunen", "varde": form.cleaned_data["forklaring"] or "–"},
            ],
        }

    def utfor(self, form: SvarForm) -> str:
        kommandon.besvara(
            self.rad.pk,
            rattelse=form.rattelse,
            skal=form.skal,
            forklaring=form.cleaned_data["forklaring"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return reverse("riket_ifragasattande", args=[self.rad.publikt_id])


def rubrik(rad: Ifragasattande) -> str:
    """Name a disputed number: "Luleå: utjämnande anvisning, juli 2026"."""
    return f"{rad.kommun.namn}: {rad.get_typ_display().lower()}, {manad_ar(rad.manad)}"


def vantande(rad: Ifragasattande) -> list[anvisningar.Vantande]:
    """Give the corrections of the disputed number that wait to be posted."""
    return anvisningar.vantande([(rad.kommun_id, rad.manad, rad.typ)])


def fakta(rad: Ifragasattande) -> list[dict[str, str]]:
    """Give what the municipality has said, as rows for komponenter/sammanfattning.html."""
    return [
        {"namn": "Referens", "varde": rad.referens},
        {"namn": "Ifrågasatt", "varde": f"{tidpunkt(rad.ifragasatt)} av {rad.ifragasatt_av.namn}"},
        {"namn": "Kommunens antal", "varde": tal(rad.uppgift)},
        {"namn": "Antal i tjänsten då", "varde": tal(rad.tjanstens)},
    ]
