"""What each act is called: as a title in a register, and in the short mail that tells of it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Aktnamn:
    """The words of one kind of act. In them {fran} is who did it, {till} the other municipality, {ar} the year.

    `titel` is the suggested title in the diarium; `amne` the mail's subject; `mening` what happened. `kommunen` and
    `lanet` say what the reader is to do; empty means: answer by the deadline if it is the reader's turn, else nothing.
    """

    titel: str
    amne: str
    mening: str
    kommunen: str = ""
    lanet: str = ""


_SAK = "omfördelning av anvisningsandel {ar}"
INGET = "ni behöver inte göra något nu"
SVARA = "ni behöver svara senast den {slut}"

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
        lanet="ni kan göra den formella kontrollen",
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
    "beslut_meddelat": Aktnamn(
        titel=f"Beslut från {{fran}} om {_SAK}",
        amne="Kommunens beslut",
        mening="{fran} har meddelat sitt beslut",
    ),
    "anstand_begart": Aktnamn(
        titel=f"Begäran från {{fran}} om anstånd med {_SAK}",
        amne="Begäran om anstånd",
        mening="{fran} har begärt anstånd",
        lanet="ni behöver besluta om anståndet",
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
        kommunen="ni behöver svara så snart ni kan",
    ),
    "komplettering_besvarad": Aktnamn(
        titel=f"Svar från {{fran}} på begäran om komplettering i ärende om {_SAK}",
        amne="Svar på begäran om komplettering",
        mening="{fran} har svarat på en begäran om komplettering",
        lanet="ni kan fortsätta med ärendet",
    ),
    "kommunicerat": Aktnamn(
        titel=f"Tillfälle att yttra sig i ärende om {_SAK}",
        amne="Tillfälle att yttra sig",
        mening="{fran} tänker inte ta med ärendet i sin redovisning",
        kommunen="ni kan yttra er senast den {svar_senast}",
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
        kommunen="ni behöver läsa de nya siffrorna i ärendet",
        lanet="ni behöver läsa de nya siffrorna i ärendet",
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
        kommunen="ni behöver läsa det nya brevet",
        lanet="ni behöver läsa de nya siffrorna",
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


def mening(slag: str, *, er_tur: bool, lanet: bool, **ord_: str) -> str:
    """Give a notice mail's first sentence: what happened, and what the reader is to do by when.

    Takes the act's code, whether it is the reader's turn, whether the reader works at the county, and the words.
    """
    namn = AKTNAMN[slag]
    gor = namn.lanet if lanet else namn.kommunen
    return f"{namn.mening}, och {gor or (SVARA if er_tur and not lanet else INGET)}.".format(**ord_)
