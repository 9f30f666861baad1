"""The gallery's URLs, its views, and a page frame for an invented account (there is no database here)."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from anvisning import felsidor, karta
from anvisning.visning import ForeEfter

SLUT = datetime(2026, 11, 6, 23, 0, tzinfo=UTC)
"""The exclusive instant that ends 6 November 2026 in Sweden."""
STATUSAR = [
    ("UTKAST", "Utkast", ""),
    ("VANTAR_SVAR", "Väntar på svar", "Kiruna"),
    ("OVERENS", "Överens", "länsstyrelsen"),
    ("FORESLAGEN", "Föreslås av länsstyrelsen", ""),
    ("REDOVISAD", "Redovisad till Migrationsverket", "Migrationsverket"),
    ("FASTSTALLD", "Fastställd", ""),
    ("NEJ", "Avslutad – nej från Boden", ""),
]
KOMMUNER = [
    ("Arjeplog", "0.31", "-0.31"),
    ("Boden", "2.94", "4.06"),
    ("Haparanda", "1.04", "-1.04"),
    ("Kiruna", "2.375", "0"),
    ("Luleå", "8.12", "0"),
    ("Överkalix", "1.00", "-1.00"),
    ("Övertorneå", "1.00", "-0.75"),
]


class Promillefalt(forms.CharField):
    """A field with a unit after it."""

    suffix = "‰"


class Galleriformular(forms.Form):
    """One field of each kind, in a layout with groups and a row."""

    nyckel = forms.CharField(widget=forms.HiddenInput, initial="a1b2")
    mottagare = forms.ChoiceField(
        label="Mottagande kommun",
        help_text="Bara kommuner i länet kan ta emot.",
        choices=[("", "Välj kommun"), ("2582", "Boden"), ("2584", "Kiruna")],
        error_messages={"required": "Välj vilken kommun som ska ta emot."},
    )
    omfattning = forms.ChoiceField(
        label="Hur stor del gäller det?",
        widget=forms.RadioSelect,
        choices=[("hela", "Hela andelen"), ("del", "En del av andelen")],
        help_text="Hela andelen betyder att kommunen får andelen 0 ‰.",
        error_messages={"required": "Välj hela andelen eller en del."},
    )
    promille = Promillefalt(
        label="Antal promille",
        help_text="Skriv med två decimaler, till exempel 1,25.",
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Skriv hur många promille, till exempel 1,25."},
    )
    dag = forms.DateField(
        label="Beslutets datum",
        help_text="Skriv år, månad och dag, till exempel 2026-11-02.",
        widget=forms.TextInput(attrs={"size": 12, "inputmode": "numeric"}),
        error_messages={"required": "Skriv beslutets datum, till exempel 2026-11-02."},
    )
    paragraf = forms.CharField(label="Paragraf", required=False, widget=forms.TextInput(attrs={"size": 8}))
    protokoll = forms.FileField(label="Protokollsutdrag", help_text="PDF, högst 10 MB.", required=False)
    besked = forms.MultipleChoiceField(
        label="Vilka ska få besked?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("givare", "Givande kommun"), ("mottagare", "Mottagande kommun"), ("lst", "Länsstyrelsen")],
        required=False,
    )
    skal = forms.CharField(
        label="Skäl",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv varför ni vill omfördela."},
    )
    forstatt = forms.BooleanField(
        label="Jag har läst beslutet",
        help_text="Det du skickar blir allmän handling.",
        error_messages={"required": "Bekräfta att du har läst beslutet."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skal"].tecken_kvar = 500
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "mottagare",
            "omfattning",
            "promille",
            Fieldset("Beslutet", Row("dag", "paragraf"), "protokoll"),
            "besked",
            "skal",
            "forstatt",
        )

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("Kiruna har redan ett förslag till 2027. Återkalla det först.")


class Fragaformular(forms.Form):
    """A form without a helper."""

    amne = forms.CharField(label="Ämne")


def underlag(*, fullt: bool) -> dict[str, object]:
    """Give the gallery's context, with every list full or empty."""
    flaggor = [{"text": "protokollsutdrag följer", "slag": ""}, {"text": "beslut saknas", "slag": "varning"}]
    uppgifter = [
        {
            "rubrik": "Svara på inbjudan från Boden",
            "url": "#a",
            "referens": "OMF-2027-25-014",
            "text": "Boden erbjuder sig att ta emot 1,25 ‰ av er andel.",
            "slut": SLUT,
            "brattom": True,
            "status_kod": "VANTAR_SVAR",
            "status_ord": "Väntar på svar",
            "vantar_pa": "Kiruna",
            "flaggor": [],
        },
        {
            "rubrik": "Lägg till protokollsutdraget",
            "url": "#b",
            "referens": "OMF-2027-25-003",
            "slut": SLUT,
            "status_kod": "OVERENS",
            "status_ord": "Överens",
            "vantar_pa": "länsstyrelsen",
            "flaggor": flaggor,
        },
    ]
    handelser = [
        {"tid": datetime(2026, 9, 14, 8, 5, tzinfo=UTC), "rubrik": "Kiruna skickade förslaget", "av": "Kiruna kommun"},
        {
            "tid": datetime(2026, 10, 5, 12, 30, tzinfo=UTC),
            "rubrik": "Boden sa ja",
            "av": "Företrädare, Bodens kommun",
            "text": "Kommunstyrelsen § 142.",
            "flaggor": [{"text": "registrerat av länsstyrelsen", "slag": ""}],
            "url": "#c",
            "lank": "Protokollsutdrag (PDF)",
        },
        {"dag": date(2026, 12, 20), "rubrik": "Migrationsverket fastställer andelarna", "kommande": True},
    ]
    rader = [
        {"namn": k, "fore": Decimal(f), "ut": Decimal(d), "efter": Decimal(f) + Decimal(d)} for k, f, d in KOMMUNER
    ]
    return {
        "fullt": fullt,
        "smulor": [("Start", "/"), ("Mina uppgifter", "/uppgifter")],
        "statusar": STATUSAR,
        "flaggor": flaggor,
        "fore_efter": ForeEfter("Kiruna", Decimal("2.375"), "Boden", Decimal("2.94"), Decimal("1.25")),
        "hela": ForeEfter("Arjeplog", Decimal("1.00"), "Boden", Decimal("2.94"), Decimal("1.00")),
        "slut": SLUT,
        "uppgifter": uppgifter if fullt else [],
        "handelser": handelser if fullt else [],
        "rader": rader if fullt else [],
        "summa": sum((r["fore"] for r in rader), Decimal(0)),
        "fakta": [
            {"namn": "Från", "varde": "Kiruna kommun", "andra_url": "#d", "andra_vad": "givande kommun"},
            {"namn": "Till", "varde": "Bodens kommun", "andra_url": "#e"},
            {"namn": "Beslut", "varde": "Kommunstyrelsen 5 oktober 2026 § 142", "url": "#f"},
        ],
        "harnast": [
            "Boden har till och med 6 november 2026 på sig att svara.",
            "Du får e-post när svaret har kommit.",
            "Länsstyrelsen redovisar till Migrationsverket i november.",
        ],
        "kontakt": {"namn": "Länsstyrelsen i Norrbottens län", "telefon": "010-000 00 00", "epost": "lst@example.org"},
        "filer": [
            {"url": "#g", "format": "CSV", "vad": "Andelar 2027", "storlek": "14 kB"},
            {"url": "#h", "format": "XLSX", "vad": "Andelar 2027", "ersatt": True},
        ],
        "nyckeltal": [
            {"etikett": "Er andel 2027", "varde": "2,375 ‰", "not": "preliminär"},
            {"etikett": "Ges till Boden", "varde": "1,25 ‰", "url": "#i"},
            {"etikett": "Blir kvar", "varde": "1,125 ‰"},
        ],
        "atgarder": [
            {"text": "Säg ja till förslaget", "url": "#j", "primar": True},
            {"text": "Svara med en annan siffra", "url": "#k"},
            {"text": "Säg nej", "url": "#l", "fara": True},
            {"text": "Återkalla", "url": "#m", "hinder": ["Boden har redan sagt ja.", "Be länsstyrelsen avsluta."]},
        ],
        "sidor": Paginator(range(30), 10).page(2),
        "beslutstext": "Kommunstyrelsen beslutar\n\natt omfördela 1,25 ‰ av kommunens anvisningsandel till Boden.",
    }


