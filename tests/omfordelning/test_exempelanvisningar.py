"""The invented assignments, without a database: the same each time, as many as decided, and where the rule says."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anvisning.maluppfyllelse.metoder import ko
from anvisning.maluppfyllelse.simulering import simulera
from anvisning.maluppfyllelse.underlag import Kommun, Metod, Underlag, tusendelar
from anvisning.tabell.anvisningsceller import Period, manadens
from anvisning.tid import DAG
from omfordelning.exempeldata.andelar import ordinarie
from omfordelning.exempeldata.anvisningar import ANKNYTNING, ARETS_BARN, SASONG, Andelslage, Antal, Forlopp, barn_i
from omfordelning.exempeldata.bokforing import las_folkmangd

pytestmark = pytest.mark.langsam

FOLKMANGD = las_folkmangd()
INLEDANDE_FRAN = date(2026, 10, 2)
MANADER = [manadens(ar, manad) for ar in range(2016, 2027) for manad in range(1, 13)]
ANDELAR = {kod: tusendelar(promille) for kod, promille in ordinarie(2016).items()}
GIVARE, MOTTAGARE = "0180", "0114"


def fyll(manader: Sequence[Period] = MANADER, lage: Andelslage | None = None) -> list[Antal]:
    forlopp = Forlopp(FOLKMANGD, INLEDANDE_FRAN)
    return [forlopp.fyll(period, lage or Andelslage(ANDELAR)) for period in manader]


@pytest.fixture(scope="module")
def landet() -> list[Antal]:
    """Eleven years of months with shares that stand still."""
    return fyll()


def per_typ(antal: Antal, typ: str) -> Counter[str]:
    return Counter({kod: tal for (kod, slag), tal in antal.items() if slag == typ})


def test_the_same_seed_gives_the_same_children(landet: list[Antal]) -> None:
    assert fyll(MANADER[:24]) == landet[:24]


def test_each_month_has_the_children_that_were_decided(landet: list[Antal]) -> None:
    for period, antal in zip(MANADER, landet, strict=True):
        raknas = sum(tal for (_, typ), tal in antal.items() if typ != "inledande")
        slakt = per_typ(antal, "anknytning").total()
        assert raknas == barn_i(period)
        assert ANKNYTNING[0] * raknas - 50 <= 100 * slakt <= ANKNYTNING[1] * raknas + 50, "rounded to whole children"
        assert min(antal.values()) > 0
        assert {kod for kod, _ in antal} <= set(FOLKMANGD)


def test_each_year_has_as_many_as_a_forecast_says_and_more_in_autumn() -> None:
    for ar in range(2016, 2028):
        antal = [barn_i(manadens(ar, manad)) for manad in range(1, 13)]
        assert ARETS_BARN[0] <= sum(antal) <= ARETS_BARN[1]
        for tal, del_ in zip(antal, SASONG, strict=True):
            assert abs(100 * tal - del_ * sum(antal)) < 100, "the season's part, within a child"


@given(st.dates(date(2016, 1, 1), date(2030, 12, 31)))
def test_a_month_that_comes_in_two_parts_has_the_same_children(dag: date) -> None:
    period = manadens(dag.year, dag.month)
    delar = [Period(period.fran, dag), *([Period(dag + DAG, period.till)] if dag < period.till else [])]
    assert sum(map(barn_i, delar)) == barn_i(period)
    assert all(barn_i(del_) >= 0 for del_ in delar)


def test_initial_measures_begin_with_their_day_and_do_not_count(landet: list[Antal]) -> None:
    har = [period.till for period, antal in zip(MANADER, landet, strict=True) if per_typ(antal, "inledande")]
    assert har == [date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)]
    med, utan = Forlopp(FOLKMANGD, INLEDANDE_FRAN), Forlopp(FOLKMANGD, None)
    for period in MANADER[-4:]:
        raknade = {vem: tal for vem, tal in med.fyll(period, Andelslage(ANDELAR)).items() if vem[1] != "inledande"}
        assert utan.fyll(period, Andelslage(ANDELAR)) == raknade


def test_nobody_gets_an_equalising_child_before_somebody_who_is_lower(landet: list[Antal]) -> None:
    raknade = accumulate(per_typ(a, "utjamnande") + per_typ(a, "anknytning") for a in landet)
    for antal, alla in zip(landet, raknade, strict=True):
        lagst, andel = min(((alla[kod], ANDELAR[kod]) for kod in ANDELAR), key=lambda rad: rad[0] / rad[1])
        for kod in per_typ(antal, "utjamnande"):
            assert (alla[kod] - 1) * andel <= lagst * ANDELAR[kod]


def test_each_total_is_within_two_children_of_all_equalising_ones_at_once(landet: list[Antal]) -> None:
    """With shares that stand still the months hardly matter: only ties that came late can have moved a child or two."""
    slakt = sum((per_typ(antal, "anknytning") for antal in landet), Counter())
    utjamnande = sum((per_typ(antal, "utjamnande") for antal in landet), Counter())
    efter_slakten = Underlag(
        kommuner=tuple(
            Kommun(kod=kod, ordinarie=andel, pa_kontot=slakt[kod], i_kommunen=slakt[kod], tidigare_mal=0)
            for kod, andel in ANDELAR.items()
        ),
        omfordelningar=(),
        i_ar=0,
    )
    vantat = simulera(efter_slakten, Metod.ORDINARIE_ANDEL, utjamnande.total())
    borde: Counter[str] = Counter({del_.kommun: antal for del_, antal in vantat.items()})
    assert max(abs(utjamnande[kod] - borde[kod]) for kod in ANDELAR) <= 2


def test_a_redistributed_account_fills_both_parts_alike_and_begins_anew_each_year() -> None:
    andel = ANDELAR[GIVARE] // 2
    omfordelat, utan = Andelslage(ANDELAR, ((GIVARE, MOTTAGARE, andel),)), Andelslage(ANDELAR)
    forlopp, jamfort = Forlopp(FOLKMANGD, None), Forlopp(FOLKMANGD, None)
    for period in MANADER[:24]:
        utfall, annars = forlopp.fyll(period, omfordelat), jamfort.fyll(period, utan)
        flyttat = per_typ(utfall, "utjamnande")
        flyttat.subtract(per_typ(annars, "utjamnande"))
        assert {kod for kod, antal in flyttat.items() if antal} <= {GIVARE, MOTTAGARE}, "bystanders are as before"
        assert flyttat[GIVARE] + flyttat[MOTTAGARE] == 0
        [rad] = forlopp.underlag.omfordelningar
        kvar = ANDELAR[GIVARE] - andel
        assert abs(rad.behallna * andel - rad.lamnade * kvar) <= max(andel, kvar), "within a child"
    assert 0 < rad.behallna + rad.lamnade < forlopp.underlag.i_ar


def test_a_correction_counts_from_then_on() -> None:
    forlopp, jamfort = Forlopp(FOLKMANGD, None), Forlopp(FOLKMANGD, None)
    for ett in (forlopp, jamfort):
        ett.fyll(MANADER[0], Andelslage(ANDELAR))
    forlopp.ratta(Counter({(GIVARE, "utjamnande"): -1, (MOTTAGARE, "anknytning"): 1}))
    efter, fore = (
        {rad.kod: rad.antal for rad in ko(ett.underlag, Metod.ORDINARIE_ANDEL)} for ett in (forlopp, jamfort)
    )
    assert {kod: efter[kod] - fore[kod] for kod in efter if efter[kod] != fore[kod]} == {GIVARE: -1, MOTTAGARE: 1}
