"""From a document's input to its HTML: one template per kind, every value escaped, nothing read from users as HTML."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from anvisning.tid import lokal
from anvisning.visning import behovda_decimaler

from .kodning import Underlag
from .underlag import (
    Arendeutskrift,
    Bekraftelsebrev,
    Beskedsbrev,
    Brev,
    Redovisningsdokument,
    Registreringskopia,
)

Sammanhang = dict[str, Any]
NOLL = Decimal(0)


def build_html(underlag: Underlag) -> str:
    """Build the document's HTML, without its style sheet. Errors: `TypeError` for an input that has no template."""
    try:
        mall, skapa = MALLAR[type(underlag)]
    except KeyError:
        raise TypeError(f"{type(underlag).__name__} has no template.") from None
    return render_to_string(f"brev/{mall}.html", {"b": underlag, **skapa(underlag)})


def _w3c(when: date) -> str:
    """Give a day, or an instant in Swedish time with whole seconds, as the W3C profile of ISO 8601 wants it."""
    if isinstance(when, datetime):
        return lokal(when).isoformat(timespec="seconds")
    return when.isoformat()


def _brev(b: Brev) -> Sammanhang:
    rows = (b.givare, b.mottagande)
    return {
        "skapad": _w3c(b.datum),
        "myndighet": b.avsandare.namn,
        "d": behovda_decimaler([n for row in rows for n in (row.fore, row.andring, row.efter)], b.decimaler),
        "rader": rows,
        "summa_fore": b.givare.fore + b.mottagande.fore,
        "summa_efter": b.givare.efter + b.mottagande.efter,
        "givaren_far_noll": b.givare.efter == 0,
    }


def _besked(b: Beskedsbrev) -> Sammanhang:
    rubrik = "Länsstyrelsen föreslår omfördelningen" if b.medtagen else "Länsstyrelsen tar inte med omfördelningen"
    return {**_brev(b), "slag": "Besked", "rubrik": rubrik, "flyttas": b.medtagen}


def _bekraftelse(b: Bekraftelsebrev) -> Sammanhang:
    rubrik = "Omfördelningen är fastställd"
    if not b.faststalld:
        rubrik = "Omfördelningen är inte fastställd"
    elif b.avvikelse:
        rubrik = "Omfördelningen är fastställd med ny siffra"
    return {**_brev(b), "slag": "Bekräftelse", "rubrik": rubrik, "flyttas": b.faststalld}


def _registreringskopia(b: Registreringskopia) -> Sammanhang:
    return {"skapad": _w3c(b.tidpunkt), "myndighet": b.avsandare, "slag": "Registreringskopia", "rubrik": b.rubrik}


def _redovisning(b: Redovisningsdokument) -> Sammanhang:
    return {
        "skapad": _w3c(b.datum),
        "myndighet": b.avsandare.namn,
        "slag": "Redovisning" if b.rader else "Nollrapport",
        "rubrik": f"Omfördelningar för {b.ar}" if b.rader else f"Inga omfördelningar för {b.ar}",
        "d": behovda_decimaler([n for k in b.kommuner for n in (k.fore, k.lamnar, k.tar_emot, k.efter)], b.decimaler),
        "flyttat": sum((row.promille for row in b.rader), NOLL),
        "summa": {
            "fore": sum((k.fore for k in b.kommuner), NOLL),
            "lamnar": sum((k.lamnar for k in b.kommuner), NOLL),
            "tar_emot": sum((k.tar_emot for k in b.kommuner), NOLL),
            "efter": sum((k.efter for k in b.kommuner), NOLL),
        },
    }


def _arende(b: Arendeutskrift) -> Sammanhang:
    return {"skapad": _w3c(b.utskriven), "myndighet": b.lan, "slag": "Utskrift av ärende", "rubrik": b.rubrik}


MALLAR: dict[type[Underlag], tuple[str, Callable[[Any], Sammanhang]]] = {
    Beskedsbrev: ("besked", _besked),
    Bekraftelsebrev: ("bekraftelse", _bekraftelse),
    Registreringskopia: ("registreringskopia", _registreringskopia),
    Redovisningsdokument: ("redovisning", _redovisning),
    Arendeutskrift: ("arende", _arende),
}
