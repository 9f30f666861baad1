"""Organisations with their organs, mailboxes and contact functions; and which of them lack something."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anvisning import kontakter as kommandon
from anvisning import tid
from anvisning.behorighet import far_andra_kontakter, far_hantera_konton
from anvisning.forms.kontakter import KontaktForm, OrganForm, SamordnandeLanForm
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Kontaktfunktion, Konto, Organ, Organisation, Roll
from anvisning.organisationer import brister, med_brister, synliga_organisationer
from anvisning.views.formular import FormularVy
from anvisning.views.sokord import rensa_sokord


@require_safe
def organisationer(request: HttpRequest) -> HttpResponse:
    """List the organisations one may see, with what each lacks; `?saknas=1` keeps those that lack something."""
    q = rensa_sokord(request.GET.get("q", ""))
    dag = tid.svensk_dag(request.mottagen)
    alla = list(med_brister(synliga_organisationer(request.user), dag))
    for rad in alla:
        rad.brister = brister(rad)
        rad.lansnamn = rad.kommun.lan.namn if rad.kommun else rad.lan.namn if rad.lan else ""
    saknar = [rad for rad in alla if rad.brister]
    bara_saknar = request.GET.get("saknas") == "1"
    ord_ = q.lower().split()
    rader = [
        rad
        for rad in (saknar if bara_saknar else alla)
        if all(ett in f"{rad.namn} {rad.lansnamn}".lower() for ett in ord_)
    ]
    return render(
        request,
        "anvisning/organisationer.html",
        {
            "rubrik": "Kontakter",
            "rader": rader,
            "totalt": len(alla),
            "antal_saknar": len(saknar),
            "bara_saknar": bara_saknar,
            "q": q,
            "dolda": [("saknas", "1")] if bara_saknar else [],
            "flera_lan": len({rad.lansnamn for rad in alla if rad.lansnamn}) > 1,
        },
    )


def hamta(konto: Konto, organisation_id: int) -> Organisation:
    """Give an organisation the account may see; any other does not exist (404)."""
    return get_object_or_404(synliga_organisationer(konto), pk=organisation_id)


@require_safe
def kontakter(request: HttpRequest, organisation: int) -> HttpResponse:
    """Show an organisation's organs and contact functions."""
    rad = hamta(request.user, organisation)
    idag = tid.svensk_dag(request.mottagen)
    organ = list(rad.organ.select_related("eftertradare").order_by("galler_fran", "pk"))
    return render(
        request,
        "anvisning/kontakter.html",
        {
            "rubrik": rad.namn,
            "organisation": rad,
            "organ": [o for o in organ if o.galler_till is None or o.galler_till >= idag],
            "tidigare": [o for o in organ if o.galler_till is not None and o.galler_till < idag],
            "idag": idag,
            "kontakter": list(rad.kontakter.order_by("funktion")),
            "far_andra": far_andra_kontakter(request.user, rad),
            "far_bjuda_in": far_hantera_konton(request.user, rad),
            "far_samordna": request.user.roll == Roll.ADMINISTRATOR and rad.slag == Organisation.Slag.NATIONELL,
            "smulor": [("Kontakter", reverse("organisationer"))],
        },
    )


