"""What the national administrator says about a recomputation run: why it is taken back, that it may be published."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from anvisning.forms.falt import Textfalt
from omfordelning.forms.riket_tabeller import EngangsForm, Riksform

KONTROLLERAD = "Bekräfta att du har kontrollerat det som ska visas."


class RaknaOmForm(EngangsForm):
    """Only the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()


class TaTillbakaForm(EngangsForm):
    """Why a run is taken back."""

    skal = Textfalt(
        label="Varför tas beräkningen tillbaka?",
        help_text="Skälet sparas med beräkningen. Skriv inga uppgifter om enskilda.",
        error_messages={"required": "Skriv varför beräkningen tas tillbaka."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()


class PubliceraManadForm(Riksform):
    """That what is shown has been looked at. `sett` is what the page showed."""

    sett = forms.CharField(widget=forms.HiddenInput, max_length=64)
    kontrollerad = forms.BooleanField(
        label="Jag har kontrollerat det som visas och det som döljs",
        error_messages={"required": KONTROLLERAD},
    )

    def __init__(self, *args: Any, avtryck: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sett", avtryck)
