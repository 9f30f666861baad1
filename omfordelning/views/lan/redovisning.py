"""The county's report: where it stands and what stops it, and the one decision on the whole."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.behorighet import LANET_ARBETAR
from anvisning.losenordskrav import MedLosenord
from anvisning.models import Konto, Roll
from anvisning.visning import behovda_decimaler, datum, sista_dag, veckodatum
from omfordelning.arsbesked import Svarslage, build_svarslage
from omfordelning.forms.lan_redovisning import BeslutaForm
from omfordelning.handlaggning import redovisning as kommandon
from omfordelning.handlaggning.redovisningsgrund import avtryck
from omfordelning.lage import Arende, slut_for
from omfordelning.models import Forslag, Redovisning
from omfordelning.process import Steg
from omfordelning.sammanstallning import Sammanstallning
from omfordelning.statusord import varningsflaggor
from omfordelning.views.lan.gemensamt import (
    Lansar,
    LanVy,
    get_lansar,
    inget_ar,
    redovisningssmulor,
    visa_gotland,
)
from omfordelning.views.lan.redovisningslage import (
    Redovisningslage,
    build_redovisningslage,
    stopp_for,
    stoppar_oversandande,
)


@dataclass(frozen=True, kw_only=True)
class Par:
    """One agreed case as the report shows it, all in promille. `stopp`: why it cannot be taken along now."""

    arende: Arende
    promille: Decimal
    givare_fore: Decimal
    mottagare_fore: Decimal
    mottagare_far: Decimal
    stopp: list[str]

    @property
    def forslag(self) -> Forslag:
        return self.arende.forslag

    @property
    def ryms(self) -> bool:
        return self.arende.ryms

    @property
    def givare_efter(self) -> Decimal:
        return self.givare_fore - self.promille

    @property
    def mottagare_efter(self) -> Decimal:
        return self.mottagare_fore + self.mottagare_far


def build_par(lage: Redovisningslage, tas_med: list[Arende], konto: Konto, nu: Any) -> list[Par]:
    """Give the pairs of a report that takes these cases along, with the receiver's sum over all of them."""
    efter = {rad.kommun.kod: rad for rad in lage.andelstabell({a.forslag.pk for a in tas_med}).rader}
    return [
        Par(
            arende=arende,
            promille=arende.promille(),
            givare_fore=efter[arende.forslag.givare_id].egen,
            mottagare_fore=efter[arende.forslag.mottagare_id].egen,
            mottagare_far=efter[arende.forslag.mottagare_id].in_,
            stopp=stopp_for(arende, Steg.TA_MED, konto, nu),
        )
        for arende in tas_med
    ]


def tabellvarden(lansar: Lansar, rader: Sammanstallning) -> dict[str, Any]:
    """Give what the template of the county's table needs: rows, sums, decimals, and whether the sum is unchanged."""
    summor = rader.summor
    return {
        "kommunrader": rader.rader,
        "summor": summor,
        "summan_stammer": summor["egen"] == summor["resultat"],
        "decimaler": behovda_decimaler(
            [v for rad in rader.rader for v in (rad.egen, rad.ut, rad.in_)], lansar.ar.decimaler
        ),
    }


def redovisning(request: HttpRequest, ar: int | None = None) -> HttpResponse:
    """Show where the report stands, what stops it, what it would hold, and its versions."""
    lansar = get_lansar(request.user, request.mottagen, ar)
    if lansar is None:
        return inget_ar(request)
    rubrik = f"Redovisning {lansar.ar.pk}"
    if lansar.tidplan is None:
        return visa_gotland(request, lansar, rubrik)
    lage = build_redovisningslage(lansar)
    par = build_par(lage, list(lage.arenden), request.user, request.mottagen)
    stoppade = [rad for rad in par if rad.stopp and rad.arende in lage.oprovade]
    return render(
        request,
        "omfordelning/lan/redovisning.html",
        {
            "rubrik": rubrik,
            "lansar": lansar,
            "lage": lage,
            "vantar": [(f, request.mottagen >= slut_for(f, lansar.tidplan.slut)) for f in lage.vantar],
            "par": par,
            "stoppade": stoppade,
            "atgarder": _atgarder(lage, request.user),
            "pagar_insamling": request.mottagen < lansar.tidplan.slut,
            **tabellvarden(lansar, lage.andelstabell({a.forslag.pk for a in lage.arenden})),
        },
    )


def _atgarder(lage: Redovisningslage, konto: Konto) -> list[dict[str, Any]]:
    """Give the county's acts on its report; a reader has none."""
    if konto.roll not in LANET_ARBETAR:
        return []
    ar, senaste = lage.lansar.ar.pk, lage.senaste
    klart = [f"Andelarna för {ar} är redan fastställda."] if lage.lansar.faststalld else []
    ska_beslutas = senaste is None or bool(lage.oprovade) or senaste.status == Redovisning.Status.ATERLAMNAD
    beslut = "Besluta om redovisningen" if senaste is None else f"Besluta version {senaste.version + 1}"
    hinder = klart or (
        [] if konto.roll == Roll.LAN_BESLUTSFATTARE else ["Det gör en beslutsfattare hos länsstyrelsen."]
    )
    rader = [
        {
            "text": beslut,
            "url": reverse("redovisning_besluta", args=[ar]),
            "hinder": hinder,
            "primar": ska_beslutas,
        }
    ]
    if senaste is not None and senaste.status == Redovisning.Status.BESLUTAD:
        rader.append(
            {
                "text": "Översänd till Migrationsverket",
                "url": reverse("redovisning_oversand", args=[senaste.publikt_id]),
                "hinder": klart or stoppar_oversandande(lage),
                "primar": not ska_beslutas,
            }
        )
    if senaste is not None and senaste.status == Redovisning.Status.OVERSAND:
        rader.append(
            {
                "text": "Registrera Migrationsverkets svar",
                "url": reverse("redovisning_kvittens", args=[senaste.publikt_id]),
                "hinder": klart,
                "primar": not ska_beslutas,
            }
        )
    return rader


