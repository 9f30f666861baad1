"""What came by mail in a case from a municipality without account: answer, decision or request, and its document."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from anvisning.behorighet import LANET_ARBETAR, krav_roll
from anvisning.visning import sista_dag, veckodatum
from omfordelning.arendebild import Arendebild
from omfordelning.forms import lan_registrera as grund
from omfordelning.forms import lan_registrera_svar as formular
from omfordelning.forms.kommun_forslag import initial_fran
from omfordelning.handlaggning import anstand, beslut, forslag, granskning
from omfordelning.lage import Akt, Innehall
from omfordelning.models import Omstandighet
from omfordelning.process import (
    GANG,
    SVAR_I_TID,
    Sida,
    Status,
    Steg,
    Villkor,
    hinder_vid_registrering,
    sidan_har_godkant,
    sidan_har_inte_godkant,
)
from omfordelning.views.lan.gemensamt import ArendeVy, arendesmulor, get_bild
from omfordelning.views.lan.registrera import MARKT, innehallsrader
from omfordelning.views.lan.svarsslag import SVAR, Svar

GALLER_IGEN = "Ärendet har förfallit. Handlingen kom in i tid, så förslaget gäller igen när du registrerar den."


def registrera_svar(request: HttpRequest, publikt_id: UUID) -> HttpResponseBase:
    """Ask first what it is that came and from whom; then show the form for it."""
    krav_roll(request.user, *LANET_ARBETAR)
    if {"vad", "sida"} & set(request.GET):
        return RegistreraSvarVy.as_view()(request, publikt_id=publikt_id)
    bild = get_bild(request.user, publikt_id, request.mottagen)
    sidor = [
        {"namn": bild.fullt_namn(sida), "atgarder": [a for vad in SVAR if (a := _atgard(bild, vad, sida, request))]}
        for sida in Sida
    ]
    sammanhang = {
        "rubrik": "Registrera det som kom med post",
        "bild": bild,
        "forslag": bild.forslag,
        "sidor": sidor,
        "forfallet": bild.status is Status.FORFALLEN,
        "tidsfrist": sista_dag(bild.arende.slut),
        "smulor": arendesmulor(bild.forslag),
    }
    return render(request, "omfordelning/lan/registrera_svar_fraga.html", sammanhang)


def _atgard(bild: Arendebild, vad: str, sida: Sida, request: HttpRequest) -> dict[str, Any] | None:
    """Give one act for atgarder.html, or None when it is not that side's to do."""
    svar = SVAR[vad]
    if bild.status is Status.FORFALLEN and svar.steg not in (*SVAR_I_TID, Steg.ANMAL_OMSTANDIGHET):
        return None
    if svar.steg is Steg.BESVARA_KOMPLETTERING and not fragor(bild, sida):
        return None
    lage = bild.arende.lage(Akt(av=bild.konto, nu=request.mottagen, sida=sida))
    fel_sida = (sidan_har_godkant, sidan_har_inte_godkant)
    if any(sparr(lage) for sparr in GANG[svar.steg].sparrar if sparr in fel_sida):
        return None
    return {
        "text": svar.rubrik.removeprefix("Registrera ").capitalize(),
        "url": f"{request.path}?vad={vad}&sida={sida.value}",
        "hinder": hinder_for(bild, svar.steg, sida),
        "fara": svar.fara,
    }


def hinder_for(bild: Arendebild, steg: Steg, sida: Sida) -> list[str]:
    """Give what stands in the way whatever the document says and whenever it came in."""
    if steg is Steg.BESVARA_KOMPLETTERING and not fragor(bild, sida):
        return ["Det finns ingen obesvarad fråga till kommunen."]
    innehall = Innehall(hela=True, promille=bild.promille, villkor=Villkor.PROMILLE) if steg is Steg.ANDRA else None
    tidigast = bild.version.skickad or bild.forslag.skapad
    lage = bild.arende.lage(Akt(av=bild.konto, nu=tidigast, sida=sida, innehall=innehall))
    return hinder_vid_registrering(steg, replace(lage, skal="-", har_underlag=True))


def fragor(bild: Arendebild, sida: Sida) -> list[dict[str, Any]]:
    """Give the county's unanswered questions to one side."""
    return [rad for rad in bild.forslag.obesvarade_fragor if rad["sida"] == sida]


