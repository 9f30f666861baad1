"""Publishing a table by a second person, its receipt, and the published difference list."""

import uuid
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import querysets
from anvisning.hinder import Hinder
from anvisning.losenordskrav import MedLosenord
from anvisning.models import Andelstabell, Tabellimport, Tabellslag
from anvisning.tabell import Tolkning
from anvisning.tabell.export import Kolumn, Tabell
from anvisning.visning import behovda_decimaler, promille
from omfordelning.forms.riket_tabeller import PubliceraForm
from omfordelning.handlaggning.publicering import publicera
from omfordelning.lansoversikt import build_lansoversikt
from omfordelning.models import Avvikelse, Forslag
from omfordelning.publicering import Oavgjorda, Plan, oavgjorda, omraknade, planera
from omfordelning.views.publikt.svar import som_fil
from omfordelning.views.riket.gemensamt import (
    Riksakt,
    Smulor,
    atergivning,
    krav_nationell,
    kvitto_url,
    tabellsmulor,
    uppgifter_om,
)
from omfordelning.views.riket.inlast import build_rader

KNAPP = {
    Tabellslag.PRELIMINAR: "Publicera de preliminära andelarna",
    Tabellslag.FASTSTALLD: "Publicera de fastställda andelarna",
    Tabellslag.RATTELSE: "Publicera rättelsen",
}


