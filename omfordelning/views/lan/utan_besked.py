"""The county's pages of whom to call: municipalities without answer, and decisions that risk to come too late."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from anvisning.sortering import soknyckel
from anvisning.tabell.export import Kolumn, Tabell
from anvisning.tid import svensk_dag
from omfordelning.models import Forslag
from omfordelning.motesrisk import Risk, build_risker
from omfordelning.utan_besked import SKAL, Rad, build_utan_besked
from omfordelning.views.lan.gemensamt import Lansar, get_lansar, lanssmulor, visa_gotland
from omfordelning.views.publikt.svar import formatlankar, som_fil

ALDRIG = datetime(1, 1, 1, tzinfo=UTC)
SORTERING: dict[str, Callable[[Rad], Any]] = {
    "namn": lambda rad: rad.kommun.sortering,
    "inloggad": lambda rad: rad.inloggad or ALDRIG,
    "pamind": lambda rad: rad.pamind or ALDRIG,
}
"""What the list may be sorted by, as the address says it; "-" before it turns the order round."""


def _lansar(request: HttpRequest, ar: int) -> Lansar:
    lansar = get_lansar(request.user, request.mottagen, ar)
    if lansar is None:
        raise Http404
    return lansar


def sortera(rader: list[Rad], onskad: str) -> tuple[str, list[Rad]]:
    """Give the order that holds (an unknown one is by name) and the rows in it; equals stand in order of name."""
    nyckel = SORTERING.get(onskad.removeprefix("-"))
    if nyckel is None:
        onskad, nyckel = "namn", SORTERING["namn"]
    return onskad, sorted(rader, key=nyckel, reverse=onskad.startswith("-"))


def utan_besked(request: HttpRequest, ar: int) -> HttpResponse:
    """Show whom to call. `?skal`, `?q`, `?sortera` are kept in the address."""
    lansar, rubrik = _lansar(request, ar), f"Utan besked {ar}"
    if lansar.tidplan is None:
        return visa_gotland(request, lansar, rubrik)
    alla, lage = build_utan_besked(lansar.tidplan, request.mottagen)
    q = request.GET.get("q", "").replace("\x00", "")[:100]
    skal = request.GET.get("skal", "") if request.GET.get("skal") in SKAL else ""
    ordning, rader = sortera(alla, request.GET.get("sortera", ""))
    visade = [r for r in rader if soknyckel(q) in r.kommun.sokning and (not skal or skal in r.skal)]
    return render(
        request,
        "omfordelning/lan/utan_besked.html",
        {
            "rubrik": rubrik,
            "lansar": lansar,
            "lage": lage,
            "rader": visade,
            "antal": len(alla),
            "q": q,
            "skal": skal,
            "skalval": [
                {"kod": kod, "text": text, "antal": sum(kod in r.skal for r in alla), "vald": kod == skal}
                for kod, text in SKAL.items()
            ],
            "sortering": ordning,
            "dolda": [(namn, request.GET[namn]) for namn in ("skal", "sortera") if namn in request.GET],
            "filer": formatlankar("utan_besked_fil", (ar,), "Listan"),
            "smulor": lanssmulor(ar),
        },
    )


def utan_besked_fil(request: HttpRequest, ar: int, format: str) -> HttpResponse:
    """Hand out the list as CSV, XLSX or JSON."""
    lansar = _lansar(request, ar)
    if lansar.tidplan is None:
        raise Http404
    rader, lage = build_utan_besked(lansar.tidplan, request.mottagen)
    tabell = Tabell(
        rubrik=f"Utan besked {ar}, {lansar.lan.namn}",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Vad som saknas"),
            Kolumn("Svar"),
            Kolumn("Väntar på svar i"),
            Kolumn("Kontakt"),
            Kolumn("Telefon"),
            Kolumn("Funktionsbrevlåda"),
            Kolumn("Senast inloggad", "datum"),
            Kolumn("Senast påmind", "datum"),
        ),
        rader=[
            [
                rad.kommun.kod,
                rad.kommun.namn,
                ", ".join(rad.skalen),
                rad.svar.value,
                ", ".join(f.referens for f in rad.vantar),
                ", ".join(k.funktion for k in rad.kontakter),
                ", ".join(k.telefon for k in rad.kontakter if k.telefon),
                rad.brevlada,
                svensk_dag(rad.inloggad) if rad.inloggad else None,
                svensk_dag(rad.pamind) if rad.pamind else None,
            ]
            for rad in rader
        ],
        not_=lage.text,
        exempeldata=lansar.ar.exempeldata,
    )
    return som_fil(tabell, format, f"utan-besked-{lansar.lan.pk}-{ar}")


def motesrisker(request: HttpRequest, ar: int) -> HttpResponse:
    """Show the municipalities whose decision risks to come too late."""
    lansar, rubrik = _lansar(request, ar), f"Beslut som kan komma för sent {ar}"
    if lansar.tidplan is None:
        return visa_gotland(request, lansar, rubrik)
    return render(
        request,
        "omfordelning/lan/motesrisker.html",
        {
            "rubrik": rubrik,
            "lansar": lansar,
            "risker": build_risker(lansar.tidplan, request.mottagen),
            "filer": formatlankar("motesrisker_fil", (ar,), "Listan"),
            "smulor": lanssmulor(ar),
        },
    )


def motesrisker_fil(request: HttpRequest, ar: int, format: str) -> HttpResponse:
    """Hand out the decisions at risk as CSV, XLSX or JSON."""
    lansar = _lansar(request, ar)
    if lansar.tidplan is None:
        raise Http404
    tabell = Tabell(
        rubrik=f"Beslut som kan komma för sent {ar}, {lansar.lan.namn}",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Referens"),
            Kolumn("Motpart"),
            Kolumn("Sista dag", "datum"),
            Kolumn("Sammanträde", "datum"),
            Kolumn("Risk"),
            Kolumn("Anstånd begärt"),
            Kolumn("Telefon"),
        ),
        rader=[
            [
                risk.kommun.kod,
                risk.kommun.namn,
                risk.forslag.referens,
                _motpart(risk),
                risk.sista_dag,
                risk.mote,
                risk.besked,
                "ja" if risk.anstand_begart else "nej",
                ", ".join(k.telefon for k in risk.kontakter if k.telefon),
            ]
            for risk in build_risker(lansar.tidplan, request.mottagen)
        ],
        exempeldata=lansar.ar.exempeldata,
    )
    return som_fil(tabell, format, f"sammantraden-{lansar.lan.pk}-{ar}")


def _motpart(risk: Risk) -> str:
    f: Forslag = risk.forslag
    return f.mottagare.namn if risk.kommun.kod == f.givare_id else f.givare.namn
