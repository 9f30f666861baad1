"""The rows of the case page: what it means now, versions with their differences, decisions, timeline, documents."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime

from anvisning.models import Dokument, Handelse, Organslag
from anvisning.visning import ForeEfter, datum, promille, sista_dag, tidpunkt, veckodatum
from omfordelning.arendebild import Arendebild
from omfordelning.forms.kommun_beslut import beskriv
from omfordelning.models import Brev, Forslagsversion, Kommunbeslut
from omfordelning.process import AVSLUTADE, HOS_KOMMUNERNA, PAGAENDE, Sida, Status
from omfordelning.statusord import Flagga
from omfordelning.views.kommun.ord import andra_text, siffra, villkorsrad

MARK = "ändrad"


def ingress(bild: Arendebild, nu: datetime) -> str:
    """Say in one or two sentences what the case is about and what happens next, as the reader's own side sees it."""
    givare, mottagare = bild.namn(Sida.GIVARE), bild.namn(Sida.MOTTAGARE)
    hur_mycket = "hela sin anvisningsandel" if bild.version.hela else f"{promille(bild.promille, bild.decimaler)}"
    vad = f"{givare} lämnar över {hur_mycket} för {bild.ar} till {mottagare}."
    senast = sista_dag(bild.arende.slut)
    match bild.status:
        case Status.UTKAST if bild.passerad(nu):
            return f"{vad} Utkastet syns bara i er kommun. Sista dagen att skicka det var {senast}."
        case Status.UTKAST:
            return f"{vad} Utkastet syns bara i er kommun. Det behöver skickas senast {senast}."
        case Status.VANTAR_SVAR if bild.forslag.anstand_begart:
            return f"{vad} Anstånd är begärt och länsstyrelsen prövar det."
        case Status.OVERENS if not bild.ryms:
            return f"{vad} Siffran ryms inte längre, så kommunerna behöver ändra den först."
        case Status.VANTAR_SVAR if bild.passerad(nu):
            return f"{vad} Tiden att svara gick ut {senast}."
        case Status.VANTAR_SVAR if bild.var_tur:
            return f"{vad} Ni behöver svara senast {senast}."
        case Status.VANTAR_SVAR:
            return f"{vad} {bild.vantar_pa} behöver svara senast {senast}."
        case Status.OVERENS:
            return f"{vad} Kommunerna är överens. Nu prövar länsstyrelsen ärendet."
        case Status.FORESLAGEN:
            return f"{vad} Länsstyrelsen har tagit med ärendet i sin redovisning."
        case Status.REDOVISAD:
            dag = veckodatum(bild.forslag.ar.faststalls_dag)
            return f"{vad} Omfördelningen gäller först när Migrationsverket har beslutat, enligt planen {dag}."
        case Status.FASTSTALLD:
            return f"{givare} har lämnat över {promille(bild.promille, bild.decimaler)} för {bild.ar} till {mottagare}."
    return f"Ingen andel förs över mellan {givare} och {mottagare}."


def paminda(bild: Arendebild) -> str:
    """Say when each side was last reminded, while the case is open: "Senast påmind: Luleå 4 november 2026."."""
    if bild.status not in PAGAENDE:
        return ""
    sidor = [f"{bild.namn(r['sida'])} {datum(parse_datetime(r['nar']))}" for r in bild.forslag.paminda_sidor]
    return f"Senast påmind: {', '.join(sidor)}." if sidor else ""


