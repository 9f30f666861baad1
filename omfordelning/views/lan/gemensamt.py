"""What every county page needs: the county's year, its cases as the guards see them, and the base of its acts."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from anvisning.behorighet import LANET_ARBETAR, LANSROLLER, krav_roll
from anvisning.bindande import Provkord
from anvisning.models import Ar, Handelse, Konto, Lan, Tidplan
from omfordelning.arendebild import Arendebild, hamta
from omfordelning.lage import Akt
from omfordelning.models import Forslag
from omfordelning.omgang import rundor
from omfordelning.process import Sida, Steg, hinder

GOTLAND = (
    "Gotlands län har bara en kommun. Därför går det inte att omfördela andelar där, "
    "och länsstyrelsen redovisar ingenting till Migrationsverket."
)


@dataclass(frozen=True, kw_only=True)
class Lansar:
    """One county's year. `tidplan` is None where nothing can be redistributed (Gotland). `alla`: its years, newest
    first. `har_andelar`: shares are published, `faststalld`: the final ones too.
    """

    ar: Ar
    lan: Lan
    tidplan: Tidplan | None
    alla: tuple[int, ...]
    har_andelar: bool = True
    faststalld: bool = False

    @property
    def narmaste(self) -> list[int]:
        """The five newest years, and the one that is shown."""
        return [ar for ar in self.alla if ar in self.alla[:5] or ar == self.ar.pk]


def get_lansar(konto: Konto, nu: datetime, ar: int | None = None) -> Lansar | None:
    """Give the account's own county in a year, or in the year that is open at `nu` (else the newest).

    None when the county has no year at all. One query. Raises PermissionDenied for other roles, Http404 for a year
    the county does not have.
    """
    krav_roll(konto, *LANSROLLER)
    planer = list(rundor(konto.lanskod))
    if not planer or not planer[0].lan.kan_omfordela:
        return _utan_tidplan(Lan.objects.get(pk=konto.lanskod), ar)
    if ar is None:
        kvar = [plan for plan in planer if not plan.faststalld]
        valt = next((plan for plan in kvar if nu < plan.ar.redovisas_senast), (kvar or planer)[-1])
    else:
        valt = next((plan for plan in planer if plan.ar_id == ar), None)
        if valt is None:
            raise Http404
    alla = tuple(sorted((plan.ar_id for plan in planer), reverse=True))
    return Lansar(
        ar=valt.ar,
        lan=valt.lan,
        tidplan=valt,
        alla=alla,
        har_andelar=valt.preliminar or valt.faststalld,
        faststalld=valt.faststalld,
    )


def _utan_tidplan(lan: Lan, ar: int | None) -> Lansar | None:
    """Give a year of a county without timetable: Gotland has every year, any other county none yet."""
    aren = [] if lan.kan_omfordela else list(Ar.objects.order_by("-ar"))
    if not aren and ar is None:
        return None
    valt = next((aret for aret in aren if ar in (None, aret.pk)), None)
    if valt is None:
        raise Http404
    return Lansar(ar=valt, lan=lan, tidplan=None, alla=tuple(aret.pk for aret in aren))


def inget_ar(request: HttpRequest) -> HttpResponse:
    """Answer when the county has no year yet."""
    return render(request, "omfordelning/lan/inget_ar.html")


def visa_gotland(request: HttpRequest, lansar: Lansar, rubrik: str) -> HttpResponse:
    """Answer on every page that asks nothing of Gotland, with the reason."""
    return render(request, "omfordelning/lan/gotland.html", {"rubrik": rubrik, "lansar": lansar, "skal": GOTLAND})


def get_bild(konto: Konto, publikt_id: uuid.UUID, nu: datetime | None = None) -> Arendebild:
    """Give one of the county's own cases with all that stands around it. Another county's does not exist."""
    krav_roll(konto, *LANSROLLER)
    return hamta(konto, publikt_id, nu)


def senaste_handelse(ar: int, lanskod: str) -> int:
    """Give the number of the event just written in the county's chain (call in the act's own transaction)."""
    return Handelse.objects.filter(ar=ar, lanskod=lanskod).order_by("-nummer").values_list("nummer", flat=True)[0]


def kvitto_url(ar: int, lanskod: str) -> str:
    """Give the address of the receipt for the act just done (call in the act's own transaction)."""
    return reverse("lan_kvitto", args=[ar, senaste_handelse(ar, lanskod)])


def visa_hinder(request: HttpRequest, skal: list[str], tillbaka_url: str, text: str = "") -> HttpResponse:
    """Say why an act cannot be done now (409), with the way back (its words; default: to the case)."""
    sammanhang = {"skal": skal, "tillbaka_url": tillbaka_url, "tillbaka_text": text}
    return render(request, "hinder.html", sammanhang, status=409)


class LanVy(Provkord):
    """A binding act of the county in one of its years. `roller` may open it; the command itself decides again."""

    roller: frozenset[str] = LANET_ARBETAR
    template_name = "omfordelning/lan/lan_akt.html"
    rubrik = ""
    stangs = True
    """The page closes when the year's shares are fixed."""
    lansar: Lansar

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        krav_roll(request.user, *self.roller)
        self.hamta(**kwargs)
        if not self.lansar.lan.kan_omfordela:
            return visa_gotland(request, self.lansar, self.rubrik)
        if self.stangs and self.lansar.faststalld:
            skal = f"Andelarna för {self.lansar.ar.pk} är redan fastställda."
            return visa_hinder(request, [skal], self.avbryt_url(), "Tillbaka")
        return super().dispatch(request, *args, **kwargs)

    def hamta(self, ar: int) -> None:
        """Fetch what the page is about."""
        lansar = get_lansar(self.request.user, self.request.mottagen, ar)
        if lansar is None:
            raise Http404
        self.lansar = lansar

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "rubrik": self.rubrik,
                "lansar": self.lansar,
                "avbryt_url": self.avbryt_url(),
                "smulor": self.smulor(),
                **kwargs,
            }
        )

    def avbryt_url(self) -> str:
        """Give where to go without doing anything."""
        return reverse("sammanstallning_ar", args=[self.lansar.ar.pk])

    def smulor(self) -> list[tuple[str, str]]:
        """Give the way back up."""
        return lanssmulor(self.lansar.ar.pk)

    def kvitto(self) -> str:
        """Give the receipt's address after the command."""
        return kvitto_url(self.lansar.ar.pk, self.lansar.lan.pk)


