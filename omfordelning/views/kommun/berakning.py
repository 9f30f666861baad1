"""A municipality in one run: its figures, and how each was worked out. The address always shows the same."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.anvisningar.kommunens import bokningar
from anvisning.behorighet import KOMMUNROLLER, LANSROLLER, NATIONELLA_ROLLER, krav_roll
from anvisning.berakningar import lasning, offentligt
from anvisning.berakningar.kommunbild import Kommunlage, kommunens_lage, lagen
from anvisning.berakningar.manad import HORISONT
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.models import Anvisningstyp, Berakning, Kommun, Konto
from anvisning.visning import datum
from omfordelning.malbild import malbild
from omfordelning.malsiffror import KORT, adress, avtryck, kallor, orsaken


def berakning_kommun(request: HttpRequest, publikt_id: uuid.UUID, kod: str) -> HttpResponse:
    """Show a municipality in a run: to itself, to its county and to the national roles. For others it is not there."""
    kommun = _synlig(request.user, kod)
    berakning = lasning.med_underlag().get(publikt_id=publikt_id)
    insyn = offentligt.insyn(kod, berakning) if request.user.roll in KOMMUNROLLER else None
    lage = _lage(kod, berakning, insyn)
    if lage is None:
        raise Kommun.DoesNotExist
    far_oppna = request.user.roll in NATIONELLA_ROLLER
    return render(
        request,
        "omfordelning/kommun/berakning.html",
        {
            "rubrik": f"Så har vi räknat: {kommun.namn}",
            "berakning": berakning,
            "tillbakatagen": datum(berakning.tillbakatagen) if berakning.tillbakatagen else "",
            "gallande": _gallande_adress(berakning, kod),
            "fakta": [*kallor(berakning, orsaken(berakning)), *avtryck(berakning)],
            "far_oppna": far_oppna,
            "bokningar": _bokningsrader(kod, berakning, far_oppna=far_oppna),
            "typer": Anvisningstyp.korta(),
            **malbild(berakning, lage, insyn),
        },
    )


def _lage(kod: str, berakning: Berakning, insyn: Insyn | None) -> Kommunlage | None:
    underlag, metod = lasning.underlag(berakning), lasning.metod(berakning)
    if insyn:
        return kommunens_lage(underlag, metod, insyn, HORISONT)
    return lagen(underlag, metod, [kod], HORISONT).get(kod)


def _synlig(konto: Konto, kod: str) -> Kommun:
    krav_roll(konto, *KOMMUNROLLER, *LANSROLLER, *NATIONELLA_ROLLER)
    kommuner = Kommun.objects.all()
    if konto.roll in KOMMUNROLLER:
        kommuner = kommuner.filter(pk=konto.kommunkod)
    elif konto.roll in LANSROLLER:
        kommuner = kommuner.filter(lan=konto.lanskod)
    return kommuner.get(pk=kod)


def _gallande_adress(berakning: Berakning, kod: str) -> str:
    """Give the address of the same in the run that holds, unless this is it."""
    gallande = lasning.gallande()
    return adress(gallande, kod) if gallande and gallande != berakning else ""


def _bokningsrader(kod: str, berakning: Berakning, *, far_oppna: bool) -> list[dict[str, Any]]:
    return [
        {
            "bokning": b,
            "url": reverse("anvisningsbokning", args=[b.publikt_id]) if far_oppna else "",
            "sha256": b.sha256[:KORT],
            "antal": [(typ.kort, getattr(b, typ)) for typ in Anvisningstyp],
        }
        for b in bokningar(kod, berakning)
    ]