def rad_till_er(bild: Arendebild, nu: datetime) -> list[str]:
    """Give advice to the own side: what an end means, what to do when the time is out or a figure is too big."""
    rader = []
    if bild.sida is None:
        return rader
    if not bild.ryms:
        rader.append(f"{bild.ryms_inte} {_nar_det_inte_ryms(bild, nu)}")
    for rad in bild.egna_anstand:
        dag = datum(date.fromisoformat(rad["sammantrade"]))
        rader.append(f"Ni har begärt anstånd till {dag}. Ärendet förfaller inte medan länsstyrelsen prövar det.")
    if bild.status is Status.UTKAST and bild.passerad(nu):
        rader.append(
            "Utkastet hann inte skickas. Det finns kvar. Ring länsstyrelsen: de kan tillåta sen inlämning. "
            "Då kan ni skicka det härifrån."
        )
    if bild.status in (Status.NEJ, Status.ATERKALLAD, Status.FORFALLEN, Status.INTE_MEDTAGEN):
        if bild.sida is Sida.GIVARE:
            ring = f"Ring länsstyrelsen, {bild.kontakt['telefon']}, om" if bild.kontakt else "Ring länsstyrelsen om"
            rader.append(
                f"Ert beslut avser {bild.motpart}. En annan mottagare kräver i regel ett nytt beslut. "
                f"Er andel är fri: ni kan göra upp med en annan kommun. {ring} ni söker en annan kommun."
            )
        rader.append(
            "Ett avslutat ärende öppnas inte igen. Kopiera det till ett nytt utkast om ni vill försöka på nytt."
        )
    return rader


def _nar_det_inte_ryms(bild: Arendebild, nu: datetime) -> str:
    if bild.status is Status.UTKAST:
        return "Ändra utkastet innan det skickas."
    kvar = "Godkännandena finns kvar, men ärendet kan inte gå vidare förrän siffran ryms."
    if bild.status not in HOS_KOMMUNERNA or bild.passerad(nu):
        return f"{kvar} Ring länsstyrelsen."
    return f"{kvar} Välj ”{andra_text(bild)}”."


def raknat(bild: Arendebild, fe: ForeEfter) -> dict[str, Any]:
    """Give how the shares after the redistribution are worked out, and from which table."""
    d = fe.decimaler
    formel = (
        f"{fe.givare}: {promille(fe.givare_fore, d)} − {promille(fe.promille, d)} = {promille(fe.givare_efter, d)}. "
        f"{fe.mottagare}: {promille(fe.mottagare_fore, d)} + {promille(fe.promille, d)} = "
        f"{promille(fe.mottagare_efter, d)}."
    )
    kalla = f"{bild.tabell.kalla}: {bild.tabell}" if bild.tabell else ""
    return {"formel": formel, "kalla": kalla, "dag": bild.tabell.beslutsdag if bild.tabell else None}


def versioner(bild: Arendebild) -> list[dict[str, Any]]:
    """Give the sent versions, newest first, each with what differs from the one before."""
    rader: list[dict[str, Any]] = []
    fore: Forslagsversion | None = None
    for version in sorted(bild.forslag.versioner.all(), key=lambda v: v.nummer):
        nuvarande = version.nummer == bild.forslag.version
        antal = bild.promille if nuvarande and bild.status not in AVSLUTADE else version.promille
        andrad = fore is not None and (fore.hela, fore.promille) != (version.hela, version.promille)
        andrat_villkor = fore is not None and villkorsrad(fore) != villkorsrad(version)
        rader.append(
            {
                "nummer": version.nummer,
                "nuvarande": nuvarande,
                "av": bild.namn(version.sida),
                "tid": version.skickad,
                "siffra": siffra(version.hela, antal, bild.decimaler),
                "andrad": MARK if andrad else "",
                "forut": siffra(fore.hela, fore.promille, bild.decimaler) if andrad and fore else "",
                "villkor": villkorsrad(version)["varde"],
                "andrat_villkor": MARK if andrat_villkor else "",
                "meddelande": version.meddelande,
                "godkand_av": [bild.namn(g.sida) for g in version.godkannanden.all()],
            }
        )
        fore = version
    return rader[::-1]


def beslut(bild: Arendebild) -> list[dict[str, Any]]:
    """Give each side's approval of the current version with the decision behind it, the giver's first."""
    return [_beslut(bild, sida) for sida in Sida]


