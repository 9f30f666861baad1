"""Accounts that one may manage: the list, inviting, and one account with what can be done to it."""

import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anvisning import konton as kommandon
from anvisning.behorighet import delbara_roller
from anvisning.forms.konton import ROLLTEXT, InbjudanForm, RollForm
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.kontolistor import hanterbara_konton, hanterbara_organisationer, lage, sok
from anvisning.models import Konto, Organisation, Roll
from anvisning.views.formular import FormularVy
from anvisning.views.sokord import rensa_sokord
from anvisning.visning import datum

PER_SIDA = 50


@require_safe
def konton(request: HttpRequest) -> HttpResponse:
    """List the accounts one may manage, with a search, and the organisations one may invite to."""
    organisationer = list(hanterbara_organisationer(request.user))
    if not organisationer:
        raise PermissionDenied("Sidan är inte för din roll.")
    q = rensa_sokord(request.GET.get("q", ""))
    traffar = sok(hanterbara_konton(request.user), q)
    sida = Paginator(traffar, PER_SIDA).get_page(request.GET.get("sida"))
    for rad in sida:
        rad.lage = lage(rad)
        rad.hanterbar = rad.roll in delbara_roller(request.user, rad.organisation)
    return render(
        request,
        "anvisning/konton.html",
        {
            "rubrik": "Konton",
            "sida": sida,
            "antal": len(traffar),
            "q": q,
            "ensam": organisationer[0] if len(organisationer) == 1 else None,
            "grupper": grupper(organisationer),
        },
    )


def grupper(organisationer: list[Organisation]) -> list[tuple[str, list[Organisation]]]:
    """Give organisations under headings: the boards, and each county's municipalities."""
    ordnade: dict[str, list[Organisation]] = {}
    for organisation in organisationer:
        rubrik = organisation.kommun.lan.namn if organisation.kommun else "Myndigheter"
        ordnade.setdefault(rubrik, []).append(organisation)
    return list(ordnade.items())


@require_safe
def valj_organisation(request: HttpRequest) -> HttpResponse:
    """Lead from the choice of an organisation to its form."""
    val = request.GET.get("organisation", "")
    if not val.isascii() or not val.isdigit() or len(val) > 9:
        return redirect("konton")
    return redirect("konto_bjud_in", int(val))


class BjudIn(FormularVy):
    """Invite somebody to an organisation. One that is not the account's to manage does not exist."""

    form_class = InbjudanForm
    knapp = "Skicka inbjudan"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.organisation = get_object_or_404(hanterbara_organisationer(request.user), pk=kwargs["organisation"])
        self.roller = delbara_roller(request.user, self.organisation)
        self.rubrik = f"Bjud in till {self.organisation.namn}"
        self.ingress = "Personen får ett mejl med en länk för att välja lösenord. Länken gäller i 14 dagar."
        self.smulor = [("Konton", reverse("konton"))]
        self.avbryt_url = reverse("konton")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"roller": self.roller}

    def utfor(self, form: forms.Form) -> str:
        data = {namn: form.cleaned_data[namn] for namn in ("epost", "namn", "titel", "telefon", "roll")}
        konto = kommandon.bjud_in(self.organisation, **data, av=self.request.user, nu=self.request.mottagen)
        gar_ut = datum(self.request.mottagen + kommandon.GILTIG)
        messages.success(
            self.request, f"Inbjudan till {konto.namn} är skickad till {konto.epost}. Länken gäller till den {gar_ut}."
        )
        return reverse("konton")


def hamta(request: HttpRequest, publikt_id: UUID) -> Konto:
    """Give an account that is one's to manage; any other does not exist (404)."""
    konto = get_object_or_404(hanterbara_konton(request.user), publikt_id=publikt_id)
    if konto.roll not in delbara_roller(request.user, konto.organisation):
        raise Http404
    return konto


