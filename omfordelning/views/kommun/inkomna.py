"""Incoming proposals as one stack, with a running total and the effect on the own share."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.behorighet import KOMMUNROLLER, krav_roll
from anvisning.falt import PromilleFormField
from anvisning.models import Konto, Organisation, Roll, Tidplan
from omfordelning.arendefragor import tabell_och_andelar
from omfordelning.forms.kommun_beslut import beskriv, kommunens_beslut
from omfordelning.kommunlistor import Listrad, kommunens_fall, med_godkannanden, overenskommet
from omfordelning.omgang import oppen_runda
from omfordelning.process import Sida
from omfordelning.text import Sak, beslutstext

NOLL = Decimal(0)


class Takform(forms.Form):
    """How much the municipality wants to take in all."""

    tak = PromilleFormField(
        label="Ert tak: högst så här stor andel vill ni ha",
        required=False,
        help_text="Då ser ni vilka förslag som ryms. Taket sparas inte och syns inte för någon annan.",
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tak"].suffix = "‰"


@dataclass(frozen=True, kw_only=True)
class Stapelrad:
    """One proposal in the stack: what it brings (promille), and the own share if this and all above are approved."""

    rad: Listrad
    promille: Decimal
    lopande: Decimal | None
    over_tak: bool

    @property
    def url(self) -> str:
        return reverse("arende", args=[self.rad.forslag.publikt_id])

    @property
    def slut(self) -> datetime | None:
        """The exclusive deadline, with anstånd counted in."""
        slut = self.rad.forslag.slut
        return self.rad.slut(slut) if slut else None

    @property
    def svar(self) -> list[tuple[str, str, str]]:
        """The ways to answer: words, what joins them to the proposal's name, and address."""
        sidor = (("Godkänn", "", "svara"), ("Säg nej", "till ", "avboj"), ("Annan siffra", "i ", "andra"))
        nyckel = [self.rad.forslag.publikt_id]
        return [(text, till, reverse(f"arende_{namn}", args=nyckel)) for text, till, namn in sidor]


def stapla(rader: list[Listrad], borjan: Decimal | None, tak: Decimal | None) -> list[Stapelrad]:
    """Stack proposals, oldest first, with the running total from `borjan` (promille; None: no share known)."""
    summa, stapel = borjan, []
    for rad in sorted(rader, key=lambda r: r.forslag.nummer or 0):
        antal = rad.promille
        summa = None if summa is None else summa + antal
        over = tak is not None and summa is not None and summa > tak
        stapel.append(Stapelrad(rad=rad, promille=antal, lopande=summa, over_tak=over))
    return stapel


def inkomna(request: HttpRequest) -> HttpResponse:
    """Show what waits for the municipality's answer."""
    konto: Konto = request.user
    krav_roll(konto, *KOMMUNROLLER)
    plan = oppen_runda(konto.lanskod, request.mottagen)
    form = Takform(request.GET if "tak" in request.GET else None)
    giltig = form.is_valid()
    tak = form.cleaned_data.get("tak") if giltig else None
    innehall = {"rubrik": "Inkomna förslag", "form": form, "plan": plan, "tak": tak}
    if plan is not None:
        innehall |= _innehall(konto, plan, tak) | {"nu": request.mottagen}
    status = 422 if form.is_bound and not giltig else 200
    return render(request, "omfordelning/kommun/inkomna.html", innehall, status=status)


def _innehall(konto: Konto, plan: Tidplan, tak: Decimal | None) -> dict[str, Any]:
    rader = med_godkannanden(kommunens_fall(konto, plan.ar_id).filter(nummer__isnull=False))
    koder = {konto.kommunkod, *(kod for rad in rader for kod in (rad.forslag.givare_id, rad.forslag.mottagare_id))}
    tabell, andelar = tabell_och_andelar(plan.ar_id, *koder)
    vantar = [rad for rad in rader if rad.var_tur]
    egen = andelar.get(konto.kommunkod)
    borjan = None if egen is None else egen + (overenskommet(rader)[0] or NOLL)
    att_ta_emot = stapla([r for r in vantar if r.sida is Sida.MOTTAGARE], borjan, tak)
    inbjudningar = [
        Stapelrad(rad=r, promille=r.promille, lopande=_kvar(borjan, r.promille), over_tak=False)
        for r in vantar
        if r.sida is Sida.GIVARE
    ]
    return {
        "preliminar": tabell is not None and tabell.ar_preliminar,
        "egen": egen,
        "borjan": borjan,
        "att_ta_emot": att_ta_emot,
        "inbjudningar": inbjudningar,
        "nagon_ger_hela": any(rad.rad.forslag.hela for rad in att_ta_emot),
        "summa": sum((rad.promille for rad in att_ta_emot), NOLL),
        "efter": att_ta_emot[-1].lopande if att_ta_emot else borjan,
        "beslut": [beskriv(b) for b in kommunens_beslut(konto.kommunkod, plan.ar_id)],
        "far_svara": konto.roll == Roll.KOMMUN_FORETRADARE,
        "text": _text(konto, att_ta_emot, andelar) if len(att_ta_emot) > 1 else "",
        "decimaler": plan.ar.decimaler,
    }


def _kvar(borjan: Decimal | None, antal: Decimal) -> Decimal | None:
    return None if borjan is None else borjan - antal


def _text(konto: Konto, stapel: list[Stapelrad], andelar: dict[str, Decimal]) -> str:
    """Give the text for one decision that covers the whole stack."""
    koder = [s.rad.forslag.givare_id for s in stapel]
    namn = dict(Organisation.objects.filter(kommun__in=koder).values_list("kommun", "namn"))
    saker = [
        Sak(
            givare=namn[s.rad.forslag.givare_id],
            mottagare=konto.organisation.namn,
            hela=s.rad.forslag.hela,
            antal=s.promille,
            villkor=s.rad.forslag.villkor,
            andel=andelar.get(s.rad.forslag.givare_id),
            ar=s.rad.forslag.ar_id,
            decimaler=s.rad.forslag.ar.decimaler,
        )
        for s in stapel
    ]
    return beslutstext(saker, Sida.MOTTAGARE)
