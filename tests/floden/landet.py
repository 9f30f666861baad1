"""The states the pages are tried in: the example country with something of everything, a new year, and no year."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from anvisning import andelar, anvisningar, hinderanmalan, ifragasattanden, konton, leverans, mejlfel, tid, utkorg
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsunderlag,
    Datumandring,
    Epostmeddelande,
    Konto,
    Leveransfel,
    Roll,
    Tabellslag,
    Tidplan,
    Utkorgsrad,
)
from omfordelning.exempeldata import organisationer
from omfordelning.handlaggning.publicering import satt_utfall
from omfordelning.models import Forslag
from omfordelning.process import Status
from omfordelning.publicering import planera
from tests import fabrik
from tests.floden.lage import Lage

LANGT = "Sammanträdesprotokollsutdragsbestyrkandenämndsordförandeersättare"
"""A word without a place to break it."""


def fyll_landet() -> None:
    """Load the example country around today, with something of everything."""
    fabrik.referensdata()
    call_command("exempeldata", verbosity=0)
    komplettera()


def komplettera() -> None:
    """Add what the example country lacks: tables on their way in, an invitation, a report of a barrier, long words."""
    nu = timezone.now()
    lage = Lage("full")
    _las_in_tabeller(lage)
    _las_in_anvisningar(lage, nu)
    _ifragasatt(lage, nu)
    administrator = Konto.objects.filter(roll=Roll.ADMINISTRATOR).earliest("pk")
    konton.bjud_in(
        lage.organisation("2580"),
        epost="ny.kollega@example.org",
        namn="Ny Kollega",
        titel=LANGT,
        telefon="",
        roll=Roll.KOMMUN_HANDLAGGARE,
        av=administrator,
        nu=nu,
    )
    hinderanmalan.anmal_hinder(uuid.uuid4(), hinderanmalan.Anmalan(**ANMALAN), nu=nu)
    _langa_ord(lage)
    _flytta_dagar(lage, nu)
    _gor_filer(lage, nu)
    _stanna(nu)


def _stanna(nu: datetime) -> None:
    """Mails that did not arrive, of every kind and one that is seen to; and work that was given up."""
    i_arenden = Epostmeddelande.objects.exclude(arende="").exclude(organisation=None).order_by("pk")
    kommunens = i_arenden.exclude(organisation__kommun=None)[:1]
    lanets = i_arenden.exclude(organisation__lan=None)[:1]
    kontots = Epostmeddelande.objects.filter(till="ny.kollega@example.org")
    slag = (*Leveransfel.Slag, Leveransfel.Slag.STUDS)
    for mejl, ett in zip(
        (*kommunens, *lanets, *kontots, *i_arenden.exclude(organisation__kommun=None).order_by("-pk")[:1]),
        slag,
        strict=True,
    ):
        leverans.notera(mejl, ett, f"550 5.1.1 {LANGT} är okänd här", nu=nu)
    sist = Leveransfel.objects.latest("pk")
    administrator = Konto.objects.filter(roll=Roll.ADMINISTRATOR).earliest("pk")
    mejlfel.hantera(sist.pk, av=administrator, nu=nu)
    rader = Utkorgsrad.objects.filter(klar=None).order_by("pk")
    for uppgift in ("epost", "dokument"):
        stannad = rader.filter(uppgift=uppgift)[:1]
        Utkorgsrad.objects.filter(pk__in=stannad).update(uppgiven=nu, forsok=8, fel=f"OSError: {LANGT}")


ANMALAN = {"beskrivning": "Tabellen går inte att läsa.", "sida": "/andelar/", "epost": "nagon@example.org"}


def _las_in_tabeller(lage: Lage) -> None:
    """A file with faults, one that lacks its facts, and one that waits for the second person with every warning."""
    administrator = Konto.objects.filter(roll=Roll.ADMINISTRATOR).earliest("pk")
    nu = timezone.now()
    fel = "Kommun;Andel\nBoden;2,57\nBodn;1,00\nKiruna;-1\nLuleå;sju\nLuleå;7,30\n".encode()
    andelar.importera(lage.ar, Tabellslag.PRELIMINAR, "rader-med-fel.csv", fel, av=administrator, nu=nu)
    alla = dict(fabrik.preliminara())
    ofardig = fabrik.som_csv(alla)
    andelar.importera(lage.ar, Tabellslag.PRELIMINAR, "ny-preliminar.csv", ofardig, av=administrator, nu=nu)
    slutlig = {k: v for k, v in alla.items() if k != "0114"} | {"2506": Decimal("0.90"), "0180": Decimal("40.00")}
    rad = andelar.importera(
        lage.ar, Tabellslag.FASTSTALLD, "slutlig.csv", fabrik.som_csv(slutlig), av=administrator, nu=nu
    )
    andelar.komplettera_import(
        rad.pk,
        kolumn="fore",
        kalla="Migrationsverket",
        beslutsdag=lage.dag,
        referens="EXEMPEL",
        notering="",
        skal="",
        galler_fran=None,
        av=administrator,
        nu=nu,
    )
    rad.refresh_from_db()
    redovisad = next(iter(planera(rad).utfall))
    satt_utfall(rad.pk, utfall={redovisad.forslag.pk: ("0,1", "Enligt beslutet.")}, av=administrator, nu=nu)


def _las_in_anvisningar(lage: Lage, nu: datetime) -> None:
    """Files about assignments: posted, undone, with faults, and waiting with warnings; and published fulfilment."""
    en, *_, tva = Konto.objects.filter(roll=Roll.ADMINISTRATOR).order_by("pk")
    forsta, sista = date(lage.dag.year - 1, 1, 1), date(lage.dag.year - 1, 1, 31)

    def las_in(slag: str, namn: str, text: str) -> Anvisningsunderlag:
        fran = forsta if slag == "perioder" else None
        till = lage.dag if slag == "sammanlagt" else sista
        uppgifter = anvisningar.Filuppgifter("Exempeldata: påhittade antal", till, fran)
        return anvisningar.las_in(slag, namn, text.encode(), uppgifter, av=en, nu=nu)

    def bokfor(underlag: Anvisningsunderlag) -> Anvisningsbokning:
        sedda = anvisningar.varningar(underlag)
        return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=tva, nu=nu)

    rubriker = "Rubrik;Anvisade barn\nLän;Kommun;Utjämnande;Anknytning\nNORRBOTTENS LÄN;"
    bokfor(las_in("perioder", "januari.csv", f"{rubriker}Luleå;2;1\n;Boden;;3\n;Delsumma;2;4\n"))
    fel = bokfor(las_in("perioder", "fel-fil.csv", f"{rubriker}Kiruna;2;1\n"))
    bokfor(anvisningar.forbered_motpost(fel.pk, skal=f"Fel fil. {LANGT}", av=en, nu=nu))
    bokfor(las_in("maluppfyllelse", "maluppfyllelse.csv", "Kommun;Måluppfyllelse\nLuleå;98,5\n"))
    las_in("perioder", "januari-igen.csv", f"{rubriker}Luleå;3;-1\n;Luleå;1;\n;Delsumma;9;9\n")
    las_in("perioder", "celler-med-fel.csv", f"{rubriker}Bodn;1;\n;Luleå;två;{LANGT}\n")
    las_in("sammanlagt", "sammanlagt.csv", "Kommun;Placerade\nLuleå;9\n")
    rad = anvisningar.Andring("2580", sista, "utjamnande", -1)
    anvisningar.forbered_rattelse([rad], kalla="Brev", skal=f"Räknat två gånger. {LANGT}", av=en, nu=nu)


def _ifragasatt(lage: Lage, nu: datetime) -> None:
    """Luleå disputes numbers: one that waits, one corrected, one explained at length, one taken back."""
    en, *_, tva = Konto.objects.filter(roll=Roll.ADMINISTRATOR).order_by("pk")
    av = lage.konton("2580")[Roll.KOMMUN_HANDLAGGARE]
    manad = date(lage.dag.year - 1, 1, 1)

    def fraga(manad: date, typ: str, fler: int = 1) -> int:
        antal = ifragasattanden.manadens_antal("2580", manad, typ) + fler
        return ifragasattanden.ifragasatt(manad, typ, antal=antal, av=av, nu=nu).pk

    rattad, forklarad = fraga(manad, "anknytning"), fraga(date(2016, 1, 1), "utjamnande", 99_000)
    fraga(manad, "utjamnande")
    rader = [anvisningar.Andring("2580", manad, typ, 1) for typ in ("anknytning", "utjamnande")]
    underlag = anvisningar.forbered_rattelse(rader, kalla="Brev", skal="Ett barn saknades.", av=en, nu=nu)
    sedda = anvisningar.varningar(underlag)
    bokning = anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=tva, nu=nu + timedelta(seconds=1))
    ifragasattanden.besvara(rattad, rattelse=bokning.publikt_id, forklaring="Tack.", av=en, nu=nu)
    ifragasattanden.besvara(forklarad, skal="annat_slag", forklaring=f"{LANGT} räknas så.", av=en, nu=nu)
    ifragasattanden.aterta(fraga(date(2019, 12, 1), "utjamnande"), av=av, nu=nu)


def _flytta_dagar(lage: Lage, nu: datetime) -> None:
    """A national date and a county's day that have been moved, as the open pages and the forms show it."""
    for vilket, lan in (("redovisas_dag", None), ("sista_dag", "25")):
        Datumandring.objects.create(
            ar_id=lage.ar,
            lan_id=lan,
            vilket=vilket,
            fran=lage.dag,
            till=lage.dag + tid.DAG,
            skal=f"Nämnden möts senare. {LANGT}",
            notis=f"Fråga länsstyrelsen. {LANGT}",
            nar=nu,
            av=Konto.objects.filter(roll=Roll.ADMINISTRATOR).earliest("pk"),
        )


