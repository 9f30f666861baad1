"""The receipt of every act of the county: its own address, read again whenever."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.behorighet import LANSROLLER, krav_roll
from anvisning.models import Handelse, Kontaktfunktion, Konto, Organisation
from omfordelning.models import Forslag
from omfordelning.views.lan.gemensamt import arende_url


@dataclass(frozen=True)
class Kvitto:
    """The words of one kind of act: heading, and what happens next."""

    rubrik: str
    harnast: tuple[str, ...]


VANTAR_PA_DEN_ANDRA = "När båda kommunerna har godkänt samma version kan ni göra den formella kontrollen."
TILL_DEN_ANDRA = "Den andra kommunen får ett mejl, och varje registrator får en registreringskopia."
TILL_BADA = "Båda kommunerna får ett mejl, och varje registrator får en registreringskopia."
DAGEN_FLYTTAD = "sista_dag flyttad"
"""A changed timetable whose day moved, which has a reason: its receipt says who is told."""
KVITTON: dict[str, Kvitto] = {
    "kontrollerad": Kvitto(
        "Kontrollen är sparad",
        (
            "Ett ärende utan anmärkning kan tas med i redovisningen.",
            "Får ärendet en ny version behöver den kontrolleras på nytt.",
        ),
    ),
    "komplettering_begard": Kvitto(
        "Frågan är skickad",
        (
            "Kommunen får ett mejl med frågan och svarar på ärendets sida.",
            "Ni får ett mejl när svaret kommer. Ärendet kan inte tas med förrän frågan är besvarad.",
        ),
    ),
    "kommunicerat": Kvitto(
        "Kommunerna får yttra sig",
        (TILL_BADA, "När svarstiden är slut kan ni besluta att ärendet inte tas med."),
    ),
    "arende_avslutat": Kvitto(
        "Ärendet är avslutat", (TILL_BADA, "Den givande kommunen kan nu göra upp med en annan kommun.")
    ),
    "anstand_beviljat": Kvitto("Anstånd är beviljat", (TILL_BADA, "Ärendet förfaller inte så länge anståndet gäller.")),
    "anstand_avslaget": Kvitto("Anstånd är inte beviljat", (TILL_BADA, "Den vanliga sista dagen gäller.")),
    "sen_inlamning_tillaten": Kvitto(
        "Sen inlämning är tillåten",
        ("Kommunen får ett mejl om att den kan skicka sitt förslag.", "Skälet sparas och står i länets händelser."),
    ),
    "forslag_skickat": Kvitto("Förslaget är registrerat", (TILL_DEN_ANDRA, VANTAR_PA_DEN_ANDRA)),
    "inbjudan_skickad": Kvitto("Inbjudan är registrerad", (TILL_DEN_ANDRA, VANTAR_PA_DEN_ANDRA)),
    "forslag_godkant": Kvitto("Godkännandet är registrerat", (TILL_DEN_ANDRA, "Gör den formella kontrollen.")),
    "forslag_andrat": Kvitto("Den nya siffran är registrerad", (TILL_DEN_ANDRA, VANTAR_PA_DEN_ANDRA)),
    "forslag_avbojt": Kvitto(
        "Kommunens nej är registrerat", (TILL_DEN_ANDRA, "Den givande kommunen kan nu göra upp med en annan kommun.")
    ),
    "forslag_aterkallat": Kvitto(
        "Återkallelsen är registrerad", (TILL_DEN_ANDRA, "Den givande kommunen kan nu göra upp med en annan kommun.")
    ),
    "beslut_meddelat": Kvitto("Kommunens beslut är registrerat", (TILL_DEN_ANDRA,)),
    "anstand_begart": Kvitto(
        "Begäran om anstånd är registrerad",
        (TILL_DEN_ANDRA, "Besluta om anståndet. Ärendet förfaller inte under tiden."),
    ),
    "komplettering_besvarad": Kvitto("Svaret är registrerat", ("Gör den formella kontrollen på nytt om det behövs.",)),
    "omstandighet_anmald": Kvitto(
        "Uppgiften är registrerad",
        (TILL_BADA, "Ingen siffra ändras av sig själv.", "Uppgiften syns i ärendet, i redovisningen och i breven."),
    ),
    "redovisning_beslutad": Kvitto(
        "Redovisningen är beslutad",
        (
            "Besked till kommunerna och redovisningens filer görs nu.",
            "Översänd redovisningen till Migrationsverket. Det går att göra direkt.",
        ),
    ),
    "redovisning_oversand": Kvitto(
        "Redovisningen är översänd",
        (
            "Migrationsverket får ett mejl, och registratorn en registreringskopia.",
            "Migrationsverket kvitterar eller lämnar tillbaka redovisningen.",
            "Ni kan ersätta den med en ny version ända tills andelarna är fastställda.",
        ),
    ),
    "redovisning_mottagen": Kvitto(
        "Svaret är registrerat", ("Migrationsverket fastställer andelarna. Då får kommunerna sina bekräftelser.",)
    ),
    "redovisning_aterlamnad": Kvitto(
        "Svaret är registrerat", ("Rätta det som Migrationsverket pekar på.", "Besluta sedan en ny version.")
    ),
    "tidplan_andrad": Kvitto(
        "Tidplanen är ändrad", ("Det nya gäller från nu.", "Inget mejl skickas. Berätta för kommunerna om det rör dem.")
    ),
    DAGEN_FLYTTAD: Kvitto(
        "Tidplanen är ändrad",
        (
            "Länets kommuner får ett mejl om den nya dagen, med ert skäl.",
            "Påminnelser och kalendrar följer den nya dagen, och länets öppna sida visar att den är flyttad.",
        ),
    ),
}
"""Event → its receipt. An event that is not the county's own act has none."""


