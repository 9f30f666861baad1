"""The country's table: 20 counties and Gotland, where each report stands, what moves, and equal sums."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from anvisning import querysets
from anvisning.models import Ar, Tabellslag
from omfordelning.handlaggning import redovisning
from omfordelning.lansoversikt import Lansoversikt, Lansrad, aktuellt_ar, aren, build_lansoversikt, laget
from omfordelning.process import Status
from tests import fabrik
from tests.fabrik import AR, BESLUTAT, FASTSTALLT, KALENDER, KVITTERAT, Lansscen, Riket, klockan
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def bygg() -> dict[str, Lansscen]:
    """Norrbotten with cases in several statuses, Kalmar with a report, Jämtland with a nollrapport."""
    riket = fabrik.bygg_riket()
    norr = fabrik.bygg_lan(riket, kommuner=["Älvsbyn", "Arvidsjaur", "Kiruna", "Luleå", "Boden", "Pajala"])
    norr.overens("Älvsbyn", "Luleå")
    norr.skickat("Arvidsjaur", "Luleå", "0.50")
    kalmar = fabrik.bygg_lan(riket, "08", ["Högsby", "Torsås", "Kalmar"])
    kalmar.overens("Högsby", "Kalmar")
    nej = kalmar.overens("Torsås", "Kalmar", "0.40")
    kalmar.redovisat(nej={nej.pk: "Beslut saknas."})
    jamtland = fabrik.bygg_lan(riket, "23", ["Berg"])
    jamtland.redovisat()
    return {"25": norr, "08": kalmar, "23": jamtland}


@pytest.fixture(scope="module")
def delade(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Lansscen]]:
    with delad(django_db_blocker, bygg) as lanen:
        yield lanen


@pytest.fixture
def lanen(delade: dict[str, Lansscen], db: None) -> dict[str, Lansscen]:
    return deepcopy(delade)


@pytest.fixture
def riket(lanen: dict[str, Lansscen]) -> Riket:
    return lanen["25"].riket


def bygg_oversikt() -> Lansoversikt:
    return build_lansoversikt(Ar.objects.get(pk=AR), BESLUTAT)


def rad(kod: str) -> Lansrad:
    return next(rad for rad in bygg_oversikt().rader if rad.lan.pk == kod)


def test_every_county_stands_there_in_swedish_order(lanen: dict[str, Lansscen]) -> None:
    namn = [rad.lan.namn for rad in bygg_oversikt().rader]
    assert len(namn) == 21
    assert (namn[0], namn[-1]) == ("Blekinge län", "Östergötlands län")
    assert namn.index("Västra Götalands län") < namn.index("Örebro län")


def test_gotland_is_asked_for_nothing(lanen: dict[str, Lansscen]) -> None:
    oversikt = bygg_oversikt()
    gotland = next(rad for rad in oversikt.rader if rad.lan.pk == "09")
    assert (gotland.status, gotland.rapport, gotland.arenden) == ("", None, 0)
    assert len(oversikt.som_redovisar) == 20
    assert oversikt.redovisade == 2
    assert laget(oversikt) == "2 av 20 län har redovisat."


def test_where_each_report_stands(lanen: dict[str, Lansscen], riket: Riket) -> None:
    assert {kod: (rad(kod).status, rad(kod).nollrapport) for kod in ("25", "08", "23", "01")} == {
        "25": ("insamling", False),
        "08": ("oversand", False),
        "23": ("oversand", True),
        "01": ("insamling", False),
    }
    rapport = lanen["08"].lan.redovisningar.get()
    redovisning.aterlamna(rapport.pk, skal="Fel år.", rader={}, av=riket.importor, nu=KVITTERAT)
    assert (rad("08").status, rad("08").har_redovisat) == ("aterlamnad", False)
    lanen["08"].beslutat(nu=KVITTERAT, kontrollera=True)
    assert (rad("08").status, rad("08").rapport["version"]) == ("beslutad", 2)
    redovisning.kvittera(lanen["23"].lan.redovisningar.get().pk, kvittens="MV-1", av=riket.importor, nu=KVITTERAT)
    assert (rad("23").status, rad("23").har_redovisat) == ("mottagen", True)


def test_cases_by_status_and_what_moves(lanen: dict[str, Lansscen]) -> None:
    assert rad("25").antal == {Status.OVERENS: 1, Status.VANTAR_SVAR: 1}
    assert (rad("25").flyttas, rad("25").avslutade) == (Decimal(1), 0)
    assert rad("08").antal == {Status.REDOVISAD: 1}
    assert (rad("08").flyttas, rad("08").avslutade, rad("08").arenden) == (fabrik.preliminara()["0821"], 1, 2)
    oversikt = bygg_oversikt()
    assert oversikt.kolumner == [1, 1, 0, 1, 0, 1]
    assert oversikt.flyttas == 1 + fabrik.preliminara()["0821"]


def test_the_sums_are_equal_before_and_after(lanen: dict[str, Lansscen], riket: Riket) -> None:
    oversikt = bygg_oversikt()
    assert oversikt.fore == oversikt.efter == 1000
    assert all(rad.fore == rad.efter for rad in oversikt.rader)
    lanen["25"].godkant(lanen["25"].riket.ar.forslag.get(givare="2505"))
    lanen["25"].redovisat()
    riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2560="1.20"), nu=FASTSTALLT)
    oversikt = bygg_oversikt()
    assert oversikt.faststalld
    assert oversikt.fore == oversikt.efter == 1000
    norr = next(rad for rad in oversikt.rader if rad.lan.pk == "25")
    assert norr.flyttas == Decimal("1.70")
    kommuner = querysets.med_andelar(querysets.gallande_tabell(AR)).filter(lan="25")
    assert norr.efter == sum(k.i_kraft for k in kommuner) == norr.fore
    assert laget(oversikt) == "Andelarna är fastställda. 3 av 20 län har redovisat."


def test_the_countys_day_and_the_days_left(lanen: dict[str, Lansscen]) -> None:
    dag = KALENDER["lanets_dag"]
    for nu, kvar in (
        (klockan(dag, 23, 59), 0),
        (klockan(dag - timedelta(days=1), 0, 1), 1),
        (klockan(dag + timedelta(days=1), 0, 1), -1),
    ):
        norr = next(r for r in build_lansoversikt(Ar.objects.get(pk=AR), nu).rader if r.lan.pk == "25")
        assert (norr.sista_dag, norr.dagar_kvar) == (dag, kvar)


def test_ordering_is_chosen_from_a_list(lanen: dict[str, Lansscen]) -> None:
    oversikt = bygg_oversikt()
    efter_status = [rad.status for rad in oversikt.i_ordning("-redovisning")]
    assert efter_status[:2] == ["oversand", "oversand"]
    assert efter_status[-1] == ""
    assert oversikt.i_ordning("-flyttas")[0].flyttas == max(rad.flyttas for rad in oversikt.rader)
    assert oversikt.i_ordning("losenord") == oversikt.rader == oversikt.i_ordning("")


def test_a_year_without_shares(lanen: dict[str, Lansscen]) -> None:
    ar = fabrik.skapa_ar(2028)
    oversikt = build_lansoversikt(ar, BESLUTAT)
    assert (oversikt.fore, oversikt.efter, oversikt.flyttas) == (None, None, 0)
    assert oversikt.kolumner == [0] * 6
    assert laget(oversikt) == "De preliminära andelarna är inte publicerade än."


def test_the_year_the_country_works_with(lanen: dict[str, Lansscen], riket: Riket) -> None:
    assert aktuellt_ar(aren()).pk == 2027
    fabrik.skapa_ar(2028)
    assert aktuellt_ar(aren()).pk == 2027
    lanen["25"].riket.ar.forslag.filter(lan="25").update(status=Status.NEJ, avslutad=BESLUTAT, avslutad_av="givare")
    riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    assert aktuellt_ar(aren()).pk == 2028
    assert aktuellt_ar([]) is None


def test_the_number_of_queries_does_not_grow(
    lanen: dict[str, Lansscen], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ar = Ar.objects.get(pk=AR)
    with django_assert_max_num_queries(3):
        build_lansoversikt(ar, BESLUTAT)
    for namn in ("Kiruna", "Pajala"):
        lanen["25"].skickat(namn, "Boden", "0.10")
    with django_assert_max_num_queries(3):
        build_lansoversikt(ar, BESLUTAT)
    assert date(2026, 11, 10) == BESLUTAT.date()
