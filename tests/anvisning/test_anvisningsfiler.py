"""Files of assignments through the commands: read in, read anew, posted, undone; and what is stopped on the way."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from anvisning import anvisningar
from anvisning.anvisningar import Filuppgifter
from anvisning.hinder import Hinder, Redan
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsraknare,
    Anvisningsunderlag,
    Anvisningsunderlagsrad,
    Faktorvarde,
    Handelse,
    Kolumnmall,
    PubliceradMaluppfyllelse,
)
from tests import fabrik
from tests.anvisning.tabellfiler import build_xlsx
from tests.fabrik import START, Riket
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
JULI = Filuppgifter("Migrationsverket", date(2026, 7, 31), date(2026, 7, 1))
TABELL = "Kommun;Utjämnande;Anknytning\nLuleå;2;1\nBoden;;3\n"


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, lambda: fabrik.bygg_riket(nu=None)) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    return deepcopy(landet)


def inlast(
    riket: Riket, text: str = TABELL, u: Filuppgifter = JULI, slag: str = "perioder", namn: str = "juli.csv"
) -> Anvisningsunderlag:
    return anvisningar.las_in(slag, namn, text.encode(), u, av=riket.importor, nu=START)


def sammanlagt(riket: Riket, text: str, dag: date) -> Anvisningsunderlag:
    return inlast(riket, text, Filuppgifter("Migrationsverket", dag), "sammanlagt")


def bokfor(riket: Riket, underlag: Anvisningsunderlag) -> Anvisningsbokning:
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(
        underlag.pk, kand_version=underlag.version, bekraftade=sedda, av=riket.publicist, nu=START
    )


def angra(riket: Riket, bokning: Anvisningsbokning) -> Anvisningsbokning:
    return bokfor(riket, anvisningar.forbered_motpost(bokning.pk, skal="Fel fil.", av=riket.importor, nu=START))


def raknare() -> dict[tuple[str, int, str], int]:
    assert anvisningar.avvikelser() == []
    return {(r.kommun_id, r.ar, r.typ): r.antal for r in Anvisningsraknare.objects.all() if r.antal}


def test_a_file_is_staged_posted_and_undone(riket: Riket) -> None:
    underlag = inlast(riket)
    assert set(Anvisningsunderlagsrad.objects.values_list("radnummer", "kommun", "fran", "dag", "typ", "antal")) == {
        (2, "2580", JULI.fran, JULI.till_och_med, "utjamnande", 2),
        (2, "2580", JULI.fran, JULI.till_och_med, "anknytning", 1),
        (3, "2582", JULI.fran, JULI.till_och_med, "anknytning", 3),
    }
    assert raknare() == {}
    bokning = bokfor(riket, underlag)
    assert (bokning.antal_rader, bokning.sha256, bokning.kalla) == (3, underlag.sha256, "Migrationsverket")
    assert raknare() == {
        ("2580", 2026, "utjamnande"): 2,
        ("2580", 2026, "anknytning"): 1,
        ("2582", 2026, "anknytning"): 3,
    }
    angra(riket, bokning)
    assert raknare() == {}
    slag = list(Handelse.objects.order_by("pk").values_list("slag", flat=True))
    assert slag == ["anvisningar_inlasta", "anvisningar_bokforda", "motpost_forberedd", "anvisningar_bokforda"]


def test_a_straight_file_is_staged_as_it_is_read(riket: Riket) -> None:
    rubriker = "Kommunkod;Datum;Typ;Antal\n"
    underlag = inlast(riket, f"{rubriker}2580;2026-07-02;Utjämnande;2\n2582;2026-07-03;Anknytning;1\n")
    assert list(underlag.rader.order_by("radnummer").values_list("kommun", "dag", "typ", "antal")) == [
        ("2580", date(2026, 7, 2), "utjamnande", 2),
        ("2582", date(2026, 7, 3), "anknytning", 1),
    ]
    bokfor(riket, underlag)
    assert raknare() == {("2580", 2026, "utjamnande"): 2, ("2582", 2026, "anknytning"): 1}
    trasig = inlast(riket, f"{rubriker}2580;2026-07-02;Utjämnande;2\n2582;i går;Anknytning;1\n")
    assert [fel["text"] for fel in trasig.tolkning["cellfel"]] == ["”i går” är ingen dag. Skriv som 2026-11-02."]
    assert not trasig.rader.exists()
    with pytest.raises(Hinder, match="Cellen C2 ser ut att innehålla ett personnummer"):
        inlast(riket, f"{rubriker}2580;2026-07-02;Utjämnande 20120304-1234;2\n")


def test_the_same_file_is_recognised_until_it_is_thrown_away_or_undone(riket: Riket) -> None:
    forsta = inlast(riket)
    with pytest.raises(Hinder, match=r"redan inläst: juli\.csv, 20 augusti 2026"):
        inlast(riket, namn="annat.csv", slag="sammanlagt")
    anvisningar.kassera(forsta.pk, av=riket.publicist, nu=START)
    bokning = bokfor(riket, inlast(riket))
    with pytest.raises(Hinder, match=r"redan bokförd: juli\.csv, 20 augusti 2026"):
        inlast(riket)
    angra(riket, bokning)
    bokfor(riket, inlast(riket))
    assert raknare()["2582", 2026, "anknytning"] == 3


def test_two_who_read_the_same_file_at_once_meet_the_constraint(riket: Riket) -> None:
    underlag = inlast(riket)
    underlag.pk, underlag.publikt_id = None, "00000000-0000-4000-8000-000000000000"
    with pytest.raises(IntegrityError, match="samma_fil_en_gang"), transaction.atomic():
        underlag.save(force_insert=True)


@pytest.mark.parametrize("vad", ["namn", "kalla", "cell"])
def test_a_personal_identity_number_is_never_stored(riket: Riket, vad: str) -> None:
    nummer = "20120304-1234"
    text = TABELL + f";;;{nummer}\n" if vad == "cell" else TABELL
    uppgifter = replace(JULI, kalla=f"Brev om {nummer}") if vad == "kalla" else JULI
    with pytest.raises(Hinder, match=r"personnummer"):
        inlast(riket, text, uppgifter, namn=f"{nummer}.csv" if vad == "namn" else "a.csv")
    assert not Anvisningsunderlag.objects.exists()
    assert not Handelse.objects.exists()


@pytest.mark.parametrize("rubrik", ["Datum", "Dag"], ids=["straight", "for the doctor"])
@pytest.mark.parametrize("vad", ["Namnet på blad 1", "En kommentar"])
def test_nor_beside_the_cells_of_a_workbook(riket: Riket, vad: str, rubrik: str) -> None:
    nummer = "20120304-1234"
    rader = [["Kommunkod", rubrik, "Typ", "Antal"], ["2580", "2026-07-02", "Anknytning", 1]]
    bok = build_xlsx(
        {nummer if "blad" in vad else "Juli": rader},
        kommentar=lambda bok: bok.worksheets()[0].write_comment("A1", nummer if "kommentar" in vad else "Kod"),
    )
    with pytest.raises(Hinder, match=f"^{vad} ser ut att innehålla ett personnummer. Filen är inte sparad"):
        anvisningar.las_in("perioder", "juli.xlsx", bok, JULI, av=riket.importor, nu=START)
    assert not Anvisningsunderlag.objects.exists()


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"kalla": " "}, "varifrån|var filen kommer från"),
        ({"till_och_med": date(2026, 8, 21)}, "till i dag"),
        ({"till_och_med": date(2015, 1, 1), "fran": None}, "till i dag"),
        ({"fran": date(2026, 8, 1)}, "till den sista dagen"),
        ({"typ": "annat"}, "Välj slag"),
    ],
)
def test_what_cannot_be_said_of_a_file(riket: Riket, andrat: dict[str, object], mening: str) -> None:
    with pytest.raises(Hinder, match=mening):
        inlast(riket, u=replace(JULI, **andrat))
    with pytest.raises(PermissionDenied):
        anvisningar.las_in("perioder", "a.csv", b"x", JULI, av=riket.granskare, nu=START)
    with pytest.raises(Hinder, match="Filen är tom"):
        inlast(riket, "")
    with pytest.raises(Hinder, match="vad filen innehåller"):
        inlast(riket, slag="rattelse")


def test_a_file_with_a_wrong_cell_is_shown_but_never_posted(riket: Riket) -> None:
    underlag = inlast(riket, "Kommun;Utjämnande\nLuleå;2\nHobo;1\n")
    assert underlag.tolkning["antal_cellfel"] == 1
    assert not underlag.rader.exists()
    with pytest.raises(Hinder, match="fel som måste rättas"):
        bokfor(riket, underlag)
    tom = inlast(riket, "Kommun;Utjämnande\nLuleå;0\n")
    with pytest.raises(Hinder, match="inget nytt"):
        bokfor(riket, tom)


def test_the_columns_are_said_anew_and_remembered_for_the_source(riket: Riket) -> None:
    underlag = inlast(riket, "Kommun;Placerade\nLuleå;2\n")
    assert underlag.tolkning["fel"]
    with pytest.raises(Hinder, match="förbereder underlaget"):
        anvisningar.las_om(underlag.pk, JULI, av=riket.publicist, nu=START)
    val = replace(JULI, kolumnval={"B": "antal:utjamnande"})
    underlag = anvisningar.las_om(underlag.pk, val, spara_mall=True, av=riket.importor, nu=START)
    assert (underlag.version, underlag.rader.count()) == (2, 1)
    with pytest.raises(Redan, match="lästs om"):
        anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=START)
    bokfor(riket, underlag)
    assert Kolumnmall.objects.get().kolumner == {"kommun": "kommun", "placerade": "antal:utjamnande"}
    nasta = inlast(riket, "Kommun;Placerade\nLuleå;5\n")
    assert [rad.antal for rad in nasta.rader.all()] == [5]
    annan = inlast(riket, "Kommun;Placerade\nLuleå;7\n", replace(JULI, kalla="Länsstyrelsen"))
    assert annan.tolkning["fel"]


@pytest.mark.parametrize(
    ("text", "kolumnval"),
    [
        ("Kommun;Utjämnande\nLuleå;2\n", {"A": "summa", "B": "summa"}),
        ("Kommun;Placerade\nLuleå;två\n", {"B": "antal:utjamnande"}),
    ],
)
def test_columns_are_remembered_only_when_nothing_in_the_file_is_wrong(
    riket: Riket, text: str, kolumnval: dict[str, str]
) -> None:
    """The next file of the source would be misread in the same way, with nothing to say it by."""
    fore = Kolumnmall.objects.create(kalla=JULI.kalla, kolumner={"kommunens namn": "kommun"})
    underlag = inlast(riket, text)
    val = replace(JULI, kolumnval=kolumnval)
    underlag = anvisningar.las_om(underlag.pk, val, spara_mall=True, av=riket.importor, nu=START)
    assert not underlag.felfri
    assert Kolumnmall.objects.get().kolumner == fore.kolumner
    assert Handelse.objects.latest("pk").uppgifter["mall"] is False


def test_a_cumulative_table_posts_what_is_new(riket: Riket) -> None:
    bokfor(riket, sammanlagt(riket, "Kommun;Utjämnande;Anknytning\nLuleå;10;\nBoden;4;1\n", date(2026, 6, 30)))
    underlag = sammanlagt(riket, "Kommun;Utjämnande;Anknytning\nLuleå;12;1\nBoden;3;1\n", date(2026, 7, 31))
    assert sorted(underlag.rader.values_list("kommun", "fran", "dag", "typ", "antal")) == [
        ("2580", date(2026, 7, 1), date(2026, 7, 31), "anknytning", 1),
        ("2580", date(2026, 7, 1), date(2026, 7, 31), "utjamnande", 2),
        ("2582", date(2026, 7, 1), date(2026, 7, 31), "utjamnande", -1),
    ]
    assert underlag.tolkning["varningar"] == [
        "1 antal har minskat sedan förra tabellen, till exempel för Boden.",
        "288 kommuner saknas i tabellen och ändras inte.",
    ]
    bokfor(riket, underlag)
    assert raknare() == {
        ("2580", 2026, "utjamnande"): 12,
        ("2580", 2026, "anknytning"): 1,
        ("2582", 2026, "utjamnande"): 3,
        ("2582", 2026, "anknytning"): 1,
    }
    samma = sammanlagt(riket, "Kommun;Utjämnande;Anknytning\nLuleå;12;1\nBoden;3;1\n\n", date(2026, 7, 31))
    with pytest.raises(Hinder, match="inget nytt"):
        bokfor(riket, samma)
    gammal = sammanlagt(riket, "Kommun;Utjämnande\nLuleå;12\n", date(2026, 7, 30))
    assert gammal.tolkning["fel"] == [
        "Det finns redan bokförda anvisningar till och med 31 juli 2026. En sammanlagd tabell ska vara nyare."
    ]


def test_a_correction_covers_no_days_of_the_next_cumulative_table(riket: Riket) -> None:
    rad = anvisningar.Andring("2580", date(2026, 7, 20), "utjamnande", 1)
    bokfor(riket, anvisningar.forbered_rattelse([rad], kalla="Brev", skal="Nytt.", av=riket.importor, nu=START))
    fore = sammanlagt(riket, "Kommun;Utjämnande\nLuleå;11\n", date(2026, 6, 30))
    assert fore.tolkning["fel"] == [
        "Det finns redan bokförda anvisningar till och med 20 juli 2026. En sammanlagd tabell ska vara nyare."
    ]
    underlag = sammanlagt(riket, "Kommun;Utjämnande\nLuleå;3\n", date(2026, 7, 31))
    assert underlag.tolkning["fel"] == []
    assert list(underlag.rader.values_list("kommun", "fran", "dag", "antal")) == [
        ("2580", date(2016, 1, 1), date(2026, 7, 31), 2)
    ]


def test_a_difference_holds_only_for_the_posting_it_was_taken_from(riket: Riket) -> None:
    """Two tables read in at the same time: the second would count the same children again."""
    en = sammanlagt(riket, "Kommun;Utjämnande\nLuleå;10\n", date(2026, 7, 30))
    annan = sammanlagt(riket, "Kommun;Utjämnande\nLuleå;11\n", date(2026, 7, 31))
    bokning = bokfor(riket, en)
    with pytest.raises(Redan, match="Något annat har bokförts"):
        bokfor(riket, annan)
    annan = anvisningar.las_om(
        annan.pk, Filuppgifter("Migrationsverket", date(2026, 7, 31)), av=riket.importor, nu=START
    )
    senare = bokfor(riket, annan)
    assert raknare() == {("2580", 2026, "utjamnande"): 11}
    with pytest.raises(Hinder, match="till och med 31 juli 2026 bygger på den här"):
        angra(riket, bokning)
    angra(riket, senare)
    angra(riket, bokning)
    assert raknare() == {}


def test_published_values_and_factors_are_rows_of_their_own(riket: Riket) -> None:
    u = Filuppgifter("Migrationsverket", date(2026, 7, 31))
    publicerad = bokfor(riket, inlast(riket, "Kommun;Måluppfyllelse\nLuleå;98,5 %\n", u, "maluppfyllelse"))
    varde = PubliceradMaluppfyllelse.objects.get()
    assert (varde.kommun_id, varde.dag, varde.procent) == ("2580", date(2026, 7, 31), Decimal("98.5"))
    assert (varde.bokning, publicerad.antal_rader) == (publicerad, 1)
    bokfor(riket, inlast(riket, "Kommun;Folkmängd\nLuleå;79 000\n", u, "faktorer"))
    faktor = Faktorvarde.objects.get()
    assert (faktor.kommun_id, faktor.ar, faktor.faktor, faktor.varde) == ("2580", 2026, "folkmangd", 79000)
    assert raknare() == {}
    for tabell in ("publiceradmaluppfyllelse", "faktorvarde"):
        for sats in ("DELETE FROM anvisning_{}", "UPDATE anvisning_{} SET kommun_id = '2582'"):
            with pytest.raises(DatabaseError, match="oföränderlig"), transaction.atomic():
                connection.cursor().execute(sats.format(tabell))
    angra(riket, publicerad)
    assert publicerad.angrad_genom.antal_rader == 0


def test_the_database_takes_no_posted_row_of_what_is_not_there(riket: Riket) -> None:
    bokfor(riket, inlast(riket))
    kopia = """INSERT INTO anvisning_anvisningsrad (bokning_id, kommun_id, fran, dag, ar, typ, antal)
        SELECT {}, fran, dag, ar, typ, antal FROM anvisning_anvisningsrad LIMIT 1"""
    for vad in ("-1, kommun_id", "bokning_id, '9999'"):
        with pytest.raises(IntegrityError, match="som inte finns"), transaction.atomic():
            connection.cursor().execute(kopia.format(vad))
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("DELETE FROM anvisning_kommun WHERE kod = '2580'; SET CONSTRAINTS ALL IMMEDIATE")


def test_a_posted_file_is_the_file_that_was_posted(riket: Riket) -> None:
    underlag = inlast(riket)
    bokfor(riket, underlag)
    with pytest.raises(DatabaseError, match="ändras inte"), transaction.atomic():
        connection.cursor().execute("UPDATE anvisning_anvisningsunderlag SET innehall = 'x'")
    with pytest.raises(Redan, match="redan bokfört"):
        anvisningar.las_om(underlag.pk, JULI, av=riket.importor, nu=START)


def test_every_warning_is_confirmed_and_the_same_children_twice_is_one(riket: Riket) -> None:
    bokfor(riket, inlast(riket))
    igen = inlast(riket, TABELL + "\n;;;\n", replace(JULI, fran=date(2026, 7, 15)))
    mening = (
        "2 kommuner har redan bokförda anvisningar av samma slag och tid (1 juli 2026 till 31 juli 2026). "
        "Kontrollera att samma barn inte räknas två gånger."
    )
    assert anvisningar.varningar(igen) == [mening]
    with pytest.raises(Hinder) as fel:
        anvisningar.bokfor(igen.pk, kand_version=1, av=riket.publicist, nu=START)
    assert fel.value.skal == ["Bekräfta varje varning innan du bokför.", mening]
    augusti = inlast(riket, TABELL + ";;;;\n", replace(JULI, fran=date(2026, 8, 1), till_och_med=date(2026, 8, 19)))
    assert anvisningar.varningar(augusti) == []


def test_the_preview_says_what_changes_and_for_whom(riket: Riket) -> None:
    bokning = bokfor(riket, inlast(riket))
    underlag = inlast(riket, "Kommun;Utjämnande\nLuleå;5\nArjeplog;1\n", replace(JULI, till_och_med=date(2026, 8, 1)))
    assert [(a.kommun.namn, a.fore, a.per_typ, a.efter) for a in anvisningar.andringar(underlag)] == [
        ("Arjeplog", 0, [1, 0, 0], 1),
        ("Luleå", 3, [5, 0, 0], 8),
    ]
    assert anvisningar.summor(anvisningar.andringar(underlag)) == [6, 0, 0]
    assert [(a.kommun.namn, a.fore, a.per_typ) for a in anvisningar.i_bokningen(bokning)] == [
        ("Boden", None, [0, 3, 0]),
        ("Luleå", None, [2, 1, 0]),
    ]
