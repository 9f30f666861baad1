"""Post what another person has prepared: rows and counters in one transaction."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from anvisning.anvisningar import raknare
from anvisning.anvisningar.forhandsvisning import varningar
from anvisning.anvisningar.inaktuellt import inaktualitet
from anvisning.anvisningar.mellanrader import ta_bort_rader
from anvisning.anvisningar.mojliga_summor import omojliga_summor
from anvisning.anvisningar.underlag import krav_gar_att_angra, las_underlag, skriv
from anvisning.behorighet import krav_roll
from anvisning.berakningar.bestallning import bestall
from anvisning.hinder import Hinder, Redan
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsunderlag,
    Faktorvarde,
    Konto,
    Orsak,
    PubliceradMaluppfyllelse,
    Roll,
    Underlagsslag,
)

FLYTTA = """
INSERT INTO anvisning_anvisningsrad (bokning_id, kommun_id, fran, dag, ar, typ, antal)
SELECT %s, kommun_id, fran, dag, extract(year FROM dag), typ, antal FROM anvisning_anvisningsunderlagsrad
WHERE underlag_id = %s ORDER BY kommun_id, dag, id
"""
"""In the order of the index by municipality and day, which then grows page by page."""


@transaction.atomic
def bokfor(
    underlag_id: int, *, kand_version: int, bekraftade: Collection[str] = (), av: Konto, nu: datetime
) -> Anvisningsbokning:
    """Post what was prepared: its rows hold, the counters follow. Only another person than the one who prepared it.

    `kand_version` is the version that the person has looked at, `bekraftade` the warnings that were ticked. Refuses
    (Hinder) a file with errors, a difference to what is no longer the last posting, and what would take a municipality
    below zero children of a type, or above what any can have.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    raknare.las_bokforingen()
    underlag = las_underlag(underlag_id)
    if underlag.forberedd_av_id == av.pk:
        raise Hinder("Du förberedde själv underlaget. En annan person ska godkänna det.")
    if underlag.version != kand_version:
        raise Redan("Underlaget har lästs om sedan du öppnade sidan. Kontrollera det igen.")
    antal = krav_gar_att_bokfora(underlag)
    if kvar := [text for text in varningar(underlag) if text not in bekraftade]:
        raise Hinder(["Bekräfta varje varning innan du bokför.", *kvar])
    bokning = Anvisningsbokning.objects.create(
        underlag=underlag,
        slag=underlag.slag,
        kalla=underlag.kalla,
        till_och_med=underlag.till_och_med,
        sha256=underlag.sha256,
        skal=underlag.skal,
        angrar=underlag.angrar,
        antal_rader=antal,
        forberedd_av=underlag.forberedd_av,
        godkand_av=av,
        bokford=nu,
    )
    if underlag.har_anvisningar:
        _bokfor_rader(underlag, bokning)
    else:
        _bokfor_varden(underlag, bokning)
    if underlag.angrar:
        Anvisningsunderlag.objects.filter(pk=underlag.angrar.underlag_id).update(avslutad=nu)
    if underlag.har_anvisningar:
        bestall(Orsak.IMPORT, av=av, nu=nu)
    skriv("anvisningar_bokforda", f"Bokförde: {underlag}.", underlag, av=av, nu=nu, bokning=str(bokning.publikt_id))
    return bokning


def krav_gar_att_bokfora(underlag: Anvisningsunderlag) -> int:
    """Refuse (Hinder) what cannot be posted as it stands. Gives how many rows or values it holds."""
    if not underlag.felfri:
        raise Hinder("Filen har fel som måste rättas. Rätta dem och läs in filen igen, eller välj andra kolumner.")
    if inaktuell := inaktualitet(underlag):
        raise Redan(inaktuell.skal)
    antal = underlag.rader.count() if underlag.har_anvisningar else len(underlag.tolkning["varden"])
    if underlag.angrar:
        krav_gar_att_angra(underlag.angrar)
    elif not antal:
        raise Hinder("Underlaget har inget nytt att bokföra.")
    return antal


def hinder(underlag: Anvisningsunderlag) -> list[str]:
    """Give every reason why it cannot be posted as it stands, a sentence each: what the posting itself would say."""
    try:
        krav_gar_att_bokfora(underlag)
    except Hinder as fel:
        return fel.skal
    return omojliga_summor(underlag) if underlag.har_anvisningar else []


def _bokfor_rader(underlag: Anvisningsunderlag, bokning: Anvisningsbokning) -> None:
    """Move the staged rows to the posted ones; the counters take them in the same transaction, in one statement."""
    raknare.uppdatera(underlag)
    if omojliga := omojliga_summor():
        raise Hinder(omojliga)
    with connection.cursor() as fraga:
        fraga.execute(FLYTTA, [bokning.pk, underlag.pk])
    ta_bort_rader(underlag)


def _bokfor_varden(underlag: Anvisningsunderlag, bokning: Anvisningsbokning) -> None:
    """Write published fulfilment, or factors of the year that the figures are of."""
    varden = [(kommun, roll, Decimal(varde)) for _, kommun, roll, varde in underlag.tolkning["varden"]]
    if underlag.slag == Underlagsslag.MALUPPFYLLELSE:
        PubliceradMaluppfyllelse.objects.bulk_create(
            PubliceradMaluppfyllelse(bokning=bokning, kommun_id=kommun, dag=underlag.till_och_med, procent=varde)
            for kommun, _, varde in varden
        )
        return
    Faktorvarde.objects.bulk_create(
        Faktorvarde(
            bokning=bokning,
            kommun_id=kommun,
            ar=underlag.till_och_med.year,
            faktor=roll.removeprefix("faktor:"),
            varde=varde,
        )
        for kommun, roll, varde in varden
    )
