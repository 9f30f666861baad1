"""The late lane: it lets a giver send after the county's day, and gives nobody back time that was out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from anvisning import tid
from anvisning.arsarbete import uppgifter_om
from anvisning.hinder import Hinder
from omfordelning import klocka
from omfordelning.handlaggning import anstand
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.datumflytt import andra_ar
from omfordelning.lage import MARGINAL
from omfordelning.models import Forslag
from omfordelning.process import Sida, Status
from tests.fabrik import FOR_SENT, Lansscen, bygg_lan, bygg_riket, innehall, klockan
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
SJATTE = klockan(date(2026, 11, 6), 16)
DAGEN_EFTER = klockan(date(2026, 11, 7), 9)
TILL = date(2026, 11, 12)
NATTEN = FOR_SENT + MARGINAL / 2


@pytest.fixture(scope="module")
def delat(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Lansscen]:
    with delad(django_db_blocker, lambda: bygg_lan(bygg_riket(), "25", ["Luleå", "Boden", "Kiruna"])) as scen:
        yield scen


@pytest.fixture
def lan(delat: Lansscen, db: None) -> Lansscen:
    return delat


def status(forslag: Forslag) -> Status:
    return Status(Forslag.objects.values_list("status", flat=True).get(pk=forslag.pk))


def ge_sen_inlamning(lan: Lansscen, givare: str, nu: datetime) -> None:
    anstand.tillat_sen_inlamning(
        2027, givare=lan.kommuner[givare].kod, till=TILL, skal="Sjukdom.", av=lan.handlaggare, nu=nu
    )


def registrera_svar(lan: Lansscen, f: Forslag, inkommen: datetime, nu: datetime = DAGEN_EFTER) -> None:
    svar = lan.registrering(Sida.MOTTAGARE, inkommen)
    beslut = lan.uppgifter("Luleå")
    kommandon.godkann(f.pk, kand_version=1, beslut=beslut, av=lan.handlaggare, nu=nu, registrering=svar)


def test_a_late_lane_does_not_reach_back_to_a_case_that_lapsed(lan: Lansscen) -> None:
    """Only what came before the deadline that held at the lapse undoes it; the lane is for what the giver sends now."""
    f = lan.skickat("Boden", "Luleå", "0.50")
    klocka.forfall(nu=FOR_SENT + MARGINAL)
    ge_sen_inlamning(lan, "Boden", DAGEN_EFTER)
    mandag = klockan(date(2026, 11, 9), 9)
    for kom in (FOR_SENT, DAGEN_EFTER - timedelta(hours=1), mandag):
        with pytest.raises(Hinder, match="kom in efter sista dagen, 6 november 2026"):
            registrera_svar(lan, f, kom, nu=mandag)
    nytt = lan.skickat("Boden", "Luleå", "0.50", nu=mandag)
    lan.godkant(nytt, nu=mandag)
    assert (status(f), status(nytt)) == (Status.FORFALLEN, Status.OVERENS)


def test_what_came_in_time_undoes_the_lapse_whatever_lane_was_given_since(lan: Lansscen) -> None:
    """The new figure that came on the 6th opens the case again, and the giver may answer it in its late lane."""
    f = lan.skickat("Boden", "Luleå", "0.50")
    klocka.forfall(nu=FOR_SENT + MARGINAL)
    ge_sen_inlamning(lan, "Boden", DAGEN_EFTER)
    kommandon.andra(
        f.pk,
        innehall=innehall("0.40"),
        kand_version=1,
        av=lan.handlaggare,
        nu=DAGEN_EFTER,
        registrering=lan.registrering(Sida.MOTTAGARE, SJATTE),
    )
    kommandon.godkann(
        f.pk,
        kand_version=2,
        beslut=lan.uppgifter("Boden"),
        av=lan.foretradare("Boden"),
        nu=klockan(TILL, 9),
    )
    assert status(f) == Status.OVERENS


def test_a_late_lane_given_just_after_the_time_was_out_lengthens_nothing(lan: Lansscen) -> None:
    """The clock has not come to the case yet; its time is out all the same."""
    ute, begart = lan.skickat("Boden", "Luleå", "0.50"), lan.skickat("Kiruna", "Luleå", "0.50")
    anstand.begar_anstand(begart.pk, sammantrade=date(2026, 11, 11), av=lan.foretradare("Luleå"), nu=SJATTE)
    for givare in ("Boden", "Kiruna"):
        ge_sen_inlamning(lan, givare, NATTEN)
    with pytest.raises(Hinder, match="Sista dagen var 6 november 2026"):
        lan.godkant(ute, nu=NATTEN)
    klocka.forfall(nu=FOR_SENT + MARGINAL)
    assert [status(f) for f in (ute, begart)] == [Status.FORFALLEN, Status.VANTAR_SVAR]
    with pytest.raises(Hinder, match="kom in efter sista dagen, 6 november 2026"):
        registrera_svar(lan, ute, NATTEN)


def test_a_late_lane_given_while_there_is_time_lengthens_what_waits(lan: Lansscen) -> None:
    f, annat = lan.skickat("Boden", "Luleå", "0.50"), lan.skickat("Kiruna", "Luleå", "0.50")
    ge_sen_inlamning(lan, "Boden", SJATTE)
    klocka.forfall(nu=FOR_SENT + MARGINAL)
    assert [status(x) for x in (f, annat)] == [Status.VANTAR_SVAR, Status.FORFALLEN]
    klocka.forfall(nu=tid.slut_pa_dagen(TILL) + MARGINAL)
    assert status(f) == Status.FORFALLEN
    registrera_svar(lan, f, klockan(TILL, 9), nu=klockan(date(2026, 11, 13), 9))
    assert status(f) == Status.OVERENS


def test_a_late_lane_does_not_let_the_agreed_withdraw_after_the_day(lan: Lansscen) -> None:
    """The right to withdraw ends at the county's day; the giver's late lane does not give it back."""
    f = lan.overens("Boden", "Luleå", "0.50")
    ge_sen_inlamning(lan, "Boden", DAGEN_EFTER)
    with pytest.raises(Hinder, match="Sista dagen var 6 november 2026"):
        kommandon.aterkalla(f.pk, av=lan.foretradare("Luleå"), nu=DAGEN_EFTER, beslut=lan.uppgifter("Luleå"))


def test_a_lapse_is_judged_by_the_national_date_that_held_then(lan: Lansscen) -> None:
    """An earlier national date cuts an anstånd; a later one, set when the case has lapsed, does not give it back."""
    f = lan.skickat("Boden", "Luleå", "0.50")
    rad = anstand.begar_anstand(f.pk, sammantrade=TILL, av=lan.foretradare("Luleå"), nu=SJATTE)
    anstand.besluta_anstand(rad.pk, beviljat_till=TILL, av=lan.handlaggare, nu=SJATTE)
    tisdag = date(2026, 11, 10)

    def flytta_nationell(dag: date, nu: datetime) -> None:
        andra_ar(
            2027,
            uppgifter=replace(uppgifter_om(lan.ar), redovisas_dag=dag),
            av=lan.riket.importor,
            nu=nu,
            skal="Ny dag.",
        )
        lan.ar.refresh_from_db()

    fore = lan.ar.redovisas_dag
    flytta_nationell(tisdag, SJATTE)
    klocka.forfall(nu=tid.slut_pa_dagen(tisdag) + MARGINAL)
    onsdag = klockan(date(2026, 11, 11), 9)
    flytta_nationell(fore, onsdag)
    with pytest.raises(Hinder, match="kom in efter sista dagen, 10 november 2026"):
        registrera_svar(lan, f, onsdag, nu=onsdag + timedelta(hours=1))
    registrera_svar(lan, f, klockan(tisdag, 9), nu=onsdag + timedelta(hours=1))
    assert status(f) == Status.OVERENS


def test_the_migration_takes_in_what_was_given_beside_the_deadline(lan: Lansscen) -> None:
    """What held before holds after, for what waits and for what has lapsed; a second run changes nothing."""
    vantar, med_anstand = lan.skickat("Boden", "Luleå", "0.50"), lan.skickat("Kiruna", "Luleå", "0.50")
    rad = anstand.begar_anstand(med_anstand.pk, sammantrade=TILL, av=lan.foretradare("Luleå"), nu=SJATTE)
    anstand.besluta_anstand(rad.pk, beviljat_till=TILL, av=lan.handlaggare, nu=SJATTE)
    ge_sen_inlamning(lan, "Boden", SJATTE)
    fredag = klockan(date(2026, 11, 13), 9)
    klocka.forfall(nu=fredag)
    nytt = lan.utkast("Kiruna", "Luleå", "0.50")
    anstand.tillat_sen_inlamning(
        2027, givare="2584", till=date(2026, 11, 16), skal="Sjukdom.", av=lan.handlaggare, nu=fredag
    )
    Forslag.objects.filter(pk=vantar.pk).update(
        status=Status.VANTAR_SVAR, avslutad=None, avslutad_av="", avslutsskal="", slut=FOR_SENT
    )
    Forslag.objects.filter(pk=med_anstand.pk).update(slut=FOR_SENT)
    sql = import_module("omfordelning.migrations.0007_slut_med_sen_inlamning").SQL
    for _ in range(2):
        with connection.cursor() as markor:
            markor.execute(sql)
        dagar = dict(Forslag.objects.values_list("pk", "slut"))
        assert dagar == {vantar.pk: tid.slut_pa_dagen(TILL), med_anstand.pk: tid.slut_pa_dagen(TILL), nytt.pk: None}
