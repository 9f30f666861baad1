"""A page with one form that is sent once: shown again with what was typed when something is in the way."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.views.generic import FormView

from anvisning.hinder import Hinder
from anvisning.inskick import en_gang


class FormularVy(FormView):
    """Base: a subclass gives `rubrik`, `knapp`, and `utfor(form)` → the address to go on to.

    A form that does not hold is answered with 422, an act that cannot be done (Hinder) with 409.
    """

    template_name = "anvisning/formular.html"
    rubrik = ""
    ingress = ""
    knapp = "Spara"
    smulor: list[tuple[str, str]] = []
    avbryt_url = ""

    def utfor(self, form: forms.Form) -> str:
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return HttpResponseRedirect(en_gang(self.request, lambda: self.utfor(form)))
        except Hinder as hinder:
            for skal in hinder.skal:
                form.add_error(None, skal)
            return self.form_invalid(form, status=409)

    def form_invalid(self, form: forms.Form, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rubrik": self.rubrik,
            "ingress": self.ingress,
            "knapp": self.knapp,
            "smulor": self.smulor,
            "avbryt_url": self.avbryt_url,
        }
