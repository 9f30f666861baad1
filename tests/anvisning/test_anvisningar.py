"""Postings of assignments: who may, what is stored, what is refused with which words, and counters equal to rows."""

import random
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from anvisning import anvisningar
from anvisning.anvisningar import Andring
from anvisning.hinder import Hinder, Redan
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsrad,
    Anvisningsraknare,
    Anvisningstyp,
    Anvisningsunderlag,
    Anvisningsunderlagsrad,
    Handelse,
    Roll,
)
from tests import fabrik
from tests.fabrik import START, Riket
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
UTJAMNANDE, ANKNYTNING, INLEDANDE = Anvisningstyp.UTJAMNANDE, Anvisningstyp.ANKNYTNING, Anvisningstyp.INLEDANDE
DAG = date(2026, 8, 3)
LULEA, BODEN = "2580", "2582"
RAD = Andring(LULEA, DAG, UTJAMNANDE, 2)


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, lambda: fabrik.bygg_riket(nu=None)) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    return deepcopy(landet)


def forbered(riket: Riket, *rader: Andring, skal: str = "Två barn hade fallit bort.") -> Anvisningsunderlag:
    return anvisningar.forbered_rattelse(
        rader or [RAD], kalla="Migrationsverkets brev", skal=skal, av=riket.importor, nu=START
    )


def bokfor(riket: Riket, *rader: Andring) -> Anvisningsbokning:
    underlag = forbered(riket, *rader)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=START)


def angra(riket: Riket, bokning: Anvisningsbokning) -> Anvisningsbokning:
    underlag = anvisningar.forbered_motpost(bokning.pk, skal="Fel fil.", av=riket.importor, nu=START)
    return anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=START)


def rader() -> list[tuple[str, date, int, str, int]]:
    return list(Anvisningsrad.objects.order_by("pk").values_list("kommun", "dag", "ar", "typ", "antal"))


def raknare() -> dict[tuple[str, int, str], int]:
    return {(r.kommun_id, r.ar, r.typ): r.antal for r in Anvisningsraknare.objects.all()}


def test_nothing_counts_before_a_second_person_has_posted_it(riket: Riket) -> None:
    underlag = forbered(riket)
    assert (rader(), raknare()) == ([], {})
    with pytest.raises(Hinder, match="En annan person ska godkänna"):
        anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.importor, nu=START)
    with pytest.raises(PermissionDenied):
        anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.granskare, nu=START)
    with pytest.raises(Redan, match="lästs om sedan du öppnade sidan"):
        anvisningar.bokfor(underlag.pk, kand_version=0, av=riket.publicist, nu=START)
    bokning = anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=START)
    assert rader() == [(LULEA, DAG, 2026, UTJAMNANDE, 2)]
    assert raknare() == {(LULEA, 2026, UTJAMNANDE): 2}
    assert not Anvisningsunderlagsrad.objects.exists()
    assert (bokning.forberedd_av, bokning.godkand_av, bokning.antal_rader) == (riket.importor, riket.publicist, 1)
    assert list(Handelse.objects.order_by("pk").values_list("slag", "aktor")) == [
        ("rattelse_forberedd", riket.importor.namn),
        ("anvisningar_bokforda", riket.publicist.namn),
    ]
    with pytest.raises(Redan, match="redan bokfört"):
        anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=START)


@pytest.mark.parametrize("vem", ["granskare", "avstangd", "kommun"])
def test_only_an_active_administrator_prepares(riket: Riket, vem: str) -> None:
    konto = replace(riket, importor=riket.granskare).importor
    if vem == "avstangd":
        konto = riket.importor
        konto.is_active = False
    if vem == "kommun":
        konto.roll = Roll.KOMMUN_FORETRADARE
    with pytest.raises(PermissionDenied):
        anvisningar.forbered_rattelse([RAD], kalla="x", skal="y", av=konto, nu=START)
    assert not Anvisningsunderlag.objects.exists()


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"kommun": "9999"}, "ingen kommun med koden"),
        ({"typ": "annat"}, "välj slag av anvisning"),
        ({"dag": date(2015, 12, 31)}, "från 1 januari 2016 till 20 augusti 2026"),
        ({"dag": date(2026, 8, 21)}, "från 1 januari 2016 till 20 augusti 2026"),
        ({"typ": INLEDANDE}, "fanns inte den dagen"),
        ({"antal": 0}, "Skriv ett helt antal barn, högst 100.000, till exempel 1 eller −1"),
        ({"antal": 100_001}, "Skriv ett helt antal barn, högst 100.000, till exempel 1 eller −1"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_its_number(riket: Riket, andrat: dict[str, object], mening: str) -> None:
    with pytest.raises(Hinder, match=f"Rad 2: .*{mening}"):
        forbered(riket, RAD, replace(RAD, **andrat))
    assert not Anvisningsunderlag.objects.exists()


def test_initial_measures_are_a_type_of_their_own_from_their_first_day(riket: Riket) -> None:
    underlag = anvisningar.forbered_rattelse(
        [Andring(LULEA, date(2026, 10, 2), INLEDANDE, 1)], kalla="x", skal="y", av=riket.importor, nu=fabrik.GRANSKAT
    )
    anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=fabrik.GRANSKAT)
    assert raknare() == {(LULEA, 2026, INLEDANDE): 1}


