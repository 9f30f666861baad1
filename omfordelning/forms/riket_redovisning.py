"""What Migrationsverket answers to a county's report: a receipt, or back with reasons."""

from collections.abc import Sequence
from typing import Any

from anvisning.forms.falt import Radfalt, Textfalt
from omfordelning.forms.riket_tabeller import Riksform
from omfordelning.models import Redovisningsrad


class KvittensForm(Riksform):
    """Migrationsverket's own reference of what it has received."""

    kvittens = Radfalt(
        label="Migrationsverkets beteckning",
        hogst=120,
        size=24,
        help_text="Beteckningen i Migrationsverkets diarium, eller vem som bekräftade.",
        error_messages={"required": "Skriv Migrationsverkets beteckning, eller vem som bekräftade."},
    )


class AterlamnaForm(Riksform):
    """Why the report goes back: for the whole, for single rows, or both."""

    skal = Textfalt(label="Skäl för hela redovisningen", hogst=1000, rader=3, required=False)

    def __init__(self, *args: Any, rader: Sequence[Redovisningsrad], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rader = [rad for rad in rader if rad.tas_med]
        for rad in self.rader:
            f = rad.forslag
            self.fields[self._namn(rad)] = Textfalt(
                label=f"Skäl för {f.referens}, {f.givare.namn} till {f.mottagare.namn}",
                hogst=500,
                rader=2,
                required=False,
            )

    @staticmethod
    def _namn(rad: Redovisningsrad) -> str:
        return f"rad-{rad.pk}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("skal") and not self.radskal:
            self.add_error("skal", "Skriv skälet, för hela redovisningen eller för en rad.")
        return data

    @property
    def radskal(self) -> dict[int, str]:
        """Row id → reason, for the rows that have one."""
        return {rad.pk: skal for rad in self.rader if (skal := self.cleaned_data.get(self._namn(rad)))}
