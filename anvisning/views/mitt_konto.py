"""One's own account: name, title, telephone and choice of mails; what others decide is shown."""

from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse

from anvisning import konton
from anvisning.behorighet import FAR_NOTISER
from anvisning.forms.konton import ROLLTEXT, MittKontoForm
from anvisning.kalenderlankar import valbara
from anvisning.models import Roll
from anvisning.views.formular import FormularVy

UPPGIFTER = ("namn", "titel", "telefon", "notisval")


class MittKonto(FormularVy):
    """Change one's own details."""

    template_name = "anvisning/mitt_konto.html"
    form_class = MittKontoForm
    rubrik = "Mitt konto"
    knapp = "Spara uppgifterna"

    def get_initial(self) -> dict[str, Any]:
        konto = self.request.user
        return {namn: getattr(konto, namn) for namn in UPPGIFTER}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"far_mejl": self.request.user.roll in FAR_NOTISER}

    def utfor(self, form: forms.Form) -> str:
        data = {namn: form.cleaned_data[namn] for namn in UPPGIFTER if namn in form.fields}
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
        return super().get_context_data(**kwargs) | {"rader": rader, "kalender": bool(valbara(konto))}
