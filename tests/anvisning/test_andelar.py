"""Taking a table in, saying what it is, and publishing it: what is stored, and what is refused with which words."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from anvisning import andelar, querysets
from anvisning.hinder import Hinder
from anvisning.models import (
    Andel,
    Andelstabell,
    Handelse,
    Konto,
    Lan,
    Organisation,
    Roll,
    Tabellimport,
    Tabellslag,
)
from anvisning.tabell import Tolkning
from omfordelning.handlaggning.publicering import publicera
from omfordelning.publicering import planera
from tests import fabrik
from tests.anvisning.tabellfiler import build_xlsx
from tests.fabrik import AR, FASTSTALLT, START, Riket, som_csv
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
PRELIMINAR, FASTSTALLD, RATTELSE = Tabellslag.PRELIMINAR, Tabellslag.FASTSTALLD, Tabellslag.RATTELSE


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    """The country without any shares."""
    with delad(django_db_blocker, lambda: fabrik.bygg_riket(nu=None)) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    return deepcopy(landet)


def inlast(riket: Riket, innehall: bytes | None = None, slag: str = PRELIMINAR, namn: str = "a.csv") -> Tabellimport:
    data = som_csv(fabrik.preliminara()) if innehall is None else innehall
    return andelar.importera(AR, slag, namn, data, av=riket.importor, nu=START)


def komplett(riket: Riket, rad: Tabellimport, **andra: object) -> Tabellimport:
    uppgifter = {
        "kolumn": "fore",
        "kalla": "Migrationsverket",
        "beslutsdag": START.date(),
        "referens": "MV-1",
        "av": riket.importor,
        "nu": START,
    }
    return andelar.komplettera_import(rad.pk, **uppgifter | andra)


def ticka(rad: Tabellimport) -> list[str]:
    rad.refresh_from_db()
    return [v.id for v in planera(rad).varningar]


def skal(fel: pytest.ExceptionInfo[Hinder]) -> str:
    return " ".join(fel.value.skal)


def test_what_is_read_is_kept_row_by_row(riket: Riket) -> None:
    rad = inlast(riket)
    tolkning = Tolkning.from_json(rad.tolkning)
    assert tolkning.andelar == fabrik.preliminara()
    assert not tolkning.har_fel
    assert (rad.kolumn, rad.importerad_av, len(rad.sha256)) == ("", riket.importor, 64)
    assert not Andelstabell.objects.exists()
    assert [h.text for h in Handelse.objects.filter(ar=AR)] == ["Läste in a.csv (Preliminära andelar)."]


@pytest.mark.parametrize("vem", ["granskare", "kommun", "avstangd"])
def test_only_an_active_administrator_takes_tables_in(riket: Riket, vem: str) -> None:
    konto = riket.granskare
    if vem == "kommun":
        konto = fabrik.skapa_konto(Organisation.objects.get(kommun="2580"), Roll.KOMMUN_FORETRADARE)
    if vem == "avstangd":
        konto = riket.importor
        konto.is_active = False
    with pytest.raises(PermissionDenied):
        andelar.importera(AR, PRELIMINAR, "a.csv", som_csv(fabrik.preliminara()), av=konto, nu=START)
    assert not Tabellimport.objects.exists()


def test_the_same_file_is_recognised(riket: Riket) -> None:
    rad = inlast(riket)
    with pytest.raises(Hinder, match=r"redan inläst: a\.csv, 20 augusti 2026"):
        inlast(riket, namn="annat namn.csv")
    komplett(riket, rad)
    publicera(rad.pk, godkanda=ticka(rad), av=riket.publicist, nu=START)
    with pytest.raises(Hinder, match="redan publicerad: Preliminära andelar 2027, version 1"):
        inlast(riket)
    assert Tabellimport.objects.count() == 1


def test_two_who_read_the_same_file_at_once_meet_the_constraint(riket: Riket) -> None:
    rad = inlast(riket)
    rad.pk, rad.publikt_id = None, None
    with pytest.raises(IntegrityError, match="tabellimport_samma_fil_en_gang"), transaction.atomic():
        Tabellimport.objects.create(
            ar=rad.ar,
            slag=rad.slag,
            filnamn="b.csv",
            sha256=rad.sha256,
            innehall=b"",
            tolkning={},
            importerad_av=rad.importerad_av,
            importerad=START,
        )


def test_a_file_that_was_thrown_away_may_be_read_again(riket: Riket) -> None:
    rad = inlast(riket)
    andelar.kassera_import(rad.pk, av=riket.publicist, nu=START)
    with pytest.raises(Hinder, match="redan publicerad eller kasserad"):
        andelar.kassera_import(rad.pk, av=riket.publicist, nu=START)
    with pytest.raises(Hinder, match="redan publicerad eller kasserad"):
        komplett(riket, rad)
    assert inlast(riket).pk != rad.pk


@pytest.mark.parametrize(
    ("innehall", "namn", "mening"),
    [
        (b"", "a.csv", "Filen är tom"),
        (b"%PDF-1.4", "a.pdf", "Filen är en PDF"),
        (b"\x00\x01\x02" * 50, "a.csv", "UTF-16|NUL"),
        (b"hej", "a.docx", "slutar inte på .csv eller .xlsx"),
        (b"PK\x03\x04skrap", "a.xlsx", "."),
        ("Kommun;Andel\nHåbo;1".encode("utf-16"), "a.csv", "UTF-16"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(riket: Riket, innehall: bytes, namn: str, mening: str) -> None:
    with pytest.raises(Hinder, match=mening):
        inlast(riket, innehall, namn=namn)
    assert not Tabellimport.objects.exists()


@pytest.mark.parametrize(
    ("innehall", "namn", "mening"),
    [
        (b"Kommun;Andel;Not\nHabo;1;900101-1234\n", "a.csv", "Cellen C2 ser ut att innehålla ett personnummer"),
        (build_xlsx({"900101-1234": [["Kommun", "Andel"]]}), "a.xlsx", "Namnet på blad 1 ser ut att innehålla"),
        (b"Kommun;Andel\nHabo;1\n", "barn 900101-1234_2.csv", "Filens namn ser ut att innehålla ett personnummer"),
    ],
)
def test_a_personal_identity_number_is_never_stored(riket: Riket, innehall: bytes, namn: str, mening: str) -> None:
    with pytest.raises(Hinder, match=mening):
        inlast(riket, innehall, namn=namn)
    assert not Tabellimport.objects.exists()


def test_a_table_with_errors_is_kept_and_shown_but_never_published(riket: Riket) -> None:
    rad = inlast(riket, "Kommun;Andel\nHåbo;1,5\nAtlantis;2\nHabo;x\nHabo;1\nÅre;-1\nVara;1,2345\n".encode())
    assert [r.radnummer for r in Tolkning.from_json(rad.tolkning).felrader] == [3, 4, 5, 6, 7]
    komplett(riket, rad)
    with pytest.raises(Hinder, match="har fel som måste rättas i filen"):
        publicera(rad.pk, godkanda=ticka(rad), av=riket.publicist, nu=START)
    assert not Andelstabell.objects.exists()


@pytest.mark.parametrize("namn", ["a\x00b.csv", "a\nb\u202e.csv", "\ud800.csv", "x" * 5000 + ".csv"])
def test_any_file_name_can_be_stored(riket: Riket, namn: str) -> None:
    rad = inlast(riket, namn=namn)
    rad.refresh_from_db()
    assert rad.filnamn.endswith(".csv")
    assert rad.filnamn.isprintable()
    assert len(rad.filnamn) <= 200


def test_the_kind_must_be_one_the_year_waits_for(riket: Riket) -> None:
    with pytest.raises(Hinder, match="Välj om tabellen är"):
        inlast(riket, slag="hittepa")
    with pytest.raises(Hinder, match="inga fastställda andelar för 2027 att rätta"):
        inlast(riket, slag=RATTELSE)
    riket.publicera(FASTSTALLD, nu=FASTSTALLT)
    for slag in (PRELIMINAR, FASTSTALLD):
        with pytest.raises(Hinder, match=r"redan fastställda\. En ändring görs som rättelse"):
            inlast(riket, slag=slag)
    assert inlast(riket, slag=RATTELSE).pk


def test_a_final_table_read_in_before_another_was_published_is_refused_afterwards(riket: Riket) -> None:
    sen = inlast(riket, slag=FASTSTALLD)
    komplett(riket, sen)
    riket.publicera(FASTSTALLD, fabrik.andrade(k2580="5.00"), nu=FASTSTALLT)
    with pytest.raises(Hinder, match="redan fastställda"):
        publicera(sen.pk, godkanda=ticka(sen), av=riket.publicist, nu=FASTSTALLT)
    assert Andelstabell.objects.count() == 1


BRISTER = [
    ({"kolumn": ""}, "Välj om kolumnen är andelen före eller efter omfördelning"),
    ({"kolumn": "efter"}, "Preliminära andelar är alltid före"),
    ({"kalla": " "}, "Skriv var tabellen kommer från"),
    ({"beslutsdag": START.date() + timedelta(days=1)}, "Beslutsdagen har inte varit än"),
    ({"beslutsdag": date(1, 1, 1)}, "ligger långt från 2027"),
]


@pytest.mark.parametrize(("andrat", "mening"), BRISTER)
def test_nothing_is_filled_in_by_itself(riket: Riket, andrat: dict[str, object], mening: str) -> None:
    rad = inlast(riket)
    with pytest.raises(Hinder, match=mening):
        komplett(riket, rad, **andrat)
    rad.refresh_from_db()
    assert (rad.kolumn, rad.kalla, rad.beslutsdag) == ("", "", None)


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"referens": ""}, "En rättelse behöver skäl"),
        ({"skal": " "}, "En rättelse behöver skäl"),
        ({"galler_fran": None}, "En rättelse behöver skäl"),
        ({"galler_fran": date(2026, 12, 31)}, "gäller kalenderåret 2027"),
        ({"galler_fran": date(2028, 1, 1)}, "gäller kalenderåret 2027"),
    ],
)
def test_a_rattelse_says_why_and_from_when(riket: Riket, andrat: dict[str, object], mening: str) -> None:
    riket.publicera(FASTSTALLD, nu=FASTSTALLT)
    rad = inlast(riket, som_csv(fabrik.andrade(k2580="5.00")), slag=RATTELSE)
    helt = {"skal": "Räknefel.", "galler_fran": date(2027, 3, 1)}
    with pytest.raises(Hinder, match=mening):
        komplett(riket, rad, **helt | andrat)
    assert komplett(riket, rad, **helt).galler_fran == date(2027, 3, 1)


def test_a_coordinating_county_names_the_decision_it_restates(riket: Riket) -> None:
    organisation = riket.importor.organisation
    organisation.samordnande_lan = Lan.objects.get(pk="25")
    organisation.save()
    rad = inlast(riket, slag=FASTSTALLD)
    with pytest.raises(Hinder, match="Ange beteckningen på Migrationsverkets beslut"):
        komplett(riket, rad, referens="")
    assert komplett(riket, rad).referens == "MV-1"


def test_a_file_with_both_columns_is_read_by_the_answer(riket: Riket) -> None:
    riket.publicera()
    rader = [["Kommun", "Andel före omfördelning", "Andel efter omfördelning"]]
    rader += [[kod, str(p), str(p + 1)] for kod, p in fabrik.preliminara().items()]
    rader[0][0] = "Kommunkod"
    rad = inlast(riket, build_xlsx({"Andelar": rader}), slag=FASTSTALLD, namn="a.xlsx")
    assert Tolkning.from_json(rad.tolkning).fel
    assert ticka(rad) == []
    fore = Tolkning.from_json(komplett(riket, rad).tolkning)
    assert (fore.fel, fore.andelar) == ((), fabrik.preliminara())
    efter = Tolkning.from_json(komplett(riket, rad, kolumn="efter").tolkning)
    assert efter.andelar == {kod: p + 1 for kod, p in fabrik.preliminara().items()}


def test_one_prepares_and_another_publishes(riket: Riket) -> None:
    rad = inlast(riket)
    with pytest.raises(Hinder, match=f"{riket.importor.namn} läste in tabellen"):
        komplett(riket, rad, av=riket.publicist)
    with pytest.raises(Hinder, match="Ange först om kolumnen är före eller efter"):
        publicera(rad.pk, godkanda=[], av=riket.publicist, nu=START)
    komplett(riket, rad)
    with pytest.raises(Hinder, match="Du läste själv in tabellen"):
        publicera(rad.pk, godkanda=ticka(rad), av=riket.importor, nu=START)
    with pytest.raises(PermissionDenied):
        publicera(rad.pk, godkanda=ticka(rad), av=riket.granskare, nu=START)
    tabell = publicera(rad.pk, godkanda=ticka(rad), av=riket.publicist, nu=START)
    assert (tabell.importerad_av, tabell.publicerad_av, tabell.version) == (riket.importor, riket.publicist, 1)
    assert querysets.ordinarie_andelar(tabell) == fabrik.preliminara()
    with pytest.raises(Hinder, match="redan publicerad eller kasserad"):
        publicera(rad.pk, godkanda=ticka(rad), av=riket.publicist, nu=START)
    assert Andelstabell.objects.count() == 1


def test_the_database_itself_refuses_one_person_for_both(riket: Riket) -> None:
    tabell = riket.publicera()
    falt = {f.attname: getattr(tabell, f.attname) for f in Andelstabell._meta.concrete_fields if f.name != "id"}
    ny = Andelstabell(**falt | {"publikt_id": None, "version": 9, "publicerad_av_id": tabell.importerad_av_id})
    ny.publikt_id = Andelstabell._meta.get_field("publikt_id").get_default()
    ny.underlag = inlast(riket, som_csv(fabrik.andrade(k2580="5.00")))
    with pytest.raises(IntegrityError, match="andelstabell_tva_personer"), transaction.atomic():
        ny.save()


def test_each_warning_is_ticked_by_itself(riket: Riket) -> None:
    utan_habo = {kod: p for kod, p in fabrik.preliminara().items() if kod != "0643"} | {"2505": Decimal("0.40")}
    rad = komplett(riket, inlast(riket, som_csv(utan_habo)))
    alla = ticka(rad)
    assert {"saknas-0643", "golv-2505"} <= set(alla)
    for utelamnad in alla:
        with pytest.raises(Hinder, match="Bekräfta varje varning") as fel:
            publicera(rad.pk, godkanda=[i for i in alla if i != utelamnad], av=riket.publicist, nu=START)
        assert len(fel.value.skal) == 2
    with pytest.raises(Hinder, match="Bekräfta varje varning") as fel:
        publicera(rad.pk, godkanda=["alla", "*", ""], av=riket.publicist, nu=START)
    assert len(fel.value.skal) == 1 + len(alla)
    publicera(rad.pk, godkanda=[*alla, "hittepå"], av=riket.publicist, nu=START)
    rad.refresh_from_db()
    assert rad.godkanda_varningar == alla
    handelse = Handelse.objects.get(ar=AR, slag="tabell_publicerad")
    assert len(handelse.uppgifter["godkanda_varningar"]) == len(alla)


def test_what_was_changed_after_the_page_was_opened_is_not_published(riket: Riket) -> None:
    rad = komplett(riket, inlast(riket))
    sett = planera(rad).avtryck
    gammal = "0" * 64
    with pytest.raises(Hinder, match="har ändrats sedan du öppnade sidan"):
        publicera(rad.pk, godkanda=ticka(rad), av=riket.publicist, nu=START, sett=gammal)
    assert publicera(rad.pk, godkanda=ticka(rad), av=riket.publicist, nu=START, sett=sett).version == 1


def test_versions_are_counted_and_what_is_published_never_changes(riket: Riket) -> None:
    forsta = riket.publicera()
    andra = riket.publicera(andelar=fabrik.andrade(k2580="5.00"), nu=START + timedelta(days=3))
    assert [forsta.version, andra.version] == [1, 2]
    assert querysets.gallande_tabell(AR) == andra
    assert querysets.ordinarie_andelar(forsta) == fabrik.preliminara()
    for sats in (
        "UPDATE anvisning_andelstabell SET version = 7",
        "DELETE FROM anvisning_andel",
        "UPDATE anvisning_andel SET promille = 1",
    ):
        with pytest.raises(IntegrityError, match="oföränderlig"), transaction.atomic(), connection.cursor() as c:
            c.execute(sats)
    assert Andel.objects.filter(tabell=forsta).count() == 290


def test_the_floor_of_a_table_after_redistribution_is_that_of_the_ordinary_shares(riket: Riket) -> None:
    riket.publicera()
    efter = dict(fabrik.preliminara()) | {"2505": Decimal("0.40")}
    rad = komplett(riket, inlast(riket, som_csv(efter), slag=FASTSTALLD), kolumn="efter")
    assert "golv-2505" in ticka(rad)
    assert Konto.objects.filter(pk=rad.importerad_av_id).exists()