class Organisationsform(FormularVy):
    """Base: a form about one organisation that the account may edit."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.organisation = hamta(request.user, kwargs["organisation"])
        if not far_andra_kontakter(request.user, self.organisation):
            raise PermissionDenied("Du får läsa men inte ändra de här kontaktuppgifterna.")
        self.avbryt_url = reverse("kontakter", args=[self.organisation.pk])
        self.smulor = [("Kontakter", reverse("organisationer")), (self.organisation.namn, self.avbryt_url)]
        return super().dispatch(request, *args, **kwargs)

    def klart(self, text: str) -> str:
        """Tell that it is done and lead back to the organisation."""
        messages.success(self.request, text)
        return self.avbryt_url


class NyttOrgan(Organisationsform):
    """Add an organ."""

    form_class = OrganForm
    rubrik = "Lägg till ett organ"
    ingress = "Ett organ är en styrelse eller nämnd som beslutar och har en egen funktionsbrevlåda."
    knapp = "Lägg till organet"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.organisation}

    def utfor(self, form: forms.Form) -> str:
        organ = kommandon.lagg_till_organ(
            self.organisation.pk, form.cleaned_data["uppgifter"], av=self.request.user, nu=self.request.mottagen
        )
        return self.klart(f"{organ.namn} är tillagt.")


class AndraOrgan(Organisationsform):
    """Change or end an organ."""

    template_name = "anvisning/organ.html"
    form_class = OrganForm
    knapp = "Spara organet"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.organ = get_object_or_404(Organ, pk=kwargs["organ"], organisation=kwargs["organisation"])
        self.rubrik = self.organ.namn
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return OrganForm.initial_for(self.organ)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.organisation, "organ": self.organ}

    def utfor(self, form: forms.Form) -> str:
        organ = kommandon.andra_organ(
            self.organ.pk, form.cleaned_data["uppgifter"], av=self.request.user, nu=self.request.mottagen
        )
        return self.klart(f"Uppgifterna om {organ.namn} är sparade.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bort = reverse("organ_ta_bort", args=[self.organisation.pk, self.organ.pk])
        return super().get_context_data(**kwargs) | {"bort_url": bort, "bort_nyckel": uuid.uuid4()}


class NyKontakt(Organisationsform):
    """Add a contact function."""

    form_class = KontaktForm
    rubrik = "Lägg till en kontakt"
    ingress = "Hit vänder sig andra med frågor om anvisningsandelar. Skriv en funktion, inte en persons namn."
    knapp = "Lägg till kontakten"

    def utfor(self, form: forms.Form) -> str:
        kontakt = kommandon.lagg_till_kontakt(
            self.organisation.pk, **_kontaktdata(form), av=self.request.user, nu=self.request.mottagen
        )
        return self.klart(f"{kontakt.funktion} är tillagd.")


class AndraKontakt(Organisationsform):
    """Change a contact function."""

    template_name = "anvisning/organ.html"
    form_class = KontaktForm
    knapp = "Spara kontakten"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kontakt = get_object_or_404(Kontaktfunktion, pk=kwargs["kontakt"], organisation=kwargs["organisation"])
        self.rubrik = self.kontakt.funktion
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"funktion": self.kontakt.funktion, "telefon": self.kontakt.telefon, "epost": self.kontakt.epost}

    def utfor(self, form: forms.Form) -> str:
        kontakt = kommandon.andra_kontakt(
            self.kontakt.pk, **_kontaktdata(form), av=self.request.user, nu=self.request.mottagen
        )
        return self.klart(f"Uppgifterna om {kontakt.funktion} är sparade.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bort = reverse("kontakt_ta_bort", args=[self.organisation.pk, self.kontakt.pk])
        return super().get_context_data(**kwargs) | {"bort_url": bort, "bort_nyckel": uuid.uuid4()}


def _kontaktdata(form: forms.Form) -> dict[str, str]:
    return {namn: form.cleaned_data[namn] for namn in ("funktion", "telefon", "epost")}


class SamordnandeLan(Organisationsform):
    """Say which county holds the national roles."""

    form_class = SamordnandeLanForm
    rubrik = "Vem sköter de nationella rollerna?"
    ingress = "När en länsstyrelse sköter dem säger sidor och brev att den återger Migrationsverkets beslut."

    def get_initial(self) -> dict[str, Any]:
        if self.request.user.roll != Roll.ADMINISTRATOR or self.organisation.slag != Organisation.Slag.NATIONELL:
            raise Http404
        return {"lan": self.organisation.samordnande_lan_id or ""}

    def utfor(self, form: forms.Form) -> str:
        kommandon.satt_samordnande_lan(form.cleaned_data["lan"], av=self.request.user, nu=self.request.mottagen)
        return self.klart("Uppgiften är sparad.")


@require_POST
def ta_bort_organ(request: HttpRequest, organisation: int, organ: int) -> HttpResponse:
    """Remove an organ that was added by mistake."""
    rad = get_object_or_404(Organ, pk=organ, organisation=hamta(request.user, organisation))
    return _bort(request, organisation, rad.namn, lambda: kommandon.ta_bort_organ(organ, **_av(request)))


@require_POST
def ta_bort_kontakt(request: HttpRequest, organisation: int, kontakt: int) -> HttpResponse:
    """Remove a contact function."""
    rad = get_object_or_404(Kontaktfunktion, pk=kontakt, organisation=hamta(request.user, organisation))
    return _bort(request, organisation, rad.funktion, lambda: kommandon.ta_bort_kontakt(kontakt, **_av(request)))


def _av(request: HttpRequest) -> dict[str, Any]:
    return {"av": request.user, "nu": request.mottagen}


def _bort(request: HttpRequest, organisation: int, namn: str, kommando: Any) -> HttpResponse:
    tillbaka = reverse("kontakter", args=[organisation])

    def utfor() -> str:
        kommando()
        messages.success(request, f"{namn} är borttagen ur listan.")
        return tillbaka

    try:
        return HttpResponseRedirect(en_gang(request, utfor))
    except Hinder as hinder:
        return render(request, "hinder.html", {"skal": hinder.skal, "tillbaka_url": tillbaka}, status=409)
