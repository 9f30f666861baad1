"""Acts that a handläggare may do too: the decision's details, more time, an answer to the county, circumstances."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from anvisning.visning import datum, tidpunkt, veckodatum
from omfordelning.forms.kommun_akter import Anstandform, Beslutform, Forberedform, Kompletteringform, Omstandighetform
from omfordelning.forms.kommun_beslut import beskriv
from omfordelning.handlaggning.anstand import begar_anstand
from omfordelning.handlaggning.beslut import forbered_beslut, meddela_beslut
from omfordelning.handlaggning.granskning import anmal_omstandighet, besvara_komplettering
from omfordelning.models import Forslag, Komplettering, Omstandighet
from omfordelning.process import HOS_KOMMUNERNA, Status, Steg
from omfordelning.views.kommun.akt import Aktvy, arende_url, visa_hinder


class BeslutVy(Aktvy):
    """Report or complete the decision behind an approval. Before the approval it is only prepared for a företrädare."""

    steg = Steg.MEDDELA_BESLUT
    fore_efter = False

    def get_form_class(self) -> type[forms.Form]:
        return Forberedform if self.forbereder else Beslutform

    @property
    def forbereder(self) -> bool:
        """Tell whether the municipality has not approved yet: the decision is then only kept at hand."""
        oppet = self.bild.status in (Status.UTKAST, *HOS_KOMMUNERNA)
        return oppet and self.bild.sida not in self.bild.arende.godkand_av

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.forbereder:
            return self.render_to_response(self.get_context_data())
        return super().get(request, *args, **kwargs)

    def get_rubrik(self) -> str:
        if self.saknar_bara_utdrag:
            return "Lägg till protokollsutdraget"
        return "Förbered kommunens beslut" if self.forbereder else "Meddela kommunens beslut"

    @property
    def saknar_bara_utdrag(self) -> bool:
        """Tell whether the decision is reported as taken and only its extract is missing."""
        eget = self.bild.godkannande(self.bild.sida) if self.bild.sida else None
        beslut = eget.kommunbeslut if eget else None
        return beslut is not None and beslut.ar_fattat and beslut.utdrag_foljer

    def get_ingress(self) -> str:
        if self.forbereder:
            return "Beslutet sparas i kommunen. En företrädare väljer det när förslaget skickas eller godkänns."
        if self.saknar_bara_utdrag:
            beslut = self.bild.godkannande(self.bild.sida).kommunbeslut
            return f"Ni har meddelat beslutet: {beskriv(beslut)}. Det som saknas är protokollsutdraget."
        return "Fyll i beslutet som det är nu. Det som finns sedan tidigare ersätts."

    def knapp(self, form: forms.Form) -> str:
        return "Spara beslutet" if self.forbereder else "Meddela beslutet"

    def kontroll(self, form: forms.Form) -> dict[str, Any]:
        innehall = super().kontroll(form)
        if self.forbereder:
            innehall |= {"rubrik": "Kontrollera och spara", "allman_handling": False}
        return innehall

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        return form.beslutsrader()

    def utfor(self, form: forms.Form) -> str:
        if not self.forbereder:
            return super().utfor(form)
        beslut = forbered_beslut(self.pk, beslut=form.cleaned_data["beslut"], **self.vem)
        if self.request.POST.get("steg") == "skicka":
            messages.success(self.request, f"Beslutet är sparat: {beskriv(beslut)}.")
        return arende_url(self.bild.forslag)

    def kommando(self, form: forms.Form) -> Forslag:
        data = form.cleaned_data
        return meddela_beslut(self.pk, beslut=data["beslut"], ram_bekraftad=data["ram_bekraftad"], **self.vem)


class AnstandVy(Aktvy):
    """Ask the county for more time."""

    steg = Steg.BEGAR_ANSTAND
    form_class = Anstandform
    fore_efter = False
    rubrik = "Begär anstånd"

    def get_ingress(self) -> str:
        return (
            "Hinner nämnden inte sammanträda i tid? Be länsstyrelsen om mer tid. "
            f"Anstånd kan längst gälla till och med {veckodatum(self.bild.forslag.ar.redovisas_dag)}."
        )

    def knapp(self, form: forms.Form) -> str:
        return "Skicka begäran om anstånd till länsstyrelsen"

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        data = form.cleaned_data
        rader = [{"namn": "Sammanträde", "varde": veckodatum(data["sammantrade"])}]
        return [*rader, *([{"namn": "Skäl", "varde": data["skal"]}] if data["skal"] else [])]

    def kommando(self, form: forms.Form) -> Forslag:
        data = form.cleaned_data
        return begar_anstand(self.pk, sammantrade=data["sammantrade"], skal=data["skal"], **self.vem).forslag


class KompletteringVy(Aktvy):
    """Answer what the county asked for."""

    steg = Steg.BESVARA_KOMPLETTERING
    form_class = Kompletteringform
    fore_efter = False
    rubrik = "Svara på frågan från länsstyrelsen"
    fraga: Komplettering

    def dispatch(self, request: HttpRequest, publikt_id: UUID, fraga_id: int, **kwargs: Any) -> HttpResponse:
        rad = Komplettering.objects.filter(pk=fraga_id, forslag__publikt_id=publikt_id).first()
        kommunkod = request.user.kommunkod
        if rad is None or (kommunkod and Forslag.objects.get(pk=rad.forslag_id).kommunkod(rad.sida) != kommunkod):
            raise Http404
        self.fraga = rad
        return super().dispatch(request, publikt_id, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.fraga.besvarad is not None:
            return visa_hinder(request, ["Frågan är redan besvarad."], self.bild)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"fraga": self.fraga}

    def knapp(self, form: forms.Form) -> str:
        return "Skicka svaret till länsstyrelsen"

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        return [
            {"namn": "Frågan", "varde": f"{self.fraga.fraga}\n({tidpunkt(self.fraga.begard)})"},
            {"namn": "Ert svar", "varde": form.cleaned_data["svar"]},
        ]

    def kommando(self, form: forms.Form) -> Forslag:
        besvara_komplettering(self.fraga.pk, svar=form.cleaned_data["svar"], **self.vem)
        return self.bild.forslag


class OmstandighetVy(Aktvy):
    """Report that the municipality's decision was appealed, stayed, annulled or taken back."""

    steg = Steg.ANMAL_OMSTANDIGHET
    form_class = Omstandighetform
    fore_efter = False
    rubrik = "Anmäl en ändrad omständighet"

    def get_ingress(self) -> str:
        return (
            "Anmäl om kommunens beslut har överklagats, upphävts eller återtagits. Länsstyrelsen och Migrationsverket "
            "får veta det. Inga siffror ändras av anmälan."
        )

    def knapp(self, form: forms.Form) -> str:
        return f"Anmäl: {Omstandighet.Slag(form.cleaned_data['slag']).label.lower()}"

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        data = form.cleaned_data
        rader = [
            {"namn": "Gäller", "varde": f"Beslut i {self.bild.fullt_namn(self.bild.sida)}"},
            {"namn": "Vad som har hänt", "varde": Omstandighet.Slag(data["slag"]).label},
            {"namn": "Dag", "varde": datum(data["dag"])},
            {"namn": "Domstol", "varde": data["domstol"]},
            {"namn": "Målnummer", "varde": data["malnummer"]},
            {"namn": "Beskrivning", "varde": data["beskrivning"]},
        ]
        return [rad for rad in rader if rad["varde"]]

    def kommando(self, form: forms.Form) -> Forslag:
        data = form.cleaned_data
        falt = {namn: data[namn] for namn in ("slag", "dag", "domstol", "malnummer", "beskrivning")}
        return anmal_omstandighet(self.pk, sida=self.bild.sida, **falt, **self.vem).forslag
