"""N more children: the closed form places every child where the step does, ties and all."""

from collections import Counter
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anvisning.maluppfyllelse.simulering import simulera, stega
from anvisning.maluppfyllelse.underlag import HELA, Del, Metod, Underlag
from anvisning.maluppfyllelse.utjamning import jamna_ut
from tests.anvisning.maluppfyllelse.lander import EXEMPLET, kommun, lander

FLER = st.integers(0, 60)
TOMT = Underlag(kommuner=(kommun("A", 0, 4),), omfordelningar=(), i_ar=0)


def kontrollera(land: Underlag, metod: Metod, fler: int) -> None:
    steg = Counter(stega(land, metod, fler)) if any(k.ordinarie for k in land.kommuner) or not fler else None
    if steg is None:
        with pytest.raises(ValueError, match="nobody to assign to"):
            simulera(land, metod, fler)
    else:
        assert simulera(land, metod, fler) == steg


@settings(max_examples=60)
@given(lander() | lander(hela=True), st.sampled_from(Metod), FLER)
@example(EXEMPLET, Metod.ORDINARIE_ANDEL, 5)
@example(TOMT, Metod.ORDINARIE_ANDEL, 1)
@example(TOMT, Metod.PERIODSUMMA, 1)
@example(TOMT, Metod.GALLANDE_ANDEL, 0)
def test_slutet_uttryck_ar_stegen(land: Underlag, metod: Metod, fler: int) -> None:
    kontrollera(land, metod, fler)


@pytest.mark.langsam
@settings(max_examples=1500)
@given(lander() | lander(hela=True), st.sampled_from(Metod), FLER)
def test_slutet_uttryck_ar_stegen_i_manga_fall(land: Underlag, metod: Metod, fler: int) -> None:
    kontrollera(land, metod, fler)


def landet(fro: int, lika: bool) -> Underlag:
    """290 municipalities whose shares sum to exactly 1 000 ‰; `lika`: counts that make many levels equal."""
    slump = np.random.default_rng(fro)
    vikter = slump.pareto(1.2, 290) + 0.2
    andelar = np.maximum(1000, (vikter / vikter.sum() * 700_000).astype(int) // 10 * 10)
    andelar[0] += HELA - andelar.sum()
    antal = andelar * 50_000 // HELA if lika else slump.poisson(andelar * 50_000 / HELA)
    return Underlag(
        kommuner=tuple(
            kommun(f"{nr:04}", int(andel), int(barn), int(andel) * 49_000)
            for nr, (andel, barn) in enumerate(zip(andelar, antal, strict=True))
        ),
        omfordelningar=(),
        i_ar=0,
    )


@pytest.mark.parametrize("lika", [False, True])
def test_hela_landet_mot_enkel_slinga(lika: bool) -> None:
    """Against the plainest loop there is, on the same order; counts and shares are exact in its quotients."""
    land = landet(7, lika)
    rader = sorted(land.kommuner, key=lambda k: (-k.ordinarie, k.kod))
    antal = [k.pa_kontot for k in rader]
    for _ in range(500):
        nr = min(range(290), key=lambda i: antal[i] * HELA**2 // rader[i].ordinarie)
        antal[nr] += 1
    vantat = {Del(k.kod, k.kod): nu - k.pa_kontot for k, nu in zip(rader, antal, strict=True) if nu > k.pa_kontot}
    assert simulera(land, Metod.ORDINARIE_ANDEL, 500) == vantat


@pytest.mark.langsam
@pytest.mark.parametrize("metod", Metod)
def test_hela_landet_mot_stegen(metod: Metod) -> None:
    land = landet(11, lika=True)
    assert simulera(land, metod, 600) == Counter(stega(land, metod, 600))


def test_tvahundratusen_barn_star_i_niva() -> None:
    """However many: nobody that got one stands above anybody's next."""
    land = landet(3, lika=False)
    efter = land.efter(simulera(land, Metod.ORDINARIE_ANDEL, 200_000))
    assert efter.alla == land.alla + 200_000
    hogst = max(
        (k.pa_kontot - 1) / k.ordinarie for k, nyss in zip(efter.kommuner, land.kommuner, strict=True) if k != nyss
    )
    assert hogst <= min(k.pa_kontot / k.ordinarie for k in efter.kommuner)


def test_for_stora_tal_avvisas() -> None:
    with pytest.raises(ValueError, match="too large"):
        jamna_ut(np.array([[10**7]]), np.array([HELA]), np.array([1]))


def test_frysta_mal_racker_inte_for_periodsumma() -> None:
    """The closed form with the targets of the last child gives another result: that is why every child is placed.

    D's target hardly moves. It stands at 0,99 when the first child comes, and the others at 1. But theirs grow by a
    third of a child each time: at the last child they are at 0,6, and frozen there they would get all three.
    """
    land = Underlag(
        kommuner=(
            *(kommun(kod, 333_333, 1, HELA) for kod in "ABC"),
            kommun("D", 1, 99, 100 * HELA),
        ),
        omfordelningar=(),
        i_ar=0,
    )
    assert [tur.kommun for tur in stega(land, Metod.PERIODSUMMA, 3)] == ["D", "A", "B"]
    frysta = [[k.tidigare_mal + k.ordinarie * 2 for k in land.kommuner]]
    antal = [[k.i_kommunen for k in land.kommuner]]
    assert jamna_ut(np.array(antal), np.array(frysta), np.array([3])).tolist() == [[1, 1, 1, 0]]


def test_tom_serie_ar_tom() -> None:
    assert list(islice(stega(EXEMPLET, Metod.ORDINARIE_ANDEL, 0), 1)) == []
    assert simulera(replace(EXEMPLET, omfordelningar=()), Metod.ORDINARIE_ANDEL, 0) == {}
