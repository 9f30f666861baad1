"""The binding acts of a municipality's företrädare: send, approve, change, say no, withdraw."""

import json
from decimal import Decimal
from typing import Any

from django import forms

from anvisning.visning import ForeEfter, promille
from omfordelning.forms.kommun_akter import Andraform, Avbojform, Skickaform, Svaraform, aterkallaform
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.lage import Innehall
from omfordelning.models import Forslag
from omfordelning.process import Sida, Steg
from omfordelning.views.kommun.akt import Aktvy
from omfordelning.views.kommun.ord import NOLL_KAN_FA_BARN, andra_text, siffra, villkorsrad

NOLL = Decimal(0)
NY_MOTTAGARE = "Ert beslut avser {motpart}. En annan mottagare kräver i regel ett nytt beslut."
UTAN_BESLUT = "Beslutet är inte meddelat. Ärendet visas med ”beslut saknas” tills ni har meddelat det."


class Versionsakt(Aktvy):
    """An act on the current version as it is."""

    def versionsrader(self) -> list[dict[str, str]]:
        version = self.bild.version
        rader = [
            {"namn": "Det som förs över", "varde": siffra(version.hela, self.bild.promille, self.bild.decimaler)},
            villkorsrad(version),
            {"namn": "Meddelande", "varde": version.meddelande},
        ]
        return [rad for rad in rader if rad["varde"]]

    def varningar(self, form: forms.Form) -> list[str]:
        rader = []
        if self.bild.version.hela:
            rader.append(NOLL_KAN_FA_BARN)
        if "beslut_val" in form.fields and form.cleaned_data.get("beslut") is None:
            rader.append(UTAN_BESLUT)
        return rader


class SkickaVy(Versionsakt):
    """Send a draft: the sender's own approval of it."""

    steg = Steg.SKICKA
    form_class = Skickaform

    def get_rubrik(self) -> str:
        ord_ = "inbjudan" if self.bild.forslag.ar_inbjudan else "förslaget"
        return f"Skicka {ord_} till {self.bild.motpart}"

    def get_ingress(self) -> str:
        return (
            "När du skickar godkänner du för er kommun. "
            f"Sedan behöver {self.bild.motpart} godkänna innan länsstyrelsen kan ta ärendet vidare."
        )

    def knapp(self, form: forms.Form) -> str:
        return self.get_rubrik()

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        return [*self.versionsrader(), *form.beslutsrader()]

    def kommando(self, form: forms.Form) -> Forslag:
        data = form.cleaned_data
        return kommandon.skicka(self.pk, beslut=data["beslut"], sett=data["sett"], **self.vem)


class SvaraVy(Versionsakt):
    """Approve what the other municipality has sent."""

    steg = Steg.GODKANN
    form_class = Svaraform

    def get_rubrik(self) -> str:
        ord_ = "inbjudan" if self.bild.forslag.ar_inbjudan else "förslaget"
        return f"Godkänn {ord_} från {self.bild.motpart}"

    def get_ingress(self) -> str:
        return "Meddela kommunens beslut. När du skickar är kommunerna överens och länsstyrelsen tar över ärendet."

    def knapp(self, form: forms.Form) -> str:
        return self.get_rubrik()

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        return [*self.versionsrader(), *form.beslutsrader()]

    def kommando(self, form: forms.Form) -> Forslag:
        data = form.cleaned_data
        return kommandon.godkann(
            self.pk,
            kand_version=data["kand_version"],
            beslut=data["beslut"],
            ram_bekraftad=data["ram_bekraftad"],
            **self.vem,
        )


