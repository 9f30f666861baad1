"""The form by which anybody tells of a barrier."""

import uuid
from typing import Any

from django import forms

from anvisning.forms.falt import Radfalt, Textfalt
from anvisning.forms.konton import EpostFalt
from anvisning.hinderanmalan import Anmalan
from anvisning.models import Lan


class HinderForm(forms.Form):
    """Cleans to `cleaned_data["anmalan"]`."""

    nyckel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    beskrivning = Textfalt(
        label="Vad hindrar dig?",
        hogst=4000,
        rader=6,
        help_text="Skriv vad du försökte göra och vad som hände. Berätta gärna om du använder hjälpmedel.",
        error_messages={"required": "Skriv vad som hindrar dig."},
    )
    sida = Radfalt(
        label="Vilken sida gäller det?",
        hogst=300,
        required=False,
        help_text="Sidans rubrik eller adress.",
    )
    lan = forms.ChoiceField(
        label="Vilket län gäller det?",
        required=False,
        help_text="Anmälan går till länsstyrelsen i länet. Väljer du inget län går den till den som driver tjänsten.",
        error_messages={"invalid_choice": "Välj ett län i listan."},
    )
    epost = EpostFalt(
        label="E-postadress för svar",
        required=False,
        help_text="Lämna den bara om du vill ha svar. Det du skriver blir allmän handling hos myndigheten.",
        error_messages={"invalid": "Skriv adressen så här: namn@example.org, eller lämna fältet tomt."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lanen = {lan.pk: lan for lan in Lan.objects.order_by("sortering")}
        self.fields["lan"].choices = [("", "Inget särskilt län"), *((k, lan.namn) for k, lan in self.lanen.items())]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors:
            data["anmalan"] = Anmalan(
                beskrivning=data["beskrivning"],
                sida=data["sida"],
                epost=data["epost"],
                lan=self.lanen.get(data["lan"]),
            )
        return data
