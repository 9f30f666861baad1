"""Scenes for tests: the country, a year, a county with accounts in every role, and the usual acts in short.

Everything goes through the commands. Instants are arguments; the named ones belong to the year 2027. No real person.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command

import anvisning
from anvisning import andelar as tabellkommandon
from anvisning import tid, utkorg
from anvisning.filer import spara_fil
from anvisning.models import (
    Andelstabell,
    Ar,
    Dokument,
    Kommun,
    Kontaktfunktion,
    Konto,
    Lan,
    Organ,
    Organisation,
    Organslag,
    Roll,
    Tabellslag,
    Tidplan,
    Utkorgsrad,
)
from anvisning.promille import storsta_rest
from omfordelning.handlaggning import beslut as beslutskommandon
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning import granskning, publicering, redovisning
from omfordelning.handlaggning.utkast import skapa_utkast
from omfordelning.lage import Innehall, Registrering
from omfordelning.models import Forslag, Kommunbeslut, Redovisning
from omfordelning.process import HOS_LANET, Sida, Villkor
from omfordelning.publicering import planera

LOSENORD = "ett-langt-losenord-for-prov"
AR = 2027
KORT = {
    Roll.KOMMUN_HANDLAGGARE: "handlaggare",
    Roll.KOMMUN_FORETRADARE: "foretradare",
    Roll.KOMMUN_LASARE: "lasare",
    Roll.LAN_HANDLAGGARE: "handlaggare",
    Roll.LAN_BESLUTSFATTARE: "beslutsfattare",
    Roll.LAN_LASARE: "lasare",
    Roll.ADMINISTRATOR: "administrator",
    Roll.GRANSKARE: "granskare",
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def klockan(dag: date, timme: int = 12, minut: int = 0) -> datetime:
    """Give an instant on a Swedish day."""
    return datetime.combine(dag, time(timme, minut), tid.STOCKHOLM)


KALENDER = tid.forslagen_kalender(AR)
START = klockan(date(2026, 8, 20))
"""The preliminary shares are published."""
SKICKAT = klockan(date(2026, 9, 14), 10)
SVARAT = klockan(date(2026, 10, 5), 10)
SISTA_MINUTEN = klockan(KALENDER["lanets_dag"], 23, 59)
FOR_SENT = tid.slut_pa_dagen(KALENDER["lanets_dag"])
"""The exclusive instant that ends the county's day."""
GRANSKAT = klockan(date(2026, 11, 9), 9)
BESLUTAT = klockan(date(2026, 11, 10), 14)
OVERSANT = klockan(date(2026, 11, 11), 10)
KVITTERAT = klockan(date(2026, 11, 12), 10)
FASTSTALLT = klockan(KALENDER["faststalls"], 13)
RATTAT = klockan(date(2027, 2, 3), 10)


def referensdata() -> None:
    """Load counties, municipalities, organisations and amounts, unless they are there."""
    if not Kommun.objects.exists():
        call_command("referensdata", verbosity=0)


@lru_cache
def preliminara() -> dict[str, Decimal]:
    """Give 290 invented ordinary shares: from the population, floor 1, two decimals, sum exactly 1000."""
    fil = Path(anvisning.__file__).parent / "data" / "folkmangd.csv"
    with fil.open(encoding="utf-8", newline="") as rader:
        return storsta_rest({rad["kommunkod"]: int(rad["folkmangd"]) for rad in csv.DictReader(rader)})


def andrade(**nya: str) -> dict[str, Decimal]:
    """Give the preliminary shares with some changed: `andrade(k2560="2.50")`; Stockholm takes the difference."""
    andelar = dict(preliminara())
    for kod, promille in nya.items():
        andelar["0180"] += andelar[kod[1:]] - Decimal(promille)
        andelar[kod[1:]] = Decimal(promille)
    return andelar


def skapa_ar(ar: int = AR, **andra: Any) -> Ar:
    """Make a year with its suggested dates, and a timetable for each county that can redistribute."""
    kalender = tid.forslagen_kalender(ar)
    falt = {
        "preliminar_dag": kalender["preliminar"],
        "redovisas_dag": kalender["redovisas"],
        "faststalls_dag": kalender["faststalls"],
    } | andra
    rad = Ar.objects.create(ar=ar, **falt)
    Tidplan.objects.bulk_create(
        Tidplan(ar=rad, lan=lan, sista_dag=kalender["lanets_dag"]) for lan in Lan.objects.all() if lan.kan_omfordela
    )
    return rad


