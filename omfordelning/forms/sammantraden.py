"""Forms about when a municipality's organs meet."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from anvisning.forms.falt import Dagfalt, Textfalt, Valfalt
from anvisning.forms.konton import EnGangForm
from anvisning.visning import MANADER, VECKODAGAR
from omfordelning.sammantradesplan import DAGAR_FORE, MEST_FORE

SKRIV = "Skriv en dag per rad, till exempel 2026-10-13."
VECKODAG = re.compile(rf"^({'|'.join(f'{dag}|{dag[:3]}' for dag in VECKODAGAR)})(en)?\.?\s+(den\s+)?", re.IGNORECASE)
MANAD = re.compile(rf"\b({'|'.join(manad[:3] for manad in MANADER)})[a-zåäö]*\.?", re.IGNORECASE)


class Dagarfalt(Textfalt):
    """Many days, one per line or with commas between, as they are pasted from a board's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        felmeddelanden = {"required": SKRIV}
        # Two days in a row may look like a personal number; what is not a day is refused anyway.
        super().__init__(**{"hogst": 2000, "rader": 6, "error_messages": felmeddelanden, "validators": [], **kwargs})
        self.dag = Dagfalt()

    def clean(self, value: Any) -> list[date]:
        dagar, fel = [], []
        for bit in re.split(r"[\n,;\t]+", super().clean(value)):
            if bit := " ".join(bit.split()):
                try:
                    dagar.append(self.dag.clean(_utskriven(bit)))
                except ValidationError:
                    fel.append(f"”{bit[:40]}” går inte att läsa som en dag. {SKRIV}")
        if fel:
            raise ValidationError(fel[:5])
        if not dagar:
            raise ValidationError(SKRIV)
        return sorted(set(dagar))


def _utskriven(bit: str) -> str:
    """Write a day without its weekday and with the month in full: "tis 13 okt 2026" → "13 oktober 2026"."""
    manader = {manad[:3]: manad for manad in MANADER}
    return MANAD.sub(lambda traff: manader[traff[1].lower()], VECKODAG.sub("", bit))


class SammantradenForm(EnGangForm):
    """Add the days on which one organ meets."""

    organ = Valfalt(label="Vilket organ sammanträder?", saknas="Välj ett organ.")
    dagar = Dagarfalt(
        label="Sammanträdesdagar",
        help_text="En dag per rad. Du kan klistra in flera på en gång. Skriv som 2026-10-13 eller 13 oktober 2026.",
    )

    def __init__(self, *args: Any, organ: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = organ
        if len(organ) == 1:
            self.initial.setdefault("organ", organ[0][0])


class SammantradeForm(EnGangForm):
    """Move one meeting."""

    dag = Dagfalt(label="Ny dag")


class BeredningstidForm(EnGangForm):
    """How long before its meetings an organ wants the tjänsteskrivelse."""

    dagar = forms.IntegerField(
        label="Antal dagar före sammanträdet",
        min_value=0,
        max_value=MEST_FORE,
        help_text=f"Vanligt är {DAGAR_FORE} dagar. Blir det en helg visas arbetsdagen före.",
        widget=forms.TextInput(attrs={"size": 4, "inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Skriv ett antal dagar från 0 till {MEST_FORE}.",
        ),
    )
