"""My share: what it is this year and last, what it means, what is going on, and which dates come."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import querysets
from anvisning.behorighet import KOMMUNEN_ARBETAR, KOMMUNROLLER, krav_roll
from anvisning.models import Andelsandring, Andelstabell, Ar, Kontaktfunktion, Konto, Tidplan
from anvisning.promille import vantade_barn
from anvisning.visning import datum, promille, promille_forandring, tal
from omfordelning.arendefragor import tabell_och_andelar
from omfordelning.kommunlistor import Listrad, kommunens_fall, med_godkannanden, overenskommet
from omfordelning.omgang import visat_ar
from omfordelning.process import Sida
from omfordelning.uppgifter.delar import dagar

NOLL = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Arsandel:
    """One municipality's share in one year, in promille. `andring`: what the ledger has moved."""

    ar: int
    tabell: Andelstabell | None
    ordinarie: Decimal | None
    andring: Decimal

    @property
    def i_kraft(self) -> Decimal | None:
        return None if self.ordinarie is None else self.ordinarie + self.andring

    @property
    def sort(self) -> str:
        """Tell what kind of figure it is: "preliminär, version 1, 20 augusti 2026"."""
        if self.tabell is None:
            return "inte publicerad"
        slag = "preliminär" if self.tabell.ar_preliminar else "fastställd"
        return f"{slag}, version {self.tabell.version}, {datum(self.tabell.beslutsdag)}"


def arsandelar(kod: str, aren: list[int]) -> list[Arsandel]:
    """Give a municipality's shares in some years (one query per year and one)."""
    rader = Andelsandring.objects.filter(kommun=kod, ar__in=aren).order_by().values_list("ar")
    andringar = dict(rader.annotate(s=Sum("promille")))
    svar = []
    for ar in aren:
        tabell, andelar = tabell_och_andelar(ar, kod)
        svar.append(Arsandel(ar=ar, tabell=tabell, ordinarie=andelar.get(kod), andring=andringar.get(ar, NOLL)))
    return svar


def min_andel(request: HttpRequest) -> HttpResponse:
    """Show the share of the account's municipality."""
    konto: Konto = request.user
    krav_roll(konto, *KOMMUNROLLER)
    ar = visat_ar()
    innehall: dict[str, Any] = {"rubrik": f"{konto.organisation.namn}: er andel"}
    if ar is not None:
        innehall |= _innehall(konto, ar, request)
    return render(request, "omfordelning/kommun/min_andel.html", innehall)


def _innehall(konto: Konto, ar: Ar, request: HttpRequest) -> dict[str, Any]:
    i_ar, i_fjol = arsandelar(konto.kommunkod, [ar.pk, ar.pk - 1])
    plan = Tidplan.objects.select_related("lan").filter(ar=ar, lan=konto.lanskod).first()
    rader = med_godkannanden(kommunens_fall(konto, ar.pk).order_by("nummer", "pk"))
    kan = plan is not None and plan.lan.kan_omfordela
    return {
        "ar": ar,
        "i_ar": i_ar,
        "preliminar": i_ar.tabell is not None and i_ar.tabell.ar_preliminar,
        "nyckeltal": _nyckeltal(i_ar, i_fjol, rader, ar.decimaler),
        "raknat": _raknat(i_ar, ar.decimaler),
        "betyder": _betyder(i_ar, ar),
        "faktorer": querysets.faktorer(konto.kommunkod, ar.pk),
        "egna": [_fallrad(rad) for rad in rader if rad.forslag.initiativ == rad.sida],
        "inkomna": [_fallrad(rad) for rad in rader if rad.forslag.initiativ != rad.sida],
        "dagar": dagar(ar, plan, request.mottagen),
        "kontakter": Kontaktfunktion.objects.filter(organisation__lan=konto.lanskod).order_by("funktion"),
        "kan_omfordela": kan,
        "far_foresla": kan and konto.roll in KOMMUNEN_ARBETAR and i_ar.tabell is not None and i_ar.tabell.ar_preliminar,
        "kommun_url": reverse("kommun", args=[konto.kommunkod]),
    }