def skapa_organ(organisation: Organisation, **andra: Any) -> Organ:
    """Make an organ with its mailbox, in force since 2020: the kommunstyrelse, or the authority itself."""
    organ = _organ(organisation, **andra)
    organ.save()
    return organ


def _organ(organisation: Organisation, **andra: Any) -> Organ:
    kommun = organisation.slag == Organisation.Slag.KOMMUN
    falt = {
        "slag": Organslag.KOMMUNSTYRELSE if kommun else Organslag.MYNDIGHET,
        "namn": "Kommunstyrelsen" if kommun else organisation.namn,
        "funktionsbrevlada": f"registrator.{_plats(organisation)}@example.org",
        "galler_fran": date(2020, 1, 1),
    } | andra
    return Organ(organisation=organisation, **falt)


def skapa_kontakt(organisation: Organisation) -> Kontaktfunktion:
    """Make a contact function."""
    return Kontaktfunktion.objects.create(
        organisation=organisation,
        funktion="Handläggare för anvisningsandelar",
        telefon="010-000 00 01",
        epost=f"andelar.{_plats(organisation)}@example.org",
    )


def _plats(organisation: Organisation) -> str:
    return organisation.kommun_id or organisation.lan_id or "riket"


@lru_cache
def _losenord() -> str:
    return make_password(LOSENORD)


def skapa_konto(organisation: Organisation, roll: Roll, **andra: Any) -> Konto:
    """Make an account with the password `LOSENORD`: foretradare.2560@example.org, beslutsfattare.25@example.org."""
    return Konto.objects.create(**_kontofalt(organisation, roll) | andra)


def _kontofalt(organisation: Organisation, roll: Roll) -> dict[str, Any]:
    return {
        "epost": f"{KORT[roll]}.{_plats(organisation)}@example.org",
        "namn": f"{roll.label} {_plats(organisation)}",
        "titel": roll.label.lower(),
        "telefon": "010-000 00 00",
        "organisation": organisation,
        "roll": roll,
        "password": _losenord(),
        "skapad": klockan(date(2026, 1, 2)),
    }


@dataclass(frozen=True)
class Riket:
    """The national level: two administrators, for what one person may not do alone, and a granskare."""

    ar: Ar
    importor: Konto
    publicist: Konto
    granskare: Konto

    def publicera(
        self,
        slag: Tabellslag = Tabellslag.PRELIMINAR,
        andelar: Mapping[str, Decimal] | None = None,
        *,
        nu: datetime = START,
        kolumn: str = "fore",
        utfall: Mapping[int, tuple[str, str]] | None = None,
        **uppgifter: Any,
    ) -> Andelstabell:
        """Take in a table and publish it with every warning ticked, through the commands.

        `utfall`: case id → (promille as written or "", sentence), for what was decided in another way.
        """
        import_ = tabellkommandon.importera(
            self.ar.pk,
            slag,
            f"{slag}-{nu:%Y%m%dT%H%M}.csv",
            som_csv(andelar or preliminara()),
            av=self.importor,
            nu=nu,
        )
        falt = {"kalla": "Migrationsverket", "beslutsdag": tid.svensk_dag(nu), "referens": f"MV-{self.ar}-{slag}"}
        tabellkommandon.komplettera_import(import_.pk, kolumn=kolumn, av=self.importor, nu=nu, **falt | uppgifter)
        if utfall:
            publicering.satt_utfall(import_.pk, utfall=utfall, av=self.importor, nu=nu)
        import_.refresh_from_db()
        godkanda = [varning.id for varning in planera(import_).varningar]
        return publicering.publicera(import_.pk, godkanda=godkanda, av=self.publicist, nu=nu)


def som_csv(andelar: Mapping[str, Decimal]) -> bytes:
    """Write a table of shares as it may come: semicolon, decimal comma, BOM."""
    rader = [f"{kod};{str(andel).replace('.', ',')}" for kod, andel in sorted(andelar.items())]
    return "\r\n".join(["Kommunkod;Andel (promille)", *rader]).encode("utf-8-sig")


