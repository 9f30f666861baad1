"""A table that is read in: what was understood row by row, what it is, and what was decided per redistribution."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from anvisning import andelar
from anvisning.hinder import Hinder
from anvisning.models import Andelstabell, Roll, Tabellimport, Tabellslag
from anvisning.tabell import Tolkning
from anvisning.visning import behovda_decimaler
from omfordelning.forms.riket_tabeller import KompletteraForm, UtfallForm, hinder_i_filen
from omfordelning.handlaggning.publicering import satt_utfall
from omfordelning.publicering import Oavgjorda, Plan, oavgjorda, planera
from omfordelning.views.riket.gemensamt import (
    AllaLaser,
    Enkelvy,
    Smulor,
    atergivning,
    tabellsmulor,
    uppgifter_om,
)

NOLL = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Tabellrad:
    """One municipality of the file beside the table before it (promille)."""

    kod: str
    namn: str
    radnummer: int
    last: str
    text: str
    forut: Decimal | None
    ny: Decimal

    @property
    def andring(self) -> Decimal | None:
        return None if self.forut is None else self.ny - self.forut


def build_rader(tolkning: Tolkning, forut: dict[str, Decimal]) -> list[Tabellrad]:
    """Give the understood rows in the file's order."""
    return [
        Tabellrad(
            kod=rad.kommunkod,
            namn=rad.namn,
            radnummer=rad.radnummer,
            last=rad.last,
            text=rad.text,
            forut=forut.get(rad.kommunkod),
            ny=rad.promille or NOLL,
        )
        for rad in tolkning.forstadda
    ]


def har_utfall(rad: Tabellimport) -> bool:
    """Tell whether the table decides redistributions."""
    return rad.slag != Tabellslag.PRELIMINAR


class InlastVy(AllaLaser, Enkelvy):
    """The preview, and the form that says what the table is. Everybody national reads; who read it in completes it."""

    template_name = "omfordelning/riket/import.html"
    form_class = KompletteraForm
    rad: Tabellimport

    def hamta(self, publikt_id: uuid.UUID) -> None:
        rader = Tabellimport.objects.select_related("ar", "importerad_av", "tabell").defer("innehall")
        self.rad = rader.get(publikt_id=publikt_id)

    @property
    def tabell(self) -> Andelstabell | None:
        return getattr(self.rad, "tabell", None)

    @property
    def egen(self) -> bool:
        """Whether the person is the one who prepares it."""
        return self.rad.importerad_av_id == self.request.user.pk

    @property
    def oppen(self) -> bool:
        return self.rad.kasserad is None and self.tabell is None

    def smulor(self) -> Smulor:
        return tabellsmulor(self.rad.ar_id)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rad": self.rad}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rad = self.rad
        tolkning = Tolkning.from_json(rad.tolkning)
        fore = andelar.foregaende_tabell(rad) if self.oppen else None
        plan = planera(rad) if self.oppen and rad.kolumn and not tolkning.har_fel else None
        forut = (plan and plan.foregaende) or andelar.foregaende_andelar(rad, fore)
        rader = build_rader(tolkning, forut if self.oppen else {})
        kan_kompletteras = self.oppen and (tolkning.fragar_kolumn or not tolkning.har_fel)
        if not (kan_kompletteras and self.egen and self.request.user.roll == Roll.ADMINISTRATOR):
            kwargs["form"] = None
        return super().get_context_data(
            **{
                "rubrik": f"{rad.get_slag_display()} för {rad.ar_id}",
                "rad": rad,
                "uppgifter": uppgifter_om(rad),
                "ar": rad.ar,
                "tolkning": tolkning,
                "hinder_i_filen": hinder_i_filen(tolkning),
                "rader": rader,
                "andrade": sum(bool(r.andring) or r.forut is None for r in rader),
                "hoppade": [r for r in tolkning.rader if r.slag == "hoppad" and r.last],
                "decimaler": behovda_decimaler([v for r in rader for v in (r.forut, r.ny)], rad.ar.decimaler),
                "fore": fore,
                "samma_fil": self._samma_fil(),
                "tabell": self.tabell,
                "oppen": self.oppen,
                "egen": self.egen,
                "plan": plan,
                "har_utfall": har_utfall(rad),
                "rattelse": rad.slag == Tabellslag.RATTELSE,
                "oavgjorda": self._oavgjorda(),
                "administrator": self.request.user.roll == Roll.ADMINISTRATOR,
                "atergivning": atergivning(self.request.user, self.tabell),
                **kwargs,
            }
        )

    def _samma_fil(self) -> Andelstabell | None:
        """Give a published table that came from the same bytes."""
        return Andelstabell.objects.filter(sha256=self.rad.sha256).exclude(underlag=self.rad).first()

    def _oavgjorda(self) -> Oavgjorda | None:
        if not self.oppen or self.rad.slag != Tabellslag.FASTSTALLD:
            return None
        return oavgjorda(self.rad.ar_id, self.request.mottagen)

    def utfor(self, form: KompletteraForm) -> str:
        data = form.cleaned_data
        andelar.komplettera_import(
            self.rad.pk,
            kolumn=data["kolumn"],
            kalla=data["kalla"],
            beslutsdag=data["beslutsdag"],
            referens=data["referens"],
            notering=data["notering"],
            skal=data.get("skal", ""),
            galler_fran=data.get("galler_fran"),
            av=self.request.user,
            nu=self.request.mottagen,
        )
        messages.success(self.request, "Uppgifterna är sparade.")
        return reverse("import_", args=[self.rad.publikt_id])


class UtfallVy(Enkelvy):
    """What was decided per redistribution, where it is not what the parties' clause gives."""

    template_name = "omfordelning/riket/import_utfall.html"
    form_class = UtfallForm
    rubrik = "Vad beslutades om varje omfördelning?"
    rad: Tabellimport
    plan: Plan

    def hamta(self, publikt_id: uuid.UUID) -> None:
        self.rad = Tabellimport.objects.select_related("ar", "importerad_av").get(publikt_id=publikt_id)

    def _prova(self) -> HttpResponse | None:
        """Send back to the preview while the table cannot be planned; else plan it."""
        if not har_utfall(self.rad) or not self.rad.kolumn or Tolkning.from_json(self.rad.tolkning).har_fel:
            return redirect("import_", self.rad.publikt_id)
        andelar.krav_oppen(self.rad)
        andelar.krav_beredare(self.rad, self.request.user)
        self.plan = planera(self.rad)
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._prova() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._prova() or super().post(request, *args, **kwargs)

    def smulor(self) -> Smulor:
        url = reverse("import_", args=[self.rad.publikt_id])
        return [*tabellsmulor(self.rad.ar_id), (f"{self.rad.get_slag_display()} för {self.rad.ar_id}", url)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"plan": self.plan, "rad": self.rad}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"rad": self.rad, "plan": self.plan, **kwargs})

    def utfor(self, form: UtfallForm) -> str:
        """Save the figures unless one of them still lacks its sentence: then nothing is saved."""
        satt_utfall(self.rad.pk, utfall=form.utfall, av=self.request.user, nu=self.request.mottagen)
        self.rad.refresh_from_db()
        if form.visa_brister(planera(self.rad)):
            raise Hinder([])
        messages.success(self.request, "Det beslutade är sparat.")
        return reverse("import_", args=[self.rad.publikt_id])
