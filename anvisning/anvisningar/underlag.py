"""Prepare what is to be posted: a correction, the undoing of a posting; or throw what was prepared away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.db.models.functions import Abs

from anvisning import handelser, tid
from anvisning.anvisningar.mellanrader import ta_bort_rader
from anvisning.anvisningar.tackning import tackt_till
from anvisning.behorighet import krav_roll
from anvisning.hinder import Hinder, Redan
from anvisning.models import (
    Anvisningsbokning,
    Anvisningstyp,
    Anvisningsunderlag,
    Anvisningsunderlagsrad,
    Ersattning,
    Kommun,
    Konto,
    Roll,
    Underlagsslag,
)
from anvisning.models.anvisningar import RADSLAG
from anvisning.personnummer import har_personnummer
from anvisning.tabell import RAKNAS_FRAN, STORST
from anvisning.visning import datum, tal

ANTAL = f"Skriv ett helt antal barn, högst {tal(STORST)}, till exempel 1 eller −1."


@dataclass(frozen=True)
class Andring:
    """One line of a correction: a signed number of children of a type, assigned to a municipality on a day."""

    kommun: str
    dag: date
    typ: str
    antal: int


@transaction.atomic
def forbered_rattelse(
    andringar: Iterable[Andring], *, kalla: str, skal: str, av: Konto, nu: datetime
) -> Anvisningsunderlag:
    """Prepare a correction: signed rows with a reason. Another person posts it.

    Takes the lines and their source (a letter, a decision). Refuses (Hinder) lines that cannot be, each by number.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    kalla, skal, rader = kalla.strip(), skal.strip(), list(andringar)
    if brister := [*_textbrister(kalla, skal), *_radbrister(rader, nu)]:
        raise Hinder(brister)
    underlag = Anvisningsunderlag.objects.create(
        slag=Underlagsslag.RATTELSE,
        kalla=kalla,
        skal=skal,
        till_och_med=max(rad.dag for rad in rader),
        forberedd_av=av,
        forberedd=nu,
    )
    Anvisningsunderlagsrad.objects.bulk_create(
        Anvisningsunderlagsrad(
            underlag=underlag,
            radnummer=nummer,
            kommun_id=rad.kommun,
            fran=rad.dag,
            dag=rad.dag,
            typ=rad.typ,
            antal=rad.antal,
        )
        for nummer, rad in enumerate(rader, 1)
    )
    if for_manga := ryms_inte(underlag):
        raise Hinder(for_manga)
    skriv("rattelse_forberedd", "Förberedde en rättelse av anvisningar.", underlag, av=av, nu=nu)
    return underlag


def _textbrister(kalla: str, skal: str) -> list[str]:
    brister = []
    if not kalla:
        brister.append("Skriv var uppgiften kommer från.")
    if not skal:
        brister.append("Skriv varför, med minst en mening.")
    if har_personnummer(kalla) or har_personnummer(skal):
        brister.append("Texten ser ut att innehålla ett personnummer. Ta bort det.")
    return brister


def _radbrister(rader: list[Andring], nu: datetime) -> list[str]:
    """Give what is wrong with the lines of a correction, a sentence each."""
    if not rader:
        return ["Skriv minst en rad att rätta."]
    kommuner = set(Kommun.objects.values_list("pk", flat=True))
    inledande_fran, sista = forsta_inledande(), sista_att_ratta(nu)
    brister = []
    for nummer, rad in enumerate(rader, 1):
        if rad.kommun not in kommuner:
            brister.append(f"Rad {nummer}: det finns ingen kommun med koden ”{rad.kommun[:10]}”.")
        if rad.typ not in Anvisningstyp.values:
            brister.append(f"Rad {nummer}: välj slag av anvisning.")
        if not RAKNAS_FRAN <= rad.dag <= sista:
            brister.append(f"Rad {nummer}: dagen ska ligga från {datum(RAKNAS_FRAN)} till {datum(sista)}.")
        if rad.typ == Anvisningstyp.INLEDANDE and (inledande_fran is None or rad.dag < inledande_fran):
            brister.append(f"Rad {nummer}: anvisning för inledande åtgärder fanns inte den dagen.")
        if rad.antal == 0 or abs(rad.antal) > STORST:
            brister.append(f"Rad {nummer}: {ANTAL}")
    return brister


def sista_att_ratta(nu: datetime) -> date:
    """Give the last day that a correction may be about: posted files reach it, and today does."""
    idag = tid.svensk_dag(nu)
    return min(tackt_till() or idag, idag)


def ryms_inte(underlag: Anvisningsunderlag) -> str:
    """Say which municipalities the staged rows give more children of a type, signs aside, than any can have; or "".

    What passes moves no sum of posted rows by more than that, so that none overflows (`bokning` sees to the sums).
    """
    summor = underlag.rader.order_by().values("kommun__namn", "typ").annotate(summa=Sum(Abs("antal")))
    namn = sorted({rad["kommun__namn"] for rad in summor.filter(summa__gt=STORST)})
    if not namn:
        return ""
    return f"{', '.join(namn[:5])}: talen är tillsammans mer än {tal(STORST)} barn av ett slag. Rätta dem."


