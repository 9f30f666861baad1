"""The year's tables: what is read in, what is published, and reading a new file in."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import andelar
from anvisning.hinder import Hinder
from anvisning.models import Andelstabell, Ar, Tabellimport, Tabellslag
from omfordelning.forms.riket_tabeller import FilForm, KasseraForm
from omfordelning.uppgifter.riket import med_fel
from omfordelning.views.riket.gemensamt import (
    Enkelvy,
    Smulor,
    atergivning,
    far_handla,
    krav_nationell,
    oversiktssmulor,
    tabellsmulor,
)

LAS_IN = {
    Tabellslag.PRELIMINAR: "Läs in preliminära andelar",
    Tabellslag.FASTSTALLD: "Läs in fastställda andelar",
    Tabellslag.RATTELSE: "Läs in en rättelse",
}


def importer(request: HttpRequest, ar: int) -> HttpResponse:
    """List a year's published versions and what is on its way in."""
    krav_nationell(request.user)
    aret = Ar.objects.get(pk=ar)
    rader = list(
        med_fel(Tabellimport.objects.filter(ar=aret, tabell=None))
        .select_related("importerad_av")
        .order_by("-importerad")
    )
    tabeller = list(
        Andelstabell.objects.filter(ar=aret)
        .select_related("importerad_av", "publicerad_av", "underlag")
        .defer("underlag__innehall", "underlag__tolkning")
        .order_by("-publicerad")
    )
    beslutade = [tabell for tabell in tabeller if not tabell.ar_preliminar]
    return render(
        request,
        "omfordelning/riket/importer.html",
        {
            "rubrik": f"Tabeller {ar}",
            "ar": aret,
            "pa_vag": [rad for rad in rader if rad.kasserad is None],
            "kasserade": [rad for rad in rader if rad.kasserad is not None],
            "tabeller": tabeller,
            "atgarder": _atgarder(aret) if far_handla(request.user) else [],
            "atergivning": atergivning(request.user, beslutade[0] if beslutade else None),
            "smulor": oversiktssmulor(ar),
        },
    )


def _atgarder(ar: Ar) -> list[dict[str, Any]]:
    """Give what can be read in, and why the rest cannot."""
    atgarder = []
    for slag, text in LAS_IN.items():
        try:
            andelar.krav_slag(ar.pk, slag)
            hinder = []
        except Hinder as fel:
            hinder = fel.skal
        atgarder.append({"text": text, "url": reverse("importera", args=[ar.pk, slag.value]), "hinder": hinder})
    return atgarder


class ImporteraVy(Enkelvy):
    """Read a file in. What was understood is shown on the next page, before anything is published."""

    template_name = "omfordelning/riket/importera.html"
    form_class = FilForm
    ar: Ar
    slag: Tabellslag

    def hamta(self, ar: int, slag: str) -> None:
        if slag not in Tabellslag.values:
            raise Http404
        self.ar, self.slag = Ar.objects.get(pk=ar), Tabellslag(slag)
        if self.request.method == "GET":
            andelar.krav_slag(ar, slag)

    def smulor(self) -> Smulor:
        return tabellsmulor(self.ar.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"rubrik": f"{LAS_IN[self.slag]} för {self.ar.pk}", "ar": self.ar, "slag": self.slag, **kwargs}
        )

    def utfor(self, form: FilForm) -> str:
        fil = form.cleaned_data["fil"]
        rad = andelar.importera(
            self.ar.pk, self.slag, fil.name, fil.read(), av=self.request.user, nu=self.request.mottagen
        )
        return reverse("import_", args=[rad.publikt_id])


class KasseraVy(Enkelvy):
    """Throw away what was read in and not published."""

    template_name = "omfordelning/riket/import_kassera.html"
    form_class = KasseraForm
    rubrik = "Kassera inläsningen"
    rad: Tabellimport

    def hamta(self, publikt_id: uuid.UUID) -> None:
        self.rad = Tabellimport.objects.select_related("ar", "importerad_av").get(publikt_id=publikt_id)

    def smulor(self) -> Smulor:
        url = reverse("import_", args=[self.rad.publikt_id])
        return [*tabellsmulor(self.rad.ar_id), (self.rad.filnamn, url)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.rad.kasserad or Andelstabell.objects.filter(underlag=self.rad).exists():
            raise Hinder("Tabellen är redan publicerad eller kasserad.")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"rad": self.rad, **kwargs})

    def utfor(self, form: KasseraForm) -> str:
        andelar.kassera_import(self.rad.pk, av=self.request.user, nu=self.request.mottagen)
        messages.success(self.request, f"{self.rad.filnamn} är kasserad. Inget har ändrats.")
        return reverse("importer", args=[self.rad.ar_id])
