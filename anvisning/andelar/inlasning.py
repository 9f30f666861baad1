"""Take a table of shares in: read the file, say what it is, or throw it away. Nothing is published here."""

import hashlib
from datetime import date, datetime

from django.db import IntegrityError, transaction

from anvisning import handelser, tid
from anvisning.behorighet import krav_roll
from anvisning.filer import las_bok
from anvisning.hinder import Hinder
from anvisning.models import Andelstabell, Ar, Kommun, Konto, Lan, Roll, Tabellimport, Tabellslag
from anvisning.models.andelar import BESLUTADE, Kolumn
from anvisning.personnummer import I_FILNAMN, har_personnummer
from anvisning.tabell import KommunRef, LanRef, Tolkning, tolka
from anvisning.visning import datum

AR_FORE, AR_EFTER = 2, 1
"""A decision on a year's shares is dated at most two years before it (a year), at most one after it (a rättelse)."""


@transaction.atomic
def importera(ar: int, slag: str, filnamn: str, innehall: bytes, *, av: Konto, nu: datetime) -> Tabellimport:
    """Read a file and keep what was understood, row by row. Nothing is published. The same file is recognised."""
    krav_roll(av, Roll.ADMINISTRATOR)
    aret = Ar.objects.get(pk=ar)
    krav_slag(ar, slag)
    namn = _rent_filnamn(filnamn)
    if har_personnummer(namn):
        raise Hinder(I_FILNAMN)
    sha256 = hashlib.sha256(innehall).hexdigest()
    if tidigare := Tabellimport.objects.filter(ar=aret, slag=slag, sha256=sha256, kasserad=None).first():
        raise Hinder(_redan_inlast(tidigare))
    tolkning = tolka_fil(innehall, namn, aret)
    try:
        with transaction.atomic():
            rad = Tabellimport.objects.create(
                ar=aret,
                slag=slag,
                filnamn=namn,
                sha256=sha256,
                innehall=innehall,
                tolkning=tolkning.to_json(),
                importerad_av=av,
                importerad=nu,
            )
    except IntegrityError as fel:
        raise Hinder("Filen lästes just in av någon annan. Läs sidan på nytt.") from fel
    handelser.skriv(
        "tabell_importerad", f"Läste in {namn} ({rad.get_slag_display()}).", ar=ar, av=av, nu=nu, sha256=sha256
    )
    return rad


def krav_slag(ar: int, slag: str) -> None:
    """Refuse (Hinder) a kind of table that the year does not wait for: a decided year only takes a rättelse."""
    if slag not in Tabellslag.values:
        raise Hinder("Välj om tabellen är preliminära andelar, fastställda andelar eller en rättelse.")
    beslutat = Andelstabell.objects.filter(ar=ar, slag__in=BESLUTADE).exists()
    if slag == Tabellslag.RATTELSE and not beslutat:
        raise Hinder(f"Det finns inga fastställda andelar för {ar} att rätta.")
    if slag != Tabellslag.RATTELSE and beslutat:
        raise Hinder(f"Andelarna för {ar} är redan fastställda. En ändring görs som rättelse.")


def _rent_filnamn(filnamn: str) -> str:
    """Give the name's end without characters that cannot be stored or shown."""
    rent = "".join(tecken for tecken in filnamn if tecken.isprintable())
    return rent[-200:] or "fil utan namn"


def _redan_inlast(rad: Tabellimport) -> str:
    if tabell := Andelstabell.objects.filter(underlag=rad).first():
        return f"Filen är redan publicerad: {tabell}, {datum(tabell.publicerad)}. Välj en annan fil."
    return (
        f"Filen är redan inläst: {rad.filnamn}, {datum(rad.importerad)}. "
        "Fortsätt med den, eller kassera den och läs in filen igen."
    )


def tolka_fil(innehall: bytes, filnamn: str, ar: Ar, kolumn: str = "") -> Tolkning:
    """Give what a file says, or Hinder with a sentence when it is no readable table, or about somebody.

    `kolumn` ("fore", "efter") settles which column is meant when the file has both.
    """
    bok = las_bok(innehall, filnamn)
    kommuner = [KommunRef(*rad) for rad in Kommun.objects.values_list("kod", "namn", "lan")]
    lan = [LanRef(*rad) for rad in Lan.objects.values_list("kod", "namn")]
    form = {"fore": "fore", "efter": "efter"}.get(kolumn)
    return tolka(bok, kommuner, lan, ar.decimaler, kolumn=form)  # type: ignore[arg-type]  # one of Form, or None


