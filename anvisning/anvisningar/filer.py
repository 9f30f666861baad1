"""Read a file about assignments in, and read it anew with other answers: what it says is staged, nothing is posted."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from anvisning import tid
from anvisning.anvisningar.inaktuellt import bokfort_senare, redan_bokfort
from anvisning.anvisningar.mellanrader import skriv_rader, ta_bort_rader
from anvisning.anvisningar.tackning import tackt_till
from anvisning.anvisningar.underlag import forsta_inledande, krav_beredare, las_underlag, ryms_inte, skriv
from anvisning.behorighet import krav_roll
from anvisning.filer import las_bok
from anvisning.hinder import Hinder, Redan
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsraknare,
    Anvisningstyp,
    Anvisningsunderlag,
    Kolumnmall,
    Kommun,
    Konto,
    Lan,
    Roll,
    Underlagsslag,
)
from anvisning.models.anvisningar import FILSLAG
from anvisning.personnummer import I_FILNAMN, har_personnummer
from anvisning.tabell import (
    MAX_BYTE,
    RAKNAS_FRAN,
    Antalsrad,
    Anvisningstolkning,
    Filform,
    InteRak,
    KommunRef,
    LanRef,
    ar_rak,
    kolumnnyckel,
    skillnad,
    tolka_anvisningar,
)
from anvisning.visning import datum, kommuner, tal


@dataclass(frozen=True)
class Filuppgifter:
    """What a person says about a file: where it comes from, which days it covers, and what it does not say itself."""

    kalla: str
    till_och_med: date
    fran: date | None = None
    typ: str = ""
    blad: str = ""
    kolumnval: Mapping[str, str] = field(default_factory=dict)
    """Column's letter → role ("" for not used); columns that are not named are understood by template and heading."""


@transaction.atomic
def las_in(
    slag: str, filnamn: str, innehall: bytes, uppgifter: Filuppgifter, *, av: Konto, nu: datetime
) -> Anvisningsunderlag:
    """Read a file and stage what it says. The same file is recognised; one with a personal identity number is refused.

    Refuses (Hinder) a file that is no table; what is wrong inside the table stands in the answer's `tolkning`.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    if slag not in FILSLAG:
        raise Hinder("Välj vad filen innehåller.")
    krav_uppgifter(uppgifter, nu)
    namn = "".join(tecken for tecken in filnamn if tecken.isprintable())[-200:] or "fil utan namn"
    if har_personnummer(namn):
        raise Hinder(I_FILNAMN)
    sha256 = hashlib.sha256(innehall).hexdigest()
    if tidigare := Anvisningsunderlag.objects.filter(sha256=sha256, avslutad=None).first():
        raise Hinder(_redan_inlast(tidigare))
    underlag = Anvisningsunderlag(
        slag=slag, filnamn=namn, sha256=sha256, innehall=innehall, forberedd_av=av, forberedd=nu
    )
    _satt(underlag, uppgifter)
    try:
        with transaction.atomic():
            underlag.save(force_insert=True)
    except IntegrityError as fel:
        raise Redan("Filen lästes just in av någon annan. Läs sidan på nytt.") from fel
    _tolka(underlag)
    skriv("anvisningar_inlasta", f"Läste in {namn} ({underlag.get_slag_display().lower()}).", underlag, av=av, nu=nu)
    return underlag


@transaction.atomic
def las_om(
    underlag_id: int, uppgifter: Filuppgifter, *, spara_mall: bool = False, av: Konto, nu: datetime
) -> Anvisningsunderlag:
    """Read a file anew with other answers; only the one who read it in.

    `spara_mall` remembers the columns, if nothing in the file is wrong (`felfri`): by columns that nothing could be
    posted with, the source's next file is not to be read. A cumulative table's difference is taken anew, too. Whoever
    had the page open must look again: a new version.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    underlag = las_underlag(underlag_id)
    krav_beredare(underlag, av)
    if underlag.innehall is None:
        raise Hinder("Underlaget är ingen fil. Kassera det och förbered ett nytt.")
    krav_uppgifter(uppgifter, nu)
    _satt(underlag, uppgifter)
    underlag.version += 1
    tolkning = _tolka(underlag)
    if sparas := spara_mall and underlag.felfri:
        kolumner = {kolumnnyckel(kolumn.rubrik): kolumn.roll for kolumn in tolkning.kolumner if kolumn.rubrik}
        Kolumnmall.objects.update_or_create(kalla=underlag.kalla, defaults={"kolumner": kolumner})
    skriv("underlag_last_om", f"Läste om {underlag.filnamn}.", underlag, av=av, nu=nu, mall=sparas)
    return underlag


def krav_uppgifter(u: Filuppgifter, nu: datetime) -> None:
    """Refuse (Hinder) what cannot be, a sentence each."""
    brister = []
    if not u.kalla.strip():
        brister.append("Skriv var filen kommer från.")
    if har_personnummer(u.kalla):
        brister.append("Källan ser ut att innehålla ett personnummer. Ta bort det.")
    if not RAKNAS_FRAN <= u.till_och_med <= tid.svensk_dag(nu):
        brister.append(f"Sista dagen ska ligga från {datum(RAKNAS_FRAN)} till i dag.")
    if u.fran and not RAKNAS_FRAN <= u.fran <= u.till_och_med:
        brister.append(f"Första dagen ska ligga från {datum(RAKNAS_FRAN)} till den sista dagen.")
    if u.typ and u.typ not in Anvisningstyp.values:
        brister.append("Välj slag av anvisning.")
    if brister:
        raise Hinder(brister)