def galleri(request: HttpRequest) -> HttpResponse:
    """Show every component, full."""
    return render(request, "galleri.html", underlag(fullt=True) | {"form": Galleriformular()})


def tomt(request: HttpRequest) -> HttpResponse:
    """Show every component with nothing in it."""
    return render(request, "galleri.html", underlag(fullt=False) | {"form": Fragaformular()})


def formular(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST always comes back with errors."""
    form = Galleriformular(request.POST, request.FILES) if request.method == "POST" else Galleriformular()
    form.is_valid()
    return render(request, "formular.html", {"form": form, "rubrik": "Föreslå en omfördelning"})


def kvitto(request: HttpRequest) -> HttpResponse:
    """Show a receipt."""
    return render(request, "kvitto.html", underlag(fullt=True))


def kontrollera(request: HttpRequest) -> HttpResponse:
    """Show the page before a binding act."""
    sammanhang = {
        "ingress": "Inget är skickat än.",
        "rader": [{"namn": "Från", "varde": "Kiruna kommun"}, {"namn": "Till", "varde": "Bodens kommun"}],
        "fe": ForeEfter("Kiruna", Decimal("2.38"), "Boden", Decimal("2.94"), Decimal("1.25")),
        "ar": 2027,
        "preliminar": True,
        "varningar": ["Protokollet är inte justerat än."],
        "allman_handling": True,
        "dolda": [("promille", "1,25")],
        "nyckel": "a1b2",
        "knapp": "Skicka förslaget till Boden",
        "avbryt_url": "/",
    }
    return render(request, "komponenter/kontrollera.html", sammanhang)


def kartan(request: HttpRequest) -> HttpResponse:
    """Show the map with invented classes: every one of them, and municipalities that are not shown."""
    forklaring = (
        "visas inte",
        "under 60 procent",
        "60–79 procent",
        "80–99 procent",
        "100–119 procent",
        "120 procent eller mer",
    )
    with (karta.DATA / "kommuner.csv").open(encoding="utf-8") as rader:
        klasser = {rad["kod"]: int(rad["kod"]) * 7 // 11 % 6 for rad in csv.DictReader(rader)}
    lagen = {kod: karta.Lage(klass, forklaring[klass], "#") for kod, klass in klasser.items()}
    bild = karta.bygg(lagen, forklaring, rubrik="Måluppfyllelse per kommun den 1 november 2026")
    return render(request, "karta.html", {"rubrik": "Måluppfyllelse på karta", "karta": bild})


def hinder(request: HttpRequest) -> HttpResponse:
    """Show the page of an act that cannot be done now."""
    return render(request, "hinder.html", {"skal": ["Boden har redan sagt ja."]}, status=409)


def felsida(request: HttpRequest, vilken: str) -> HttpResponse:
    """Show one of the error pages."""
    return {
        "400": lambda: felsidor.fel_400(request, ValueError()),
        "403": lambda: felsidor.fel_403(request, PermissionError()),
        "404": lambda: felsidor.fel_404(request, LookupError()),
        "429": lambda: felsidor.for_ofta(request),
        "500": lambda: felsidor.fel_500(request),
        "csrf": lambda: felsidor.csrf(request, "no cookie"),
        "utloggad": lambda: felsidor.skicka_igen(request, utloggad=True),
    }[vilken]()


def sida_utan_databas(request: HttpRequest) -> dict[str, object]:
    """Give the page frame of an invented account."""
    konto = SimpleNamespace(
        organisation=SimpleNamespace(namn="Kiruna kommun"), namn="Demo Företrädare", get_roll_display="Företrädare"
    )
    meny = [("Mina uppgifter", "/"), ("Min andel", "/andel"), ("Inkomna förslag", "/in"), ("Andelar", "/andelar")]
    return {
        "konto": konto,
        "exempeldata": True,
        "navigation": [
            {"text": text, "url": url, "aktiv": "page" if url == request.path else ""} for text, url in meny
        ],
    }


def plats(request: HttpRequest) -> HttpResponse:
    """Stand in for a page that the frame links to."""
    return HttpResponse("")


urlpatterns = [
    path("", galleri, name="start"),
    path("tomt", tomt),
    path("formular", formular),
    path("kvitto", kvitto),
    path("kontrollera", kontrollera),
    path("karta", kartan),
    path("hinder", hinder),
    path("fel/<str:vilken>", felsida),
    path("tillganglighet", plats, name="tillganglighet"),
    path("personuppgifter", plats, name="personuppgifter"),
    path("kontakt", plats, name="kontakt"),
    path("uppgifter", plats, name="uppgifter"),
    path("handbok", plats, name="handbok"),
    path("logga-ut", plats, name="account_logout"),
    path("logga-in", plats, name="account_login"),
    path("losenord", plats, name="account_change_password"),
]