class AndraVy(Aktvy):
    """Answer with another figure: a new version."""

    steg = Steg.ANDRA
    form_class = Andraform

    def get_rubrik(self) -> str:
        return f"Svara {self.bild.motpart} med en annan siffra" if self.bild.var_tur else andra_text(self.bild)

    def get_ingress(self) -> str:
        andel = self.bild.arende.andelar.get(self.bild.forslag.givare_id)
        nu = "" if self.bild.ryms else f"{self.bild.namn(Sida.GIVARE)} har nu {promille(andel, self.bild.decimaler)}. "
        return (
            f"{nu}Ditt svar blir en ny version som {self.bild.motpart} behöver godkänna. "
            "Tidigare godkännanden gäller inte den nya versionen."
        )

    def fe(self, form: forms.Form) -> ForeEfter | None:
        return self.bild.fore_efter(form.cleaned_data["innehall"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the script needs to count while typing."""
        bild = self.bild
        mall = bild.visad_fore_efter or bild.fore_efter(Innehall(hela=True, promille=NOLL, villkor=""))
        data = {
            "sida": Sida.GIVARE,
            "egen": bild.forslag.givare_id,
            "motpart": bild.forslag.mottagare_id,
            "decimaler": bild.decimaler,
            "andelar": {kod: str(andel) for kod, andel in bild.arende.andelar.items()},
            "namn": {bild.forslag.kommunkod(sida): bild.namn(sida) for sida in Sida},
        }
        return super().get_context_data(**kwargs) | {"mall": mall, "mall_data": json.dumps(data)}

    def knapp(self, form: forms.Form) -> str:
        innehall = form.cleaned_data["innehall"]
        antal = promille(self.bild.arende.promille(innehall), self.bild.decimaler)
        return f"Skicka den nya siffran {antal} till {self.bild.motpart}"

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        fore, innehall = self.bild.version, form.cleaned_data["innehall"]
        rader = [
            {"namn": "Förut", "varde": siffra(fore.hela, self.bild.promille, self.bild.decimaler)},
            {
                "namn": "Nu",
                "varde": siffra(innehall.hela, self.bild.arende.promille(innehall), self.bild.decimaler),
            },
            villkorsrad(innehall),
            *([{"namn": "Meddelande", "varde": innehall.meddelande}] if innehall.meddelande else []),
        ]
        return [*rader, *form.beslutsrader()]

    def varningar(self, form: forms.Form) -> list[str]:
        rader = [NOLL_KAN_FA_BARN] if form.cleaned_data["innehall"].hela else []
        if form.cleaned_data["beslut"] is None:
            rader.append(UTAN_BESLUT)
        if self.bild.arende.godkand_av:
            rader.append("Tidigare godkännanden gäller inte den nya versionen.")
        return rader

    def kommando(self, form: forms.Form) -> Forslag:
        data = form.cleaned_data
        return kommandon.andra(
            self.pk,
            innehall=data["innehall"],
            kand_version=data["kand_version"],
            beslut=data["beslut"],
            ram_bekraftad=data["ram_bekraftad"],
            **self.vem,
        )


class AvbojVy(Versionsakt):
    """Say no. The giver is free at once."""

    steg = Steg.AVBOJ
    form_class = Avbojform
    fara = True
    fore_efter = False

    def get_rubrik(self) -> str:
        ord_ = "inbjudan" if self.bild.forslag.ar_inbjudan else "förslaget"
        return f"Säg nej till {ord_} från {self.bild.motpart}"

    def get_ingress(self) -> str:
        return "Då avslutas ärendet. Det går inte att öppna igen, men ni kan skicka ett nytt förslag."

    def knapp(self, form: forms.Form) -> str:
        return self.get_rubrik()

    def kontroll(self, form: forms.Form) -> dict[str, Any]:
        return super().kontroll(form) | {"fara": True}

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        return [*self.versionsrader(), {"namn": "Skäl", "varde": form.cleaned_data["skal"]}]

    def varningar(self, form: forms.Form) -> list[str]:
        rader = ["Ärendet avslutas och kan inte öppnas igen."]
        if self.bild.sida is Sida.GIVARE:
            rader.append(NY_MOTTAGARE.format(motpart=self.bild.motpart))
        return rader

    def kommando(self, form: forms.Form) -> Forslag:
        data = form.cleaned_data
        return kommandon.avboj(self.pk, skal=data["skal"], kand_version=data["kand_version"], **self.vem)


class AterkallaVy(Versionsakt):
    """Withdraw: freely before the other side has approved, with a decision after it."""

    steg = Steg.ATERKALLA
    fara = True
    fore_efter = False

    def get_form_class(self) -> type[forms.Form]:
        return aterkallaform(self.bild.arende.varit_overens)

    def get_rubrik(self) -> str:
        ord_ = "inbjudan" if self.bild.forslag.ar_inbjudan else "förslaget"
        return (
            f"Återkalla {ord_} till {self.bild.motpart}"
            if self.bild.sida == self.bild.forslag.initiativ
            else (f"Återkalla godkännandet av {ord_}")
        )

    def get_ingress(self) -> str:
        if self.bild.arende.varit_overens:
            return "Båda kommunerna har godkänt. Ange det beslut som återkallelsen bygger på."
        return f"{self.bild.motpart} har inte svarat. Ni kan återkalla utan att ange något beslut."

    def knapp(self, form: forms.Form) -> str:
        return self.get_rubrik()

    def kontroll(self, form: forms.Form) -> dict[str, Any]:
        return super().kontroll(form) | {"fara": True}

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        skal = form.cleaned_data["skal"]
        rader = [*self.versionsrader(), *([{"namn": "Skäl", "varde": skal}] if skal else [])]
        return [*rader, *(form.beslutsrader() if "beslut_val" in form.fields else [])]

    def varningar(self, form: forms.Form) -> list[str]:
        rader = ["Ärendet avslutas och kan inte öppnas igen."]
        if self.bild.sida is Sida.GIVARE:
            rader.append(NY_MOTTAGARE.format(motpart=self.bild.motpart))
        return rader

    def kommando(self, form: forms.Form) -> Forslag:
        data = form.cleaned_data
        return kommandon.aterkalla(self.pk, skal=data["skal"], beslut=data.get("beslut"), **self.vem)
