"""Base of every act in a case: who may see it, who may do it, the dry run before the check page, and the receipt."""

from collections.abc import Sequence
from contextlib import suppress
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.bindande import Provkord
from anvisning.hinder import Hinder
from anvisning.models import Handelse, Konto
from anvisning.visning import ForeEfter
from omfordelning import behorighet
from omfordelning.arendebild import Arendebild, hamta
from omfordelning.forms.kommun_beslut import beskriv
from omfordelning.handlaggning.beslut import Beslutsuppgifter, behall_beslut
from omfordelning.models import Forslag, Kommunbeslut
from omfordelning.models.forslag import REFERENS
from omfordelning.process import Status, Steg
from omfordelning.vad_om import VadOm
from omfordelning.views.kommun.atgarder import hinder_for
from omfordelning.views.kommun.paneler import arendets_vad_om


def arende_url(forslag: Forslag) -> str:
    """Give the address of a case's page."""
    return reverse("arende", args=[forslag.publikt_id])


def kvitto_url(forslag: Forslag) -> str:
    """Give the address of the receipt of what was just done in a case: its latest event."""
    nummer = Handelse.objects.filter(arende=forslag.arende).order_by("-nummer").values_list("nummer", flat=True)[0]
    return reverse("arende_kvitto", args=[forslag.publikt_id, nummer])


def lank_till(forslag: Forslag) -> dict[str, str]:
    """Give a link to another case, as the templates take it."""
    return {"url": arende_url(forslag), "lank": f"Läs {forslag.referens}"}


def lankar_till_namnda(skal: Sequence[str], konto: Konto) -> list[dict[str, str]]:
    """Give links to the account's own cases whose references stand in sentences (a query when one does)."""
    namnda = [Q(ar=ar, lan=lan, nummer=nummer) for ar, lan, nummer in REFERENS.findall(" ".join(skal))]
    return [lank_till(f) for f in behorighet.synliga_for(konto).filter(reduce(or_, namnda))] if namnda else []


def visa_hinder(request: HttpRequest, skal: list[str], bild: Arendebild) -> HttpResponse:
    """Say why an act cannot be done now, with the way back to the case and to those it names (409)."""
    sammanhang = {
        "skal": skal,
        "lankar": lankar_till_namnda(skal, request.user),
        "tillbaka_url": arende_url(bild.forslag),
        "kontakt": bild.kontakt,
    }
    return render(request, "hinder.html", sammanhang, status=409)


