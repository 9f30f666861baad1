"""What a municipality may know of the queue: nothing that it sees there depends on what is not public."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anvisning.berakningar.forvantat import Takt, scenarier_for
from anvisning.berakningar.kommunbild import kommunens_lage
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.maluppfyllelse.turordning import turordning
from anvisning.maluppfyllelse.underlag import HELA, Metod, Underlag
from anvisning.maluppfyllelse.vad_om import Antaganden, Kommunbild, jamfor
from anvisning.prognos import TreScenarier
from tests.anvisning.maluppfyllelse.lander import flytt, kommun, lander

INOM = 1000
KODER = "ABCD"


def land(a: int, b: int, c: int, d: int) -> Underlag:
    """B has handed over 40 of its 100 ‰ to A."""
    andelar = zip(KODER, (500_000, 100_000, 300_000, 100_000), (a, b, c, d), strict=True)
    rader = tuple(kommun(kod, andel, antal, andel * 30) for kod, andel, antal in andelar)
    return Underlag(kommuner=rader, omfordelningar=(flytt("B", "A", 40_000),), i_ar=10)


INSYN = Insyn(kod="A", senast={"A": 50, "C": 30}, nu={"A": 50, "C": 30})
"""A reads it; B and D have never been shown."""


def ser(underlag: Underlag, metod: Metod, insyn: Insyn = INSYN) -> Iterator[object]:
    """Give all that the reader is told where others' counts are used."""
    yield kommunens_lage(underlag, metod, insyn, INOM)
    prognos = TreScenarier(lag=Decimal(20), huvud=Decimal(30), hog=Decimal(60))
    i_kon = insyn.landet(underlag, metod)
    vikter = insyn.vikter({k.kod: k.pa_kontot for k in underlag.kommuner}, underlag)
    takt = Takt(fran_ar=2026, till_ar=2027, utan_turordning=20, alla=40, vikter=vikter)
    for hur in (None, takt):
        yield scenarier_for(i_kon, metod, prognos, hur, kod="A", redan=3)
    a = Antaganden(metod=metod, prognos=prognos, fast_del=Decimal(0), rorlig_del=Decimal(0), inom=INOM)
    for promille in ("0.5", "20", "70", "123.456", "500"):
        svar = jamfor(
            underlag, givare="A", mottagare="C", andel=Decimal(promille), lan=KODER, antaganden=a, i_kon_som=i_kon
        )
        for lage in (svar.fore, svar.efter):
            yield egna(lage.givare)


def egna(bild: Kommunbild) -> object:
    return bild.platser, bild.uppfyllelse, bild.andel, bild.barn


@pytest.mark.parametrize("metod", Metod)
def test_two_countries_that_show_the_same_are_the_same_to_a_municipality(metod: Metod) -> None:
    """With true counts its place told how the seven children are shared between B and D."""
    lander_ = [land(50, b, 30, 7 - b) for b in range(1, 7)]
    sedda = [list(ser(underlag, metod)) for underlag in lander_]
    assert all(sett == sedda[0] for sett in sedda)
    assert len({str(turordning(underlag, metod, INOM)) for underlag in lander_}) > 1


@given(underlag=lander(hela=True), metod=st.sampled_from(Metod), data=st.data())
def test_of_the_others_only_what_was_last_shown_counts(underlag: Underlag, metod: Metod, data: st.DataObject) -> None:
    kod = data.draw(st.sampled_from([k.kod for k in underlag.kommuner]))
    senast = {k.kod: data.draw(st.integers(0, 30)) for k in underlag.kommuner if data.draw(st.booleans())}
    insyn = Insyn(kod=kod, senast=senast, nu=senast)
    i_kon = insyn.landet(underlag, metod)
    assert i_kon.i_ar == underlag.i_ar
    assert i_kon.alla >= underlag.alla
    assert i_kon.gallande.items() >= underlag.gallande.items()
    andra = [k for k in underlag.kommuner if k.kod != kod and k.kod not in i_kon.omfordelning_av]
    if len(andra) > 1 and min(andra[0].pa_kontot, andra[0].i_kommunen):
        bytta = {
            andra[0].kod: replace(andra[0], pa_kontot=andra[0].pa_kontot - 1, i_kommunen=andra[0].i_kommunen - 1),
            andra[1].kod: replace(andra[1], pa_kontot=andra[1].pa_kontot + 1, i_kommunen=andra[1].i_kommunen + 1),
        }
        annat = replace(underlag, kommuner=tuple(bytta.get(k.kod, k) for k in underlag.kommuner))
        assert insyn.landet(annat, metod) == i_kon
        assert kommunens_lage(annat, metod, insyn, INOM) == kommunens_lage(underlag, metod, insyn, INOM)