def konto(request: HttpRequest, publikt_id: UUID) -> HttpResponse:
    """Show an account and what can be done; POST closes it or opens it again (`aktiv` 0 or 1)."""
    rad = hamta(request, publikt_id)
    if request.method == "POST":
        aktiv = request.POST.get("aktiv") == "1"

        def satt() -> str:
            kommandon.satt_aktiv(rad.pk, aktiv=aktiv, av=request.user, nu=request.mottagen)
            ord_ = "aktivt igen" if aktiv else "avstängt. Personen är utloggad"
            messages.success(request, f"Kontot för {rad.namn} är {ord_}.")
            return reverse("konto_aktiv", args=[publikt_id])

        return HttpResponseRedirect(en_gang(request, satt))
    return visa(request, rad)


def visa(request: HttpRequest, rad: Konto, roll_form: RollForm | None = None, status: int = 200) -> HttpResponse:
    """Render an account's page."""
    roller = [roll for roll in delbara_roller(request.user, rad.organisation) if roll != rad.roll]
    eget = rad.pk == request.user.pk
    return render(
        request,
        "anvisning/konto.html",
        {
            "rubrik": rad.namn,
            "rad": rad,
            "eget": eget,
            "inbjuden": rad.is_active and not rad.has_usable_password(),
            "fakta": fakta(rad),
            "sista_foretradaren": rad.is_active and ar_sista_foretradaren(rad),
            "roll_form": None if eget or not roller else roll_form or RollForm(roller=roller),
            "nyckel": uuid.uuid4(),
            "smulor": [("Konton", reverse("konton"))],
        },
        status=status,
    )


def fakta(rad: Konto) -> list[dict[str, str]]:
    """Give what is known of an account."""
    return [
        {"namn": "Organisation", "varde": rad.organisation.namn},
        {"namn": "Roll", "varde": ROLLTEXT[Roll(rad.roll)]},
        {"namn": "Läge", "varde": lage(rad)},
        {"namn": "Titel", "varde": rad.titel or "–"},
        {"namn": "E-postadress", "varde": rad.epost},
        {"namn": "Telefon", "varde": rad.telefon or "–"},
        {"namn": "Inbjuden", "varde": datum(rad.skapad)},
        {"namn": "Loggade in senast", "varde": datum(rad.last_login) if rad.last_login else "Aldrig"},
    ]


def ar_sista_foretradaren(rad: Konto) -> bool:
    """Tell whether the municipality has no other active företrädare."""
    if rad.roll != Roll.KOMMUN_FORETRADARE:
        return False
    andra = Konto.objects.filter(organisation=rad.organisation_id, roll=rad.roll, is_active=True).exclude(pk=rad.pk)
    return not any(k.has_usable_password() for k in andra)


@require_POST
def inbjudan_igen(request: HttpRequest, publikt_id: UUID) -> HttpResponse:
    """Send the invitation once more."""
    rad = hamta(request, publikt_id)

    def skicka() -> str:
        kommandon.skicka_inbjudan(rad.pk, av=request.user, nu=request.mottagen)
        gar_ut = datum(request.mottagen + kommandon.GILTIG)
        messages.success(request, f"Inbjudan är skickad igen till {rad.epost}. Länken gäller till den {gar_ut}.")
        return reverse("konto_aktiv", args=[publikt_id])

    return HttpResponseRedirect(en_gang(request, skicka))


@require_POST
def roll(request: HttpRequest, publikt_id: UUID) -> HttpResponse:
    """Give the account another role."""
    rad = hamta(request, publikt_id)
    roller = [roll for roll in delbara_roller(request.user, rad.organisation) if roll != rad.roll]
    form = RollForm(request.POST, roller=roller)
    if not form.is_valid():
        return visa(request, rad, form, 422)

    def byt() -> str:
        bytt = kommandon.byt_roll(rad.pk, roll=form.cleaned_data["roll"], av=request.user, nu=request.mottagen)
        messages.success(request, f"{rad.namn} är nu {bytt.get_roll_display().lower()}. Personen loggar in på nytt.")
        return reverse("konto_aktiv", args=[publikt_id])

    try:
        return HttpResponseRedirect(en_gang(request, byt))
    except Hinder as hinder:
        for skal in hinder.skal:
            form.add_error(None, skal)
        return visa(request, rad, form, 409)
