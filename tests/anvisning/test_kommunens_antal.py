"""A municipality's own numbers: years, months and longer periods, the postings behind them, and Migrationsverket's."""

from datetime import date
from itertools import islice

import pytest
from pytest_django import DjangoAssertNumQueries

from anvisning import anvisningar
from anvisning.anvisningar.kommunens import Period, bokningar, manader_till, migrationsverkets, per_ar, per_manad
from anvisning.models import Anvisningsbokning
from tests.anvisning.berakningar.scen import BODEN, LULEA, NU, bokfor, rakna
from tests.fabrik import Riket

pytestmark = pytest.mark.django_db


def las_in(riket: Riket, slag: str, text: str, fran: date | None, till: date) -> Anvisningsbokning:
    uppgifter = anvisningar.Filuppgifter("Migrationsverket", till, fran)
    underlag = anvisningar.las_in(slag, "fil.csv", text.encode(), uppgifter, av=riket.importor, nu=NU)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=NU)


def som_text(perioder: list[Period]) -> list[str]:
    return [f"{p.fran}–{p.till}: {p.per_typ} = {p.summa}" for p in perioder if p.summa or p.per_typ != [0, 0, 0]]


def test_aren_ar_alla_fran_det_forsta_ocksa_tomma(
    riket: Riket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert per_ar(LULEA) == []
    bokfor(riket, {LULEA: 3}, dag=date(2023, 5, 31))
    bokfor(riket, {LULEA: 2}, dag=date(2023, 6, 30), typ="anknytning")
    bokfor(riket, {LULEA: 4, BODEN: 9})
    with django_assert_num_queries(1):
        aren = per_ar(LULEA)
    assert [(p.fran.year, p.per_typ, p.summa) for p in aren] == [
        (2026, [4, 0, 0], 4),
        (2025, [0, 0, 0], 0),
        (2024, [0, 0, 0], 0),
        (2023, [3, 2, 0], 5),
    ]


def test_en_langre_period_raknas_i_sin_sista_manad_och_det_syns(
    riket: Riket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for typ in ("utjamnande", "anknytning"):
        bokfor(riket, {LULEA: 3}, dag=date(2025, 7, 31), typ=typ)  # before the twelve months
    bokfor(riket, {LULEA: 5}, dag=date(2025, 8, 1))
    bokfor(riket, {LULEA: 2, BODEN: 9}, dag=date(2026, 7, 1))
    bokfor(riket, {LULEA: -1}, dag=date(2026, 7, 31), typ="anknytning")
    las_in(riket, "perioder", "Kommun;Utjämnande\nLuleå;7\n", date(2026, 2, 1), date(2026, 4, 30))
    las_in(riket, "perioder", "Kommun;Utjämnande\nLuleå;2\n", date(2026, 4, 1), date(2026, 4, 30))
    with django_assert_num_queries(1):
        perioder = per_manad(LULEA, list(islice(manader_till(date(2026, 7, 15)), 12)))
    assert len(perioder) == 12
    assert som_text(perioder) == [
        "2026-07-01–2026-07-31: [2, -1, 0] = 1",
        "2026-04-01–2026-04-30: [9, 0, 0] = 9",
        "2025-08-01–2025-08-31: [5, 0, 0] = 5",
    ]
    assert {p.fran: p.raknat_fran for p in perioder if p.raknat_fran} == {date(2026, 4, 1): date(2026, 2, 1)}
    assert per_manad(LULEA, []) == []


@pytest.mark.parametrize(
    ("till", "forsta", "sista"),
    [
        (date(2026, 2, 28), date(2025, 3, 1), date(2026, 2, 28)),
        (date(2024, 2, 1), date(2023, 3, 1), date(2024, 2, 29)),
        (date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2025, 2, 1), date(2026, 1, 31)),
    ],
)
def test_manaderna_ar_hela_och_gar_tillbaka_till_2016(till: date, forsta: date, sista: date) -> None:
    perioder = per_manad(LULEA, list(islice(manader_till(till), 12)))
    assert (perioder[-1].fran, perioder[0].till, len(perioder)) == (forsta, sista, 12)
    assert list(manader_till(till))[-1] == date(2016, 1, 1)


def test_bokningarna_bakom_antalet_ar_de_som_korningen_kande(riket: Riket) -> None:
    forsta = bokfor(riket, {LULEA: 3, BODEN: 1})
    bokfor(riket, {BODEN: 1})
    andra = bokfor(riket, {LULEA: -1})
    berakning = rakna()
    assert berakning is not None
    senare = bokfor(riket, {LULEA: 5})
    rader = [(b.pk, b.utjamnande, b.anknytning, b.inledande) for b in bokningar(LULEA, berakning)]
    assert rader == [(andra.pk, -1, 0, 0), (forsta.pk, 3, 0, 0)]
    nasta = rakna()
    assert nasta is not None
    assert [b.pk for b in bokningar(LULEA, nasta)] == [senare.pk, andra.pk, forsta.pk]


def test_utan_bokforing_finns_inga_bokningar(riket: Riket) -> None:
    berakning = rakna()
    assert berakning is not None
    assert list(bokningar(LULEA, berakning)) == []


def test_migrationsverkets_ar_den_nyaste_dagens_som_inte_ar_angrad(riket: Riket) -> None:
    gammal = las_in(riket, "maluppfyllelse", "Kommun;Måluppfyllelse\nLuleå;98,5\n", None, date(2026, 6, 30))
    ny = las_in(riket, "maluppfyllelse", "Kommun;Måluppfyllelse\nLuleå;99,5\nBoden;101\n", None, date(2026, 7, 31))
    svar = migrationsverkets([LULEA, "0180"])
    assert {kod: (rad.procent, rad.dag, rad.bokning) for kod, rad in svar.items()} == {
        LULEA: (ny.maluppfyllelser.get(kommun=LULEA).procent, date(2026, 7, 31), ny)
    }
    motpost = anvisningar.forbered_motpost(ny.pk, skal="Fel fil.", av=riket.importor, nu=NU)
    anvisningar.bokfor(motpost.pk, kand_version=1, av=riket.publicist, nu=NU)
    assert migrationsverkets([LULEA])[LULEA].bokning == gammal
