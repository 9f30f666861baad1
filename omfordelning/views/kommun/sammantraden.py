"""When the municipality's organs meet: the list beside the deadlines, and the forms that change it."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from anvisning import tid
from anvisning.behorighet import KOMMUNEN_ARBETAR, KOMMUNROLLER, krav_roll
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Organ, Organslag, Tidplan
from anvisning.models.platser import GOTLAND
from anvisning.views.formular import FormularVy
from anvisning.visning import datum, veckodatum
from omfordelning import behorighet
from omfordelning.forms.sammantraden import BeredningstidForm, SammantradeForm, SammantradenForm
from omfordelning.handlaggning import sammantraden as kommandon
from omfordelning.models import Sammantrade
from omfordelning.moten import build_moten, frist, kommunens
from omfordelning.omgang import oppen_runda
from omfordelning.process import HOS_KOMMUNERNA
from omfordelning.sammantradesplan import DAGAR_FORE

BORTTAGET_SYNS = timedelta(days=1)
"""How long a meeting that was taken away is shown with a way to put it back."""


class Sammantraden(FormularVy):
    """The list, and the form that adds days to it."""

    template_name = "omfordelning/kommun/sammantraden.html"
    form_class = SammantradenForm
    rubrik = "Era sammanträden"
    knapp = "Lägg till dagarna"
    plan: Tidplan

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        krav_roll(request.user, *(KOMMUNROLLER if request.method != "POST" else KOMMUNEN_ARBETAR))
        plan = oppen_runda(request.user.lanskod, request.mottagen)
        if plan is None or not plan.lan.kan_omfordela:
            gotland = plan is not None or request.user.lanskod == GOTLAND
            return render(request, "omfordelning/kommun/ingen_runda.html", {"gotland": gotland})
        self.plan = plan
        self.smulor = [("Mina uppgifter", reverse("uppgifter"))]
        self.idag = tid.svensk_dag(request.mottagen)
        self.organ = list(
            Organ.objects.filter(organisation=request.user.organisation_id)
            .exclude(slag=Organslag.MYNDIGHET)
            .exclude(galler_till__lt=self.idag)
            .select_related("beredningstid")
            .order_by("namn", "galler_fran")
        )
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        val = [(str(o.pk), o.namn if o.galler_fran <= self.idag else _kommande(o)) for o in self.organ]
        return super().get_form_kwargs() | {"organ": val}

    def utfor(self, form: forms.Form) -> str:
        rader = kommandon.lagg_till(
            int(form.cleaned_data["organ"]), dagar=form.cleaned_data["dagar"], **_vem(self.request)
        )
        antal = "1 sammanträde är tillagt." if len(rader) == 1 else f"{len(rader)} sammanträden är tillagda."
        messages.success(self.request, antal)
        return reverse("sammantraden")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        konto, plan = self.request.user, self.plan
        fran = min(self.idag, plan.ar.preliminar_dag)
        far_andra = konto.roll in KOMMUNEN_ARBETAR
        egna = behorighet.synliga_for(konto).filter(ar=plan.ar_id, status__in=HOS_KOMMUNERNA)
        borttagna = Sammantrade.objects.filter(
            organ__organisation=konto.organisation_id, borttaget__gt=self.request.mottagen - BORTTAGET_SYNS
        )
        return super().get_context_data(**kwargs) | {
            "plan": plan,
            "moten": build_moten(kommunens(konto.kommunkod, fran), frist(plan), self.idag),
            "organ": [(o, _dagar_fore(o)) for o in self.organ],
            "borttagna": [
                (rad, uuid.uuid4())
                for rad in borttagna.filter(dag__gte=self.idag).select_related("organ").order_by("dag", "pk")
            ],
            "arenden": list(egna.select_related("givare", "mottagare").order_by("nummer")) if far_andra else [],
            "far_andra": far_andra,
            "organ_url": reverse("kontakter", args=[konto.organisation_id]),
        }


def _kommande(organ: Organ) -> str:
    return f"{organ.namn} (från {datum(organ.galler_fran)})"


def _dagar_fore(organ: Organ) -> int:
    return organ.beredningstid.dagar if hasattr(organ, "beredningstid") else DAGAR_FORE


class AndraSammantrade(FormularVy):
    """Move a meeting, or take it away."""

    template_name = "omfordelning/kommun/sammantrade.html"
    form_class = SammantradeForm
    knapp = "Spara den nya dagen"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        krav_roll(request.user, *KOMMUNEN_ARBETAR)
        egna = Sammantrade.objects.filter(organ__organisation=request.user.organisation_id, borttaget=None)
        self.rad = egna.select_related("organ").get(publikt_id=kwargs["publikt_id"])
        self.rubrik = f"{self.rad.organ.namn} {veckodatum(self.rad.dag)}"
        self.avbryt_url = reverse("sammantraden")
        self.smulor = [("Era sammanträden", self.avbryt_url)]
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"dag": self.rad.dag}

    def utfor(self, form: forms.Form) -> str:
        rad = kommandon.andra(self.rad.publikt_id, dag=form.cleaned_data["dag"], **_vem(self.request))
        messages.success(self.request, f"Sammanträdet är flyttat till {veckodatum(rad.dag)}.")
        return self.avbryt_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bort = reverse("sammantrade_bort", args=[self.rad.publikt_id])
        return super().get_context_data(**kwargs) | {"bort_url": bort, "bort_nyckel": uuid.uuid4()}


class Beredning(FormularVy):
    """How long before its meetings one organ wants the tjänsteskrivelse."""

    form_class = BeredningstidForm
    ingress = "När ska tjänsteskrivelsen vara klar? Sidan räknar ut sista dagen för varje sammanträde."
    knapp = "Spara"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        krav_roll(request.user, *KOMMUNEN_ARBETAR)
        egna = Organ.objects.filter(organisation=request.user.organisation_id)
        self.organ = egna.select_related("beredningstid").get(pk=kwargs["organ"])
        self.rubrik = f"Tjänsteskrivelse till {self.organ.namn}"
        self.avbryt_url = reverse("sammantraden")
        self.smulor = [("Era sammanträden", self.avbryt_url)]
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"dagar": _dagar_fore(self.organ)}

    def utfor(self, form: forms.Form) -> str:
        rad = kommandon.satt_beredningstid(self.organ.pk, dagar=form.cleaned_data["dagar"], **_vem(self.request))
        messages.success(self.request, f"Tjänsteskrivelsen ska vara klar {rad.dagar} dagar före sammanträdet.")
        return self.avbryt_url


@require_POST
def ta_bort(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponse:
    """Take away a meeting."""
    return _gor(request, lambda: kommandon.ta_bort(publikt_id, **_vem(request)), "borttaget. Ni kan lägga tillbaka det")


@require_POST
def lagg_tillbaka(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponse:
    """Put back a meeting that was taken away."""
    return _gor(request, lambda: kommandon.lagg_tillbaka(publikt_id, **_vem(request)), "tillbaka i listan")


def _vem(request: HttpRequest) -> dict[str, Any]:
    return {"av": request.user, "nu": request.mottagen}


def _gor(request: HttpRequest, kommando: Any, vad: str) -> HttpResponse:
    tillbaka = reverse("sammantraden")

    def utfor() -> str:
        rad = kommando()
        messages.success(request, f"Sammanträdet {veckodatum(rad.dag)} är {vad}.")
        return tillbaka

    try:
        return HttpResponseRedirect(en_gang(request, utfor))
    except Hinder as hinder:
        return render(request, "hinder.html", {"skal": hinder.skal, "tillbaka_url": tillbaka}, status=409)
