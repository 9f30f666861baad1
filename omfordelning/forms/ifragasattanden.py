"""What a municipality says of a number it disputes, and what the administrator answers."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms

from anvisning.forms.falt import Textfalt, Valfalt
from anvisning.ifragasattanden.kommandon import LANGST
from anvisning.models import Anvisningsbokning, Anvisningstyp, Forklaringsskal, Konto
from anvisning.tabell import STORST
from anvisning.visning import manad as manad_ar
from anvisning.visning import tal, tidpunkt
from omfordelning.forms.falt import Antalsfalt

ANTAL = f"Skriv ett helt antal barn från 0 till {tal(STORST)}, till exempel 3."
RATTAD = "rattad:"
"""Before the public id of a posting, in the answer's value."""


class IfragasattForm(forms.Form):
    """A month, a type and a number. No text: no child's data can come in."""

    manad = forms.ChoiceField(
        label="Månad", error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj en månad.")
    )
    typ = Valfalt(label="Slag av anvisning", choices=Anvisningstyp.choices, saknas="Välj slag av anvisning.")
    antal = Antalsfalt(
        label="Så många barn har ni",
        fel=ANTAL,
        min_value=0,
        max_value=STORST,
        help_text="Skriv 0 om ni inte har något barn den månaden.",
        widget=forms.TextInput(attrs={"size": 6, "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, nu: datetime, konto: Konto, manader: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        val = [(f"{manad:%Y-%m}", manad_ar(manad)) for manad in manader]
        self.fields["manad"].choices = [("", "Välj månad"), *val]

    def clean_manad(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['manad']}-01")


class SvarForm(forms.Form):
    """The answer: the posting that corrected the number, or why the number stands; and a sentence to go with it."""

    svar = Valfalt(label="Vad är svaret?", saknas="Välj ett svar.")
    forklaring = Textfalt(
        label="Förklaring till kommunen",
        required=False,
        hogst=LANGST,
        rader=3,
        help_text="Bara kommunen och ni själva ser den. Skriv inget om enskilda barn.",
    )

    def __init__(
        self, *args: Any, nu: datetime, konto: Konto, rattelser: Iterable[Anvisningsbokning], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rattade = [(f"{RATTAD}{b.publikt_id}", f"Rättad: {bokningens_namn(b)}") for b in rattelser]
        forklarade = [(kod, f"Förklarad: {text}") for kod, text in Forklaringsskal.choices]
        self.fields["svar"].choices = [*rattade, *forklarade]

    @property
    def rattelse(self) -> UUID | None:
        """The public id of the posting that was chosen."""
        svar = self.cleaned_data["svar"]
        return UUID(svar.removeprefix(RATTAD)) if svar.startswith(RATTAD) else None

    @property
    def skal(self) -> str:
        """The reason that was chosen, or ""."""
        return "" if self.rattelse else self.cleaned_data["svar"]

    @property
    def svarstext(self) -> str:
        """The answer in words."""
        return dict(self.fields["svar"].choices)[self.cleaned_data["svar"]]


def bokningens_namn(bokning: Anvisningsbokning) -> str:
    """Name a posting: "Rättelse, bokförd 5 november 2026 kl. 10.15"."""
    return f"{bokning.get_slag_display()}, bokförd {tidpunkt(bokning.bokford)}"