def las_import(import_id: int, *, av: Konto | None = None) -> Tabellimport:
    """Lock an import that is not yet published or thrown away; with `av` only for the one who prepares it."""
    rad = (
        Tabellimport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("ar", "importerad_av")
        .get(pk=import_id)
    )
    krav_oppen(rad)
    if av is not None:
        krav_beredare(rad, av)
    return rad


def krav_oppen(rad: Tabellimport) -> None:
    """Refuse (Hinder) an import that is already published or thrown away."""
    if rad.kasserad or Andelstabell.objects.filter(underlag=rad).exists():
        raise Hinder("Tabellen är redan publicerad eller kasserad.")


def krav_beredare(rad: Tabellimport, av: Konto) -> None:
    """Refuse (Hinder) everybody but the one who read the file in: who prepares does not publish."""
    if rad.importerad_av_id != av.pk:
        raise Hinder(
            f"{rad.importerad_av.namn} läste in tabellen och är den som kompletterar den. "
            "Vill du ta över: kassera inläsningen och läs in filen själv."
        )


@transaction.atomic
def komplettera_import(
    import_id: int,
    *,
    kolumn: str,
    kalla: str,
    beslutsdag: date,
    av: Konto,
    nu: datetime,
    referens: str = "",
    notering: str = "",
    skal: str = "",
    galler_fran: date | None = None,
) -> Tabellimport:
    """Say what the column is (before or after redistribution: there is no default), where it comes from and when.

    Only the one who read the file in may: the other person publishes. A file with both columns is read anew.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    rad = las_import(import_id, av=av)
    rattelse = rad.slag == Tabellslag.RATTELSE
    rad.kolumn, rad.kalla, rad.beslutsdag, rad.referens = kolumn, kalla.strip(), beslutsdag, referens.strip()
    rad.notering, rad.skal = notering.strip(), skal.strip() if rattelse else ""
    rad.galler_fran = galler_fran if rattelse else None
    if brister := _brister(rad, av, nu):
        raise Hinder(brister)
    rad.tolkning = tolka_fil(bytes(rad.innehall), rad.filnamn, rad.ar, kolumn).to_json()
    rad.godkanda_varningar = []
    rad.save()
    handelser.skriv(
        "import_kompletterad",
        f"Kompletterade {rad.filnamn}: {rad.get_kolumn_display().lower()}, källa {rad.kalla}.",
        ar=rad.ar_id,
        av=av,
        nu=nu,
        sha256=rad.sha256,
        kolumn=kolumn,
        beslutsdag=beslutsdag,
        referens=rad.referens,
    )
    return rad


def _brister(rad: Tabellimport, av: Konto, nu: datetime) -> list[str]:
    """Give what is missing or cannot be, one sentence each."""
    brister = []
    rattelse = rad.slag == Tabellslag.RATTELSE
    if rad.kolumn not in Kolumn.values:
        brister.append("Välj om kolumnen är andelen före eller efter omfördelning.")
    if rad.kolumn == Kolumn.EFTER and rad.slag == Tabellslag.PRELIMINAR:
        brister.append("Preliminära andelar är alltid före omfördelning. Välj före, eller läs in rätt tabell.")
    if not rad.kalla:
        brister.append("Skriv var tabellen kommer från.")
    if rad.beslutsdag > tid.svensk_dag(nu):
        brister.append("Beslutsdagen har inte varit än. Rätta dagen.")
    elif not -AR_EFTER <= rad.ar_id - rad.beslutsdag.year <= AR_FORE:
        brister.append(f"Beslutsdagen ligger långt från {rad.ar_id}. Rätta dagen.")
    if rattelse and not (rad.skal and rad.referens and rad.galler_fran):
        brister.append("En rättelse behöver skäl, Migrationsverkets beteckning och från vilken dag den gäller.")
    if rattelse and rad.galler_fran and rad.galler_fran.year != rad.ar_id:
        brister.append(f"Andelarna gäller kalenderåret {rad.ar_id}. Ange en dag under det året.")
    if rad.slag in BESLUTADE and av.organisation.samordnande_lan_id and not rad.referens:
        brister.append("Ange beteckningen på Migrationsverkets beslut: sidan återger det.")
    return brister


@transaction.atomic
def kassera_import(import_id: int, *, av: Konto, nu: datetime) -> None:
    """Throw away a file that was read in and not published."""
    krav_roll(av, Roll.ADMINISTRATOR)
    rad = las_import(import_id)
    rad.kasserad = nu
    rad.save(update_fields=["kasserad"])
    handelser.skriv("import_kasserad", f"Kasserade {rad.filnamn}.", ar=rad.ar_id, av=av, nu=nu, sha256=rad.sha256)
