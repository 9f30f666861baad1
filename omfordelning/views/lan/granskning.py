"""The county's acts in one case: check it, ask for what is missing, hear the parties, end it."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from anvisning.behorighet import LANET_ARBETAR, LANSROLLER, krav_roll
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Roll
from anvisning.visning import datum, promille, tidpunkt, veckodatum
from omfordelning.forms.kommun_beslut import beskriv
from omfordelning.forms.lan_granskning import JA, AvslutaForm, KommuniceraForm, KompletteringForm, KontrollForm
from omfordelning.handlaggning import granskning
from omfordelning.models import Kommunicering, Kontroll
from omfordelning.process import Sida, Steg
from omfordelning.views.kommun.paneler import arendets_vad_om
from omfordelning.views.lan.gemensamt import ArendeVy


class KontrollVy(ArendeVy):
    """The formal check: each point with what was seen, the outcome, and earlier checks. One page, sent once."""

    roller = LANSROLLER
    template_name = "omfordelning/lan/kontroll.html"
    form_class = KontrollForm
    steg = Steg.KONTROLLERA
    rubrik = "Formell kontroll"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(stopp=self.stopp()))

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.forslag.version}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        krav_roll(request.user, *LANET_ARBETAR)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return HttpResponseRedirect(en_gang(self.request, lambda: self.utfor(form)))
        except Hinder as hinder:
            return self._visa_hinder(form, hinder)

    def utfor(self, form: forms.Form) -> str:
        granskning.kontrollera(
            self.forslag.pk,
            utan_anmarkning=form.cleaned_data["utfall"] == JA,
            anmarkning=form.cleaned_data["anmarkning"],
            kand_version=form.cleaned_data["version"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fe = self.bild.visad_fore_efter
        kontroller = Kontroll.objects.filter(version__forslag=self.forslag.pk)
        return super().get_context_data(
            **{
                "punkter": self.punkter(),
                "vad_om": arendets_vad_om(self.bild, fe, self.request.mottagen) if fe else None,
                "kontroller": list(kontroller.select_related("version", "gjord_av").order_by("-gjord")),
                "far_kontrollera": self.request.user.roll in LANET_ARBETAR,
                "nyckel": self.request.POST.get("nyckel") or uuid.uuid4(),
                **kwargs,
            }
        )

    def punkter(self) -> list[dict[str, Any]]:
        """Give each point, whether it holds, and what was seen."""
        forslag, arende = self.forslag, self.bild.arende
        bundna = {namn: ref for namn, ref in arende.bindningar.items() if ref}
        bade = " och ".join(ref for namn, ref in bundna.items() if namn != "givaren_bunden_i")
        andel = arende.andelar.get(forslag.givare_id)
        sett = [
            f"{forslag.givare.namn} ({forslag.givare_id}) och {forslag.mottagare.namn} ({forslag.mottagare_id}).",
            f"{forslag.givare.namn} har också godkänt {bundna['givaren_bunden_i']}."
            if "givaren_bunden_i" in bundna
            else f"Inget annat förslag är godkänt av {forslag.givare.namn}.",
            f"Det finns också {bade}." + (" Länet tillåter det." if arende.tidplan.bade_ge_och_ta else "")
            if bade
            else "Ingen av dem är med i ett annat ärende åt andra hållet.",
            f"Version {forslag.version} är godkänd av "
            + (" och ".join(self.bild.namn(sida) for sida in sorted(arende.godkand_av)) or "ingen")
            + ".",
            " ".join(self._beslut(sida) for sida in Sida),
            f"{promille(arende.promille())} av {promille(andel)}.",
        ]
        punkter = granskning.kontrollpunkter(arende).items()
        return [
            {"punkt": punkt, "uppfylld": uppfylld, "sett": text}
            for (punkt, uppfylld), text in zip(punkter, sett, strict=True)
        ]

    def _beslut(self, sida: Sida) -> str:
        godkannande = self.bild.godkannande(sida)
        if godkannande is None or godkannande.kommunbeslut is None:
            return f"{self.bild.namn(sida)}: beslut saknas."
        beslut = godkannande.kommunbeslut
        utdrag = "protokollsutdrag finns" if beslut.utdrag_id else "protokollsutdrag följer"
        return f"{self.bild.namn(sida)}: {beskriv(beslut)}" + (f", {utdrag}." if beslut.ar_fattat else ".")


class KompletteringVy(ArendeVy):
    """Ask one municipality for what is missing."""

    form_class = KompletteringForm
    steg = Steg.BEGAR_KOMPLETTERING
    rubrik = "Begär komplettering"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"forslag": self.forslag}

    def knapp(self, form: forms.Form) -> str:
        return f"Skicka frågan till {self.bild.namn(form.cleaned_data['sida'])}"

    def visa(self, form: forms.Form) -> dict[str, Any]:
        return {
            "rader": [
                {"namn": "Ärende", "varde": self.forslag.referens},
                {"namn": "Till", "varde": self.bild.fullt_namn(form.cleaned_data["sida"])},
                {"namn": "Fråga", "varde": form.cleaned_data["fraga"]},
            ],
        }

    def utfor(self, form: forms.Form) -> str:
        granskning.begar_komplettering(
            self.forslag.pk,
            sida=Sida(form.cleaned_data["sida"]),
            fraga=form.cleaned_data["fraga"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()


class KommuniceraVy(ArendeVy):
    """Let both municipalities comment before the case is left out of the report."""

    form_class = KommuniceraForm
    steg = Steg.KOMMUNICERA
    rubrik = "Låt kommunerna yttra sig"

    def knapp(self, form: forms.Form) -> str:
        return f"Skicka till {self.forslag.givare.namn} och {self.forslag.mottagare.namn}"

    def visa(self, form: forms.Form) -> dict[str, Any]:
        return {
            "rader": [
                {"namn": "Ärende", "varde": self.forslag.referens},
                {"namn": "Yttra er över", "varde": form.cleaned_data["text"]},
                {"namn": "Svar senast", "varde": veckodatum(form.cleaned_data["svar_senast"])},
            ],
        }

    def utfor(self, form: forms.Form) -> str:
        granskning.kommunicera(
            self.forslag.pk,
            text=form.cleaned_data["text"],
            svar_senast=form.cleaned_data["svar_senast"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tidigare = [
            f"{tidpunkt(rad.skickad)}: svar senast {datum(rad.svar_senast)}. {rad.text}"
            for rad in Kommunicering.objects.filter(forslag=self.forslag.pk)
        ]
        return super().get_context_data(
            **{"tidigare": tidigare, "tidigare_rubrik": "Kommunerna har redan fått yttra sig", **kwargs}
        )


class AvslutaVy(ArendeVy):
    """End a case on a municipality's request, when it can no longer withdraw by itself."""

    roller = frozenset({Roll.LAN_BESLUTSFATTARE})
    form_class = AvslutaForm
    steg = Steg.AVSLUTA
    rubrik = "Avsluta ärendet"

    def knapp(self, form: forms.Form) -> str:
        return f"Avsluta {self.forslag.referens}"

    def visa(self, form: forms.Form) -> dict[str, Any]:
        return {
            "rader": [
                *self.partsrader(),
                {"namn": "Skäl", "varde": form.cleaned_data["skal"]},
            ],
            "varningar": ["Ett avslutat ärende öppnas aldrig igen. Vill kommunerna fortsätta krävs ett nytt förslag."],
            "fara": True,
        }

    def utfor(self, form: forms.Form) -> str:
        granskning.avsluta(
            self.forslag.pk, skal=form.cleaned_data["skal"], av=self.request.user, nu=self.request.mottagen
        )
        return self.kvitto()