class PubliceraVy(MedLosenord, Riksakt):
    """Tick each warning, check, publish. Whoever read the table in sees that somebody else must."""

    template_name = "omfordelning/riket/import_publicera.html"
    form_class = PubliceraForm
    rad: Tabellimport
    plan: Plan

    def hamta(self, publikt_id: uuid.UUID) -> None:
        rader = Tabellimport.objects.select_related("ar", "importerad_av").defer("innehall")
        self.rad = rader.get(publikt_id=publikt_id)
        self.tolkning = Tolkning.from_json(self.rad.tolkning)
        farlig = self.rad.kasserad is not None or not self.rad.kolumn or self.tolkning.har_fel
        publicerad = Andelstabell.objects.filter(underlag=self.rad).exists()
        self.ofardig = farlig or publicerad
        self.plan = Plan(ordinarie={}) if self.ofardig else planera(self.rad)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("steg") != "skicka" and (skal := self.stopp()):
            raise Hinder(skal)
        return super().post(request, *args, **kwargs)

    def smulor(self) -> Smulor:
        url = reverse("import_", args=[self.rad.publikt_id])
        return [*tabellsmulor(self.rad.ar_id), (f"{self.rad.get_slag_display()} för {self.rad.ar_id}", url)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"plan": self.plan}

    def stopp(self) -> list[str]:
        """Give what stands in the way, whatever is ticked."""
        if self.ofardig:
            return ["Tabellen går inte att publicera: den är inte färdig, redan publicerad eller kasserad."]
        if self.egen:
            return ["Du läste in tabellen. En annan person ska publicera den."]
        kvar = ", ".join(f.referens for f in self.hindrar)
        oppna = [f"De här ärendena är inte redovisade till Migrationsverket än: {kvar}."] if kvar else []
        return [*self.plan.hinder, *oppna]

    @property
    def egen(self) -> bool:
        """Whether the person is the one who read the table in."""
        return self.rad.importerad_av_id == self.request.user.pk

    @property
    def hindrar(self) -> tuple[Forslag, ...]:
        """The cases that stand in the way of a final table."""
        return self.oavgjorda.hindrar if self.rad.slag == Tabellslag.FASTSTALLD and not self.ofardig else ()

    @cached_property
    def oavgjorda(self) -> Oavgjorda:
        """The open cases a final table finds."""
        return oavgjorda(self.rad.ar_id, self.request.mottagen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sammanhang = {"rubrik": KNAPP[self.rad.slag], "rad": self.rad, "ar": self.rad.ar, "plan": self.plan}
        if kwargs.get("form", True) is not None:
            stopp = self.stopp()
            final = self.rad.slag == Tabellslag.FASTSTALLD and not self.ofardig
            sammanhang |= self._nya_preliminara() | {
                "fakta": self.fakta(),
                "stopp": stopp,
                "hindrar": () if self.egen else self.hindrar,
                "andra_hinder": stopp[:-1] if self.hindrar and not self.egen else stopp,
                "rattelse": self.rad.slag == Tabellslag.RATTELSE,
                "forfaller": self.oavgjorda.forfaller if final else (),
                "utan_redovisning": self._utan_redovisning() if final else [],
                "decimaler": _decimaler(self.plan, self.rad),
                "atergivning": atergivning(self.request.user, None),
            }
        return super().get_context_data(**{**sammanhang, **kwargs})

    def _nya_preliminara(self) -> dict[str, Any]:
        """Give what a new preliminary version changes: municipalities and open cases (nothing for the first one)."""
        if self.ofardig or self.rad.slag != Tabellslag.PRELIMINAR:
            return {}
        fore = querysets.preliminar_tabell(self.rad.ar_id)
        if fore is None:
            return {}
        rader = build_rader(self.tolkning, querysets.ordinarie_andelar(fore))
        return {
            "fore": fore,
            "andringar": [r for r in rader if r.andring != 0],
            "omraknade": omraknade(self.rad.ar_id, self.plan.ordinarie),
        }

    def _utan_redovisning(self) -> list[str]:
        oversikt = build_lansoversikt(self.rad.ar, self.request.mottagen)
        return [rad.lan.namn for rad in oversikt.som_redovisar if not rad.har_redovisat]

    def fakta(self) -> list[dict[str, str]]:
        """Give the table's facts for the form and the check page."""
        return [
            {"namn": "Tabell", "varde": f"{self.rad.get_slag_display()} för {self.rad.ar_id}"},
            *uppgifter_om(self.rad),
            {"namn": "Fil", "varde": f"{self.rad.filnamn}, inläst av {self.rad.importerad_av.namn}"},
            {"namn": "Kontrollsumma (SHA-256)", "varde": self.rad.sha256},
            {"namn": "Kommuner", "varde": str(len(self.plan.ordinarie))},
            {"namn": "Summa", "varde": promille(self.plan.summa_ordinarie)},
        ]

    def knapp(self, form: PubliceraForm) -> str:
        return KNAPP[self.rad.slag]

    def kontroll(self, form: PubliceraForm) -> dict[str, Any]:
        rader = [*self.fakta(), {"namn": "Bekräftade varningar", "varde": str(len(form.godkanda))}]
        if self.plan.utfall:
            gjorda = sum(bool(u.beslutat) for u in self.plan.utfall)
            rader.append({"namn": "Omfördelningar", "varde": f"{gjorda} av {len(self.plan.utfall)} gäller"})
            rader.append({"namn": "Skillnader", "varde": f"{len(self.plan.differenser)} kommuner"})
        return {
            "rubrik": "Kontrollera och publicera",
            "ingress": "När du har publicerat går det inte att ångra. Ett fel rättas med en ny tabell.",
            "rader": rader,
        }

    def utfor(self, form: PubliceraForm) -> str:
        publicera(
            self.rad.pk,
            godkanda=form.godkanda,
            av=self.request.user,
            nu=self.request.mottagen,
            sett=form.cleaned_data["sett"],
        )
        return kvitto_url(self.rad.ar_id)


def _decimaler(plan: Plan, rad: Tabellimport) -> int:
    varden = [v for d in plan.differenser for v in (d.preliminar, d.foreslagen, d.tidigare, d.faststalld)]
    varden += [v for u in plan.utfall for v in (u.foreslaget, u.enligt_villkor, u.beslutat)]
    return behovda_decimaler(varden, rad.ar.decimaler)


def differenser(request: HttpRequest, publikt_id: uuid.UUID, format: str = "") -> HttpResponse:
    """Show a published table's differences, preliminary → proposed → final, each with its sentence; or as a file."""
    krav_nationell(request.user)
    tabell = Andelstabell.objects.select_related("ar", "importerad_av", "publicerad_av").get(publikt_id=publikt_id)
    rader = list(Avvikelse.objects.filter(tabell=tabell).select_related("kommun__lan", "forslag"))
    if format:
        return som_fil(_som_tabell(tabell, rader), format, f"skillnader-{tabell.ar_id}-{tabell.slag}-{tabell.version}")
    return render(
        request,
        "omfordelning/riket/differenser.html",
        {
            "rubrik": "Skillnader",
            "tabell": tabell,
            "rader": rader,
            "decimaler": behovda_decimaler(
                [v for a in rader for v in (a.preliminar, a.foreslagen, a.faststalld)], tabell.ar.decimaler
            ),
            "rattelse": tabell.slag == Tabellslag.RATTELSE,
            "atergivning": atergivning(request.user, tabell),
            "smulor": tabellsmulor(tabell.ar_id),
        },
    )


def _som_tabell(tabell: Andelstabell, rader: list[Avvikelse]) -> Tabell:
    kolumner = (
        Kolumn("Kommunkod"),
        Kolumn("Kommun"),
        Kolumn("Län"),
        Kolumn("Preliminär", "promille"),
        Kolumn("Föreslagen", "promille"),
        Kolumn("Fastställd", "promille"),
        Kolumn("Ärende"),
        Kolumn("Förklaring"),
    )
    return Tabell(
        rubrik=f"Skillnader {tabell.ar_id} version {tabell.version}",
        kolumner=kolumner,
        rader=[
            [
                a.kommun_id,
                a.kommun.namn,
                a.kommun.lan.namn,
                a.preliminar,
                a.foreslagen,
                a.faststalld,
                a.forslag.referens if a.forslag else "",
                a.forklaring,
            ]
            for a in rader
        ],
        exempeldata=tabell.ar.exempeldata,
    )
