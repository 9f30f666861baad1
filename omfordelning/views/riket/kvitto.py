"""The receipt of every binding act of the national level: its own address, read again whenever."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import handelser
from anvisning.models import Andelstabell, Handelse, Kontaktfunktion, Organisation, Tabellslag
from omfordelning.models import Redovisning
from omfordelning.views.riket.gemensamt import atergivning, krav_nationell


@dataclass(frozen=True)
class Kvitto:
    """The words of one kind of act: heading, and what happens next."""

    rubrik: str
    harnast: tuple[str, ...]


REDOVISNING = {
    "redovisning_mottagen": Kvitto(
        "Redovisningen är mottagen",
        (
            "Länsstyrelsen får ett mejl, och registratorn en registreringskopia.",
            "Länsstyrelsen kan ersätta redovisningen med en ny version ända tills andelarna är fastställda.",
            "Omfördelningarna kommer med när de fastställda andelarna läses in.",
        ),
    ),
    "redovisning_aterlamnad": Kvitto(
        "Redovisningen är återlämnad",
        (
            "Länsstyrelsen får ett mejl med skälen, och registratorn en registreringskopia.",
            "Länsstyrelsen beslutar en ny version och sänder den hit.",
        ),
    ),
}
BREV = "Parterna får sina brev och ett mejl inom några minuter. Breven finns i varje ärende."
PUBLICERAT = {
    Tabellslag.PRELIMINAR: Kvitto(
        "De preliminära andelarna är publicerade",
        (
            "Andelarna syns öppet och är märkta preliminära.",
            "Kommunerna kan föreslå omfördelningar. Den som redan har ett förslag får veta vad som har ändrats.",
        ),
    ),
    Tabellslag.FASTSTALLD: Kvitto(
        "De fastställda andelarna är publicerade",
        ("Andelarna syns öppet.", BREV, "Ett fel som upptäcks senare rättas med en ny tabell."),
    ),
    Tabellslag.RATTELSE: Kvitto(
        "Rättelsen är publicerad",
        ("De rättade andelarna syns öppet.", "Nya brev ersätter de gamla. " + BREV),
    ),
}


def kvitto(request: HttpRequest, ar: int, lanskod: str, nummer: int) -> HttpResponse:
    """Show the receipt of one national act."""
    krav_nationell(request.user)
    handelse = Handelse.objects.get(ar=ar, lanskod=lanskod, nummer=nummer)
    if handelse.slag in REDOVISNING and lanskod != handelser.NATIONELL:
        om = _om_redovisning(handelse)
    elif handelse.slag == "tabell_publicerad":
        om = _om_tabellen(handelse)
    else:
        raise Http404
    tabell = om.pop("tabell", None)
    return render(
        request,
        "omfordelning/riket/kvitto.html",
        {"handelse": handelse, "ar": ar, "atergivning": atergivning(request.user, tabell), **om},
    )


def _om_redovisning(handelse: Handelse) -> dict[str, Any]:
    rapport = Redovisning.objects.select_related("lan__organisation").get(
        ar=handelse.ar, lan=handelse.lanskod, version=handelse.uppgifter["version"]
    )
    ord_ = REDOVISNING[handelse.slag]
    return {
        "rubrik": ord_.rubrik,
        "harnast": ord_.harnast,
        "referens": rapport.kvittens or f"{rapport.lan.namn}, version {rapport.version}",
        "kontakter": Kontaktfunktion.objects.filter(organisation=rapport.lan.organisation),
        "lankar": [("Visa redovisningen", reverse("riket_redovisning", args=[rapport.publikt_id]))],
    }


def _om_tabellen(handelse: Handelse) -> dict[str, Any]:
    tabell = Andelstabell.objects.select_related("ar").get(publikt_id=handelse.uppgifter["tabell"])
    ord_ = PUBLICERAT[Tabellslag(tabell.slag)]
    lankar = [
        ("Skillnader", reverse("differenser", args=[tabell.publikt_id])),
        ("Andelarna, öppet", reverse("andelar_ar", args=[tabell.ar_id])),
        ("Alla tabeller", reverse("importer", args=[tabell.ar_id])),
    ]
    return {
        "rubrik": ord_.rubrik,
        "harnast": ord_.harnast,
        "referens": tabell.referens or str(tabell),
        "kontakter": Kontaktfunktion.objects.filter(organisation__slag=Organisation.Slag.NATIONELL),
        "lankar": lankar[1:] if tabell.ar_preliminar else lankar,
        "tabell": tabell,
    }