def kvitto(request: HttpRequest, ar: int, nummer: int) -> HttpResponse:
    """Show the receipt of one event in the county's own chain."""
    krav_roll(request.user, *LANSROLLER)
    handelse = Handelse.objects.get(ar=ar, lanskod=request.user.lanskod, nummer=nummer)
    flyttad = handelse.slag == "tidplan_andrad" and "skal" in handelse.uppgifter
    ord_ = KVITTON.get(DAGEN_FLYTTAD if flyttad else handelse.slag)
    egen = Konto.objects.filter(pk=handelse.konto_id, organisation=request.user.organisation_id)
    if ord_ is None or not egen.exists():
        raise Http404
    return render(
        request,
        "omfordelning/lan/kvitto.html",
        {"rubrik": ord_.rubrik, "handelse": handelse, "harnast": ord_.harnast, "ar": ar, **_om(handelse)},
    )


def _om(handelse: Handelse) -> dict[str, Any]:
    """Give what the act was about: a case with both municipalities' contacts, the report, or the county's year."""
    if handelse.slag.startswith("redovisning"):
        return {
            "referens": f"Redovisning {handelse.ar}, {handelse.uppgifter.get('diarienummer', '')}",
            "kontakter": Kontaktfunktion.objects.filter(organisation__slag=Organisation.Slag.NATIONELL),
            "tillbaka_url": reverse("redovisning_ar", args=[handelse.ar]),
            "tillbaka_text": "Till redovisningen",
        }
    if not handelse.arende:
        return {
            "referens": f"{handelse.ar}-{handelse.lanskod}-{handelse.nummer}",
            "kontakter": [],
            "tillbaka_url": reverse("sammanstallning_ar", args=[handelse.ar]),
            "tillbaka_text": "Till sammanställningen",
        }
    forslag = Forslag.objects.get(publikt_id=handelse.arende)
    kommuner = (forslag.givare_id, forslag.mottagare_id)
    return {
        "referens": forslag.referens,
        "kontakter": Kontaktfunktion.objects.filter(organisation__kommun__in=kommuner).select_related("organisation"),
        "tillbaka_url": arende_url(forslag),
        "tillbaka_text": "Visa ärendet",
    }