def bygg_riket(*, nu: datetime | None = START, ar: int = AR, **falt: Any) -> Riket:
    """Build the country: reference data, a year with timetables, administrators, and (unless `nu` is None) the
    preliminary shares published then.
    """
    referensdata()
    aret = skapa_ar(ar, **falt)
    organisation = Organisation.objects.get(slag=Organisation.Slag.NATIONELL)
    if not organisation.organ.exists():
        skapa_organ(organisation)
    finns = {konto.epost: konto for konto in Konto.objects.filter(organisation=organisation)}
    importor = finns.get("administrator.riket@example.org") or skapa_konto(organisation, Roll.ADMINISTRATOR)
    publicist = finns.get("administrator2.riket@example.org") or skapa_konto(
        organisation, Roll.ADMINISTRATOR, epost="administrator2.riket@example.org", namn="Administratör Två"
    )
    granskare = finns.get("granskare.riket@example.org") or skapa_konto(organisation, Roll.GRANSKARE)
    riket = Riket(aret, importor, publicist, granskare)
    if nu is not None:
        riket.publicera(nu=nu)
    return riket


@dataclass(frozen=True)
class Lansscen:
    """A county with an organ, a contact and accounts in every role, for itself and each of its municipalities."""

    riket: Riket
    lan: Lan
    tidplan: Tidplan
    kommuner: dict[str, Kommun]
    konton: dict[tuple[str, str], Konto]
    """(municipality's name or "", role) → account."""

    @property
    def ar(self) -> Ar:
        return self.riket.ar

    def konto(self, roll: Roll, kommun: str = "") -> Konto:
        """Give an account of the county, or of a municipality by name."""
        return self.konton[kommun, roll]

    def foretradare(self, kommun: str) -> Konto:
        return self.konto(Roll.KOMMUN_FORETRADARE, kommun)

    @property
    def handlaggare(self) -> Konto:
        """The county's handläggare."""
        return self.konto(Roll.LAN_HANDLAGGARE)

    @property
    def beslutsfattare(self) -> Konto:
        """The county's beslutsfattare."""
        return self.konto(Roll.LAN_BESLUTSFATTARE)

    def uppgifter(self, kommun: str, dag: date = date(2026, 9, 1), **andra: Any) -> beslutskommandon.Beslutsuppgifter:
        """Give a reported decision of a municipality's kommunstyrelse."""
        organ = Organ.objects.filter(organisation__kommun=self.kommuner[kommun]).order_by("galler_fran", "pk")[0]
        falt: dict[str, Any] = {
            "organslag": Organslag.KOMMUNSTYRELSE,
            "organ": organ,
            "organnamn": organ.namn,
            "tillstand": Kommunbeslut.Tillstand.JUSTERAT,
            "dag": dag,
            "paragraf": "112",
            "diarienummer": f"KS 2026/{self.kommuner[kommun].kod}",
        }
        return beslutskommandon.Beslutsuppgifter(**falt | andra)

    def utkast(
        self,
        givare: str,
        mottagare: str,
        promille: str | None = None,
        *,
        nu: datetime = SKICKAT,
        av: str = "",
        villkor: Villkor = Villkor.PROMILLE,
        meddelande: str = "",
    ) -> Forslag:
        """Make a draft of the giver's side, or of the municipality `av`. `promille` None is the whole share."""
        return skapa_utkast(
            self.ar.pk,
            givare=self.kommuner[givare].kod,
            mottagare=self.kommuner[mottagare].kod,
            innehall=innehall(promille, villkor, meddelande),
            av=self.foretradare(av or givare),
            nu=nu,
        )

    def skickat(
        self,
        givare: str,
        mottagare: str,
        promille: str | None = None,
        *,
        nu: datetime = SKICKAT,
        av: str = "",
        beslut: beslutskommandon.Beslutsuppgifter | Kommunbeslut | None = None,
        **mer: Any,
    ) -> Forslag:
        """Send a proposal (or an invitation, when `av` is the receiver) with a decision."""
        av = av or givare
        utkast = self.utkast(givare, mottagare, promille, nu=nu, av=av, **mer)
        return kommandon.skicka(utkast.pk, av=self.foretradare(av), nu=nu, beslut=beslut or self.uppgifter(av))

    def godkant(
        self,
        forslag: Forslag,
        *,
        nu: datetime = SVARAT,
        beslut: beslutskommandon.Beslutsuppgifter | Kommunbeslut | None = None,
    ) -> Forslag:
        """Let the other side than the one that began approve, with a decision."""
        svarande = forslag.mottagare if forslag.initiativ == Sida.GIVARE else forslag.givare
        return kommandon.godkann(
            forslag.pk,
            av=self.foretradare(svarande.namn),
            nu=nu,
            kand_version=forslag.version,
            beslut=beslut or self.uppgifter(svarande.namn),
        )

    def overens(self, givare: str, mottagare: str, promille: str | None = None, **mer: Any) -> Forslag:
        """Send and approve."""
        return self.godkant(self.skickat(givare, mottagare, promille, **mer))

    def kontrollerat(self, *forslag: Forslag, nu: datetime = GRANSKAT) -> None:
        """Check cases without remark."""
        for f in forslag:
            granskning.kontrollera(f.pk, utan_anmarkning=True, av=self.handlaggare, nu=nu, kand_version=f.version)

    def beslutat(
        self, *, nej: Mapping[int, str] | None = None, nu: datetime = BESLUTAT, kontrollera: bool = True
    ) -> Redovisning:
        """Check all agreed cases and decide on the county's report; `nej`: case id → reason to leave it out."""
        nej = nej or {}
        arenden = list(Forslag.objects.filter(ar=self.ar, lan=self.lan, status__in=HOS_LANET).order_by("nummer"))
        if kontrollera:
            self.kontrollerat(*arenden, nu=nu)
        return redovisning.besluta(
            self.ar.pk,
            self.lan.kod,
            val={f.pk: redovisning.Val(tas_med=f.pk not in nej, skal=nej.get(f.pk, "")) for f in arenden},
            diarienummer=f"851-2026-{self.lan.kod}",
            beslutsdag=tid.svensk_dag(nu),
            foredragande="Örjan Påhittad, handläggare",
            av=self.beslutsfattare,
            nu=nu,
        )

    def redovisat(self, *, nu: datetime = OVERSANT, **mer: Any) -> Redovisning:
        """Decide and send to Migrationsverket."""
        return redovisning.oversand(self.beslutat(**mer).pk, av=self.handlaggare, nu=nu)

    def registrering(self, sida: Sida, inkommen: datetime, namn: str = "brev.pdf") -> Registrering:
        """What came by mail: a document and when it came in."""
        return Registrering(sida=sida, inkommen=inkommen, handling=handling(namn, nu=inkommen))


