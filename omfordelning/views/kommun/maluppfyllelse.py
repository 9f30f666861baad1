"""My goal fulfilment: Migrationsverket's figure, the computed one with its parts, the queue, and our own numbers."""

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anvisning import querysets, tid
from anvisning.anvisningar.kommunens import RAKNAS, Period, manader_till, migrationsverkets, per_ar, per_manad
from anvisning.behorighet import KOMMUNROLLER, krav_roll
from anvisning.berakningar import lasning, offentligt
from anvisning.berakningar.kommunbild import kommunens_lage
from anvisning.berakningar.manad import HORISONT
from anvisning.models import Anvisningstyp, Berakning, Konto, PubliceradMaluppfyllelse
from anvisning.tabell.export import SMA_ANTAL, Kolumn, Tabell
from anvisning.visning import HARDBLANK, datum, manad, tal
from omfordelning.forms.per_datum import BerakningForm
from omfordelning.malbild import malbild
from omfordelning.malsiffror import adress, bokningens_namn, med_kallor
from omfordelning.views.publikt.svar import formatlankar, som_fil

MANADER = 12
"""The latest months that are shown."""


def min_maluppfyllelse(request: HttpRequest) -> HttpResponse:
    """Show the municipality's fulfilment now, or lead to the run that held when the day `?per=` ended."""
    konto: Konto = request.user
    krav_roll(konto, *KOMMUNROLLER)
    if "per" in request.GET:
        return _den_dagen(request, konto)
    berakning, kod = lasning.gallande(), konto.kommunkod
    aren, manader = _perioder(request, berakning)
    innehall: dict[str, Any] = {
        "rubrik": f"{konto.organisation.namn}: er måluppfyllelse",
        "berakning": berakning,
        "migrationsverkets": _migrationsverkets(migrationsverkets([kod]).get(kod)),
        "aren": [(str(p.fran.year), p) for p in aren],
        "manader": [(manad(p.fran), p) for p in manader],
        "typer": Anvisningstyp.korta(),
        "form": BerakningForm(idag=tid.svensk_dag(request.mottagen)),
        "filer": formatlankar("min_maluppfyllelse_fil", (), "Antalen"),
    }
    return render(request, "omfordelning/kommun/maluppfyllelse.html", innehall | _beraknat(berakning, kod))


def _den_dagen(request: HttpRequest, konto: Konto) -> HttpResponse:
    form, status = BerakningForm(request.GET, idag=tid.svensk_dag(request.mottagen)), 400
    if form.is_valid():
        dag = form.cleaned_data["per"]
        if berakning := lasning.gallande_den(dag):
            return redirect(adress(berakning, konto.kommunkod))
        form.add_error("per", f"Den {datum(dag)} fanns ingen beräkning. Skriv en senare dag.")
        status = 404
    innehall = {"rubrik": "Er måluppfyllelse per datum", "form": form}
    return render(request, "omfordelning/kommun/ingen_berakning.html", innehall, status=status)


def min_maluppfyllelse_fil(request: HttpRequest, format: str) -> HttpResponse:
    """Hand out the municipality's own numbers, per year and for the last twelve months."""
    konto: Konto = request.user
    krav_roll(konto, *KOMMUNROLLER)
    aren, manader = _perioder(request, lasning.gallande())
    return som_fil(antalstabell(konto.organisation.namn, aren, manader), format, f"anvisade-barn-{konto.kommunkod}")


def antalstabell(vem: str, aren: list[Period], manader: list[Period]) -> Tabell:
    """Give the numbers as a table: the years, then the months."""
    return Tabell(
        rubrik=f"Anvisade barn, {vem}",
        kolumner=(
            Kolumn("Period"),
            Kolumn("Från", "datum"),
            Kolumn("Till och med", "datum"),
            *(Kolumn(typ, "heltal") for typ in Anvisningstyp.labels),
            Kolumn("Summa", "heltal"),
        ),
        rader=[
            *(["År", p.fran, p.till, *p.per_typ, p.summa] for p in aren),
            *(["Månad", p.fran, p.till, *p.per_typ, p.summa] for p in manader),
        ],
        not_=f"{RAKNAS} {SMA_ANTAL}",
        exempeldata=querysets.har_exempeldata(),
    )


def _perioder(request: HttpRequest, berakning: Berakning | None) -> tuple[list[Period], list[Period]]:
    till = (berakning.per if berakning else None) or tid.svensk_dag(request.mottagen)
    kod = request.user.kommunkod
    return per_ar(kod), per_manad(kod, list(islice(manader_till(till), MANADER)))


def _beraknat(berakning: Berakning | None, kod: str) -> dict[str, Any]:
    if berakning is None:
        return {}
    insyn = offentligt.insyn(kod, berakning)
    lage = kommunens_lage(lasning.underlag(berakning), lasning.metod(berakning), insyn, HORISONT)
    if lage is None:
        return {"saknas": True}
    bild = malbild(berakning, lage, insyn, till_er=True)
    return bild | {
        "utrakningar": med_kallor(bild["utrakningar"], berakning, kod),
        "fast_adress": adress(berakning, kod),
        "rakna_inledande": berakning.ar.rakna_inledande,
    }


def _migrationsverkets(rad: PubliceradMaluppfyllelse | None) -> dict[str, str] | None:
    if rad is None:
        return None
    return {"varde": f"{tal(rad.procent)}{HARDBLANK}%", "dag": datum(rad.dag), "kalla": bokningens_namn(rad.bokning)}
