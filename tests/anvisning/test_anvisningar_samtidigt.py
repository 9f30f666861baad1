"""Two people post at once: a posting happens once, counters equal rows, and nobody waits for ever."""

from collections.abc import Callable
from datetime import date

import pytest

from anvisning import anvisningar
from anvisning.anvisningar import Andring
from anvisning.models import Anvisningsbokning, Anvisningsrad, Anvisningsraknare, Anvisningsunderlag, Kommun, Roll
from tests import fabrik
from tests.fabrik import START, Riket
from tests.omfordelning.samtidigt import samtidigt, slag

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]


@pytest.fixture
def riket() -> Riket:
    return fabrik.bygg_riket(nu=None)


def utfall(*akter: Callable[[], object]) -> list[str]:
    """Do acts at the same moment; gives each one's outcome: what it gave or refused with, by its class."""
    return sorted(slag(samtidigt(akter)).elements())


def forbered(riket: Riket, koder: list[str], manad: int = 8) -> Anvisningsunderlag:
    lista = [Andring(kod, date(2026, manad, 3), "utjamnande", 1) for kod in koder]
    return anvisningar.forbered_rattelse(lista, kalla="Brev", skal="Nytt.", av=riket.importor, nu=START)


def test_two_sign_offs_of_the_same_post_it_once(riket: Riket) -> None:
    tredje = fabrik.skapa_konto(riket.importor.organisation, Roll.ADMINISTRATOR, epost="tre@example.org", namn="Tre")
    underlag = forbered(riket, ["2580"])
    svar = utfall(
        *(
            lambda av=av: anvisningar.bokfor(underlag.pk, kand_version=1, av=av, nu=START)
            for av in (riket.publicist, tredje)
        )
    )
    assert svar == ["Anvisningsbokning", "Redan"]
    assert (Anvisningsbokning.objects.count(), Anvisningsrad.objects.count()) == (1, 1)
    assert Anvisningsraknare.objects.get().antal == 1


def test_postings_at_once_wait_for_each_other_and_all_count(riket: Riket) -> None:
    koder = list(Kommun.objects.values_list("pk", flat=True))
    listor = (koder, koder[::-1], koder[::3], koder[::-2])
    underlag = [forbered(riket, lista, manad=nr) for nr, lista in enumerate(listor, 5)]
    svar = utfall(
        *(lambda u=u: anvisningar.bokfor(u.pk, kand_version=1, av=riket.publicist, nu=START) for u in underlag)
    )
    assert svar == ["Anvisningsbokning"] * 4
    assert anvisningar.avvikelser() == []
    assert sum(Anvisningsraknare.objects.values_list("antal", flat=True)) == sum(map(len, listor))


def test_two_corrections_of_the_same_number_at_once_are_not_both_posted_unseen(riket: Riket) -> None:
    underlag = [forbered(riket, ["2580"]) for _ in range(2)]
    sedda = [anvisningar.varningar(u) for u in underlag]
    svar = utfall(
        *(
            lambda u=u, s=s: anvisningar.bokfor(u.pk, kand_version=1, bekraftade=s, av=riket.publicist, nu=START)
            for u, s in zip(underlag, sedda, strict=True)
        )
    )
    assert svar == ["Anvisningsbokning", "Hinder"]
    assert Anvisningsraknare.objects.get().antal == 1


def test_two_undo_the_same_at_once(riket: Riket) -> None:
    bokning = anvisningar.bokfor(forbered(riket, ["2580"]).pk, kand_version=1, av=riket.publicist, nu=START)
    svar = utfall(
        *(
            lambda av=av: anvisningar.forbered_motpost(bokning.pk, skal="Fel.", av=av, nu=START)
            for av in (riket.importor, riket.publicist)
        )
    )
    assert svar == ["Anvisningsunderlag", "Redan"]


def test_two_read_the_same_file_at_once(riket: Riket) -> None:
    uppgifter = anvisningar.Filuppgifter("Migrationsverket", date(2026, 7, 31), date(2026, 7, 1))
    fil = b"Kommun;Utj\xc3\xa4mnande\nBoden;1\n"
    svar = utfall(
        *(
            lambda av=av: anvisningar.las_in("perioder", "a.csv", fil, uppgifter, av=av, nu=START)
            for av in (riket.importor, riket.publicist)
        )
    )
    assert svar in (["Anvisningsunderlag", "Hinder"], ["Anvisningsunderlag", "Redan"])
    assert Anvisningsunderlag.objects.get().rader.count() == 1


def test_two_cumulative_tables_posted_at_once_count_the_children_once(riket: Riket) -> None:
    underlag = [
        anvisningar.las_in(
            "sammanlagt",
            f"{antal}.csv",
            f"Kommun;Anknytning\nBoden;{antal}\n".encode(),
            anvisningar.Filuppgifter("Migrationsverket", date(2026, 7, 31)),
            av=riket.importor,
            nu=START,
        )
        for antal in (5, 6)
    ]
    sedda = anvisningar.varningar(underlag[0])

    def bokfor(rad: Anvisningsunderlag) -> Anvisningsbokning:
        return anvisningar.bokfor(rad.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=START)

    svar = utfall(*(lambda u=u: bokfor(u) for u in underlag))
    assert svar == ["Anvisningsbokning", "Redan"]
    assert Anvisningsraknare.objects.get().antal in (5, 6)
    assert anvisningar.avvikelser() == []