def innehall(promille: str | None, villkor: Villkor = Villkor.PROMILLE, meddelande: str = "") -> Innehall:
    """Give what a version says; `promille` None is the whole share."""
    return Innehall(hela=promille is None, promille=Decimal(promille or 1), villkor=villkor, meddelande=meddelande)


def arbeta(*uppgifter: str, nu: datetime) -> None:
    """Do the outbox's work as the worker would: of the named kinds, or all but the mails; each must succeed."""
    rader = Utkorgsrad.objects.filter(klar=None, uppgiven=None).order_by("pk")
    rader = rader.filter(uppgift__in=uppgifter) if uppgifter else rader.exclude(uppgift="epost")
    for rad in rader:
        if not utkorg.utfor(rad.pk, nu=nu):
            rad.refresh_from_db()
            raise AssertionError(f"{rad}: {rad.fel or 'waits'}")


def handling(namn: str = "protokollsutdrag.pdf", *, nu: datetime, innehall: bytes = PDF) -> Dokument:
    """Give an uploaded PDF; files of different names differ in their bytes too."""
    return spara_fil(namn, "application/pdf", innehall + namn.encode(), nu=nu)


def bygg_lan(riket: Riket, lanskod: str = "25", kommuner: Iterable[str] | None = None) -> Lansscen:
    """Build a county's scene (Norrbotten unless another is named), with accounts for all its municipalities or some."""
    lan = Lan.objects.get(pk=lanskod)
    alla = {k.namn: k for k in Kommun.objects.filter(lan=lan).select_related("organisation")}
    valda = list(alla if kommuner is None else kommuner)
    organisationer = [lan.organisation, *(alla[namn].organisation for namn in valda)]
    Organ.objects.bulk_create(_organ(o) for o in organisationer)
    skapa_kontakt(lan.organisation)
    konton = {
        (namn, roll): Konto(**_kontofalt(organisation, roll))
        for namn, organisation in zip(["", *valda], organisationer, strict=True)
        for roll in Roll.for_slag(organisation.slag)
    }
    Konto.objects.bulk_create(konton.values())
    return Lansscen(riket, lan, Tidplan.objects.get(ar=riket.ar, lan=lan), alla, konton)
