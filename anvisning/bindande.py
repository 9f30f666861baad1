"""A binding act in three pages: the form, "Kontrollera och skicka", and the receipt. Works without JavaScript.

What was typed travels as hidden fields between the first two pages, an uploaded file as a signed id.
"""

import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.views.generic import FormView

from anvisning.filer import spara_fil
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Dokument, Konto
from anvisning.personnummer import I_FILNAMN, har_personnummer

STORSTA_FIL = 10 * 1024 * 1024


class FilMixin(forms.Form):
    """Adds one PDF to a form that is checked before it is sent. Subclasses name it `fil` and may require it.

    After cleaning, `cleaned_data["dokument"]` is the stored document or None. Set `fil_kravs` to demand it. Needs
    `self.nu` and `self.konto`: a file that was sent before is its sender's own.
    """

    fil_kravs = False
    fil = forms.FileField(label="Bifoga som PDF", required=False)
    fil_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["dokument"] = None
        if fil := data.get("fil"):
            data["dokument"] = self._spara(fil)
        elif nyckel := data.get("fil_id"):
            data["dokument"] = las_fil_id(nyckel, self.konto)
            if data["dokument"] is None:
                self.add_error("fil", "Filen finns inte kvar. Bifoga den igen.")
        if self.fil_kravs and data["dokument"] is None and "fil" not in self.errors:
            self.add_error("fil", "Bifoga handlingen som PDF.")
        if dokument := data["dokument"]:
            # The form may be shown again because of another field: the file stays, and its name is seen.
            self.data = self.data.copy()
            self.data[self.add_prefix("fil_id")] = fil_id(dokument, self.konto)
            self["fil"].help_text = f"Bifogad: {dokument.filnamn}. Välj en ny fil om du vill byta."
        return data

    def _spara(self, fil: Any) -> Dokument | None:
        innehall = fil.read() if fil.size <= STORSTA_FIL else b""
        if fil.size > STORSTA_FIL:
            self.add_error("fil", "Filen är större än 10 MB. Bifoga en mindre fil.")
        elif not innehall.startswith(b"%PDF-") or not fil.name.lower().endswith(".pdf"):
            self.add_error("fil", "Filen är ingen PDF. Spara den som PDF och bifoga den igen.")
        elif har_personnummer(fil.name):
            self.add_error("fil", I_FILNAMN)
        else:
            return spara_fil(fil.name[-200:], "application/pdf", innehall, nu=self.nu)
        return None


def las_fil_id(nyckel: str, konto: Konto) -> Dokument | None:
    """Give the stored file behind a signed id, without its bytes; None when there is none, or it is another's id."""
    try:
        return Dokument.objects.defer("innehall").get(publikt_id=signing.loads(nyckel, salt=_salt(konto)))
    except (signing.BadSignature, Dokument.DoesNotExist):
        return None


def fil_id(dokument: Dokument, konto: Konto) -> str:
    """Give the signed id by which a stored file is carried to the account's next page."""
    return signing.dumps(str(dokument.publikt_id), salt=_salt(konto))


def _salt(konto: Konto) -> str:
    return f"uppladdad-fil-{konto.pk}"


class BindandeVy(FormView):
    """Base of every binding act. A subclass says how to check and how to do it; `utfor` makes one command call.

    `form_class` gets `nu` (the request's arrival) and `konto` as keyword arguments. Override:
    `knapp(form)` the button that names the act, `kontroll(form)` context for the check page, `utfor(form)` → address
    of the receipt. A Hinder shows the form again (409) with the reasons and everything typed.
    """

    mall_kontroll = "komponenter/kontrollera.html"

    def knapp(self, form: forms.Form) -> str:
        raise NotImplementedError

    def kontroll(self, form: forms.Form) -> dict[str, Any]:
        return {}

    def utfor(self, form: forms.Form) -> str:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"nu": self.request.mottagen, "konto": self.request.user}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if request.POST.get("steg") == "andra":
            return self.render_to_response(self.get_context_data(form=self._ifyllt(form)))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def _ifyllt(self, form: forms.Form) -> forms.Form:
        """Give the form with what was typed as initial values, without errors."""
        kwargs = self.get_form_kwargs()
        initial = {namn: form[namn].data for namn in form.fields if form[namn].data not in (None, "")}
        return self.get_form_class()(**{**kwargs, "data": None, "files": None, "initial": initial})

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if self.request.POST.get("steg") == "skicka":
            try:
                return HttpResponseRedirect(en_gang(self.request, lambda: self.utfor(form)))
            except Hinder as hinder:
                return self._visa_hinder(form, hinder)
        try:
            kontroll = self.kontroll(form)
        except Hinder as hinder:
            return self._visa_hinder(form, hinder)
        return self.response_class(
            self.request,
            [self.mall_kontroll],
            self.get_context_data(
                form=None, dolda=self._dolda(form), nyckel=uuid.uuid4(), knapp=self.knapp(form), **kontroll
            ),
            using=self.template_engine,
        )

    def _visa_hinder(self, form: forms.Form, hinder: Hinder) -> HttpResponse:
        for skal in hinder.skal:
            form.add_error(None, skal)
        return self.form_invalid(form, status=409)

    def form_invalid(self, form: forms.Form, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def _dolda(self, form: forms.Form) -> list[tuple[str, str]]:
        """Give what was typed as hidden fields for the check page."""
        dolda = [
            (form.add_prefix(namn), varde)
            for namn in form.fields
            if namn not in ("fil", "fil_id")
            for varde in self.request.POST.getlist(form.add_prefix(namn))
        ]
        dokument = form.cleaned_data.get("dokument")
        return [*dolda, *([(form.add_prefix("fil_id"), fil_id(dokument, self.request.user))] if dokument else [])]


class Provkord(BindandeVy):
    """A binding act that is tried on the spot and taken back before its check page, so that the page promises nothing
    that the command refuses. A subclass gives the page's content in `visa`.
    """

    def kontroll(self, form: forms.Form) -> dict[str, Any]:
        with transaction.atomic():
            self.utfor(form)
            transaction.set_rollback(True)
        return {"allman_handling": True, **self.visa(form)}

    def visa(self, form: forms.Form) -> dict[str, Any]:
        """Give the check page's content (see komponenter/kontrollera.html)."""
        raise NotImplementedError


def krav(villkor: bool) -> None:
    """Refuse (PermissionDenied) when the page is not for this role."""
    if not villkor:
        raise PermissionDenied("Sidan är inte för din roll.")
