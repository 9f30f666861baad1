"""A municipality in a run: its account, its parts, and their places."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anvisning.berakningar.kommunbild import Kommunlage, lagen
from anvisning.maluppfyllelse.metoder import UTAN_ANDEL, UTAN_MAL, uppfyllelse
from anvisning.maluppfyllelse.turordning import turordning
from anvisning.maluppfyllelse.underlag import HELA, Del, Metod, Underlag, promille
from tests.anvisning.maluppfyllelse.lander import EXEMPLET, flytt, kommun, lander

INOM = 1000


def alla(underlag: Underlag, metod: Metod) -> dict[str, Kommunlage]:
    return lagen(underlag, metod, [k.kod for k in underlag.kommuner], INOM)


def delar(lage: Kommunlage) -> list[tuple[Del, Decimal, int | None]]:
    return [(d.del_, d.andel, d.plats.barn_fore if d.plats else None) for d in lage.delar]


def test_domanens_exempel_givare_mottagare_och_den_som_star_utanfor() -> None:
    """D hands 60 of its 100 ‰ to C. The next five land in D, A, B, C (for D), A."""
    svar = alla(EXEMPLET, Metod.ORDINARIE_ANDEL)
    assert delar(svar["A"]) == [(Del("A", "A"), 400, 1)]
    assert delar(svar["C"])[1] == (Del("D", "C"), 60, 3)
    assert [d[:2] for d in delar(svar["C"])] == [(Del("C", "C"), 200), (Del("D", "C"), 60)]
    assert delar(svar["D"]) == [(Del("D", "D"), 40, 0)]
    assert (svar["D"].lamnad, svar["D"].lamnad_till, svar["C"].lamnad_till) == (60, "C", "")
    assert (svar["D"].andel, svar["D"].gallande, svar["C"].gallande) == (100, 40, 260)
    assert (svar["C"].uppfyllelse.antal, svar["C"].uppfyllelse.mal, svar["C"].avstand) == (21, 20, 1)
    assert svar["D"].uppfyllelse.kvot == Fraction(9, 10)
    assert (svar["A"].alla, svar["A"].i_ar) == (100, 0)


@pytest.mark.parametrize("metod", [Metod.PERIODSUMMA, Metod.GALLANDE_ANDEL])
def test_andra_metoder_har_inga_delar(metod: Metod) -> None:
    svar = alla(EXEMPLET, metod)
    assert delar(svar["C"])[0][:2] == (Del("C", "C"), 260)
    assert all(len(lage.delar) == 1 and lage.delar[0].uppfyllelse is None for lage in svar.values())
    assert svar["D"].lamnad_till == "C"
    assert svar["D"].andel == 40


def test_utan_andel_finns_varken_avstand_eller_plats() -> None:
    land = Underlag(kommuner=(kommun("A", HELA, 1), kommun("B", 0, 2)), omfordelningar=(), i_ar=0)
    lage = alla(land, Metod.ORDINARIE_ANDEL)["B"]
    (egen,) = lage.delar
    assert (lage.uppfyllelse.skal, lage.avstand, egen.plats, egen.andel) == (UTAN_ANDEL, None, None, 0)


def test_hela_andelen_bortlamnad_kontot_har_mal_men_delen_inget() -> None:
    land = Underlag(
        kommuner=(kommun("A", 900_000, 9), kommun("B", 100_000, 1)),
        omfordelningar=(flytt("B", "A", 100_000),),
        i_ar=0,
    )
    lage = alla(land, Metod.ORDINARIE_ANDEL)["B"]
    assert lage.uppfyllelse.kvot == 1
    assert [(d.andel, d.uppfyllelse.skal if d.uppfyllelse else "", d.plats) for d in lage.delar] == [
        (0, UTAN_ANDEL, None)
    ]


def test_innan_nagot_barn_har_kommit_finns_mal_0_och_turordning() -> None:
    land = Underlag(kommuner=(kommun("A", 600_000, 0), kommun("B", 400_000, 0)), omfordelningar=(), i_ar=0)
    svar = alla(land, Metod.ORDINARIE_ANDEL)
    platser = [lage.delar[0].plats for lage in svar.values()]
    assert [(lage.uppfyllelse.skal, lage.avstand) for lage in svar.values()] == [(UTAN_MAL, 0)] * 2
    assert [plats and plats.barn_fore for plats in platser] == [0, 1]


def test_den_som_landet_inte_kanner_ar_inte_med() -> None:
    assert set(lagen(EXEMPLET, Metod.ORDINARIE_ANDEL, ["A", "Z"], INOM)) == {"A"}


@given(underlag=lander(hela=True), metod=st.sampled_from(Metod))
def test_allt_ar_metodens_eget_och_delarna_ar_andelen_i_kraft(underlag: Underlag, metod: Metod) -> None:
    svar = alla(underlag, metod)
    assert {kod: lage.uppfyllelse for kod, lage in svar.items()} == uppfyllelse(underlag, metod)
    assert {d.del_: d.plats for lage in svar.values() for d in lage.delar if d.plats} == turordning(
        underlag, metod, INOM
    )
    for kod, lage in svar.items():
        assert lage.gallande == promille(underlag.gallande[kod]) == sum(d.andel for d in lage.delar)
        assert lage.delar[0].ar_egen
    if metod is not Metod.PERIODSUMMA:
        mal = sum(lage.uppfyllelse.mal for lage in svar.values())
        assert mal == underlag.alla
