"""A municipality disputes a month's number: its own questions, the service's numbers beside, the form, the receipt."""

import uuid
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from anvisning import ifragasattanden as kommandon
from anvisning import querysets
from anvisning.anvisningar.kommunens import RAKNAS, manader_till, per_manad
from anvisning.behorighet import KOMMUNEN_ARBETAR, KOMMUNROLLER, krav_roll
from anvisning.bindande import Provkord
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Anvisningstyp, Kontaktfunktion, Organisation
from anvisning.tabell.export import SMA_ANTAL, Kolumn, Tabell
from anvisning.visning import manad as manad_ar
from anvisning.visning import tal
from omfordelning.forms.ifragasattanden import IfragasattForm
from omfordelning.ifragasattandelista import PER_SIDA
from omfordelning.views.publikt.svar import formatlankar, som_fil

RUBRIK = "Ifrågasätt en uppgift"
HARNAST = (
    "Migrationsverket ser frågan bland sina uppgifter.",
    "Ni får ett mejl när uppgiften är rättad eller förklarad. Svaret visas här.",
)
VISADE = 12
"""The months that the page shows; the file has them all."""


class IfragasattVy(Provkord):
    """The page: who works in the municipality may dispute, who only reads sees the same without the form."""

    template_name = "omfordelning/kommun/ifragasatt.html"
    form_class = IfragasattForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        krav_roll(request.user, *(KOMMUNROLLER if request.method != "POST" else KOMMUNEN_ARBETAR))
        sista = kommandon.sista_manaden(request.mottagen)
        self.manader = list(manader_till(sista)) if sista else []
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"manader": self.manader}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        konto = self.request.user
        visade = per_manad(konto.kommunkod, self.manader[:VISADE])
        return super().get_context_data(
            **{
                "rubrik": RUBRIK,
                "smulor": [("Mina uppgifter", reverse("uppgifter"))],
                "avbryt_url": reverse("ifragasatt"),
                "far_ifragasatta": konto.roll in KOMMUNEN_ARBETAR and bool(self.manader),
                "egna": Paginator(kommandon.synliga_for(konto), PER_SIDA).get_page(self.request.GET.get("sida")),
                "manader": [(manad_ar(p.fran), p) for p in visade],
                "typer": Anvisningstyp.korta(),
                "filer": formatlankar("ifragasatt_fil", (), "Alla månader sedan 2016"),
                **kwargs,
            }
        )

    def knapp(self, form: forms.Form) -> str:
        return "Skicka till Migrationsverket"

    def visa(self, form: forms.Form) -> dict[str, Any]:
        data = form.cleaned_data
        tjanstens = kommandon.manadens_antal(self.request.user.kommunkod, data["manad"], data["typ"])
        return {
            "allman_handling": False,
            "ingress": "Migrationsverket svarar. Siffran ändras inte förrän den är rättad.",
            "rader": [
                {"namn": "Månad", "varde": manad_ar(data["manad"])},
                {"namn": "Slag av anvisning", "varde": Anvisningstyp(data["typ"]).label},
                {"namn": "Antal i tjänsten", "varde": tal(tjanstens)},
                {"namn": "Ert antal", "varde": tal(data["antal"])},
            ],
        }

    def utfor(self, form: forms.Form) -> str:
        data = form.cleaned_data
        rad = kommandon.ifragasatt(
            data["manad"], data["typ"], antal=data["antal"], av=self.request.user, nu=self.request.mottagen
        )
        return reverse("ifragasattande", args=[rad.publikt_id])


def ifragasattande(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponse:
    """Show one of the municipality's questions: the receipt while it waits, then the answer."""
    krav_roll(request.user, *KOMMUNROLLER)
    rader = kommandon.synliga_for(request.user).select_related("ifragasatt_av", "besvarat_av__organisation", "rattelse")
    rad = rader.get(publikt_id=publikt_id)
    return render(
        request,
        "omfordelning/kommun/ifragasattande.html",
        {
            "rubrik": f"{rad.get_typ_display()}, {manad_ar(rad.manad)}",
            "rad": rad,
            "nu": kommandon.manadens_antal(rad.kommun_id, rad.manad, rad.typ),
            "far_aterta": rad.oppet and request.user.roll in KOMMUNEN_ARBETAR,
            "nyckel": uuid.uuid4(),
            "gjort": f"{rad.ifragasatt_av.namn} har ifrågasatt uppgiften.",
            "harnast": HARNAST,
            "kontakter": Kontaktfunktion.objects.filter(organisation__slag=Organisation.Slag.NATIONELL),
            "smulor": [(RUBRIK, reverse("ifragasatt"))],
        },
    )


@require_POST
def aterta(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponse:
    """Take a question back."""
    krav_roll(request.user, *KOMMUNEN_ARBETAR)
    rad = kommandon.synliga_for(request.user).get(publikt_id=publikt_id)
    tillbaka = reverse("ifragasattande", args=[publikt_id])

    def utfor() -> str:
        kommandon.aterta(rad.pk, av=request.user, nu=request.mottagen)
        return tillbaka

    try:
        return HttpResponseRedirect(en_gang(request, utfor))
    except Hinder as hinder:
        return render(request, "hinder.html", {"skal": hinder.skal, "tillbaka_url": tillbaka}, status=409)


def manadsfil(request: HttpRequest, format: str) -> HttpResponse:
    """Hand out the municipality's numbers of every month since 2016 as CSV, XLSX or JSON."""
    krav_roll(request.user, *KOMMUNROLLER)
    sista = kommandon.sista_manaden(request.mottagen)
    kommun = request.user.organisation.kommun
    manader = per_manad(kommun.pk, list(manader_till(sista))) if sista else []
    tabell = Tabell(
        rubrik=f"Anvisade barn per månad, {kommun.namn}",
        kolumner=(Kolumn("Månad"), *(Kolumn(typ, "heltal") for typ in Anvisningstyp.labels)),
        rader=[[f"{p.fran:%Y-%m}", *p.per_typ] for p in manader],
        not_=f"{RAKNAS} {SMA_ANTAL}",
        exempeldata=querysets.har_exempeldata(),
    )
    return som_fil(tabell, format, f"anvisade-barn-per-manad-{kommun.pk}")
