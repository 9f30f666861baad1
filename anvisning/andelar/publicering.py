"""Publish a table of shares as an immutable version, with every warning ticked, and post changes in the ledger."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max

from anvisning import handelser, querysets
from anvisning import tabell as tabeller
from anvisning.andelar.inlasning import las_import
from anvisning.behorighet import krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Andel, Andelsandring, Andelstabell, Konto, Roll, Tabellimport
from anvisning.models.andelar import Kolumn
from anvisning.tabell import Tolkning, Varning
from anvisning.visning import promille as visa

HELA = Decimal(1000)


def foregaende_tabell(rad: Tabellimport) -> Andelstabell | None:
    """Give the table an import is compared with: the year's that holds, else last year's decided one."""
    return querysets.gallande_tabell(rad.ar_id) or querysets.beslutad_tabell(rad.ar_id - 1)


def foregaende_andelar(rad: Tabellimport, tabell: Andelstabell | None) -> dict[str, Decimal]:
    """Give a table's shares (promille by municipality) in the form that the import has."""
    andelar = {k.kod: k.i_kraft if rad.kolumn == Kolumn.EFTER else k.ordinarie for k in querysets.med_andelar(tabell)}
    return {kod: andel for kod, andel in andelar.items() if andel is not None}


def lasta_varningar(
    rad: Tabellimport,
    *,
    ordinarie: Mapping[str, Decimal] | None = None,
    foregaende: Mapping[str, Decimal] | None = None,
) -> list[Varning]:
    """Give the warnings the publisher must tick one by one; none before the import is completed.

    `foregaende` are the shares to compare with (default: the table that holds now, in the import's form);
    `ordinarie` the ordinary shares derived from a table after redistribution, for the floor.
    """
    if not rad.kolumn:
        return []
    if foregaende is None:
        foregaende = foregaende_andelar(rad, foregaende_tabell(rad))
    tolkning = Tolkning.from_json(rad.tolkning)
    lista = tabeller.varningar(
        tolkning,
        kolumn=rad.kolumn,  # type: ignore[arg-type]  # one of Form: checked when the import was completed
        golv=rad.ar.golv,
        tolerans=rad.ar.tolerans,
        foregaende=foregaende or None,
        hopp=rad.ar.hopp,
    )
    if rad.kolumn == Kolumn.EFTER and ordinarie is not None:
        lista += _under_golvet(tolkning, ordinarie, rad.ar.golv)
    return lista


def _under_golvet(tolkning: Tolkning, ordinarie: Mapping[str, Decimal], golv: Decimal) -> Iterable[Varning]:
    for rad in tolkning.forstadda:
        andel = ordinarie.get(rad.kommunkod, Decimal(0))
        if andel < golv:
            text = (
                f"{rad.namn} ({rad.kommunkod}) får den ordinarie andelen {visa(andel)} när omfördelningen räknas bort. "
                f"En andel före omfördelning är minst {visa(golv, 0)}."
            )
            yield Varning(f"golv-{rad.kommunkod}", "golv", text, rad.kommunkod)


def skapa_tabell(
    rad: Tabellimport,
    ordinarie: Mapping[str, Decimal],
    *,
    varningar: Sequence[Varning],
    godkanda: Iterable[str],
    av: Konto,
    nu: datetime,
) -> Andelstabell:
    """Publish a table as a new version: a second person, no errors, every warning ticked. Call under the year's lock.

    Takes the ordinary shares (promille per municipality code), which the caller has derived from the column's form,
    its warnings (`lasta_varningar`), and the ids of those that were ticked.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    rad = las_import(rad.pk)
    if rad.importerad_av_id == av.pk:
        raise Hinder("Du läste själv in tabellen. En annan person ska publicera den.")
    if not rad.kolumn or rad.beslutsdag is None:
        raise Hinder("Ange först om kolumnen är före eller efter omfördelning, källa och datum.")
    if Tolkning.from_json(rad.tolkning).har_fel:
        raise Hinder("Tabellen har fel som måste rättas i filen. Läs in den rättade filen.")
    if any(not 0 <= andel <= HELA for andel in ordinarie.values()):
        raise Hinder(
            "En ordinarie andel blir mindre än 0 eller större än 1\u00a0000 ‰. "
            "Kontrollera om kolumnen är före eller efter omfördelning."
        )
    bekraftade = set(godkanda)
    if kvar := [v.text for v in varningar if v.id not in bekraftade]:
        raise Hinder(["Bekräfta varje varning innan du publicerar.", *kvar])
    rad.godkanda_varningar = [v.id for v in varningar]
    rad.save(update_fields=["godkanda_varningar"])
    version = 1 + Andelstabell.objects.filter(ar=rad.ar, slag=rad.slag).count()
    senast = Andelstabell.objects.filter(ar=rad.ar).aggregate(nar=Max("publicerad"))["nar"]
    tabell = Andelstabell.objects.create(
        ar=rad.ar,
        slag=rad.slag,
        version=version,
        kolumn=rad.kolumn,
        kalla=rad.kalla,
        beslutsdag=rad.beslutsdag,
        referens=rad.referens,
        sha256=rad.sha256,
        notering=rad.notering,
        skal=rad.skal,
        galler_fran=rad.galler_fran or date(rad.ar_id, 1, 1),
        underlag=rad,
        importerad_av=rad.importerad_av,
        publicerad_av=av,
        # The table published last is the one that holds, also when its request arrived first and waited for the lock.
        publicerad=nu if senast is None or senast < nu else senast + timedelta(microseconds=1),
    )
    Andel.objects.bulk_create(Andel(tabell=tabell, kommun_id=kod, promille=p) for kod, p in sorted(ordinarie.items()))
    return tabell


def bokfor(
    tabell: Andelstabell, *, givare: str, mottagare: str, promille: Decimal, arende: str, galler_fran: date
) -> uuid.UUID:
    """Post a change in the ledger: two rows that sum to 0. A counter-entry has a negative `promille`."""
    verifikat = uuid.uuid4()
    Andelsandring.objects.bulk_create(
        Andelsandring(
            verifikat=verifikat,
            tabell=tabell,
            ar_id=tabell.ar_id,
            kommun_id=kommun,
            promille=andring,
            arende=arende,
            galler_fran=galler_fran,
        )
        for kommun, andring in ((givare, -promille), (mottagare, promille))
    )
    return verifikat


def publicerad_handelse(tabell: Andelstabell, *, av: Konto, nu: datetime, **uppgifter: Any) -> None:
    """Write the national event that a table was published."""
    handelser.skriv(
        "tabell_publicerad",
        f"Publicerade {tabell.get_slag_display().lower()} för {tabell.ar_id}, version {tabell.version}.",
        ar=tabell.ar_id,
        av=av,
        nu=nu,
        tabell=str(tabell.publikt_id),
        sha256=tabell.sha256,
        kolumn=tabell.kolumn,
        referens=tabell.referens,
        **uppgifter,
    )
