"""Recomputation runs: all of them, one with what moved and why, a new one on demand, and taking one back."""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Func, IntegerField, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.berakningar import korning, lasning, manad
from anvisning.berakningar.skillnad import Flytt, som_flyttar
from anvisning.hinder import Hinder
from anvisning.maluppfyllelse.underlag import promille
from anvisning.models import Berakning, Berakningsorder, Kommun
from anvisning.tabell.export import SMA_ANTAL, Kolumn, Tabell
from anvisning.visning import datum, tal, tidpunkt
from omfordelning.forms.riket_berakningar import RaknaOmForm, TaTillbakaForm
from omfordelning.views.publikt.svar import formatlankar, som_fil
from omfordelning.views.riket.gemensamt import Enkelvy, Smulor, far_handla, krav_nationell

RUBRIK = "Beräkningar"
PER_SIDA = 50
UNDERLAG = {
    "anvisningar": "Anvisade barn per kommun, år och slag",
    "andelar": "Ordinarie andelar per år",
    "omfordelningar": "Omfördelningar per år",
    "installningar": "Årets inställningar",
}
"""Each input that has a fingerprint."""


def berakningssmulor(*mer: tuple[str, str]) -> Smulor:
    """Give the way back up from a page about runs."""
    return [(RUBRIK, reverse("riket_berakningar")), *mer]


def berakningens_smulor(berakning: Berakning) -> Smulor:
    """Give the way back up from an act about one run."""
    return berakningssmulor((str(berakning), reverse("riket_berakning", args=[berakning.publikt_id])))


def med_allt() -> QuerySet[Berakning]:
    """Give runs with their orders, tables and publications."""
    ordrar = Berakningsorder.objects.select_related("begard_av").order_by("pk")
    rader = Berakning.objects.select_related("ar", "tabell", "bokning", "publicering", "tillbakatagen_av", "foregaende")
    return rader.defer("foregaende__skillnad").prefetch_related(Prefetch("ordrar", ordrar))


def oversikt(request: HttpRequest) -> HttpResponse:
    """List the runs, newest first, and the orders that wait."""
    krav_nationell(request.user)
    flyttade = Func("skillnad", function="jsonb_array_length", output_field=IntegerField())
    rader = med_allt().defer("skillnad").annotate(flyttade=flyttade)
    sida = Paginator(rader, PER_SIDA).get_page(request.GET.get("sida"))
    lagen = _lagen(request)
    utforda = Berakningsorder.objects.exclude(klar=None)
    for rad in sida:
        rad.orsak = _orsak(rad)
        rad.lage = lagen(rad)
    return render(
        request,
        "omfordelning/riket/berakningar.html",
        {
            "rubrik": RUBRIK,
            "sida": sida,
            "vantar": Berakningsorder.objects.filter(klar=None).count(),
            "senast": utforda.select_related("berakning").defer("berakning__skillnad").first(),
            "atgarder": [{"text": "Räkna om nu", "url": reverse("rakna_om"), "primar": True}]
            if far_handla(request.user)
            else [],
        },
    )


def _orsak(berakning: Berakning) -> str:
    """Give why a run was made, and for whom."""
    order = next((order for order in berakning.ordrar.all() if order.gav_ny), None)
    if order is None:
        return ""
    return f"{order.get_orsak_display()}, {order.begard_av.namn if order.begard_av else 'systemet'}"


def _lagen(request: HttpRequest) -> Callable[[Berakning], str]:
    """Give what says how a run stands (two queries, whatever the number of runs)."""
    gallande = lasning.gallande()
    att_publicera = set(manad.att_publicera(request.mottagen).values_list("pk", flat=True))

    def laget(rad: Berakning) -> str:
        if rad.tillbakatagen:
            return "Tillbakatagen"
        ord_ = "Gäller" if rad == gallande else "Ersatt"
        if hasattr(rad, "publicering"):
            return f"{ord_}, publicerad"
        return f"{ord_}, att publicera" if rad.pk in att_publicera else ord_

    return laget