class RegistreraSvarVy(ArendeVy):
    """Register what came by mail in a case: what it is and whose stands in the address (`?vad=&sida=`).

    Whether it came in time is judged by when it came in, so the page does not say no because the day has passed.
    """

    template_name = "omfordelning/lan/registrera_svar.html"
    svar: Svar
    sida: Sida

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        vad, sida = request.GET.get("vad", ""), request.GET.get("sida", "")
        if vad not in SVAR or sida not in list(Sida):
            raise Http404
        self.svar, self.sida = SVAR[vad], Sida(sida)
        self.rubrik = self.svar.rubrik
        return super().dispatch(request, *args, **kwargs)

    def stopp(self) -> list[str]:
        return hinder_for(self.bild, self.svar.steg, self.sida)

    @property
    def kommun(self) -> str:
        return self.bild.namn(self.sida)

    def get_form_class(self) -> type[forms.Form]:
        return self.svar.form

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"version": self.forslag.version}
        if self.svar.steg is Steg.ANDRA:
            initial |= initial_fran(self.bild.version, self.bild.promille) | {"meddelande": ""}
        return initial

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        form = self.get_form_class()
        if issubclass(form, grund.Postbeslut):
            kwargs |= {
                "kommunkod": self.forslag.kommunkod(self.sida),
                "ar": self.forslag.ar_id,
            }
        if issubclass(form, grund.Postinnehall):
            kwargs |= {
                "decimaler": self.bild.decimaler,
                "andelar": self.bild.arende.andelar,
                "givarens_andel": self.bild.arende.andelar.get(self.forslag.givare_id),
            }
        if form is formular.KompletteringssvarForm:
            kwargs["fragor"] = [(str(rad["id"]), rad["fraga"]) for rad in fragor(self.bild, self.sida)]
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "kommun": self.bild.fullt_namn(self.sida),
                "fara": self.svar.fara,
                "avbryt_url": self.request.path,
                "tidsfrist": sista_dag(self.bild.arende.slut),
                "forfallet": self.bild.status is Status.FORFALLEN and self.svar.steg in SVAR_I_TID,
                **kwargs,
            }
        )

    def knapp(self, form: forms.Form) -> str:
        return self.svar.knapp.format(self.kommun)

    def visa(self, form: Any) -> dict[str, Any]:
        data = form.cleaned_data
        innehall = data.get("innehall")
        if innehall is not None:
            fe = self.bild.fore_efter(innehall)
        else:
            fe = self.bild.fore_efter() if self.svar.steg is Steg.GODKANN else None
        return {
            "rubrik": "Kontrollera och registrera",
            "ingress": f"{self.svar.rubrik} från {self.kommun}. {MARKT}",
            "rader": [
                *self.partsrader(),
                *(innehallsrader(innehall) if innehall else []),
                *self._egna_rader(data),
                *(form.beslutsrader() if isinstance(form, grund.Postbeslut) else []),
                *form.handlingsrader(),
            ],
            "fe": fe,
            "varningar": [GALLER_IGEN] if self.bild.status is Status.FORFALLEN and self.svar.steg in SVAR_I_TID else [],
            "ar": self.bild.ar,
            "preliminar": self.bild.preliminar,
            "fara": self.svar.fara,
        }

    def _egna_rader(self, data: dict[str, Any]) -> list[dict[str, str]]:
        fragor = {str(rad["id"]): rad["fraga"] for rad in self.forslag.obesvarade_fragor}
        rader = {
            "Sammanträde": veckodatum(data["sammantrade"]) if data.get("sammantrade") else "",
            "Vad har hänt": dict(Omstandighet.Slag.choices).get(data.get("slag", ""), ""),
            "Domstol och målnummer": " ".join(filter(None, (data.get("domstol"), data.get("malnummer")))),
            "Dag": veckodatum(data["dag"]) if self.svar.steg is Steg.ANMAL_OMSTANDIGHET else "",
            "Beskrivning": data.get("beskrivning", ""),
            "Fråga": fragor.get(data.get("fraga", ""), ""),
            "Svar": data.get("svar", ""),
            "Skäl": data.get("skal", ""),
        }
        return [{"namn": namn, "varde": varde} for namn, varde in rader.items() if varde]

    def utfor(self, form: Any) -> str:
        gor: Callable[[Any, dict[str, Any]], Any] = getattr(self, f"_{self.svar.steg.value}")
        gor(
            form.cleaned_data,
            {
                "av": self.request.user,
                "nu": self.request.mottagen,
                "registrering": form.registrering(self.sida),
            },
        )
        return self.kvitto()

    def _godkann(self, data: dict[str, Any], vem: dict[str, Any]) -> None:
        forslag.godkann(
            self.forslag.pk,
            kand_version=data["version"],
            beslut=data["beslut"],
            ram_bekraftad=data["ram_bekraftad"],
            **vem,
        )

    def _andra(self, data: dict[str, Any], vem: dict[str, Any]) -> None:
        forslag.andra(
            self.forslag.pk,
            innehall=data["innehall"],
            kand_version=data["version"],
            beslut=data["beslut"],
            ram_bekraftad=data["ram_bekraftad"],
            **vem,
        )

    def _avboj(self, data: dict[str, Any], vem: dict[str, Any]) -> None:
        forslag.avboj(self.forslag.pk, skal=data["skal"], kand_version=data["version"], **vem)

    def _aterkalla(self, data: dict[str, Any], vem: dict[str, Any]) -> None:
        forslag.aterkalla(self.forslag.pk, skal=data["skal"], beslut=data["beslut"], **vem)

    def _meddela_beslut(self, data: dict[str, Any], vem: dict[str, Any]) -> None:
        beslut.meddela_beslut(self.forslag.pk, beslut=data["beslut"], ram_bekraftad=data["ram_bekraftad"], **vem)

    def _begar_anstand(self, data: dict[str, Any], vem: dict[str, Any]) -> None:
        anstand.begar_anstand(self.forslag.pk, sammantrade=data["sammantrade"], skal=data["skal"], **vem)

    def _besvara_komplettering(self, data: dict[str, Any], vem: dict[str, Any]) -> None:
        granskning.besvara_komplettering(int(data["fraga"]), svar=data["svar"], **vem)

    def _anmal_omstandighet(self, data: dict[str, Any], vem: dict[str, Any]) -> None:
        granskning.anmal_omstandighet(
            self.forslag.pk,
            sida=self.sida,
            slag=data["slag"],
            dag=data["dag"],
            domstol=data["domstol"],
            malnummer=data["malnummer"],
            beskrivning=data["beskrivning"],
            **vem,
        )
