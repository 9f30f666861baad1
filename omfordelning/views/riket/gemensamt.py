"""What every national page needs: who may see and who may act, the way back up, and the bases of its acts."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView

from anvisning import handelser
from anvisning.behorighet import NATIONELLA_ROLLER, krav_roll
from anvisning.bindande import BindandeVy
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Andelstabell, Handelse, Konto, Roll, Tabellimport
from anvisning.visning import datum, veckodatum

Smulor = list[tuple[str, str]]


def krav_nationell(konto: Konto) -> None:
    """Refuse (PermissionDenied) everybody but the national roles."""
    krav_roll(konto, *NATIONELLA_ROLLER)


def far_handla(konto: Konto) -> bool:
    """Tell whether the account may do more than read: the granskare may not."""
    return konto.is_active and konto.roll == Roll.ADMINISTRATOR


def oversiktssmulor(ar: int) -> Smulor:
    """Give the way back up from a page about a year."""
    return [(f"Länsöversikt {ar}", reverse("lansoversikt_ar", args=[ar]))]


def tabellsmulor(ar: int) -> Smulor:
    """Give the way back up from a page about a table."""
    return [*oversiktssmulor(ar), (f"Tabeller {ar}", reverse("importer", args=[ar]))]


def atergivning(konto: Konto, tabell: Andelstabell | None) -> str:
    """Give the sentence that says whose decision the page restates, when a coordinating county holds the roles."""
    lan = konto.organisation.samordnande_lan
    if lan is None:
        return ""
    if tabell is None or tabell.ar_preliminar:
        return f"Länsstyrelsen i {lan.namn} samordnar och återger Migrationsverkets beslut."
    referens = f" ({tabell.referens})" if tabell.referens else ""
    return (
        f"Sidan återger Migrationsverkets beslut den {datum(tabell.beslutsdag)}{referens}. "
        f"Länsstyrelsen i {lan.namn} samordnar."
    )


def uppgifter_om(rad: Tabellimport) -> list[dict[str, str]]:
    """Give what has been said about a table that is read in, as rows for komponenter/sammanfattning.html."""
    rader = {
        "Andelarna i filen är": rad.get_kolumn_display().lower() if rad.kolumn else "inte angivet",
        "Källa": rad.kalla,
        "Beslutsdag": veckodatum(rad.beslutsdag) if rad.beslutsdag else "",
        "Migrationsverkets beteckning": rad.referens,
        "Skäl till rättelsen": rad.skal,
        "Gäller från och med": veckodatum(rad.galler_fran) if rad.galler_fran else "",
        "Öppen notering": rad.notering,
    }
    return [{"namn": namn, "varde": varde} for namn, varde in rader.items() if varde]


def kvitto_url(ar: int, lanskod: str = handelser.NATIONELL) -> str:
    """Give the address of the receipt for the act just done (call in the act's own transaction)."""
    senaste = Handelse.objects.filter(ar=ar, lanskod=lanskod).order_by("-nummer").values_list("nummer", flat=True)[0]
    return reverse("riket_kvitto", args=[ar, lanskod, senaste])


class _Administrator:
    """Only the administrator opens the page; `hamta` fetches what it is about. `smulor` is the way back up."""

    rubrik = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.krav()
        self.hamta(**kwargs)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin before a view

    def krav(self) -> None:
        """Refuse (PermissionDenied) those the page is not for."""
        krav_roll(self.request.user, Roll.ADMINISTRATOR)  # type: ignore[attr-defined]  # a mixin before a view

    def hamta(self, **kwargs: Any) -> None:
        """Fetch what the page is about. Raises Model.DoesNotExist (404)."""
        raise NotImplementedError

    def smulor(self) -> Smulor:
        """Give the way back up; its last page is also where "Avbryt" leads."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        smulor = self.smulor()
        fasta = {"rubrik": self.rubrik, "smulor": smulor, "avbryt_url": smulor[-1][1]}
        return super().get_context_data(**{**fasta, **kwargs})  # type: ignore[misc]  # a mixin before a view


class AllaLaser(_Administrator):
    """Every national role reads the page; only the administrator sends its form."""

    def krav(self) -> None:
        if self.request.method in ("GET", "HEAD"):  # type: ignore[attr-defined]  # a mixin before a view
            krav_nationell(self.request.user)  # type: ignore[attr-defined]  # a mixin before a view
        else:
            super().krav()


class Riksakt(_Administrator, BindandeVy):
    """A binding act of the national level: form, check page, receipt."""


class Enkelvy(_Administrator, FormView):
    """A small act in one page: the form is sent once, and leads on. `utfor` makes one command call."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"nu": self.request.mottagen, "konto": self.request.user}

    def utfor(self, form: forms.Form) -> str:
        """Do the act; gives where to go next. A Hinder without reasons takes all back: the form says what is wrong."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return HttpResponseRedirect(en_gang(self.request, lambda: self.utfor(form)))
        except Hinder as hinder:
            for skal in hinder.skal:
                form.add_error(None, skal)
            return self.form_invalid(form, status=409 if hinder.skal else 422)

    def form_invalid(self, form: forms.Form, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)