class BeslutaVy(MedLosenord, LanVy):
    """One decision on every agreed case: taken along or not; a new version replaces the former."""

    roller = frozenset({Roll.LAN_BESLUTSFATTARE})
    template_name = "omfordelning/lan/redovisning_besluta.html"
    mall_kontroll = "omfordelning/lan/redovisning_kontroll.html"
    form_class = BeslutaForm
    lage: Redovisningslage

    def hamta(self, ar: int) -> None:
        super().hamta(ar)
        self.rubrik = f"Besluta om redovisningen {ar}"
        if self.lansar.tidplan is not None:
            self.lage = build_redovisningslage(self.lansar)

    def smulor(self) -> list[tuple[str, str]]:
        return redovisningssmulor(self.lansar.ar.pk)

    def avbryt_url(self) -> str:
        return reverse("redovisning_ar", args=[self.lansar.ar.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        konto, nu = self.request.user, self.request.mottagen
        return super().get_form_kwargs() | {
            "arenden": [(a, stopp_for(a, Steg.TA_MED, konto, nu)) for a in self.lage.arenden]
        }

    def get_initial(self) -> dict[str, Any]:
        tidigare = self.lage.senaste or Redovisning.objects.filter(lan=self.lansar.lan.pk).order_by("beslutad").last()
        return {"sett": self._sett(), "rattslig_grund": tidigare.rattslig_grund if tidigare else ""}

    def _sett(self) -> str:
        """Give what the page shows, as a hash."""
        return avtryck(self.lage.arenden, self.lage.senaste)

    def form_invalid(self, form: BeslutaForm, status: int = 422) -> HttpResponse:
        # The page is shown anew with what holds now: what is sent next is about that.
        form.data = form.data.copy()
        form.data["sett"] = self._sett()
        return super().form_invalid(form, status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        senaste = self.lage.senaste
        return super().get_context_data(
            **{
                "lage": self.lage,
                "version": senaste.version + 1 if senaste else 1,
                "fore": senaste,
                **kwargs,
            }
        )

    @cached_property
    def svarslage(self) -> Svarslage:
        """What the municipalities have answered; asked for only when it is a nollrapport."""
        return build_svarslage(self.lansar.ar.pk, self.lansar.lan.pk, self.request.mottagen)

    def _medtagna(self, form: BeslutaForm) -> list[Arende]:
        return [a for a in self.lage.arenden if form.cleaned_data["val"][a.forslag.pk].tas_med]

    def knapp(self, form: BeslutaForm) -> str:
        return "Besluta om redovisningen" if self._medtagna(form) else "Besluta om nollrapporten"

    def visa(self, form: BeslutaForm) -> dict[str, Any]:
        data = form.cleaned_data
        medtagna = self._medtagna(form)
        utelamnade = [a for a in self.lage.arenden if a not in medtagna]
        tabell = self.lage.andelstabell({a.forslag.pk for a in medtagna})
        return {
            "rubrik": "Kontrollera och besluta",
            "rader": [
                {"namn": "Diarienummer", "varde": data["diarienummer"]},
                {"namn": "Beslutsdag", "varde": veckodatum(data["beslutsdag"])},
                {"namn": "Beslutande", "varde": self.request.user.namn},
                {"namn": "Föredragande", "varde": data["foredragande"] or "Ingen föredragande"},
                {"namn": "Deltog i övrigt", "varde": data["narvarande"] or "–"},
                {"namn": "Rättslig grund", "varde": data["rattslig_grund"] or "–"},
            ],
            "varningar": self._varningar(medtagna),
            "par": build_par(self.lage, medtagna, self.request.user, self.request.mottagen),
            "utelamnade": [(a.forslag, data["val"][a.forslag.pk].skal) for a in utelamnade],
            **tabellvarden(self.lansar, tabell),
        }

    def _varningar(self, medtagna: list[Arende]) -> list[str]:
        varningar = [
            f"{a.forslag.referens} tas med: {', '.join(tank)}." for a in medtagna if (tank := varningsflaggor(a))
        ]
        slut = self.lansar.tidplan.slut
        if self.request.mottagen < slut:
            varningar.append(
                f"Kommunerna har tid på sig till {sista_dag(slut)}. Efter beslutet kan de inte återkalla själva."
            )
        if self.lage.vantar:
            namn = ", ".join(f.referens for f in self.lage.vantar)
            vilka = "Ett förslag" if len(self.lage.vantar) == 1 else f"{len(self.lage.vantar)} förslag"
            varningar.append(f"{vilka} väntar fortfarande på svar och är inte med i beslutet: {namn}.")
        if senaste := self.lage.senaste:
            varningar.append(
                f"Version {senaste.version + 1} ersätter version {senaste.version}, "
                f"som länsstyrelsen beslutade {datum(senaste.beslutsdag)}."
            )
        return varningar

    def utfor(self, form: BeslutaForm) -> str:
        data = form.cleaned_data
        kommandon.besluta(
            self.lansar.ar.pk,
            self.lansar.lan.pk,
            val=data["val"],
            diarienummer=data["diarienummer"],
            beslutsdag=data["beslutsdag"],
            foredragande=data["foredragande"],
            narvarande=data["narvarande"],
            rattslig_grund=data["rattslig_grund"],
            sett=data["sett"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()
