"""What each act is called: as a title in a register, and in the short mail that tells of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Uppmaning:
    """What a reader is told to do; it always goes at once.

    `uppgift` names the function in `notisvillkor` that tells whether it still is to be done; "" when only reading is.
    """

    text: str
    uppgift: str = ""


@dataclass(frozen=True, kw_only=True)
class Aktnamn:
    """The words of one kind of act. In them {fran} is who did it, {till} the other municipality, {ar} the year.

    `titel` is the suggested title in the diarium; `amne` the mail's subject; `mening` what happened. `kommunen` and
    `lanet` say what the reader is to do, or may do (plain text: only information); empty means: answer by the deadline
    if it is the reader's turn, else nothing. `for_sent` is what a municipality is told instead when the time is out.
    """

    titel: str
    amne: str
    mening: str
    kommunen: str | Uppmaning = ""
    lanet: str | Uppmaning = ""
    for_sent: Uppmaning | None = None


_SAK = "omfördelning av anvisningsandel {ar}"
INGET = "ni behöver inte göra något nu"
SVARA = Uppmaning("ni behöver svara senast den {slut}", "svar_vantas")

AKTNAMN: dict[str, Aktnamn] = {
    "forslag_skickat": Aktnamn(
        titel=f"Förslag från {{fran}} till {{till}} om {_SAK}",
        amne="Förslag om omfördelning",
        mening="{fran} har skickat ett förslag",
    ),
    "inbjudan_skickad": Aktnamn(
        titel=f"Inbjudan från {{fran}} till {{till}} om {_SAK}",
        amne="Inbjudan om omfördelning",
        mening="{fran} har skickat en inbjudan",
    ),
    "forslag_andrat": Aktnamn(
        titel=f"Ändrat förslag från {{fran}} till {{till}} om {_SAK}",
        amne="Ändrat förslag",
        mening="{fran} har svarat med en annan siffra",
    ),
    "forslag_godkant": Aktnamn(
        titel=f"Godkännande från {{fran}} av förslag om {_SAK}",
        amne="Förslaget är godkänt",
        mening="{fran} har godkänt förslaget",
        lanet=Uppmaning("ni kan göra den formella kontrollen", "kontroll_vantas"),
    ),
    "forslag_avbojt": Aktnamn(
        titel=f"Nej från {{fran}} till förslag om {_SAK}",
        amne="Nej till förslaget",
        mening="{fran} har sagt nej till förslaget",
        kommunen="ni kan nu göra upp med en annan kommun",
    ),
    "forslag_aterkallat": Aktnamn(
        titel=f"Återkallelse från {{fran}} av förslag om {_SAK}",
        amne="Förslaget är återkallat",
        mening="{fran} har återkallat förslaget",
    ),
    "forslag_forfallet": Aktnamn(
        titel=f"Förfallet förslag om {_SAK}",
        amne="Förslaget har förfallit",
        mening="Förslaget har förfallit eftersom beslut inte kom i tid",
    ),
    "forfall_undanrojt": Aktnamn(
        titel=f"Förslag om {_SAK} gäller igen",
        amne="Förslaget gäller igen",
        mening="Förslaget gäller igen eftersom en handling kom in i tid",
    ),
    "beslut_meddelat": Aktnamn(
        titel=f"Beslut från {{fran}} om {_SAK}",
        amne="Kommunens beslut",
        mening="{fran} har meddelat sitt beslut",
    ),
    "anstand_begart": Aktnamn(
        titel=f"Begäran från {{fran}} om anstånd med {_SAK}",
        amne="Begäran om anstånd",
        mening="{fran} har begärt anstånd",
        lanet=Uppmaning("ni behöver besluta om anståndet", "anstand_vantas"),
    ),
    "anstand_beviljat": Aktnamn(
        titel=f"Anstånd från {{fran}} med {_SAK}",
        amne="Anstånd",
        mening="{fran} har gett anstånd",
    ),
    "anstand_avslaget": Aktnamn(
        titel=f"Avslag från {{fran}} på begäran om anstånd med {_SAK}",
        amne="Inget anstånd",
        mening="{fran} har inte gett anstånd",
        for_sent=Uppmaning("ni kan inte svara efter {slut}: förslaget förfaller om inte länsstyrelsen hjälper er"),
    ),
    "kontrollerad": Aktnamn(
        titel=f"Formell kontroll av {_SAK}",
        amne="Formell kontroll",
        mening="{fran} har gjort den formella kontrollen",
    ),
    "komplettering_begard": Aktnamn(
        titel=f"Begäran från {{fran}} om komplettering i ärende om {_SAK}",
        amne="Begäran om komplettering",
        mening="{fran} har en fråga till er",
        kommunen=Uppmaning("ni behöver svara så snart ni kan", "komplettering_vantas"),
    ),
    "komplettering_besvarad": Aktnamn(
        titel=f"Svar från {{fran}} på begäran om komplettering i ärende om {_SAK}",
        amne="Svar på begäran om komplettering",
        mening="{fran} har svarat på en begäran om komplettering",
        lanet=Uppmaning("ni kan fortsätta med ärendet"),
    ),
    "kommunicerat": Aktnamn(
        titel=f"Tillfälle att yttra sig i ärende om {_SAK}",
        amne="Tillfälle att yttra sig",
        mening="{fran} tänker inte ta med ärendet i sin redovisning",
        kommunen=Uppmaning("ni kan yttra er senast den {svar_senast}", "yttrande_vantas"),
    ),
    "arende_avslutat": Aktnamn(
        titel=f"Beslut från {{fran}} att avsluta ärende om {_SAK}",
        amne="Ärendet är avslutat",
        mening="{fran} har avslutat ärendet",
    ),
    "omstandighet_anmald": Aktnamn(
        titel=f"Anmälan från {{fran}} om ändrad omständighet i ärende om {_SAK}",
        amne="Ändrad omständighet",
        mening="{fran} har anmält en ändrad omständighet",
        kommunen="ni bör läsa vad den gäller",
        lanet="ni bör läsa vad den gäller",
    ),
    "tas_med": Aktnamn(
        titel=f"Beslut från {{fran}} att ta med {_SAK} i sin redovisning",
        amne="Besked om omfördelning",
        mening="{fran} har beslutat att ta med ärendet i sin redovisning",
    ),
    "tas_inte_med": Aktnamn(
        titel=f"Beslut från {{fran}} att inte ta med {_SAK} i sin redovisning",
        amne="Besked om omfördelning",
        mening="{fran} har beslutat att inte ta med ärendet i sin redovisning",
    ),
    "redovisad": Aktnamn(
        titel=f"Redovisning från {{fran}} till Migrationsverket av {_SAK}",
        amne="Redovisad till Migrationsverket",
        mening="{fran} har redovisat ärendet till Migrationsverket",
    ),
    "preliminara_andrade": Aktnamn(
        titel="Nya preliminära anvisningsandelar {ar}",
        amne="Nya preliminära andelar",
        mening="Migrationsverket har lämnat nya preliminära andelar",
        kommunen=Uppmaning("ni behöver läsa de nya siffrorna i ärendet"),
        lanet=Uppmaning("ni behöver läsa de nya siffrorna i ärendet"),
    ),
    "faststalld": Aktnamn(
        titel=f"Migrationsverkets beslut att fastställa {_SAK}",
        amne="Omfördelningen är fastställd",
        mening="Migrationsverket har fastställt omfördelningen",
    ),
    "inte_faststalld": Aktnamn(
        titel=f"Migrationsverkets beslut att inte fastställa {_SAK}",
        amne="Omfördelningen är inte fastställd",
        mening="Migrationsverket har inte fastställt omfördelningen",
    ),
    "rattad": Aktnamn(
        titel=f"Migrationsverkets rättelse av {_SAK}",
        amne="Rättade andelar",
        mening="Migrationsverket har rättat de fastställda andelarna",
        kommunen=Uppmaning("ni behöver läsa det nya brevet"),
        lanet=Uppmaning("ni behöver läsa de nya siffrorna"),
    ),
    "redovisning_oversand": Aktnamn(
        titel="Redovisning från {fran} av omfördelade anvisningsandelar {ar}",
        amne="Redovisning av omfördelningar",
        mening="{fran} har sänt sin redovisning, och ni behöver ta emot eller lämna tillbaka den",
    ),
    "redovisning_mottagen": Aktnamn(
        titel="Migrationsverkets kvittens på redovisning av omfördelade anvisningsandelar {ar}",
        amne="Redovisningen är mottagen",
        mening=f"Migrationsverket har tagit emot er redovisning, och {INGET}",
    ),
    "redovisning_aterlamnad": Aktnamn(
        titel="Återlämnad redovisning av omfördelade anvisningsandelar {ar}",
        amne="Redovisningen är återlämnad",
        mening="Migrationsverket har lämnat tillbaka er redovisning, och ni behöver besluta en ny version "
        "senast den {dag}",
    ),
}

INTERNA = frozenset({"kontrollerad"})
"""Acts inside the county that are neither received nor dispatched: nobody gets a register copy of them."""


def uppmaning(slag: str, *, er_tur: bool, lanet: bool, for_sent: bool = False) -> str | Uppmaning:
    """Give what the reader is to do, or may do, after an act.

    Takes the act's code, whether the reader can answer and it is its turn, whether the reader works at the county, and
    whether the case waits for an answer after its last day.
    """
    namn = AKTNAMN[slag]
    if lanet:
        return namn.lanet or INGET
    return (for_sent and namn.for_sent) or namn.kommunen or (SVARA if er_tur else INGET)


def mening(slag: str, *, er_tur: bool, lanet: bool, for_sent: bool = False, **ord_: str) -> str:
    """Give a notice mail's first sentence: what happened, and what the reader is to do by when (as `uppmaning`)."""
    gor = uppmaning(slag, er_tur=er_tur, lanet=lanet, for_sent=for_sent)
    text = gor.text if isinstance(gor, Uppmaning) else gor
    return f"{AKTNAMN[slag].mening}, och {text}.".format(**ord_)
