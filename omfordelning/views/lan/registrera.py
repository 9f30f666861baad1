"""A proposal or an invitation that came by mail from a municipality without account, with its document."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from anvisning import querysets
from anvisning.models import Kommun
from anvisning.visning import ForeEfter, promille
from omfordelning.forms import lan_registrera as formular
from omfordelning.handlaggning import forslag
from omfordelning.lage import Innehall
from omfordelning.process import Sida, Villkor
from omfordelning.views.lan.gemensamt import LanVy

MARKT = "Ärendet märks ”registrerat av länsstyrelsen”."


def innehallsrader(innehall: Innehall) -> list[dict[str, str]]:
    """Give the rows of the check page about a figure."""
    rader = [
        {"namn": "Omfördelas", "varde": "Hela andelen" if innehall.hela else promille(innehall.promille)},
        {
            "namn": "Om den fastställda andelen avviker",
            "varde": "" if innehall.hela else Villkor(innehall.villkor).text,
        },
        {"namn": "Kommunens meddelande", "varde": innehall.meddelande},
    ]
    return [rad for rad in rader if rad["varde"]]


class RegistreraVy(LanVy):
    """Register a proposal or an invitation: first whose it is (`?kommun=&sida=`), then what it says."""

    template_name = "omfordelning/lan/registrera.html"
    form_class = formular.RegistreraForm
    rubrik = "Registrera ett förslag som kom med post"
    kod = ""
    sida: Sida

    def hamta(self, ar: int) -> None:
        super().hamta(ar)
        self.kommuner = list(Kommun.objects.filter(lan=self.lansar.lan).values_list("kod", "namn"))
        self.namn = dict(self.kommuner)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kod, sida = request.GET.get("kommun", ""), request.GET.get("sida", "")
        if sida in list(Sida):
            self.kod, self.sida = kod, Sida(sida)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.kod in self.namn else self._fraga(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.kod in self.namn else self._fraga(request)

    def _fraga(self, request: HttpRequest) -> HttpResponse:
        """Ask first whose document it is."""
        vald = request.GET if {"kommun", "sida"} & set(request.GET) else None
        fraga = formular.Avsandarform(vald, kommuner=self.kommuner)
        sammanhang = {
            "rubrik": self.rubrik,
            "lansar": self.lansar,
            "fraga": fraga,
            "smulor": self.smulor(),
            "avbryt_url": self.avbryt_url(),
        }
        status = 422 if fraga.is_bound and not fraga.is_valid() else 200
        return render(request, "omfordelning/lan/registrera_fraga.html", sammanhang, status=status)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "sida": self.sida,
            "kommunkod": self.kod,
            "kommuner": self.kommuner,
            "ar": self.lansar.ar.pk,
            "decimaler": self.lansar.ar.decimaler,
            "andelar": self.andelar,
        }

    @property
    def andelar(self) -> dict[str, Decimal]:
        """The county's ordinary shares (promille) by code, fetched once."""
        if not hasattr(self, "_andelar"):
            tabell = querysets.gallande_tabell(self.lansar.ar.pk)
            self._andelar = querysets.ordinarie_andelar(tabell, self.namn)
        return self._andelar

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        vad = "förslag" if self.sida is Sida.GIVARE else "inbjudan"
        return super().get_context_data(
            **{
                "kommun": self.namn[self.kod],
                "vad": vad,
                "andelen": self.andelar.get(self.kod),
                "byt_url": self.request.path,
                **kwargs,
            }
        )

    def knapp(self, form: Any) -> str:
        vad = "förslaget" if self.sida is Sida.GIVARE else "inbjudan"
        return f"Registrera {vad} från {self.namn[self.kod]}"

    def visa(self, form: Any) -> dict[str, Any]:
        innehall = form.cleaned_data["innehall"]
        givare, mottagare = (self.andelar.get(kod) for kod in (form.givare, form.mottagare))
        flyttas = givare if innehall.hela else innehall.promille
        fe = None
        if givare is not None and mottagare is not None and flyttas <= givare:
            fe = ForeEfter(self.namn[form.givare], givare, self.namn[form.mottagare], mottagare, flyttas)
        return {
            "rubrik": "Kontrollera och registrera",
            "ingress": MARKT,
            "rader": [
                {"namn": "Från", "varde": self.namn[self.kod]},
                {"namn": "Till", "varde": self.namn[form.cleaned_data["motpart"]]},
                *innehallsrader(innehall),
                *form.beslutsrader(),
                *form.handlingsrader(),
            ],
            "fe": fe,
            "ar": self.lansar.ar.pk,
            "preliminar": not self.lansar.faststalld,
        }

    def utfor(self, form: Any) -> str:
        forslag.registrera(
            self.lansar.ar.pk,
            givare=form.givare,
            mottagare=form.mottagare,
            innehall=form.cleaned_data["innehall"],
            beslut=form.cleaned_data["beslut"],
            registrering=form.registrering(self.sida),
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()