@pytest.mark.parametrize("text", ["Barnet 20120304-1234 hade fallit bort", "850101-1234"])
def test_personal_identity_numbers_are_stopped(riket: Riket, text: str) -> None:
    with pytest.raises(Hinder, match="personnummer"):
        forbered(riket, skal=text)
    with pytest.raises(Hinder, match="personnummer"):
        anvisningar.forbered_rattelse([RAD], kalla=text, skal="x", av=riket.importor, nu=START)
    bokning = bokfor(riket)
    with pytest.raises(Hinder, match="personnummer"):
        anvisningar.forbered_motpost(bokning.pk, skal=text, av=riket.importor, nu=START)


def test_no_municipality_comes_below_zero(riket: Riket) -> None:
    bokfor(riket)
    underlag = forbered(riket, replace(RAD, antal=-3, dag=date(2025, 3, 1)))
    with pytest.raises(Hinder, match="färre än noll anvisade barn i Luleå"):
        anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=START)
    assert raknare() == {(LULEA, 2026, UTJAMNANDE): 2}
    bokfor(riket, replace(RAD, antal=-2, dag=date(2025, 3, 1)))
    assert raknare() == {(LULEA, 2026, UTJAMNANDE): 2, (LULEA, 2025, UTJAMNANDE): -2}


def test_undoing_is_a_counter_entry_and_only_once(riket: Riket) -> None:
    kvar = bokfor(riket, Andring(BODEN, DAG, ANKNYTNING, 1))
    bokning = bokfor(riket)
    motpost = angra(riket, bokning)
    assert rader() == [
        (BODEN, DAG, 2026, ANKNYTNING, 1),
        (LULEA, DAG, 2026, UTJAMNANDE, 2),
        (LULEA, DAG, 2026, UTJAMNANDE, -2),
    ]
    assert raknare() == {(BODEN, 2026, ANKNYTNING): 1, (LULEA, 2026, UTJAMNANDE): 0}
    assert (motpost.angrar, bokning.angrad_genom) == (bokning, motpost)
    assert anvisningar.avvikelser() == []
    with pytest.raises(Redan, match="redan ångrad"):
        angra(riket, bokning)
    with pytest.raises(Hinder, match="ångras inte igen"):
        angra(riket, motpost)
    anvisningar.forbered_motpost(kvar.pk, skal="Fel.", av=riket.importor, nu=START)
    with pytest.raises(Redan, match="redan förberett"):
        anvisningar.forbered_motpost(kvar.pk, skal="Fel.", av=riket.publicist, nu=START)


def test_what_is_thrown_away_is_never_posted(riket: Riket) -> None:
    underlag = forbered(riket)
    anvisningar.kassera(underlag.pk, av=riket.publicist, nu=START)
    assert not Anvisningsunderlagsrad.objects.exists()
    with pytest.raises(Redan, match="kasserat"):
        anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=START)
    with pytest.raises(Redan, match="kasserat"):
        anvisningar.kassera(underlag.pk, av=riket.publicist, nu=START)