def _nyckeltal(i_ar: Arsandel, i_fjol: Arsandel, rader: list[Listrad], d: int) -> list[dict[str, str]]:
    rutor = [{"etikett": f"Er andel {i_ar.ar}", "varde": promille(i_ar.i_kraft, d), "not": i_ar.sort}]
    overens, ryms_inte = overenskommet(rader)
    if i_ar.i_kraft is not None and (overens is not None or ryms_inte):
        rutor.append(
            {
                "etikett": "Med det ni är överens om",
                "varde": "ryms inte" if overens is None else promille(i_ar.i_kraft + overens, d),
                "not": _overensnot(overens, ryms_inte, d),
            }
        )
    if i_fjol.i_kraft is not None:
        rutor.append({"etikett": f"Er andel {i_fjol.ar}", "varde": promille(i_fjol.i_kraft, d), "not": i_fjol.sort})
    return rutor


def _overensnot(overens: Decimal | None, ryms_inte: list[str], d: int) -> str:
    utanfor = f"{' och '.join(ryms_inte)} ryms inte och är inte inräknad" if ryms_inte else ""
    if overens is None:
        return f"{' och '.join(ryms_inte)}: siffran är större än andelen"
    return ". ".join(filter(None, (f"{promille_forandring(overens, d)}, inte fastställt", utanfor)))


def _raknat(i_ar: Arsandel, d: int) -> dict[str, Any] | None:
    if i_ar.tabell is None or i_ar.ordinarie is None:
        return None
    tecken = "+" if i_ar.andring >= 0 else "−"
    fore, andring, efter = (promille(tal_, d) for tal_ in (i_ar.ordinarie, abs(i_ar.andring), i_ar.i_kraft))
    return {
        "formel": f"{fore} {tecken} {andring} = {efter}",
        "rader": [
            {"namn": "Ordinarie andel", "varde": promille(i_ar.ordinarie, d)},
            {"namn": "Fastställda omfördelningar", "varde": promille_forandring(i_ar.andring, d)},
        ],
        "kalla": f"{i_ar.tabell.kalla}: {i_ar.tabell}",
        "dag": i_ar.tabell.beslutsdag,
    }


def _betyder(i_ar: Arsandel, ar: Ar) -> list[str]:
    """Give in sentences what the share means in children, as low, main and high; never as a promise."""
    if i_ar.i_kraft is None:
        return []
    rader = [
        f"Andelen är er del av alla anvisningar i landet. Av 1 000 anvisade barn anvisas ungefär "
        f"{tal(i_ar.i_kraft.quantize(Decimal('0.1')))} till er kommun."
    ]
    if ar.prognos_huvud:
        lag, huvud, hog = (
            tal(vantade_barn(i_ar.i_kraft, antal)) if antal else ""
            for antal in (ar.prognos_lag, ar.prognos_huvud, ar.prognos_hog)
        )
        spann = f" (mellan {lag} och {hog})" if lag and hog else ""
        rader.append(
            f"Prognosen för {ar.pk} är {tal(ar.prognos_huvud)} barn. Det ger ungefär {huvud} barn{spann} till er. "
            f"Det är en beräkning, inget löfte. Källa: {ar.prognos_kalla}."
        )
    if i_ar.i_kraft == 0:
        rader.append("En kommun med 0 ‰ kan ändå få ett barn anvisat, till exempel vid anknytning.")
    return rader


def _fallrad(rad: Listrad) -> dict[str, Any]:
    forslag = rad.forslag
    return {
        "url": reverse("arende", args=[forslag.publikt_id]),
        "referens": forslag.referens or "Utkast",
        "parter": f"{forslag.givare.namn} till {forslag.mottagare.namn}",
        "hela": forslag.hela,
        "promille": rad.promille,
        "tecken": -1 if rad.sida is Sida.GIVARE else 1,
        "status_kod": rad.statuskod,
        "status_ord": rad.statusord,
        "vantar_pa": rad.vantar_pa,
        "flaggor": rad.flaggor,
        "decimaler": forslag.ar.decimaler,
    }
