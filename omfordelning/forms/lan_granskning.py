"""What the county types when it checks, asks, hears the parties, gives more time, or ends a case."""

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from anvisning import tid
from anvisning.forms.falt import Dagfalt, Textfalt, Valfalt
from anvisning.models import Konto
from anvisning.visning import datum
from omfordelning.forms.falt import Versionsfalt
from omfordelning.models import Anstand, Forslag
from omfordelning.process import Sida

JA, NEJ = "ja", "nej"
SKRIV_SKAL = "Skriv skälet med minst en mening."


class Aktform(forms.Form):
    """Base of the county's forms: `nu` is when the form arrived, `konto` who sent it."""

    def __init__(self, *args: Any, nu: datetime, konto: Konto, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nu, self.konto = nu, konto


class KontrollForm(Aktform):
    """The outcome of the formal check of the version that was read."""

    version = Versionsfalt()
    utfall = Valfalt(
        label="Vad blev resultatet?",
        choices=[(JA, "Utan anmärkning"), (NEJ, "Med anmärkning")],
        saknas="Välj om kontrollen är utan eller med anmärkning.",
        help_text="Bara ett ärende som är kontrollerat utan anmärkning kan tas med i redovisningen.",
    )
    anmarkning = Textfalt(
        label="Vad gäller anmärkningen?",
        required=False,
        kravs_nar="om ni har en anmärkning",
        help_text="Anmärkningen syns för båda kommunerna på ärendets sida.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("version", "utfall", Div("anmarkning", data_visas_nar=f"utfall={NEJ}"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("utfall") == NEJ and not data.get("anmarkning") and "anmarkning" not in self.errors:
            self.add_error("anmarkning", "Skriv vad anmärkningen gäller.")
        if data.get("utfall") == JA:
            data["anmarkning"] = ""
        return data


class KompletteringForm(Aktform):
    """What one side is asked for."""

    sida = Valfalt(label="Vilken kommun ska komplettera?", saknas="Välj vilken kommun frågan går till.")
    fraga = Textfalt(
        label="Vad ska kommunen komplettera med?",
        hogst=1000,
        error_messages={"required": "Skriv vad kommunen ska komplettera med."},
        help_text="Till exempel: Skicka protokollsutdraget när det är justerat.",
    )

    def __init__(self, *args: Any, forslag: Forslag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sida"].choices = sidor(forslag)


class KommuniceraForm(Aktform):
    """What the parties may comment on before a case is left out."""

    text = Textfalt(
        label="Vad ska kommunerna yttra sig över?",
        hogst=3000,
        rader=6,
        error_messages={"required": "Skriv vad kommunerna ska få yttra sig över."},
        help_text="Skriv vad länsstyrelsen överväger och varför.",
    )
    svar_senast = Dagfalt(label="Svar senast")

    def clean_svar_senast(self) -> Any:
        dag = self.cleaned_data["svar_senast"]
        if dag < tid.svensk_dag(self.nu):
            raise forms.ValidationError("Dagen har redan varit. Skriv en senare dag.")
        return dag


class AvslutaForm(Aktform):
    """Why a case is ended."""

    skal = Textfalt(
        label="Varför avslutas ärendet?",
        hogst=1000,
        error_messages={"required": SKRIV_SKAL},
        help_text="Skriv vilken kommun som har bett om det, och när. Skälet syns för båda kommunerna.",
    )


class AnstandForm(Aktform):
    """Grant or refuse a request for more time."""

    beslut = Valfalt(
        label="Vad beslutar länsstyrelsen?",
        choices=[(JA, "Ge anstånd"), (NEJ, "Inte ge anstånd")],
        saknas="Välj om kommunen får anstånd.",
    )
    beviljat_till = Dagfalt(label="Anstånd till och med", required=False, kravs_nar="om ni ger anstånd")
    skal = Textfalt(label="Skäl", required=False, kravs_nar="om ni inte ger anstånd", hogst=1000, rader=3)

    def __init__(self, *args: Any, anstand: Anstand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("beviljat_till", anstand.sammantrade)
        self.fields[
            "beviljat_till"
        ].help_text = f"Skriv som 2026-11-02. Senast {datum(anstand.forslag.ar.redovisas_dag)}."
        self.helper = FormHelper()
        self.helper.layout = Layout("beslut", Div("beviljat_till", data_visas_nar=f"beslut={JA}"), "skal")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("beslut") == NEJ:
            self.errors.pop("beviljat_till", None)
            data["beviljat_till"] = None
            if not data.get("skal") and "skal" not in self.errors:
                self.add_error("skal", "Skriv skälet till att anstånd inte ges.")
        elif data.get("beslut") == JA and not data.get("beviljat_till") and "beviljat_till" not in self.errors:
            self.add_error("beviljat_till", "Skriv till vilken dag anståndet gäller, till exempel 2026-11-10.")
        return data


class SenInlamningForm(Aktform):
    """Which giver may send after the county's day, until when and why."""

    givare = forms.ChoiceField(label="Vilken kommun får skicka sent?")
    till = Dagfalt(label="Till och med")
    skal = Textfalt(
        label="Skäl",
        hogst=1000,
        error_messages={"required": SKRIV_SKAL},
        help_text="Skälet sparas och står i ärendet och i redovisningen.",
    )

    def __init__(self, *args: Any, kommuner: list[tuple[str, str]], sista_tillatna: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        falt = self.fields["givare"]
        falt.choices = [("", "Välj kommun"), *kommuner]
        falt.error_messages = dict.fromkeys(("required", "invalid_choice"), "Välj en kommun i länet.")
        falt.help_text = "Den kommun som ska lämna över sin andel."
        self.fields["till"].help_text = f"Skriv som 2026-11-10. Längst till och med {sista_tillatna}."


def sidor(forslag: Forslag, *bara: Sida) -> list[tuple[str, str]]:
    """Give the sides of a case as choices with the municipalities' names (all, or only some)."""
    namn = {Sida.GIVARE: forslag.givare.namn, Sida.MOTTAGARE: forslag.mottagare.namn}
    roll = {Sida.GIVARE: "lämnar över", Sida.MOTTAGARE: "tar emot"}
    return [(sida.value, f"{namn[sida]} ({roll[sida]})") for sida in (bara or Sida)]
