"""Two people post at once: a posting happens once, counters equal rows, and nobody waits for ever."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connections

from anvisning import anvisningar
from anvisning.anvisningar import Andring
from anvisning.hinder import Redan
from anvisning.models import Anvisningsbokning, Anvisningsrad, Anvisningsraknare, Anvisningsunderlag, Kommun, Roll
from tests import fabrik
from tests.fabrik import START, Riket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]


@pytest.fixture
def riket() -> Riket:
    return fabrik.bygg_riket(nu=None)


def samtidigt(*akter: Callable[[], object]) -> list[str]:
    """Do acts at the same moment; gives each one's outcome: "" or the kind of refusal."""
    grind, utfall = threading.Barrier(len(akter)), [""] * len(akter)

    def gor(plats: int) -> None:
        grind.wait()
        try:
            akter[plats]()
        except Exception as fel:
            utfall[plats] = type(fel).__name__
        finally:
            connections.close_all()

    tradar = [threading.Thread(target=gor, args=[plats]) for plats in range(len(akter))]
    for trad in tradar:
        trad.start()
    for trad in tradar:
        trad.join(timeout=60)
    return utfall


def forbered(riket: Riket, koder: list[str]) -> Anvisningsunderlag:
    lista = [Andring(kod, date(2026, 8, 3), "utjamnande", 1) for kod in koder]
    return anvisningar.forbered_rattelse(lista, kalla="Brev", skal="Nytt.", av=riket.importor, nu=START)


def test_two_sign_offs_of_the_same_post_it_once(riket: Riket) -> None:
    tredje = fabrik.skapa_konto(riket.importor.organisation, Roll.ADMINISTRATOR, epost="tre@example.org", namn="Tre")
    underlag = forbered(riket, ["2580"])
    utfall = samtidigt(
        *(
            lambda av=av: anvisningar.bokfor(underlag.pk, kand_version=1, av=av, nu=START)
            for av in (riket.publicist, tredje)
        )
    )
    assert sorted(utfall) == ["", Redan.__name__]
    assert (Anvisningsbokning.objects.count(), Anvisningsrad.objects.count()) == (1, 1)
    assert Anvisningsraknare.objects.get().antal == 1


def test_postings_at_once_wait_for_each_other_and_all_count(riket: Riket) -> None:
    koder = list(Kommun.objects.values_list("pk", flat=True))
    underlag = [forbered(riket, lista) for lista in (koder, koder[::-1], koder[::3], koder[::-2])]
    utfall = samtidigt(
        *(lambda u=u: anvisningar.bokfor(u.pk, kand_version=1, av=riket.publicist, nu=START) for u in underlag)
    )
    assert utfall == [""] * 4
    assert anvisningar.avvikelser() == []
    assert sum(Anvisningsraknare.objects.values_list("antal", flat=True)) == sum(
        len(lista) for lista in (koder, koder[::-1], koder[::3], koder[::-2])
    )


def test_two_undo_the_same_at_once(riket: Riket) -> None:
    bokning = anvisningar.bokfor(forbered(riket, ["2580"]).pk, kand_version=1, av=riket.publicist, nu=START)
    utfall = samtidigt(
        *(
            lambda av=av: anvisningar.forbered_motpost(bokning.pk, skal="Fel.", av=av, nu=START)
            for av in (riket.importor, riket.publicist)
        )
    )
    assert sorted(utfall) == ["", Redan.__name__]
