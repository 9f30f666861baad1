"""Vad händer om …: which municipality hands over how much to which."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms

from anvisning.falt import PromilleFormField
from anvisning.models import Kommun
from omfordelning.vad_om import Utgangslage, hinder

VALJ = "Välj en kommun."


class VadOmForm(forms.Form):
    """Giver, receiver and promille, as a GET form: its address is the answer's own.

    `kommuner` are those to choose among (with their counties), `egen` the code of the account's own municipality,
    which must be one of the two, or "". After cleaning, the two are municipalities and the share is possible.
    """

    givare = forms.ChoiceField(label="Kommun som lämnar")
    mottagare = forms.ChoiceField(label="Kommun som tar emot")
    promille = PromilleFormField(
        label="Hur många promille?",
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "decimal", "autocomplete": "off"}),
    )
    ar = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, utgang: Utgangslage, kommuner: Iterable[Kommun], egen: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.utgang, self.egen = utgang, egen
        self.kommuner = {k.pk: k for k in kommuner}
        for namn in ("givare", "mottagare"):
            falt = self.fields[namn]
            falt.choices = [("", "Välj kommun"), *_val(self.kommuner.values())]
            falt.error_messages = dict.fromkeys(("required", "invalid_choice"), VALJ)
        decimaler = utgang.ar.decimaler
        self.fields["promille"].suffix = "‰"
        self.fields["promille"].help_text = (
            f"Högst {decimaler} decimaler, till exempel 1,25." if decimaler else "Ett helt tal."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        givare, mottagare = (self.kommuner.get(data.get(namn, "")) for namn in ("givare", "mottagare"))
        if givare is None or mottagare is None:
            return data
        if self.egen and self.egen not in (givare.pk, mottagare.pk):
            self.add_error("givare", f"Er kommun, {self.kommuner[self.egen].namn}, ska vara en av de två.")
        else:
            for falt, skal in hinder(self.utgang, givare, mottagare, data.get("promille")).items():
                self.add_error(falt, skal)
        return data | {"givare": givare, "mottagare": mottagare}


def _val(kommuner: Iterable[Kommun]) -> list[tuple[str, Any]]:
    """Give the choices; under their counties when there are several."""
    grupper = [
        (lan, [(k.pk, k.namn) for k in rader]) for lan, rader in groupby(kommuner, key=lambda kommun: kommun.lan.namn)
    ]
    return grupper[0][1] if len(grupper) == 1 else list(grupper)