class ArendeVy(Provkord):
    """A binding act of the county in one of its cases. When the step is stopped the page says why, without a form."""

    roller: frozenset[str] = LANET_ARBETAR
    template_name = "omfordelning/lan/arende_akt.html"
    steg: Steg
    rubrik = ""
    bild: Arendebild

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        krav_roll(request.user, *self.roller)
        self.hamta(**kwargs)
        return super().dispatch(request, *args, **kwargs)

    def hamta(self, publikt_id: uuid.UUID) -> None:
        """Fetch the case the page is about."""
        self.bild = get_bild(self.request.user, publikt_id, self.request.mottagen)

    @property
    def forslag(self) -> Forslag:
        return self.bild.forslag

    def stopp(self) -> list[str]:
        """Give what stands in the way, whatever is typed."""
        return stopp(self.bild, self.steg, self.request.mottagen)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if skal := self.stopp():
            return visa_hinder(request, skal, arende_url(self.forslag))
        return super().get(request, *args, **kwargs)

    def partsrader(self) -> list[dict[str, str]]:
        """Give the rows of the check page that name the case."""
        return [
            {"namn": "Ärende", "varde": self.forslag.referens},
            {"namn": "Från", "varde": self.bild.fullt_namn(Sida.GIVARE)},
            {"namn": "Till", "varde": self.bild.fullt_namn(Sida.MOTTAGARE)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fasta = {
            "rubrik": self.rubrik,
            "bild": self.bild,
            "arende": self.bild.arende,
            "forslag": self.forslag,
            "avbryt_url": arende_url(self.forslag),
            "smulor": arendesmulor(self.forslag),
        }
        return super().get_context_data(**{**fasta, **kwargs})

    def kvitto(self) -> str:
        """Give the receipt's address after the command."""
        return kvitto_url(self.forslag.ar_id, self.forslag.lan_id)


def stopp(bild: Arendebild, steg: Steg, nu: datetime) -> list[str]:
    """Give what stands in the way of a step the county takes, apart from what its form asks for."""
    return hinder(steg, bild.arende.lage(Akt(av=bild.konto, nu=nu, skal="-")))


def arende_url(forslag: Forslag) -> str:
    """Give the address of the case page."""
    return reverse("arende", args=[forslag.publikt_id])


def arendesmulor(forslag: Forslag) -> list[tuple[str, str]]:
    """Give the way back up from an act in a case."""
    return [
        (f"Sammanställning {forslag.ar_id}", reverse("sammanstallning_ar", args=[forslag.ar_id])),
        (forslag.referens, arende_url(forslag)),
    ]


def lanssmulor(ar: int) -> list[tuple[str, str]]:
    """Give the way back up from an act in the county's year."""
    return [(f"Sammanställning {ar}", reverse("sammanstallning_ar", args=[ar]))]


def redovisningssmulor(ar: int) -> list[tuple[str, str]]:
    """Give the way back up from a page of the report."""
    return [*lanssmulor(ar), (f"Redovisning {ar}", reverse("redovisning_ar", args=[ar]))]
