"""What a table does on its way: hindrances, decided figures, both forms, and new preliminary versions."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from anvisning import querysets
from anvisning.hinder import Hinder
from anvisning.models import Andelstabell, Epostmeddelande, Handelse, Tabellimport
from omfordelning.handlaggning import anstand, redovisning
from omfordelning.handlaggning.publicering import satt_utfall
from omfordelning.models import Avvikelse, Brev, Forslag
from omfordelning.process import Status
from omfordelning.publicering import oavgjorda, planera
from tests import fabrik
from tests.fabrik import AR, FASTSTALLT, KVITTERAT, SISTA_MINUTEN, START
from tests.omfordelning.riket.norrbotten import (
    ALVSBYN,
    ANDRADE,
    ARVIDSJAUR,
    BODEN,
    FASTSTALLD,
    JOKKMOKK,
    KIRUNA,
    LULEA,
    OVERKALIX,
    PAJALA,
    Scen,
    bokfort,
    bygg,
    i_kraft,
    import_av,
    slutliga,
    ut,
    visa,
)
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


@pytest.fixture(scope="module")
def delad_scen(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scen]:
    with delad(django_db_blocker, bygg) as scen:
        yield scen


@pytest.fixture
def scen(delad_scen: Scen, db: None) -> Scen:
    return deepcopy(delad_scen)


def test_the_scene_is_what_the_tests_think(scen: Scen) -> None:
    assert [fabrik.preliminara()[k] for k in (ALVSBYN, ARVIDSJAUR, JOKKMOKK, PAJALA, OVERKALIX)] == [1] * 5
    assert set(Forslag.objects.values_list("status", flat=True)) == {Status.REDOVISAD}
    assert fabrik.preliminara()[KIRUNA] != Decimal(ANDRADE[KIRUNA])


@pytest.mark.parametrize("kolumn", ["fore", "efter"])
def test_a_final_table_that_changes_nothing(scen: Scen, kolumn: str) -> None:
    tabell = dict(fabrik.preliminara())
    vantat = dict(tabell)
    for givare, mottagare, promille in (
        (ALVSBYN, LULEA, "1"),
        (ARVIDSJAUR, LULEA, "0.5"),
        (JOKKMOKK, LULEA, "0.4"),
        (PAJALA, BODEN, "0.3"),
        (OVERKALIX, BODEN, "1"),
    ):
        vantat[givare] -= Decimal(promille)
        vantat[mottagare] += Decimal(promille)
    publicerad = ut(scen, import_av(scen, tabell if kolumn == "fore" else vantat, kolumn=kolumn))
    assert i_kraft() == vantat
    assert querysets.ordinarie_andelar(publicerad) == tabell
    assert not Avvikelse.objects.exists()
    assert set(Forslag.objects.values_list("status", flat=True)) == {Status.FASTSTALLD}
    assert sum(i_kraft().values()) == 1000


@pytest.mark.langsam
@pytest.mark.parametrize("villkor_foljs", [True, False])
def test_tables_before_and_after_give_equal_shares_in_force(scen: Scen, villkor_foljs: bool) -> None:
    utfall = {} if villkor_foljs else {scen.forslag[ARVIDSJAUR]: ("0,20", "Migrationsverket räknade om.")}
    with transaction.atomic():
        rad = import_av(scen, slutliga())
        satt_utfall(rad.pk, utfall=utfall, av=scen.riket.importor, nu=FASTSTALLT)
        ut(scen, rad)
        ur_fore = i_kraft()
        transaction.set_rollback(True)
    assert Andelstabell.objects.count() == 1
    rad = import_av(scen, ur_fore, kolumn="efter")
    satt_utfall(rad.pk, utfall=utfall, av=scen.riket.importor, nu=FASTSTALLT)
    ut(scen, rad)
    assert i_kraft() == ur_fore
    assert sum(ur_fore.values()) == 1000


def test_the_decided_figure_wins_and_needs_a_sentence(scen: Scen) -> None:
    rad = import_av(scen, dict(fabrik.preliminara()))
    pk = scen.forslag[ARVIDSJAUR]
    satt_utfall(rad.pk, utfall={pk: ("0,20", " ")}, av=scen.riket.importor, nu=FASTSTALLT)
    with pytest.raises(Hinder, match=r"OMF-2027-25-002: kommunernas villkor ger 0,50.‰ men beslutat är 0,20.‰"):
        ut(scen, rad)
    satt_utfall(rad.pk, utfall={pk: ("0,20", "Så står det i beslutet")}, av=scen.riket.importor, nu=FASTSTALLT)
    ut(scen, rad)
    assert bokfort()[2, ARVIDSJAUR] == Decimal("-0.20")
    assert {a.kommun_id for a in Avvikelse.objects.all()} == {ARVIDSJAUR, LULEA}
    assert Avvikelse.objects.get(kommun=ARVIDSJAUR).forklaring == (
        "I OMF-2027-25-002 fördes 0,20\u00a0‰ över i stället för 0,50\u00a0‰. Så står det i beslutet."
    )


def test_a_redistribution_that_was_not_made(scen: Scen) -> None:
    rad = import_av(scen, dict(fabrik.preliminara()))
    pk = scen.forslag[ALVSBYN]
    satt_utfall(rad.pk, utfall={pk: ("0", "Kommunens beslut är upphävt.")}, av=scen.riket.importor, nu=FASTSTALLT)
    ut(scen, rad)
    arende = scen.arende(ALVSBYN)
    assert (arende.status, arende.avslutad_av) == (Status.INTE_FASTSTALLD, "migrationsverket")
    assert arende.avslutsskal == "Kommunens beslut är upphävt."
    assert (1, ALVSBYN) not in bokfort()


@pytest.mark.parametrize("text", ["-1", "1e3", "mycket", "1001", "0,0001", "9" * 5000, "\u0663"])
def test_a_figure_that_is_none_is_refused_with_the_cases_reference(scen: Scen, text: str) -> None:
    rad = import_av(scen, dict(fabrik.preliminara()))
    with pytest.raises(Hinder, match=r"^OMF-2027-25-002: Skriv"):
        satt_utfall(rad.pk, utfall={scen.forslag[ARVIDSJAUR]: (text, "x")}, av=scen.riket.importor, nu=FASTSTALLT)
    rad.refresh_from_db()
    assert rad.utfall == {}


def test_outcomes_are_stated_by_the_one_who_prepares_and_for_reported_cases_only(scen: Scen) -> None:
    rad = import_av(scen, dict(fabrik.preliminara()))
    with pytest.raises(Hinder, match="läste in tabellen och är den som kompletterar den"):
        satt_utfall(rad.pk, utfall={scen.forslag[ALVSBYN]: ("0", "x")}, av=scen.riket.publicist, nu=FASTSTALLT)
    with pytest.raises(Forslag.DoesNotExist):
        satt_utfall(rad.pk, utfall={10**9: ("0", "x")}, av=scen.riket.importor, nu=FASTSTALLT)


def test_more_than_there_is_cannot_be_moved(scen: Scen) -> None:
    rad = import_av(scen, dict(fabrik.preliminara()))
    satt_utfall(rad.pk, utfall={scen.forslag[ALVSBYN]: ("1,5", "x")}, av=scen.riket.importor, nu=FASTSTALLT)
    with pytest.raises(Hinder, match=r"OMF-2027-25-001: 1,50.‰ är mer än Älvsbyns andel, 1,00.‰"):
        ut(scen, rad)


def test_a_party_that_the_table_lacks_stops_the_table(scen: Scen) -> None:
    for kod, namn in ((ALVSBYN, "Älvsbyn"), (LULEA, "Luleå")):
        tabell = {k: p for k, p in fabrik.preliminara().items() if k != kod}
        with transaction.atomic(), pytest.raises(Hinder, match=f"{namn} är med i .* men saknas i tabellen"):
            ut(scen, import_av(scen, tabell))
        Tabellimport.objects.filter(slag=FASTSTALLD).update(kasserad=FASTSTALLT)


def test_a_municipality_outside_that_the_table_lacks_is_a_warning_and_a_difference(scen: Scen) -> None:
    tabell = {k: p for k, p in fabrik.preliminara().items() if k != KIRUNA}
    rad = import_av(scen, tabell)
    assert {v.id for v in planera(rad).varningar} == {f"saknas-{KIRUNA}", "summa"}
    ut(scen, rad)
    avvikelse = Avvikelse.objects.get()
    assert (avvikelse.kommun_id, avvikelse.faststalld) == (KIRUNA, 0)
    assert avvikelse.forklaring.startswith("Kommunen saknas i den fastställda tabellen. I den preliminära var andelen")


def test_a_table_after_redistribution_that_is_really_before_is_refused(scen: Scen) -> None:
    """Luleå holds 1.20 and would have received 1.90: less than nothing of its own."""
    noll = {ALVSBYN: Decimal(0), OVERKALIX: Decimal(0), ARVIDSJAUR: Decimal("0.50"), JOKKMOKK: Decimal("0.60")}
    tabell = dict(fabrik.preliminara()) | noll | {LULEA: Decimal("1.20"), PAJALA: Decimal("0.70")}
    rad = import_av(scen, tabell, kolumn="efter")
    with pytest.raises(Hinder) as fel:
        ut(scen, rad)
    assert fel.value.skal == [
        "Luleås ordinarie andel blir −0,70\u00a0‰ när omfördelningen räknas bort. Kontrollera att kolumnen är efter "
        "omfördelning, och ange hur mycket som fördes över i OMF-2027-25-001, OMF-2027-25-002, OMF-2027-25-003."
    ]
    satt_utfall(rad.pk, utfall={scen.forslag[ALVSBYN]: ("0,10", "")}, av=scen.riket.importor, nu=FASTSTALLT)
    ut(scen, rad)
    assert i_kraft() == tabell


def test_a_whole_share_that_does_not_end_at_0_must_be_stated(scen: Scen) -> None:
    efter = dict(fabrik.preliminara())
    for givare, mottagare, promille in ((ARVIDSJAUR, LULEA, "0.5"), (JOKKMOKK, LULEA, "0.4"), (PAJALA, BODEN, "0.3")):
        efter[givare] -= Decimal(promille)
        efter[mottagare] += Decimal(promille)
    rad = import_av(scen, efter, kolumn="efter")
    with pytest.raises(Hinder) as fel:
        ut(scen, rad)
    assert [text.partition(":")[0] for text in fel.value.skal] == ["OMF-2027-25-001", "OMF-2027-25-005"]
    nej = {scen.forslag[k]: ("", "Migrationsverket sade nej.") for k in (ALVSBYN, OVERKALIX)}
    satt_utfall(rad.pk, utfall=nej, av=scen.riket.importor, nu=FASTSTALLT)
    ut(scen, rad)
    assert {scen.arende(k).status for k in (ALVSBYN, OVERKALIX)} == {Status.INTE_FASTSTALLD}
    assert i_kraft() == efter


def test_open_cases_stand_in_the_way(scen: Scen) -> None:
    overens = scen.lan.overens("Kiruna", "Boden", "0.20")
    rad = import_av(scen, dict(fabrik.preliminara()))
    assert [f.pk for f in oavgjorda(AR, FASTSTALLT).hindrar] == [overens.pk]
    with pytest.raises(Hinder, match=r"inte redovisade till Migrationsverket än: OMF-2027-25-006 \(överens\)"):
        ut(scen, rad)
    assert not Andelstabell.objects.filter(slag=FASTSTALLD).exists()


@pytest.mark.langsam
def test_what_nobody_answered_lapses_but_not_while_anstand_is_asked_for(scen: Scen) -> None:
    obesvarat = scen.lan.skickat("Kiruna", "Boden", "0.20")
    rad = import_av(scen, dict(fabrik.preliminara()))
    assert [f.pk for f in oavgjorda(AR, FASTSTALLT).forfaller] == [obesvarat.pk]
    assert [f.pk for f in oavgjorda(AR, SISTA_MINUTEN).hindrar] == [obesvarat.pk]
    with transaction.atomic():
        ut(scen, rad)
        obesvarat.refresh_from_db()
        assert (obesvarat.status, obesvarat.avslutad_av) == (Status.FORFALLEN, "klocka")
        transaction.set_rollback(True)
    anstand.begar_anstand(
        obesvarat.pk, sammantrade=date(2026, 11, 13), av=scen.lan.foretradare("Boden"), nu=SISTA_MINUTEN
    )
    assert [f.pk for f in oavgjorda(AR, FASTSTALLT).hindrar] == [obesvarat.pk]
    with pytest.raises(Hinder, match=r"OMF-2027-25-006 \(väntar på svar\)"):
        ut(scen, rad)


def test_nothing_happens_when_something_stands_in_the_way(scen: Scen) -> None:
    scen.lan.skickat("Kiruna", "Boden", "0.20")
    rad = import_av(scen, dict(fabrik.preliminara()))
    satt_utfall(rad.pk, utfall={scen.forslag[ALVSBYN]: ("0", "")}, av=scen.riket.importor, nu=FASTSTALLT)
    fore = (Handelse.objects.count(), Brev.objects.count(), Epostmeddelande.objects.count())
    with transaction.atomic(), pytest.raises(Hinder, match="Skriv varför"):
        ut(scen, rad)
    assert (Handelse.objects.count(), Brev.objects.count(), Epostmeddelande.objects.count()) == fore
    assert not Forslag.objects.filter(status=Status.FORFALLEN).exists()


def test_a_returned_report_is_not_confirmed_by_default(scen: Scen) -> None:
    rapport = scen.lan.lan.redovisningar.get()
    rad_id = rapport.rader.get(forslag=scen.forslag[ALVSBYN]).pk
    redovisning.aterlamna(rapport.pk, skal="", rader={rad_id: "Fel kommunkod."}, av=scen.riket.importor, nu=KVITTERAT)
    rad = import_av(scen, dict(fabrik.preliminara()))
    with pytest.raises(Hinder) as fel:
        ut(scen, rad)
    assert fel.value.skal == [
        "OMF-2027-25-001: Migrationsverket har lämnat tillbaka redovisningen (Fel kommunkod.). "
        "Ange vad Migrationsverket beslutade om ärendet."
    ]
    satt_utfall(rad.pk, utfall={scen.forslag[ALVSBYN]: ("1", "")}, av=scen.riket.importor, nu=FASTSTALLT)
    ut(scen, rad)
    assert bokfort()[1, LULEA] == 1


def test_a_year_without_preliminary_shares_has_no_differences(scen: Scen) -> None:
    aret = fabrik.skapa_ar(2026)
    replace(scen.riket, ar=aret).publicera(FASTSTALLD, nu=FASTSTALLT)
    assert not Avvikelse.objects.exists()


# --- New preliminary shares ---


def test_a_new_preliminary_version_tells_the_parties_of_every_open_case(scen: Scen) -> None:
    vantar = scen.lan.skickat("Kiruna", "Boden", "2.00")
    utkast = scen.lan.utkast("Luleå", "Kiruna", "0.10")
    Epostmeddelande.objects.all().delete()
    nya = fabrik.andrade(k2584="1.90", k2560="1.20")
    scen.riket.publicera(andelar=nya, nu=KVITTERAT)
    handelser_ = Handelse.objects.filter(slag="preliminara_andrade")
    assert Counter(h.arende for h in handelser_) == {
        str(f.publikt_id): 1 for f in [*map(scen.arende, scen.forslag), vantar]
    }
    assert str(utkast.publikt_id) not in {h.arende for h in handelser_}
    gammal = fabrik.preliminara()[KIRUNA]
    assert handelser_.get(arende=vantar.publikt_id).text == (
        "Migrationsverket har lämnat nya preliminära andelar, version 2. "
        f"Kirunas andel är 1,90\u00a0‰ i stället för {visa(gammal)}. "
        "Det som ska föras över, 2,00\u00a0‰, ryms inte i den givande kommunens andel. "
        "Ärendet går inte vidare förrän siffran är ändrad."
    )
    assert handelser_.get(arende=scen.arende(ARVIDSJAUR).publikt_id).text.endswith(
        "Kommunernas andelar är oförändrade."
    )
    assert handelser_.get(arende=scen.arende(ALVSBYN).publikt_id).uppgifter["promille"] == "1.200"
    till = {m.till for m in Epostmeddelande.objects.filter(nyckel__startswith="notis:", amne__contains="-006")}
    assert till == {
        *(f"{roll}.{kod}@example.org" for roll in ("handlaggare", "foretradare") for kod in (KIRUNA, BODEN)),
        "handlaggare.25@example.org",
        "beslutsfattare.25@example.org",
    }
    vantar.refresh_from_db()
    assert vantar.status == Status.VANTAR_SVAR
    assert vantar.givare_bunden is not None


def test_the_first_preliminary_version_is_no_news_in_any_case(scen: Scen) -> None:
    aret = fabrik.skapa_ar(2028)
    Epostmeddelande.objects.all().delete()
    replace(scen.riket, ar=aret).publicera(nu=START + timedelta(days=365))
    assert set(Epostmeddelande.objects.values_list("amne", flat=True)) == {"Preliminära andelar, 2028"}
    assert not Handelse.objects.filter(slag="preliminara_andrade").exists()
