"""One's own account: name, title and telephone; what others decide is shown."""

from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse

from anvisning import konton
from anvisning.forms.konton import ROLLTEXT, MittKontoForm
from anvisning.models import Roll
from anvisning.views.formular import FormularVy


class MittKonto(FormularVy):
    """Change one's own details."""

    template_name = "anvisning/mitt_konto.html"
    form_class = MittKontoForm
    rubrik = "Mitt konto"
    knapp = "Spara uppgifterna"

    def get_initial(self) -> dict[str, Any]:
        konto = self.request.user
        return {"namn": konto.namn, "titel": konto.titel, "telefon": konto.telefon}

    def utfor(self, form: forms.Form) -> str:
        data = {namn: form.cleaned_data[namn] for namn in ("namn", "titel", "telefon")}
        konton.andra_uppgifter(self.request.user.pk, **data, nu=self.request.mottagen)
        messages.success(self.request, "Dina uppgifter är sparade.")
        return reverse("mitt_konto")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        konto = self.request.user
        rader = [
            {"namn": "E-postadress", "varde": konto.epost},
            {"namn": "Organisation", "varde": konto.organisation.namn},
            {"namn": "Roll", "varde": ROLLTEXT[Roll(konto.roll)]},
        ]
        return super().get_context_data(**kwargs) | {"rader": rader}