def forsta_inledande() -> date | None:
    """Give the first day of assignments for initial measures: that of their compensation (dated data)."""
    ersattning = Ersattning.objects.filter(slag=Ersattning.Slag.SCREENING).order_by("galler_fran").first()
    return ersattning.galler_fran if ersattning else None


@transaction.atomic
def forbered_motpost(bokning_id: int, *, skal: str, av: Konto, nu: datetime) -> Anvisningsunderlag:
    """Prepare the undoing of a posting: the same rows with the opposite sign, and a reason. Nothing is deleted."""
    krav_roll(av, Roll.ADMINISTRATOR)
    bokning = Anvisningsbokning.objects.get(pk=bokning_id)
    krav_gar_att_angra(bokning)
    skal = skal.strip()
    if brister := _textbrister(bokning.kalla, skal):
        raise Hinder(brister)
    try:
        with transaction.atomic():
            underlag = Anvisningsunderlag.objects.create(
                slag=Underlagsslag.MOTPOST,
                kalla=bokning.kalla,
                skal=skal,
                till_och_med=bokning.till_och_med,
                angrar=bokning,
                forberedd_av=av,
                forberedd=nu,
            )
    except IntegrityError as fel:
        raise Redan("Någon har redan förberett att ångra den här bokföringen. Läs sidan på nytt.") from fel
    Anvisningsunderlagsrad.objects.bulk_create(
        (
            Anvisningsunderlagsrad(
                underlag=underlag,
                radnummer=0,
                kommun_id=rad.kommun_id,
                fran=rad.fran,
                dag=rad.dag,
                typ=rad.typ,
                antal=-rad.antal,
            )
            for rad in bokning.rader.order_by("pk").iterator()
        ),
        batch_size=5000,
    )
    skriv("motpost_forberedd", f"Förberedde att ångra: {bokning}.", underlag, av=av, nu=nu)
    return underlag


def krav_gar_att_angra(bokning: Anvisningsbokning) -> None:
    """Refuse (Hinder) to undo what is undone, an undoing, and what a later cumulative table builds upon."""
    if bokning.slag == Underlagsslag.MOTPOST:
        raise Hinder("En ångrad bokföring ångras inte igen. Läs in filen på nytt.")
    if Anvisningsbokning.objects.filter(angrar=bokning).exists():
        raise Redan("Bokföringen är redan ångrad.")
    senare = Anvisningsbokning.objects.filter(
        pk__gt=bokning.pk, slag=Underlagsslag.SAMMANLAGT, angrad_genom=None
    ).first()
    if senare and bokning.slag in RADSLAG:
        dag = datum(senare.till_och_med)
        raise Hinder(f"Den sammanlagda tabellen till och med {dag} bygger på den här. Ångra den först.")


def krav_beredare(underlag: Anvisningsunderlag, av: Konto) -> None:
    """Refuse (Hinder) everybody but the one who prepares: who prepares does not post."""
    if underlag.forberedd_av_id != av.pk:
        raise Hinder(
            f"{underlag.forberedd_av.namn} förbereder underlaget. Vill du ta över: kassera det och läs in filen."
        )


@transaction.atomic
def kassera(underlag_id: int, *, av: Konto, nu: datetime) -> None:
    """Throw away what was prepared and not posted: its rows go, what was done remains as events."""
    krav_roll(av, Roll.ADMINISTRATOR)
    underlag = las_underlag(underlag_id)
    underlag.avslutad = nu
    underlag.save(update_fields=["avslutad"])
    ta_bort_rader(underlag)
    skriv("underlag_kasserat", f"Kasserade: {underlag}.", underlag, av=av, nu=nu)


def las_underlag(underlag_id: int) -> Anvisningsunderlag:
    """Lock what was prepared. Refuses (Redan) what is posted or thrown away."""
    underlag = (
        Anvisningsunderlag.objects.select_for_update(of=("self",), no_key=True)
        .select_related("forberedd_av", "angrar")
        .get(pk=underlag_id)
    )
    if Anvisningsbokning.objects.filter(underlag=underlag).exists():
        raise Redan("Underlaget är redan bokfört.")
    if underlag.avslutad:
        raise Redan("Underlaget är kasserat.")
    return underlag


def skriv(slag: str, text: str, underlag: Anvisningsunderlag, *, av: Konto, nu: datetime, **mer: object) -> None:
    """Write the national event of an act about what is or was prepared."""
    handelser.skriv(
        slag,
        text,
        ar=tid.svensk_dag(nu).year,
        av=av,
        nu=nu,
        underlag=str(underlag.publikt_id),
        underlagsslag=underlag.slag,
        kalla=underlag.kalla,
        till_och_med=underlag.till_och_med,
        sha256=underlag.sha256,
        skal=underlag.skal,
        **mer,
    )