class Aktvy(Provkord):
    """A municipality's act in one case. A subclass names its `steg` and words, and makes its command call.

    A case that is not the account's does not exist (404); a role that may not take the step is refused (403); a step
    that something stands in the way of says what when the page is opened (409).
    """

    template_name = "omfordelning/kommun/akt.html"
    steg: Steg
    rubrik = ""
    ingress = ""
    fara = False
    fore_efter = True
    """Show both municipalities before and after on the form, and on the check page with all that it would change."""
    bild: Arendebild
    behallet: Kommunbeslut | None = None
    """The decision that was kept when the act came too late."""
    lankar: Sequence[dict[str, str]] = ()
    """To the cases that stand in the act's way."""

    def dispatch(self, request: HttpRequest, publikt_id: UUID, **kwargs: Any) -> HttpResponse:
        self.bild = hamta(request.user, publikt_id, request.mottagen)
        if self.bild.sida is None or not behorighet.far(self.steg, request.user):
            raise PermissionDenied(behorighet.NEKAD)
        return super().dispatch(request, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if skal := hinder_for(self.steg, self.bild, request.mottagen):
            return visa_hinder(request, skal, self.bild)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bild": self.bild}

    def form_invalid(self, form: forms.Form, status: int = 422) -> HttpResponse:
        for namn in {"kand_version", "sett"} & form.fields.keys():
            # The page is shown anew with what is current: what is sent next is about that.
            form.data = form.data.copy()
            form.data[form.add_prefix(namn)] = form.initial[namn]
        return super().form_invalid(form, status)

    @property
    def for_sent(self) -> bool:
        """Tell whether the time is out: the page then says whom to call, and keeps what was typed."""
        return self.bild.passerad(self.request.mottagen) or self.bild.status is Status.FORFALLEN

    def _visa_hinder(self, form: forms.Form, hinder: Hinder) -> HttpResponse:
        """Show the form again; a new decision that came too late is kept in the municipality."""
        self.lankar = lankar_till_namnda(hinder.skal, self.request.user)
        beslut = form.cleaned_data.get("beslut")
        if self.for_sent and isinstance(beslut, Beslutsuppgifter):
            with suppress(Hinder):
                self.behallet = behall_beslut(self.pk, beslut=beslut, **self.vem)
        return super()._visa_hinder(form, hinder)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        innehall = super().get_context_data(**kwargs)
        form = innehall["form"]
        return innehall | {
            "for_sent": self.for_sent and form is not None and form.is_bound,
            "behallet": beskriv(self.behallet) if self.behallet else "",
            "lankar": self.lankar,
            "bild": self.bild,
            "forslag": self.bild.forslag,
            "rubrik": kwargs.get("rubrik") or self.get_rubrik(),
            "ingress": kwargs.get("ingress") or self.get_ingress(),
            "fara": self.fara,
            "avbryt_url": arende_url(self.bild.forslag),
            "nasta": "Fortsätt och kontrollera",
            "form_fe": self.bild.visad_fore_efter if form is not None and self.fore_efter else None,
        }

    def get_rubrik(self) -> str:
        """Give the heading of the form's page."""
        return self.rubrik

    def get_ingress(self) -> str:
        """Give the sentence under the heading."""
        return self.ingress

    def visa(self, form: forms.Form) -> dict[str, Any]:
        """Give the check page's content: the parties, the act's own rows, before and after."""
        fe = self.fe(form) if self.fore_efter else None
        return {
            "rubrik": "Kontrollera och skicka",
            "ingress": self.get_rubrik(),
            "rader": [*self.partsrader(), *self.rader(form)],
            "fe": fe,
            "vad_om": self.vad_om(fe) if fe else None,
            "ar": self.bild.ar,
            "preliminar": self.bild.preliminar,
            "varningar": self.varningar(form),
        }

    def partsrader(self) -> list[dict[str, str]]:
        """Give the rows that name the case."""
        return [
            {"namn": "Referens", "varde": self.bild.forslag.referens or "Får en referens när det skickas"},
            {"namn": "Från", "varde": self.bild.fullt_namn("givare")},
            {"namn": "Till", "varde": self.bild.fullt_namn("mottagare")},
            {"namn": "År", "varde": str(self.bild.ar)},
        ]

    def rader(self, form: forms.Form) -> list[dict[str, str]]:
        """Give the act's own rows for the check page."""
        return []

    def varningar(self, form: forms.Form) -> list[str]:
        """Give sentences to think about before sending."""
        return []

    def vad_om(self, fe: ForeEfter) -> VadOm | None:
        """Give what it would change for both sides."""
        return arendets_vad_om(self.bild, fe, self.request.mottagen)

    def fe(self, form: forms.Form) -> Any:
        """Give before and after for the check page."""
        return self.bild.visad_fore_efter

    def kommando(self, form: forms.Form) -> Forslag:
        """Make the one command call; gives the case."""
        raise NotImplementedError

    def utfor(self, form: forms.Form) -> str:
        return kvitto_url(self.kommando(form))

    @property
    def pk(self) -> int:
        return self.bild.forslag.pk

    @property
    def vem(self) -> dict[str, Any]:
        """Who acts and when, as every command takes it."""
        return {"av": self.request.user, "nu": self.request.mottagen}


__all__ = ["Aktvy", "Hinder", "arende_url", "kvitto_url", "visa_hinder"]