def _beslut(bild: Arendebild, sida: Sida) -> dict[str, Any]:
    godkannande = bild.godkannande(sida)
    rad: dict[str, Any] = {"kommun": bild.fullt_namn(sida), "beslut": "", "flaggor": [], "filer": []}
    if godkannande is None:
        rad["rader"] = ["Har inte godkänt den här versionen."]
        return rad
    beslut = godkannande.kommunbeslut
    rad["beslut"] = beskriv(beslut) if beslut else "Beslutet är inte meddelat"
    rad["rader"] = [*(_beslutsrader(beslut) if beslut else []), f"Godkänt {tidpunkt(godkannande.mottaget)}."]
    if godkannande.ram_bekraftad:
        rad["rader"].append("Kommunen har bekräftat att beslutet täcker den här versionen.")
    if godkannande.registrerat_av_lan:
        rad["flaggor"].append(Flagga("registrerat av länsstyrelsen"))
    if beslut is None or not beslut.ar_fattat:
        rad["flaggor"].append(Flagga("beslut saknas", "varning"))
    elif beslut.utdrag_foljer:
        rad["flaggor"].append(Flagga("protokollsutdrag följer"))
    rad["filer"] = [
        fil_rad(dokument, vad)
        for dokument, vad in (
            (beslut.utdrag if beslut else None, "Protokollsutdrag"),
            (godkannande.handling, "Handling som kom in"),
        )
        if dokument is not None
    ]
    return rad


def _beslutsrader(beslut: Kommunbeslut) -> list[str]:
    rader = [
        f"{beslut.get_tillstand_display()}.",
        f"Diarienummer {beslut.diarienummer}." if beslut.diarienummer else "",
        f"På delegation, punkt {beslut.delegationspunkt}." if beslut.delegationspunkt else "",
        "Beslutat av ordföranden i ett brådskande ärende." if beslut.organslag == Organslag.ORDFORANDE else "",
    ]
    return [rad for rad in rader if rad]


def fil_rad(dokument: Dokument, vad: str, *, ersatt: bool = False) -> dict[str, Any]:
    """Give one file for nerladdningar.html."""
    return {
        "url": reverse("dokument", args=[dokument.publikt_id]),
        "format": "PDF",
        "vad": vad,
        "ersatt": ersatt,
    }


def brev(bild: Arendebild) -> list[dict[str, Any]]:
    """Give the letters that the account may read, newest first: its own side's, or all for county and nation.

    A letter that a newer one replaces is marked; one still being made has no address.
    """
    rader, nyast = [], {}
    for rad in bild.forslag.brevlista:
        nyckel = (rad["slag"], rad["sida"])
        nyast.setdefault(nyckel, rad["version"])
        if bild.sida is not None and rad["sida"] != bild.sida:
            continue
        namn = Brev.Slag(rad["slag"]).label
        version = f", version {rad['version']}" if rad["version"] > 1 else ""
        till = "" if bild.sida else f" till {bild.fullt_namn(rad['sida'])}"
        rader.append(
            {
                "url": reverse("dokument", args=[rad["publikt_id"]]) if rad["klar"] else "",
                "format": "PDF",
                "vad": f"{namn}{till}{version}",
                "ersatt": rad["version"] < nyast[nyckel],
            }
        )
    return rader


def tidslinje(bild: Arendebild) -> list[dict[str, Any]]:
    """Give what has happened, newest first."""
    return [_handelse(h) for h in reversed(bild.handelser)]


def _handelse(handelse: Handelse) -> dict[str, Any]:
    rad: dict[str, Any] = {
        "tid": handelse.nar,
        "rubrik": handelse.text,
        "av": f"{handelse.aktor}, {handelse.aktor_roll}",
        "flaggor": [],
    }
    if inkommen := handelse.uppgifter.get("inkommen"):
        kom = parse_datetime(inkommen)
        rad["text"] = f"Kom in till länsstyrelsen {tidpunkt(kom)}." if kom else ""
        rad["flaggor"] = [{"text": "registrerat av länsstyrelsen", "slag": ""}]
    return rad
