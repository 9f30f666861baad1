"""A year is begun with its dates and every county's timetable, and changed until its shares are fixed."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoDbBlocker

from anvisning import arsarbete, tid
from anvisning.hinder import Hinder
from anvisning.models import Ar, Datumandring, Handelse, Lan, Tabellslag, Tidplan
from tests import fabrik
from tests.fabrik import FASTSTALLT, START, Riket
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
NASTA = 2028
KALENDER = tid.forslagen_kalender(NASTA)
UPPGIFTER = arsarbete.Arsuppgifter(
    preliminar_dag=KALENDER["preliminar"],
    redovisas_dag=KALENDER["redovisas"],
    faststalls_dag=KALENDER["faststalls"],
)


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    """The country with 2027 and its preliminary shares."""
    with delad(django_db_blocker, fabrik.bygg_riket) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    return deepcopy(landet)


def skapa(riket: Riket, ar: int = NASTA, lanens_dag: date = KALENDER["lanets_dag"], **andra: object) -> Ar:
    uppgifter = replace(UPPGIFTER, **andra)
    return arsarbete.skapa_ar(ar, uppgifter=uppgifter, lanens_dag=lanens_dag, av=riket.importor, nu=START)


def test_a_year_gets_a_timetable_for_every_county(riket: Riket) -> None:
    egna = {"krav_beslut": False, "overklagandetext": "Så här överklagar du.", "paminnelsedagar": [20, 5]}
    Tidplan.objects.filter(ar=2027, lan="25").update(**egna)
    ar = skapa(riket, prognos_huvud=1000, prognos_kalla="Februariprognosen")
    planer = {plan.lan_id: plan for plan in Tidplan.objects.filter(ar=ar)}
    assert set(planer) == set(Lan.objects.values_list("pk", flat=True))
    assert {plan.sista_dag for plan in planer.values()} == {KALENDER["lanets_dag"]}
    assert {falt: getattr(planer["25"], falt) for falt in egna} == egna
    assert planer["08"].krav_beslut
    assert arsarbete.uppgifter_om(ar) == replace(UPPGIFTER, prognos_huvud=1000, prognos_kalla="Februariprognosen")
    handelse = Handelse.objects.get(ar=NASTA)
    assert (handelse.slag, handelse.lanskod, handelse.uppgifter["redovisas_dag"]) == ("ar_skapat", "00", "2027-11-15")


def test_the_next_year_follows_the_last(riket: Riket) -> None:
    assert arsarbete.nasta_ar(START) == 2028


def test_only_the_administrator(riket: Riket) -> None:
    with pytest.raises(PermissionDenied):
        arsarbete.skapa_ar(NASTA, uppgifter=UPPGIFTER, lanens_dag=KALENDER["lanets_dag"], av=riket.granskare, nu=START)
    with pytest.raises(PermissionDenied):
        arsarbete.andra_ar(2027, uppgifter=UPPGIFTER, av=riket.granskare, nu=START)


def test_a_year_exists_once(riket: Riket) -> None:
    skapa(riket)
    with pytest.raises(Hinder, match="2028 finns redan"):
        skapa(riket)
    assert Tidplan.objects.filter(ar=NASTA).count() == 21


@pytest.mark.parametrize("ar", [0, 1, 2015, 2029, 9999, 10**9])
def test_a_year_out_of_reach(riket: Riket, ar: int) -> None:
    with pytest.raises(Hinder, match="Ange ett år från 2016 till 2028"):
        skapa(riket, ar)


BRISTER = [
    ({"preliminar_dag": KALENDER["redovisas"]}, "ska komma i ordning"),
    ({"faststalls_dag": KALENDER["redovisas"] - timedelta(days=1)}, "ska komma i ordning"),
    ({"preliminar_dag": date(2016, 8, 20)}, "Dagarna för 2028 ligger mellan 1 januari 2027 och 31 december 2028"),
    ({"faststalls_dag": date(9999, 12, 31)}, "Dagarna för 2028 ligger mellan"),
    ({"decimaler": 4}, "0 till 3 decimaler"),
    ({"golv": Decimal(-1)}, "lägsta ordinarie andelen"),
    ({"tolerans": Decimal(1001)}, "summan får avvika"),
    ({"hopp": Decimal(0)}, "större än 0 procent"),
    ({"prognos_lag": 900, "prognos_huvud": 800, "prognos_kalla": "x"}, "låg, huvud, hög"),
    ({"prognos_lag": 900, "prognos_kalla": "x"}, "Ange huvudprognosen också"),
    ({"prognos_huvud": 900}, "varifrån prognosen kommer"),
    ({"prognos_huvud": 10**12, "prognos_kalla": "x"}, "helt antal barn"),
]


@pytest.mark.parametrize(("andrat", "mening"), BRISTER)
def test_what_cannot_be_is_refused_with_a_sentence(riket: Riket, andrat: dict[str, object], mening: str) -> None:
    with pytest.raises(Hinder, match=mening):
        skapa(riket, **andrat)
    with pytest.raises(Hinder):
        arsarbete.andra_ar(2027, uppgifter=replace(UPPGIFTER, **andrat), av=riket.importor, nu=START)
    assert not Ar.objects.filter(pk=NASTA).exists()


@pytest.mark.parametrize("dag", [KALENDER["preliminar"] - timedelta(days=1), KALENDER["redovisas"] + timedelta(days=1)])
def test_the_counties_day_lies_between(riket: Riket, dag: date) -> None:
    with pytest.raises(Hinder, match="Länens sista dag ska ligga"):
        skapa(riket, lanens_dag=dag)


def andra(riket: Riket, **nytt: object) -> Ar:
    fore = arsarbete.uppgifter_om(Ar.objects.get(pk=2027))
    skal = "Migrationsverket har en ny dag."
    arsarbete.andra_ar(2027, uppgifter=replace(fore, **nytt), av=riket.importor, nu=START, skal=skal)
    return Ar.objects.get(pk=2027)


def test_a_change_says_what_it_was(riket: Riket) -> None:
    ar = andra(riket, faststalls_dag=date(2026, 12, 22), visa_foreslagna=False)
    assert (ar.faststalls_dag, ar.visa_foreslagna) == (date(2026, 12, 22), False)
    handelse = Handelse.objects.get(ar=2027, slag="ar_andrat")
    assert handelse.text == "Ändrade 2027: dagen för fastställda andelar och om föreslagna omfördelningar visas öppet."
    assert handelse.uppgifter["fore"] == {"faststalls_dag": "2026-12-21", "visa_foreslagna": True}
    assert handelse.uppgifter["efter"] == {"faststalls_dag": "2026-12-22", "visa_foreslagna": False}
    rad = Datumandring.objects.get()
    assert (rad.vilket, rad.lan, rad.fran, rad.till) == (
        "faststalls_dag",
        None,
        date(2026, 12, 21),
        date(2026, 12, 22),
    )
    with pytest.raises(Hinder, match="Ingenting är ändrat"):
        andra(riket)


def test_a_date_moves_only_with_a_reason_and_forward(riket: Riket) -> None:
    fore = arsarbete.uppgifter_om(Ar.objects.get(pk=2027))
    flyttat = replace(fore, faststalls_dag=date(2026, 12, 22))
    with pytest.raises(Hinder, match="Skriv varför dagen flyttas"):
        arsarbete.andra_ar(2027, uppgifter=flyttat, av=riket.importor, nu=START, skal=" ")
    bakat = replace(fore, redovisas_dag=date(2026, 11, 13))
    sent = fabrik.klockan(date(2026, 11, 14))
    with pytest.raises(Hinder, match="har redan varit"):
        arsarbete.andra_ar(2027, uppgifter=bakat, av=riket.importor, nu=sent, skal="Så blev det.")
    assert not Datumandring.objects.exists()


def test_the_national_day_does_not_pass_a_county(riket: Riket) -> None:
    Tidplan.objects.filter(ar=2027, lan="25").update(sista_dag=date(2026, 11, 13))
    with pytest.raises(Hinder) as fel:
        andra(riket, redovisas_dag=date(2026, 11, 12))
    assert fel.value.skal == [
        "Norrbottens län har 13 november 2026 som sista dag för kommunerna. Länsstyrelsen behöver ändra den först."
    ]
    assert andra(riket, redovisas_dag=date(2026, 11, 13)).redovisas_dag == date(2026, 11, 13)


def test_counties_in_the_way_stand_together_and_gotland_never_is(riket: Riket) -> None:
    Tidplan.objects.filter(ar=2027, lan__in=("25", "24", "09", "14")).update(sista_dag=date(2026, 11, 13))
    with pytest.raises(Hinder) as fel:
        andra(riket, redovisas_dag=date(2026, 11, 12))
    assert fel.value.skal == [
        "Norrbottens län, Västerbottens län och Västra Götalands län har 13 november 2026 som sista dag för "
        "kommunerna. Länsstyrelserna behöver ändra den först."
    ]
    Tidplan.objects.filter(ar=2027, lan__in=("25", "24", "14")).update(sista_dag=date(2026, 11, 12))
    assert andra(riket, redovisas_dag=date(2026, 11, 12)).redovisas_dag == date(2026, 11, 12)


def test_the_preliminary_day_does_not_pass_a_county(riket: Riket) -> None:
    Tidplan.objects.filter(ar=2027, lan="25").update(sista_dag=date(2026, 9, 1))
    with pytest.raises(Hinder, match="Norrbottens län har 1 september 2026 som sista dag"):
        andra(riket, preliminar_dag=date(2026, 9, 2))


def test_a_fixed_year_keeps_its_dates_but_takes_forecasts(riket: Riket) -> None:
    riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    with pytest.raises(Hinder, match=r"fastställda\. Därför går det inte att ändra antalet decimaler"):
        andra(riket, decimaler=3)
    assert andra(riket, prognos_huvud=900, prognos_kalla="Februariprognosen 2027").prognos_huvud == 900