def berakning(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponse:
    """Show a run: what it was computed from, what of that was new, and who moved."""
    krav_nationell(request.user)
    rad = med_allt().get(publikt_id=publikt_id)
    flyttade = som_flyttar(rad.skillnad)
    filer = formatlankar("riket_berakning_fil", (publikt_id,), "Vilka som flyttade sig")
    return render(
        request,
        "omfordelning/riket/berakning.html",
        {
            "rubrik": str(rad),
            "berakning": rad,
            "lage": _lagen(request)(rad),
            "fakta": _fakta(rad),
            "underlag": _underlag(rad),
            "flyttade": _med_namn(flyttade),
            "filer": filer if flyttade else [],
            "atgarder": _atgarder(rad, request.mottagen) if far_handla(request.user) else [],
            "smulor": berakningssmulor(),
        },
    )


def _fakta(rad: Berakning) -> list[dict[str, str]]:
    bokning = rad.bokning
    rader = [
        ("Orsak", _orsak(rad), ""),
        ("Räknad", f"{tidpunkt(rad.startad)}, på {tal(rad.millisekunder)} millisekunder", ""),
        ("Metod", rad.get_metod_display(), ""),
        ("Andelar", f"{rad.tabell}. Källa: {rad.tabell.kalla}", reverse("andelar_ar", args=[rad.ar_id])),
        (
            "Senaste bokföringen",
            f"{bokning}. Källa: {bokning.kalla}" if bokning else "Ingen",
            reverse("anvisningsbokning", args=[bokning.publikt_id]) if bokning else "",
        ),
        ("Siffrorna gäller till och med", datum(rad.per), ""),
        ("Barn i landet sedan 2016", f"{tal(rad.alla)}, varav {tal(rad.i_ar)} i år", ""),
        ("Programmets version", rad.kodversion, ""),
    ]
    if rad.ar_utan_andelar and rad.metod == "periodsumma":
        saknade = ", ".join(map(str, rad.ar_utan_andelar))
        rader.append(("År utan andelar", f"{saknade}. De åren ger inget mål.", ""))
    return [{"namn": namn, "varde": varde, "url": url} for namn, varde, url in rader]


def _underlag(rad: Berakning) -> list[dict[str, Any]]:
    """Give each input's fingerprint, and whether it is another than the run before had: that is why it moved."""
    fore = rad.foregaende
    svar = [
        {
            "namn": namn,
            "avtryck": rad.fingeravtryck[nyckel],
            "nytt": fore and fore.fingeravtryck[nyckel] != rad.fingeravtryck[nyckel],
        }
        for nyckel, namn in UNDERLAG.items()
    ]
    return [
        *svar,
        {"namn": "Programmet", "avtryck": rad.kodversion, "nytt": fore and fore.kodversion != rad.kodversion},
    ]


def _med_namn(flyttade: list[Flytt]) -> list[dict[str, Any]]:
    namn = {k.pk: k for k in Kommun.objects.filter(pk__in=[rad.kommun for rad in flyttade])}
    rader = [{"kommun": namn[rad.kommun], "flytt": rad, "skal": skal(rad)} for rad in flyttade if rad.kommun in namn]
    return sorted(rader, key=lambda rad: rad["kommun"].sortering)


def skal(rad: Flytt) -> str:
    """Say why a municipality moved."""
    skalen = []
    if barn := rad.barn - rad.barn_fore:
        skalen.append(f"{tal(abs(barn))} barn {'till' if barn > 0 else 'färre'}")
    if rad.andel != rad.andel_fore:
        skalen.append("andelen är en annan")
    return (", ".join(skalen) or "andra kommuner har flyttat sig").capitalize()


def _atgarder(rad: Berakning, nu: datetime) -> list[dict[str, Any]]:
    svar: list[dict[str, Any]] = [
        {
            "text": "Publicera månaden",
            "url": reverse("berakning_publicera", args=[rad.publikt_id]),
            "primar": True,
            "hinder": _hinder(partial(manad.krav_gar_att_publicera, rad, nu)),
        }
    ]
    if not rad.tillbakatagen and not hasattr(rad, "publicering"):
        svar.append(
            {
                "text": "Ta tillbaka beräkningen",
                "url": reverse("berakning_ta_tillbaka", args=[rad.publikt_id]),
                "hinder": _hinder(partial(korning.krav_gar_att_ta_tillbaka, rad)),
            }
        )
    return svar


def _hinder(krav: Callable[[], None]) -> list[str]:
    try:
        krav()
    except Hinder as fel:
        return fel.skal
    return []


def berakning_fil(request: HttpRequest, publikt_id: uuid.UUID, format: str) -> HttpResponse:
    """Give who moved in a run as a file."""
    krav_nationell(request.user)
    rad = Berakning.objects.select_related("ar").get(publikt_id=publikt_id)
    tabell = Tabell(
        rubrik=f"{rad}: vilka som flyttade sig",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Rang före", "heltal"),
            Kolumn("Rang", "heltal"),
            Kolumn("Barn före", "heltal"),
            Kolumn("Barn", "heltal"),
            Kolumn("Andel före", "promille"),
            Kolumn("Andel", "promille"),
            Kolumn("Skäl"),
        ),
        rader=[
            [
                r["kommun"].pk,
                r["kommun"].namn,
                r["flytt"].rang_fore,
                r["flytt"].rang,
                r["flytt"].barn_fore,
                r["flytt"].barn,
                promille(r["flytt"].andel_fore),
                promille(r["flytt"].andel),
                r["skal"],
            ]
            for r in _med_namn(som_flyttar(rad.skillnad))
        ],
        not_=f"Rang 1 har lägst måluppfyllelse i landet. {SMA_ANTAL}",
        exempeldata=rad.ar.exempeldata,
    )
    return som_fil(tabell, format, f"berakning-{rad.pk}")


class RaknaOmVy(Enkelvy):
    """Order a run."""

    template_name = "omfordelning/riket/rakna_om.html"
    form_class = RaknaOmForm
    rubrik = "Räkna om måluppfyllelsen"

    def hamta(self) -> None:
        """Nothing to fetch."""

    def smulor(self) -> Smulor:
        return berakningssmulor()

    def utfor(self, form: RaknaOmForm) -> str:
        korning.begar(av=self.request.user, nu=self.request.mottagen)
        messages.success(self.request, "Beräkningen är beställd. Den är oftast klar inom någon minut.")
        return reverse("riket_berakningar")


class TaTillbakaVy(Enkelvy):
    """Take a run back, with a reason."""

    template_name = "omfordelning/riket/berakning_ta_tillbaka.html"
    form_class = TaTillbakaForm
    rubrik = "Ta tillbaka beräkningen"
    berakning: Berakning

    def hamta(self, publikt_id: uuid.UUID) -> None:
        self.berakning = Berakning.objects.get(publikt_id=publikt_id)
        if self.request.method == "GET":
            korning.krav_gar_att_ta_tillbaka(self.berakning)

    def smulor(self) -> Smulor:
        return berakningens_smulor(self.berakning)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"berakning": self.berakning, **kwargs})

    def utfor(self, form: TaTillbakaForm) -> str:
        korning.ta_tillbaka(
            self.berakning.pk, skal=form.cleaned_data["skal"], av=self.request.user, nu=self.request.mottagen
        )
        messages.success(self.request, f"{self.berakning} är tillbakatagen.")
        return reverse("riket_berakning", args=[self.berakning.publikt_id])