@pytest.mark.parametrize("metod", Metod)
def test_where_all_is_shown_the_place_is_the_true_one(metod: Metod) -> None:
    underlag = replace(land(50, 9, 30, 11), omfordelningar=())
    alla = {k.kod: k.pa_kontot for k in underlag.kommuner}
    for kod in KODER:
        lage = kommunens_lage(underlag, metod, Insyn(kod=kod, senast=alla, nu=alla), INOM)
        assert lage is not None
        assert lage.delar[0].plats == next(p for d, p in turordning(underlag, metod, INOM).items() if d.kommun == kod)


@pytest.mark.parametrize(
    ("insyn", "antal"),
    [
        (Insyn(kod="A"), {"A": 40, "B": 12, "C": 36, "D": 12, "": 0}),
        (Insyn(kod="A", senast={"B": 7, "C": 30}, nu={"C": 30}), {"A": 40, "B": 17, "C": 30, "D": 13, "": 0}),
        (Insyn(kod="A", senast={"B": 1, "C": 50, "D": 8}, nu={"B": 1, "C": 50, "D": 8}), {"B": 1, "": 1}),
    ],
)
def test_the_countrys_children_that_nobody_shows_are_spread_by_share(insyn: Insyn, antal: dict[str, int]) -> None:
    i_kon = insyn.landet(land(40, 1, 50, 9), Metod.ORDINARIE_ANDEL)
    assert {k.kod: k.pa_kontot for k in i_kon.kommuner}.items() >= antal.items()


def test_children_by_tie_are_spread_by_ones_own_count_and_the_others_share() -> None:
    """A has had 30 of 40, and the others together the ten: by share B, C and D get one, three and one of five."""
    vikter = INSYN.vikter({"A": 30, "B": 10}, land(50, 9, 30, 11))
    assert {kod: Fraction(vikt, sum(vikter.values())) for kod, vikt in vikter.items()} == {
        "A": Fraction(30, 40),
        "B": Fraction(2, 40),
        "C": Fraction(6, 40),
        "D": Fraction(2, 40),
    }
    assert INSYN.vikter({}, land(50, 9, 30, 11)) == {}


@pytest.mark.parametrize(("nu", "dold"), [({}, True), ({"B": 9}, False)])
def test_a_place_on_anothers_account_follows_what_is_shown_of_it(nu: dict[str, int], dold: bool) -> None:
    """Nine children: it is not a small number, and may be withheld for others' sake."""
    lage = kommunens_lage(
        land(50, 9, 30, 11), Metod.ORDINARIE_ANDEL, Insyn(kod="A", senast={"B": 9, "C": 30}, nu=nu), INOM
    )
    assert lage is not None
    egen, overtagen = lage.delar
    assert (egen.dold, egen.plats is None) == (False, False)
    assert (overtagen.dold, overtagen.plats is None) == (dold, dold)


def test_no_more_children_have_come_in_the_year_than_have() -> None:
    """Eight of the year's ten came to A's part of B's account: at the same pace B would have had twelve itself."""
    given = replace(flytt("B", "A", 40_000), behallna=1, lamnade=8)
    underlag = replace(land(50, 9, 30, 11), omfordelningar=(given,))
    i_kon = INSYN.landet(underlag, Metod.ORDINARIE_ANDEL)
    prognos = TreScenarier(lag=Decimal(20), huvud=Decimal(30), hog=Decimal(60))
    scenarier = scenarier_for(i_kon, Metod.ORDINARIE_ANDEL, prognos, None, kod="A", redan=8)
    assert (i_kon.i_ar, scenarier.redan_landet) == (10, 10)
    (o,) = i_kon.omfordelningar
    assert (o.behallna, o.lamnade) == (2, 8)


def test_who_has_no_children_and_no_share_is_no_trouble() -> None:
    ensam = Underlag(kommuner=(kommun("A", HELA, 0),), omfordelningar=(), i_ar=0)
    assert kommunens_lage(ensam, Metod.PERIODSUMMA, Insyn(kod="A"), INOM) is not None
    assert kommunens_lage(ensam, Metod.PERIODSUMMA, Insyn(kod="B"), INOM) is None