def _satt(underlag: Anvisningsunderlag, u: Filuppgifter) -> None:
    underlag.kalla, underlag.till_och_med, underlag.fran = u.kalla.strip(), u.till_och_med, u.fran
    underlag.typ, underlag.blad, underlag.kolumnval = u.typ, u.blad[:100], dict(u.kolumnval)


def _redan_inlast(tidigare: Anvisningsunderlag) -> str:
    if bokning := Anvisningsbokning.objects.filter(underlag=tidigare).first():
        return f"Filen är redan bokförd: {tidigare.filnamn}, {datum(bokning.bokford)}. Välj en annan fil."
    return (
        f"Filen är redan inläst: {tidigare.filnamn}, {datum(tidigare.forberedd)}. "
        "Fortsätt med den, eller kassera den och läs in filen igen."
    )


def _tolka(underlag: Anvisningsunderlag) -> Anvisningstolkning:
    """Understand the file and stage its rows; with any error nothing is staged."""
    form = Filform(
        underlag.slag,  # type: ignore[arg-type]  # one of Filslag: checked when it was read in
        underlag.till_och_med,
        underlag.fran,
        underlag.typ,
        forsta_inledande(),
    )
    mall = Kolumnmall.objects.filter(kalla=underlag.kalla).first()
    ta_bort_rader(underlag)
    rak = None if mall or underlag.kolumnval else _rakt(underlag, form)
    tolkning = rak or tolka_anvisningar(
        las_bok(bytes(underlag.innehall or b""), underlag.filnamn),
        [KommunRef(*rad) for rad in Kommun.objects.values_list("kod", "namn", "lan")],
        [LanRef(*rad) for rad in Lan.objects.values_list("kod", "namn")],
        form,
        mall=mall.kolumner if mall else {},
        kolumnval=underlag.kolumnval,
        blad=underlag.blad,
    )
    svar, rader = tolkning.to_json(), list(tolkning.rader)
    if underlag.slag == Underlagsslag.SAMMANLAGT:
        rader = _det_nya(underlag, rader, svar)
    if not svar["fel"] and not svar["antal_cellfel"]:
        skriv_rader(underlag, rader)
        if for_manga := ryms_inte(underlag):
            svar["fel"].append(for_manga)
            ta_bort_rader(underlag)
    underlag.tolkning = svar
    underlag.save()
    return tolkning


def _rakt(underlag: Anvisningsunderlag, form: Filform) -> Anvisningstolkning | None:
    """Stage a straight file as it is read, and give it without its rows. None when it is not one: nothing is staged."""
    innehall = bytes(underlag.innehall or b"")
    if len(innehall) > MAX_BYTE or not ar_rak(innehall, underlag.filnamn, form):
        return None
    from anvisning.anvisningar.rakrader import skriv_rakfil  # with numpy, which only such a file needs
    from anvisning.tabell.rakrader import Rakfil

    rakfil = Rakfil(innehall, list(Kommun.objects.values_list("pk", flat=True)), form)
    try:
        with transaction.atomic():
            skriv_rakfil(underlag, rakfil)
    except InteRak:
        return None
    return rakfil.tolkning()


def _det_nya(underlag: Anvisningsunderlag, rader: list[Antalsrad], svar: dict[str, Any]) -> list[Antalsrad]:
    """Give what a cumulative table says beyond what is posted; notes upon which posting the difference rests."""
    underlag.bas = Anvisningsbokning.objects.order_by("-pk").first()
    if senare := bokfort_senare(underlag.till_och_med):
        svar["fel"].append(redan_bokfort(senare))
    tackt = tackt_till()
    fran = min(tackt + tid.DAG, underlag.till_och_med) if tackt else RAKNAS_FRAN
    raknare = Anvisningsraknare.objects.values_list("kommun", "typ").annotate(summa=Sum("antal"))
    bokfort = {(kommun, typ): summa for kommun, typ, summa in raknare}
    nya = skillnad(rader, bokfort, fran, underlag.till_och_med)
    if fran.year != underlag.till_och_med.year:
        svar["varningar"].append(
            f"Skillnaden gäller {datum(fran)} till {datum(underlag.till_och_med)} och räknas på "
            f"{underlag.till_och_med.year}."
        )
    if minskade := [rad for rad in nya if rad.antal < 0]:
        forst = Kommun.objects.get(pk=minskade[0].kommunkod).namn
        svar["varningar"].append(
            f"{tal(len(minskade))} antal har minskat sedan förra tabellen, till exempel för {forst}."
        )
    if antal := len(svar["saknade"]):
        svar["varningar"].append(f"{kommuner(antal)} saknas i tabellen och ändras inte.")
    return nya
