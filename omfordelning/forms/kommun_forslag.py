"""The municipality's proposal: with whom, how much, and what holds if the final share is another."""

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from anvisning.falt import PromilleFormField
from anvisning.forms.falt import Textfalt, Valfalt
from anvisning.models import Konto
from anvisning.visning import promille as visa_promille
from omfordelning.forms.falt import Settfalt, i_sidans_ordning
from omfordelning.lage import Innehall
from omfordelning.models import Forslagsversion
from omfordelning.process import Sida, Villkor

HELA, DEL = "hela", "del"
PLATSHALLARE = Decimal(1)
"""Stored for a whole share in a draft before any share is known; sending puts the whole share in its place."""


class Innehallsfalt(forms.Form):
    """How much is moved. After cleaning, `cleaned_data["innehall"]` is the Innehall.

    Takes `givarens_andel` (promille, or None when no share is known yet) and the year's `decimaler`.
    """

    omfattning = Valfalt(
        label="Hur mycket gäller det?",
        choices=[(HELA, "Hela andelen"), (DEL, "En del av andelen")],
        saknas="Välj hela andelen eller en del av den.",
        help_text="En kommun som lämnar hela sin andel får 0 ‰. Den kan ändå få ett barn anvisat.",
    )
    promille = PromilleFormField(
        label="Hur många promille?",
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "decimal", "autocomplete": "off"}),
    )
    villkor = Valfalt(
        label="Om den fastställda andelen blir en annan än den preliminära",
        choices=[(v.value, v.text) for v in Villkor],
        initial=Villkor.PROMILLE.value,
        saknas="Välj vad som ska gälla om andelen blir en annan.",
        help_text="Migrationsverket fastställer andelarna i december. De kan skilja sig från de preliminära.",
    )
    meddelande = Textfalt(
        label="Meddelande till den andra kommunen",
        required=False,
        rader=3,
        help_text="Till exempel vad ni har kommit överens om. Meddelandet blir allmän handling när det skickas.",
    )

    def __init__(self, *args: Any, givarens_andel: Decimal | None, decimaler: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.givarens_andel = givarens_andel
        falt = self.fields["promille"]
        falt.decimaler, falt.suffix = decimaler, "‰"
        falt.help_text = f"Högst {decimaler} decimaler, till exempel 1,25." if decimaler else "Ett helt tal."

    @staticmethod
    def layout() -> list[Any]:
        """Give the fields in order; what belongs to a part only is shown for a part only (with script)."""
        return [
            "omfattning",
            Div("promille", "villkor", data_visas_nar="omfattning=del"),
            "meddelande",
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        omfattning, promille = data.get("omfattning"), data.get("promille")
        if omfattning != DEL:
            for namn in ("promille", "villkor"):
                self.errors.pop(namn, None)
        elif promille == 0:
            self.add_error("promille", "Skriv ett tal större än 0, till exempel 1,25.")
        elif promille and self.givarens_andel is not None and promille > self.givarens_andel:
            andel = visa_promille(self.givarens_andel, self.fields["promille"].decimaler)
            self.add_error("promille", f"Den givande kommunens andel är {andel}. Skriv högst så mycket.")
        if omfattning == HELA:
            promille = self.givarens_andel or PLATSHALLARE
        if not self.errors:
            data["innehall"] = Innehall(
                hela=omfattning == HELA,
                promille=promille,
                villkor=data["villkor"] if omfattning == DEL else Villkor.PROMILLE.value,
                meddelande=data.get("meddelande", ""),
            )
        return data


def initial_fran(version: Forslagsversion, promille: Decimal | None = None) -> dict[str, Any]:
    """Give a version's content as a form's initial values (another figure when `promille` is given)."""
    return {
        "omfattning": HELA if version.hela else DEL,
        "promille": None if version.hela else promille or version.promille,
        "villkor": version.villkor,
        "meddelande": version.meddelande,
    }


class Forslagsform(Innehallsfalt):
    """A draft: the other municipality and the content. `andelar` is code → ordinary share (promille), empty if none."""

    motpart = forms.ChoiceField(label="Kommun")
    sett = Settfalt()

    def __init__(
        self,
        *args: Any,
        konto: Konto,
        sida: Sida,
        kommuner: list[tuple[str, str]],
        andelar: dict[str, Decimal],
        decimaler: int,
        **kwargs: Any,
    ) -> None:
        self.konto, self.sida, self.andelar = konto, sida, andelar
        super().__init__(*args, givarens_andel=None, decimaler=decimaler, **kwargs)
        falt = self.fields["motpart"]
        falt.label = "Vilken kommun ska ta emot?" if sida is Sida.GIVARE else "Vilken kommun bjuder ni in?"
        falt.choices = [("", "Välj kommun"), *kommuner]
        falt.error_messages = dict.fromkeys(("required", "invalid_choice"), "Välj en kommun i länet.")
        falt.help_text = "Bara kommuner i länet."
        if sida is Sida.MOTTAGARE:
            self.fields["omfattning"].label = "Hur mycket vill ni ta emot?"
        self.helper = FormHelper()
        self.helper.layout = Layout("motpart", *self.layout())
        i_sidans_ordning(self)

    def clean(self) -> dict[str, Any]:
        givare = self.konto.kommunkod if self.sida is Sida.GIVARE else self.cleaned_data.get("motpart")
        self.givarens_andel = self.andelar.get(givare or "")
        return super().clean()