def _gor_filer(lage: Lage, nu: datetime) -> None:
    """Do the worker's work on one report, and on a mail's attachment."""
    rapport = lage.redovisningar("oversand")[0]
    bilaga = Epostmeddelande.bilagor.through.objects.order_by("dokument__pk")[0].dokument_id
    egna = Q(uppgift="redovisning", objekt=rapport.pk) | Q(uppgift="dokument", objekt=bilaga)
    for rad in Utkorgsrad.objects.filter(egna, klar=None):
        assert utkorg.utfor(rad.pk, nu=nu), rad


def _langa_ord(lage: Lage) -> None:
    """A draft whose message is one long word, for a municipality with a long organ."""
    f = Forslag.objects.get(ar=lage.ar, status=Status.UTKAST)
    f.versioner.update(meddelande=LANGT * 3)
    organ = lage.organisation("2560").organ.get()
    organ.namn = LANGT
    organ.save()


def fyll_nytt_ar() -> None:
    """A year with preliminary shares and timetables, and no case; people in Norrbotten."""
    idag = tid.svensk_dag(timezone.now())
    riket = fabrik.bygg_riket(
        nu=fabrik.klockan(idag, 0),
        ar=idag.year + 1,
        preliminar_dag=idag,
        redovisas_dag=idag + timedelta(days=20),
        faststalls_dag=idag + timedelta(days=50),
    )
    Tidplan.objects.update(sista_dag=idag + timedelta(days=10))
    fabrik.bygg_lan(riket)


def fyll_inget_ar() -> None:
    """Nothing but the reference tables and the demo accounts."""
    fabrik.referensdata()
    organisationer.skapa_konton(tid.start_pa_dagen(date(2020, 1, 1)))


LAGEN = {"full": fyll_landet, "nytt_ar": fyll_nytt_ar, "inget_ar": fyll_inget_ar}
