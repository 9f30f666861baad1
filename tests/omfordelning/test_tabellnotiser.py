"""The first shares: each municipality is told when its tjänsteskrivelse must be ready, and what a late board means."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from anvisning import notiser
from anvisning.models import Epostmeddelande, Organ, Organisation, Tidplan
from omfordelning.models import Beredningstid, Sammantrade
from tests import fabrik
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
INGA = "Skriv in era kommande sammanträden, så ser ni när tjänsteskrivelsen ska vara klar."


@pytest.fixture(scope="module")
def tomt_lan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[fabrik.Lansscen]:
    """A county with accounts, before any shares have come."""
    with delad(django_db_blocker, lambda: fabrik.bygg_lan(fabrik.bygg_riket(nu=None), kommuner=["Boden"])) as lan:
        yield lan


@pytest.fixture
def scen(tomt_lan: fabrik.Lansscen, db: None) -> fabrik.Lansscen:
    return deepcopy(tomt_lan)


def brevladan(kod: str) -> Organ:
    """Give the municipality's kommunstyrelse, whose mailbox gets the notice."""
    organisation = Organisation.objects.get(kommun=kod)
    return Organ.objects.filter(organisation=organisation).first() or fabrik.skapa_organ(organisation)


def skriv_in(scen: fabrik.Lansscen, kod: str, *dagar: date) -> Organ:
    organ, av = brevladan(kod), scen.foretradare("Boden")
    Sammantrade.objects.bulk_create(Sammantrade(organ=organ, dag=d, andrat=fabrik.START, andrat_av=av) for d in dagar)
    return organ


def notisen(kod: str) -> Epostmeddelande:
    return Epostmeddelande.objects.get(amne="Preliminära andelar, 2027", till=f"registrator.{kod}@example.org")


@pytest.mark.parametrize(
    ("dagar", "sager"),
    [
        (
            [date(2026, 10, 5), date(2026, 11, 2)],
            "Tjänsteskrivelsen till {organ} den 5 oktober 2026 ska vara klar senast den 14 september 2026.",
        ),
        (
            [date(2026, 8, 25), date(2026, 11, 10)],  # the day for the first one's tjänsteskrivelse has been
            "Tjänsteskrivelsen till {organ} den 10 november 2026 ska vara klar senast den 20 oktober 2026. "
            "Beslutet kommer 4 dagar efter länets datum: begär anstånd.",
        ),
        (
            [date(2026, 11, 20)],
            "Tjänsteskrivelsen till {organ} den 20 november 2026 ska vara klar senast den 30 oktober 2026. "
            "För sent: länsstyrelsen redovisar 16 november 2026.",
        ),
        ([], INGA),
        ([date(2026, 8, 25)], INGA),
    ],
    ids=["in time", "with anstand", "too late", "none", "none left to reach"],
)
def test_the_first_notice_says_when_the_board_paper_must_be_ready(
    scen: fabrik.Lansscen, dagar: list[date], sager: str
) -> None:
    organ = skriv_in(scen, "2582", *dagar)
    scen.riket.publicera()
    mejl = notisen("2582")
    assert f"\n\n{sager.format(organ=organ.namn)}\n\n" in mejl.text
    assert f"<p>{sager.format(organ=organ.namn)}</p>" in mejl.html
    assert len(f"{mejl.amne} {mejl.text}".split()) <= notiser.HOGST
    kontots = Epostmeddelande.objects.get(amne=mejl.amne, till="foretradare.2582@example.org")
    assert (kontots.text, kontots.html) == (mejl.text, mejl.html)


def test_each_board_has_its_own_time_to_prepare(scen: fabrik.Lansscen) -> None:
    """A board with a longer time is told its own day, and another municipality's meeting is nobody else's."""
    organ = skriv_in(scen, "2582", date(2026, 10, 5))
    Beredningstid.objects.create(organ=organ, dagar=35)
    brevladan("2580")
    scen.riket.publicera()
    assert "senast den 31 augusti 2026." in notisen("2582").text
    assert INGA in notisen("2580").text


def test_where_nothing_can_be_redistributed_no_board_paper_is_asked_for(scen: fabrik.Lansscen) -> None:
    Tidplan.objects.create(ar=scen.ar, lan_id="09", sista_dag=scen.tidplan.sista_dag)
    skriv_in(scen, "0980", date(2026, 10, 5))
    scen.riket.publicera()
    for mejl in (notisen("0980"), Epostmeddelande.objects.get(till="handlaggare.25@example.org")):
        assert "änsteskrivelse" not in mejl.text


def test_the_meetings_are_asked_for_once_for_the_whole_country(scen: fabrik.Lansscen) -> None:
    Organ.objects.all().delete()
    kommuner = list(Organisation.objects.filter(slag="kommun").values_list("kommun", flat=True))
    for kod in kommuner:
        skriv_in(scen, kod, date(2026, 9, 28), date(2026, 10, 26))
    with CaptureQueriesContext(connection) as fragor:
        scen.riket.publicera()
    assert len([f for f in fragor if "omfordelning_sammantrade" in f["sql"]]) == 1
    texter = Epostmeddelande.objects.filter(till__startswith="registrator").values_list("text", flat=True)
    assert len([text for text in texter if "den 28 september 2026 ska vara klar senast den" in text]) == 289
