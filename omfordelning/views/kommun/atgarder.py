"""What a municipality can do in a case right now: each act with its address, or the reasons that stand in its way.

The reasons are the process's own (`process.hinder`); nothing is decided here.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.urls import reverse

from anvisning.behorighet import KOMMUNEN_ARBETAR
from omfordelning import behorighet
from omfordelning.arendebild import Arendebild
from omfordelning.lage import Innehall
from omfordelning.process import (
    AVSLUTADE,
    GANG,
    HOS_KOMMUNERNA,
    PAGAENDE,
    Status,
    Steg,
    Villkor,
    hinder,
    sidan_har_godkant,
    sidan_har_inte_godkant,
)
from omfordelning.views.kommun.ord import andra_text

ADRESS = {
    Steg.SKICKA: "arende_skicka",
    Steg.GODKANN: "arende_svara",
    Steg.ANDRA: "arende_andra",
    Steg.AVBOJ: "arende_avboj",
    Steg.MEDDELA_BESLUT: "arende_beslut",
    Steg.BEGAR_ANSTAND: "arende_anstand",
    Steg.ATERKALLA: "arende_aterkalla",
    Steg.ANMAL_OMSTANDIGHET: "arende_omstandighet",
}
"""The steps of the parties in the order they are shown, and their pages."""
FARLIGA = (Steg.AVBOJ, Steg.ATERKALLA)
BE_LANET = "Be länsstyrelsen avsluta ärendet."


@dataclass(frozen=True)
class Atgard:
    """One act for atgarder.html. `namn` tells which: a step's code, or the page's name."""

    namn: str
    text: str
    url: str
    hinder: list[str] = field(default_factory=list)
    primar: bool = False
    fara: bool = False


def hinder_for(steg: Steg, bild: Arendebild, nu: datetime) -> list[str]:
    """Give what stands in the way of a step before its form is filled in: the form brings reason and basis."""
    nytt = Innehall(hela=True, promille=bild.promille, villkor=Villkor.PROMILLE) if steg is Steg.ANDRA else None
    lage = bild.arende.lage(bild.akt(nu, innehall=nytt))
    return hinder(steg, replace(lage, skal="Skäl.", har_underlag=True))


def _ar_andras_tur(steg: Steg, bild: Arendebild, nu: datetime) -> bool:
    """Tell whether the step belongs to the side that has (or has not) approved, and that is the other one."""
    lage = bild.arende.lage(bild.akt(nu))
    return any(sparr(lage) for sparr in GANG[steg].sparrar if sparr in (sidan_har_godkant, sidan_har_inte_godkant))


def _text(steg: Steg, bild: Arendebild) -> str:
    ord_ = "inbjudan" if bild.forslag.ar_inbjudan else "förslaget"
    eget = bild.godkannande(bild.sida) if bild.sida else None
    match steg:
        case Steg.SKICKA:
            return f"Skicka {ord_} till {bild.motpart}"
        case Steg.GODKANN:
            return "Godkänn: meddela kommunens beslut"
        case Steg.ANDRA:
            return andra_text(bild)
        case Steg.AVBOJ:
            return "Säg nej"
        case Steg.MEDDELA_BESLUT:
            saknas = eget is None or eget.kommunbeslut is None or not eget.kommunbeslut.ar_fattat
            return "Meddela kommunens beslut" if saknas else "Komplettera kommunens beslut"
        case Steg.ATERKALLA:
            return f"Återkalla {ord_}" if bild.sida == bild.forslag.initiativ else "Återkalla godkännandet"
        case Steg.BEGAR_ANSTAND:
            return "Begär anstånd"
        case _:
            return "Anmäl en ändrad omständighet"


def _be_foretradare(bild: Arendebild) -> str:
    if not bild.forslag.foretradare:
        return "Det gör en företrädare. Kommunen har ingen än: be länsstyrelsen bjuda in en."
    return f"Det gör en företrädare i kommunen: {', '.join(bild.forslag.foretradare)}."


def _visas(steg: Steg, bild: Arendebild, nu: datetime) -> bool:
    if steg is Steg.ATERKALLA and bild.status in PAGAENDE:
        return bild.sida in bild.arende.godkand_av
    return bild.status in GANG[steg].fran and not _ar_andras_tur(steg, bild, nu)


def atgarder(bild: Arendebild, nu: datetime) -> list[Atgard]:
    """Give the acts of the account's municipality in the case. None for a reader, and none for other organisations."""
    if bild.sida is None or bild.konto.roll not in KOMMUNEN_ARBETAR:
        return []
    nyckel = bild.forslag.publikt_id
    rader = []
    for fraga in bild.egna_fragor:
        url = reverse("arende_komplettering", args=[nyckel, fraga["id"]])
        rader.append(Atgard(Steg.BESVARA_KOMPLETTERING, "Svara på frågan från länsstyrelsen", url, primar=True))
    for steg, namn in ADRESS.items():
        if not _visas(steg, bild, nu):
            continue
        skal = hinder_for(steg, bild, nu)
        if steg is Steg.ATERKALLA and skal:
            skal = [*skal, BE_LANET]
        if not behorighet.far(steg, bild.konto):
            skal = [_be_foretradare(bild)]
        rader.append(
            Atgard(
                steg,
                _text(steg, bild),
                reverse(namn, args=[nyckel]),
                hinder=skal,
                primar=steg in (Steg.SKICKA, Steg.GODKANN),
                fara=steg in FARLIGA,
            )
        )
    if bild.status is Status.UTKAST:
        rader.append(Atgard("utkast", "Ändra utkastet", reverse("utkast", args=[nyckel])))
    return rader


def ovriga(bild: Arendebild) -> list[Atgard]:
    """Give what changes nothing in the case: text for the board, a decision prepared, a copy, a draft thrown away."""
    if bild.sida is None:
        return []
    nyckel, rader = bild.forslag.publikt_id, []
    if bild.konto.roll not in KOMMUNEN_ARBETAR:
        return rader
    har_inte_godkant = bild.status in HOS_KOMMUNERNA and bild.sida not in bild.arende.godkand_av
    if bild.status is Status.UTKAST or har_inte_godkant:
        rader.append(Atgard("forbered_beslut", "Förbered kommunens beslut", reverse("arende_beslut", args=[nyckel])))
    if bild.status in (Status.UTKAST, *HOS_KOMMUNERNA):
        rader.append(Atgard("text", "Text till nämnden", reverse("arende_text", args=[nyckel])))
    if bild.status is Status.UTKAST:
        rader.append(Atgard("slang", "Släng utkastet", reverse("utkast_slang", args=[nyckel]), fara=True))
    elif bild.status in (*AVSLUTADE, Status.FASTSTALLD):
        rader.append(Atgard("kopiera", "Kopiera till ett nytt utkast", reverse("arende_kopiera", args=[nyckel])))
    return rader
