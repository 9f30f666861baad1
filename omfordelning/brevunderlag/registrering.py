"""The register copy (registreringskopia) of one act in a case: its full content, for the authority's own diarium."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from anvisning import querysets
from anvisning.models import Andelstabell, Dokument, Handelse
from anvisning.models.andelar import BESLUTADE
from anvisning.visning import datum, promille
from omfordelning import brev
from omfordelning.aktnamn import AKTNAMN
from omfordelning.brevunderlag import delar
from omfordelning.brevunderlag.flaggor import omstandighet_text
from omfordelning.lage import Arende, Registrering
from omfordelning.models import Kommunbeslut, Kontroll, Redovisningsrad
from omfordelning.parter import MIGRATIONSVERKET, Parter, Sandare, myndighet
from omfordelning.process import Sida, Status

Rader = list[tuple[str, str]]

ETIKETTER = {
    "sammantrade": "Sammanträdesdag",
    "skal": "Skäl",
    "beviljat_till": "Anstånd till och med",
    "svar_senast": "Svar senast",
    "dag": "Dag",
    "diarienummer": "Länsstyrelsens diarienummer",
    "beslutsdag": "Länsstyrelsens beslutsdag",
    "foredragande": "Föredragande",
    "foreslaget": "Föreslaget",
    "enligt_villkor": "Enligt kommunernas villkor",
    "beslutat": "Beslutat",
    "tidigare": "Tidigare beslutat",
}
"""Facts of an event → what they are called on the copy, in this order."""
DAGAR = {"sammantrade", "beviljat_till", "svar_senast", "dag", "beslutsdag"}
TAL = {"foreslaget", "enligt_villkor", "beslutat", "tidigare"}


def registreringskopior(
    arende: Arende,
    handelse: Handelse,
    parter: Parter,
    fran: Sandare,
    registrering: Registrering | None,
    bilagor: Sequence[Dokument],
) -> list[brev.Registreringskopia]:
    """Build the copies for the parties' organs, as the case stands after the act: they differ in whom they are for.

    `fran` is who did the act; `registrering` what the county typed in for a municipality: the copy then carries both
    instants. `bilagor` are the files that came with the act.
    """
    forslag = arende.forslag
    till = [part for part in parter.alla if part.organisation.pk != fran.organisation_id]
    beslut = delar.versionens_beslut(arende.version)
    gemensamt = brev.Registreringskopia(
        for_myndighet="",
        mottagen=True,
        rubrik=rubrik(arende, handelse, fran, parter),
        avsandare=fran.namn,
        mottagare=(*([MIGRATIONSVERKET] if handelse.slag == "redovisad" else []), *(part.namn for part in till)),
        tidpunkt=registrering.inkommen if registrering else handelse.nar,
        referens=forslag.referens,
        parter=(f"{parter.givare.namn} (givande)", f"{parter.mottagare.namn} (mottagande)"),
        avsnitt=tuple(_avsnitt(arende, handelse, parter, beslut)),
        bilagor=delar.bilagor(bilagor),
        referenser=_referenser(arende, parter, beslut),
        registrerad=handelse.nar if registrering else None,
        registrerad_av=delar.i_tjanst(handelse.aktor, handelse.aktor_roll) if registrering else "",
        exempeldata=forslag.ar.exempeldata,
    )
    return [
        replace(gemensamt, for_myndighet=myndighet(part.organ), mottagen=part.organisation.pk != fran.organisation_id)
        for part in parter.alla
        if part.organ is not None
    ]


def rubrik(arende: Arende, handelse: Handelse, fran: Sandare, parter: Parter) -> str:
    """Give the suggested title in the diarium."""
    sida = handelse.uppgifter.get("sida")
    till = parter.kommun(Sida(sida).motsatt).namn if sida else parter.mottagare.namn
    return AKTNAMN[handelse.slag].titel.format(fran=fran.namn, till=till, ar=arende.forslag.ar_id)


def _avsnitt(
    arende: Arende, handelse: Handelse, parter: Parter, beslut: dict[Sida, Kommunbeslut | None]
) -> Iterator[brev.Avsnitt]:
    version, forslag = arende.version, arende.forslag
    decimaler = forslag.ar.decimaler
    yield _bygg("Handlingens innehåll", [*_handelsen(handelse, decimaler), *_eget(arende, handelse, parter)])
    tabell = querysets.gallande_tabell(forslag.ar_id)
    if tabell is not None and tabell.slag in BESLUTADE:
        yield _bygg("Migrationsverkets beslut", _mv_beslut(tabell))
    yield _bygg(
        f"Förslaget, version {version.nummer}",
        [
            ("Omfattning", _omfattning(arende, handelse)),
            (delar.OM_ANDELEN_ANDRAS, delar.villkor_text(version)),
            ("Version skriven av", parter.kommun(version.sida).namn),
            ("Meddelande", version.meddelande),
            ("Ärendets status", Status(forslag.status).text),
            ("Ärendet avslutades för att", forslag.avslutsskal),
        ],
    )
    yield _bygg(_andelsrubrik(forslag.status), _andelar(arende, handelse, parter, tabell))
    for sida in Sida:
        if (rad := beslut[sida]) is not None:
            yield _bygg(f"{parter.kommun(sida).namn}: beslut", _beslut(parter.kommun(sida).namn, rad))


def _omfattning(arende: Arende, handelse: Handelse) -> str:
    """How much was proposed; once the shares are decided, without the share it was a part of, which has changed."""
    hela, d = arende.version.hela, arende.forslag.ar.decimaler
    if arende.faststallt:
        foreslaget = Decimal(handelse.uppgifter.get("foreslaget") or arende.version.promille)
        return delar.omfattning(hela, foreslaget, None, d)
    return delar.omfattning(hela, arende.promille(), arende.andelar.get(arende.forslag.givare_id), d)


def _bygg(rubrik: str, rader: Rader) -> brev.Avsnitt:
    return brev.Avsnitt(
        rubrik=rubrik, uppgifter=tuple(brev.Uppgift(etikett=etikett, varde=varde) for etikett, varde in rader if varde)
    )


def _handelsen(handelse: Handelse, decimaler: int) -> Rader:
    rader = [("Händelse", handelse.text), ("Utfört av", delar.i_tjanst(handelse.aktor, handelse.aktor_roll))]
    for nyckel, etikett in ETIKETTER.items():
        varde = handelse.uppgifter.get(nyckel)
        if not varde:
            continue
        if nyckel in DAGAR:
            varde = datum(date.fromisoformat(varde))
        elif nyckel in TAL:
            varde = promille(Decimal(varde), decimaler)
        rader.append((etikett, varde))
    return rader


def _eget(arende: Arende, handelse: Handelse, parter: Parter) -> Rader:
    """What is particular to the kind of act and stands in its own row."""
    if handelse.slag == "omstandighet_anmald":
        rad = arende.forslag.omstandigheter.latest("pk")
        return [("Omständighet", omstandighet_text(rad, parter.kommun(rad.sida).namn))]
    if handelse.slag == "kontrollerad":
        kontroll = Kontroll.objects.filter(version=arende.version).latest("gjord")
        return [(punkt, "Ja" if ja else "Nej") for punkt, ja in kontroll.punkter.items()]
    return []


def _mv_beslut(tabell: Andelstabell) -> Rader:
    return [
        ("Beslut", f"Återger Migrationsverkets beslut den {datum(tabell.beslutsdag)}"),
        ("Referens", tabell.referens),
        ("Tabell", delar.tabellnamn(tabell)),
        ("Skäl till rättelsen", tabell.skal),
    ]


def _andelsrubrik(status: str) -> str:
    if status in (Status.FASTSTALLD, Status.INTE_FASTSTALLD):
        return "Fastställda andelar före och efter"
    return "Andelar före och efter, om förslaget genomförs"


def _andelar(arende: Arende, handelse: Handelse, parter: Parter, tabell: Andelstabell | None) -> Rader:
    forslag, d = arende.forslag, arende.forslag.ar.decimaler
    flyttas = Decimal(handelse.uppgifter.get("beslutat") or arende.promille())
    rader = []
    for part, kod, andring in (
        (parter.givare, forslag.givare_id, -flyttas),
        (parter.mottagare, forslag.mottagare_id, flyttas),
    ):
        fore = arende.andelar.get(kod)
        if fore is None:
            rader.append((part.namn, "Saknas i tabellen"))
        elif fore + andring < 0:
            rader.append((part.namn, f"{promille(fore, d)} före. Förslaget ryms inte i andelen."))
        else:
            rader.append((part.namn, f"{promille(fore, d)} före, {promille(fore + andring, d)} efter"))
    return [*rader, ("Källa", delar.kalla(tabell))]


def _beslut(namn: str, rad: Kommunbeslut) -> Rader:
    beslut = delar.kommunbeslut(namn, rad)
    return [
        ("Organ", beslut.organ),
        ("Beslutsdag", datum(beslut.datum) if beslut.datum else ""),
        ("Paragraf", beslut.paragraf),
        ("Diarienummer", beslut.dnr),
        ("Protokoll", beslut.justering),
        ("Övrigt", beslut.anmarkning),
    ]


def _referenser(arende: Arende, parter: Parter, beslut: dict[Sida, Kommunbeslut | None]) -> tuple[brev.Referens, ...]:
    redovisad = (
        Redovisningsrad.objects.filter(forslag=arende.forslag)
        .order_by("-redovisning__version")
        .values_list("redovisning__diarienummer", flat=True)
        .first()
    )
    return delar.referenser(
        [
            *((parter.kommun(sida).namn, rad.diarienummer) for sida, rad in beslut.items() if rad is not None),
            (parter.lan.namn, redovisad or ""),
        ]
    )
