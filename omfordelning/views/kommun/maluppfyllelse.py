"""My goal fulfilment: Migrationsverket's figure, the computed one with its parts, the queue, and our own numbers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import querysets, tid
from anvisning.anvisningar.kommunens import Period, migrationsverkets, per_ar, per_manad
from anvisning.behorighet import KOMMUNROLLER, krav_roll
from anvisning.berakningar import lasning
from anvisning.berakningar.kommunbild import for_kommunen, lagen
from anvisning.berakningar.manad import HORISONT
from anvisning.models import Anvisningstyp, Berakning, Konto, PubliceradMaluppfyllelse
from anvisning.tabell.export import Kolumn, Tabell
from anvisning.visning import HARDBLANK, datum, manad, tal
from omfordelning.malbild import malbild
from omfordelning.malsiffror import TYPERNA, adress, bokningens_namn, med_kallor
from omfordelning.views.publikt.svar import FORMAT, som_fil


def min_maluppfyllelse(request: HttpRequest) -> HttpResponse:
    """Show the fulfilment of the account's municipality."""
    konto: Konto = request.user
    krav_roll(konto, *KOMMUNROLLER)
    berakning, kod = lasning.gallande(), konto.kommunkod
    aren, manader = _perioder(request, berakning)
    innehall: dict[str, Any] = {
        "rubrik": f"{konto.organisation.namn}: er måluppfyllelse",
        "berakning": berakning,
        "migrationsverkets": _migrationsverkets(migrationsverkets([kod]).get(kod)),
        "aren": [(str(p.fran.year), p) for p in aren],
        "manader": [(_periodens_namn(p), p) for p in manader],
        "typer": TYPERNA,
        "filer": [
            {"url": reverse("min_maluppfyllelse_fil", args=[f]), "format": f.upper(), "vad": "Antalen"} for f in FORMAT
        ],
    }
    return render(request, "omfordelning/kommun/maluppfyllelse.html", innehall | _beraknat(berakning, kod))


def min_maluppfyllelse_fil(request: HttpRequest, format: str) -> HttpResponse:
    """Hand out the municipality's own numbers, per year and for the last twelve months."""
    konto: Konto = request.user
    krav_roll(konto, *KOMMUNROLLER)
    aren, manader = _perioder(request, lasning.gallande())
    return som_fil(antalstabell(konto.organisation.namn, aren, manader), format, f"anvisade-barn-{konto.kommunkod}")


def antalstabell(vem: str, aren: list[Period], manader: list[Period]) -> Tabell:
    """Give the numbers as a table: the years, then the months, and what was given for a longer time."""
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
            *(["Månad" if p.ar_manad else "Längre period", p.fran, p.till, *p.per_typ, p.summa] for p in manader),
        ],
        exempeldata=querysets.har_exempeldata(),
    )


def _perioder(request: HttpRequest, berakning: Berakning | None) -> tuple[list[Period], list[Period]]:
    till = (berakning.per if berakning else None) or tid.svensk_dag(request.mottagen)
    kod = request.user.kommunkod
    return per_ar(kod), per_manad(kod, till)


def _beraknat(berakning: Berakning | None, kod: str) -> dict[str, Any]:
    if berakning is None:
        return {}
    lage = lagen(lasning.underlag(berakning), lasning.metod(berakning), [kod], HORISONT).get(kod)
    if lage is None:
        return {"saknas": True}
    bild = malbild(berakning, for_kommunen(lage), till_er=True)
    return bild | {
        "utrakningar": med_kallor(bild["utrakningar"], berakning, kod),
        "fast_adress": adress(berakning, kod),
        "rakna_inledande": berakning.ar.rakna_inledande,
    }


def _migrationsverkets(rad: PubliceradMaluppfyllelse | None) -> dict[str, str] | None:
    if rad is None:
        return None
    return {"varde": f"{tal(rad.procent)}{HARDBLANK}%", "dag": datum(rad.dag), "kalla": bokningens_namn(rad.bokning)}


def _periodens_namn(p: Period) -> str:
    return manad(p.fran) if p.ar_manad else f"{datum(p.fran)}–{datum(p.till)}"