@pytest.mark.parametrize(
    "sats",
    [
        "UPDATE anvisning_anvisningsrad SET antal = antal + 1",
        "DELETE FROM anvisning_anvisningsrad",
        "UPDATE anvisning_anvisningsbokning SET skal = 'annat'",
        "DELETE FROM anvisning_anvisningsbokning",
        "UPDATE anvisning_anvisningsunderlag SET skal = 'annat'",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_posted(riket: Riket, sats: str) -> None:
    bokfor(riket)
    with pytest.raises(DatabaseError, match=r"oföränderlig|ändras inte"), transaction.atomic():
        connection.cursor().execute(sats)
    assert raknare() == {(LULEA, 2026, UTJAMNANDE): 2}


@pytest.mark.parametrize(
    ("falt", "vakt"),
    [
        ({"antal": 0}, "anvisningsrad_inte_noll"),
        ({"ar": 2025}, "anvisningsrad_arets"),
        ({"fran": date(2015, 12, 31)}, "anvisningsrad_sedan_2016"),
        ({"fran": DAG + timedelta(days=1)}, "anvisningsrad_sedan_2016"),
        ({"typ": "annat"}, "anvisningsrad_typ"),
    ],
)
def test_the_database_itself_refuses_a_row_that_cannot_be(riket: Riket, falt: dict[str, object], vakt: str) -> None:
    bokning = bokfor(riket)
    ratt = {"kommun_id": LULEA, "fran": DAG, "dag": DAG, "ar": 2026, "typ": UTJAMNANDE, "antal": 1}
    with pytest.raises(IntegrityError, match=vakt), transaction.atomic():
        Anvisningsrad.objects.create(bokning=bokning, **ratt | falt)


def test_the_database_itself_refuses_one_person_for_both(riket: Riket) -> None:
    underlag = forbered(riket)
    with pytest.raises(IntegrityError, match="anvisningsbokning_tva_personer"), transaction.atomic():
        Anvisningsbokning.objects.create(
            underlag=underlag,
            slag=underlag.slag,
            kalla="x",
            till_och_med=DAG,
            antal_rader=1,
            forberedd_av=riket.importor,
            godkand_av=riket.importor,
            bokford=START,
        )


def test_counters_equal_the_rows_whatever_is_posted_and_undone(riket: Riket) -> None:
    slump = random.Random(2016)
    facit: Counter[tuple[str, int, str]] = Counter()
    bokningar: list[Anvisningsbokning] = []
    for _ in range(12):
        lista = [
            Andring(
                slump.choice((LULEA, BODEN, "0180")),
                date(slump.randint(2016, 2025), slump.randint(1, 12), slump.randint(1, 28)),
                slump.choice((UTJAMNANDE, ANKNYTNING)),
                slump.randint(1, 5),
            )
            for _ in range(slump.randint(1, 9))
        ]
        bokningar.append(bokfor(riket, *lista))
        facit.update({(r.kommun, r.dag.year, r.typ): 0 for r in lista})
        for r in lista:
            facit[r.kommun, r.dag.year, r.typ] += r.antal
        if slump.random() < 0.4:
            ut = bokningar.pop(slump.randrange(len(bokningar)))
            for rad in ut.rader.all():
                facit[rad.kommun_id, rad.ar, rad.typ] -= rad.antal
            angra(riket, ut)
        assert raknare() == facit
        assert anvisningar.avvikelser() == []


def test_rakna_om_names_the_cells_that_differ_and_mends_them(riket: Riket) -> None:
    bokfor(riket, RAD, Andring(BODEN, DAG, ANKNYTNING, 1))
    ut = StringIO()
    call_command("rakna_om", "--kontrollera", stdout=ut)
    assert ut.getvalue() == "Räknarna stämmer med raderna.\nBeräkningarna stämmer med sitt underlag.\n"
    Anvisningsraknare.objects.filter(kommun=LULEA).update(antal=7)
    Anvisningsraknare.objects.filter(kommun=BODEN).delete()
    Anvisningsraknare.objects.create(kommun_id="0180", ar=2020, typ=UTJAMNANDE, antal=4)
    ut = StringIO()
    with pytest.raises(CommandError, match="3 räknare stämmer inte"):
        call_command("rakna_om", "--kontrollera", stdout=ut)
    assert ut.getvalue().splitlines() == [
        "0180 2020 utjamnande: räknaren är 4 men raderna är 0",
        "2580 2026 utjamnande: räknaren är 7 men raderna är 2",
        "2582 2026 anknytning: räknaren är 0 men raderna är 1",
        "Beräkningarna stämmer med sitt underlag.",
    ]
    call_command("rakna_om", stdout=StringIO())
    assert raknare() == {(LULEA, 2026, UTJAMNANDE): 2, (BODEN, 2026, ANKNYTNING): 1}
    assert anvisningar.avvikelser() == []
