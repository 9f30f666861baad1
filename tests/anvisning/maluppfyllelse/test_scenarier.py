"""Scenario runs: the short way gives what every scenario run by itself gives, and percentiles are counted."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anvisning.maluppfyllelse.fordelning import BLOCK, fordela
from anvisning.maluppfyllelse.metoder import ko
from anvisning.maluppfyllelse.scenarier import (
    Anknytning,
    Spann,
    antalet_varierar,
    med_anknytning,
    spann_per_del,
    spann_per_kommun,
    sprid,
)
from anvisning.maluppfyllelse.simulering import simulera
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag
from anvisning.maluppfyllelse.utjamning import jamna_ut
from anvisning.promille import storsta_rest
from tests.anvisning.maluppfyllelse.lander import EXEMPLET, FASTA, lander

ANTAL = st.lists(st.integers(0, 50), min_size=1, max_size=25)


def percentil(varden: list[int], p: int) -> int:
    """The smallest that at least p % do not exceed, found by trying each."""
    return min(v for v in varden if 100 * sum(annat <= v for annat in varden) >= p * len(varden))


def spann(varden: list[int]) -> Spann:
    return Spann(p5=percentil(varden, 5), p50=percentil(varden, 50), p95=percentil(varden, 95))


@settings(max_examples=40)
@given(lander(hela=True), st.sampled_from(Metod), ANTAL)
def test_olika_antal_fran_samma_lage(land: Underlag, metod: Metod, antal: list[int]) -> None:
    alla = [simulera(land, metod, n) for n in antal]
    delar = {del_ for ar in alla for del_ in ar}
    for del_, svar in spann_per_del(antalet_varierar(land, metod, antal)).items():
        assert svar == spann([ar.get(del_, 0) for ar in alla])
        delar.discard(del_)
    assert all(percentil([ar.get(del_, 0) for ar in alla], 95) == 0 for del_ in delar)


@settings(max_examples=40)
@given(lander(hela=True), st.sampled_from(FASTA), ANTAL)
def test_manga_pa_en_gang_ar_en_i_taget(land: Underlag, metod: Metod, antal: list[int]) -> None:
    utfall = fordela(land, metod, np.array(antal))
    for rad, n in zip(utfall.barn.tolist(), antal, strict=True):
        assert {del_: barn for del_, barn in zip(utfall.delar, rad, strict=True) if barn} == simulera(land, metod, n)


@settings(max_examples=40)
@given(lander(hela=True), st.sampled_from(FASTA), ANTAL, st.data())
def test_olika_lagen_pa_en_gang(land: Underlag, metod: Metod, antal: list[int], data: st.DataObject) -> None:
    """Children by tie make every scenario start elsewhere: each is the country after them, run by itself."""
    koder = [rad.kod for rad in ko(land, metod)]
    slakt = [[data.draw(st.integers(0, 5)) for _ in koder] for _ in antal]
    utfall = fordela(land, metod, np.array(antal), np.array(slakt))
    for rad, n, slaktingar in zip(utfall.barn.tolist(), antal, slakt, strict=True):
        till = dict(zip(koder, slaktingar, strict=True))
        sedan = simulera(land.efter({}, till), metod, n)
        vantat = {
            del_: sedan.get(del_, 0) + (till[del_.kommun] if del_.konto == del_.kommun else 0) for del_ in utfall.delar
        }
        assert dict(zip(utfall.delar, rad, strict=True)) == vantat


def test_fler_scenarier_an_ett_block() -> None:
    antal = [n % 37 for n in range(2 * BLOCK + 3)]
    utfall = fordela(EXEMPLET, Metod.ORDINARIE_ANDEL, np.array(antal))
    en = {n: fordela(EXEMPLET, Metod.ORDINARIE_ANDEL, np.array([n])).barn[0].tolist() for n in range(37)}
    assert utfall.barn.tolist() == [en[n] for n in antal]


def test_varje_scenario_kan_ha_sina_andelar() -> None:
    """A redistribution is only another vector of shares: many of them are one run."""
    andelar = np.array([[400, 300, 200, 100], [400, 300, 260, 40], [1000, 0, 0, 0]])
    start = np.array([[40, 30, 21, 9]] * 3)
    for nr, rad in enumerate(jamna_ut(start, andelar, np.array([5, 5, 5])).tolist()):
        assert rad == jamna_ut(start[:1], andelar[nr], np.array([5]))[0].tolist()


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=9).filter(any),
    st.lists(st.integers(0, 99), min_size=1, max_size=9),
)
def test_anknytningar_sprids_som_storsta_rest(vikter: list[int], antal: list[int]) -> None:
    for rad, n in zip(sprid(np.array(antal), np.array(vikter)).tolist(), antal, strict=True):
        ratt = storsta_rest({f"{nr:02}": v for nr, v in enumerate(vikter)}, Decimal(n), 0, Decimal(0))
        assert rad == [int(barn) for barn in ratt.values()]


def test_anknytningar_raknas_pa_kontot_hos_den_som_tar_emot() -> None:
    """Every tenth of 20 children comes by tie to D: its account has had its turns, the other 18 go elsewhere first."""
    utfall = med_anknytning(
        EXEMPLET, Metod.ORDINARIE_ANDEL, [20, 40], Anknytning(andel=Fraction(1, 10), vikter={"D": 1})
    )
    svar = dict(zip(utfall.delar, utfall.barn.T.tolist(), strict=True))
    efter = EXEMPLET.efter({}, {"D": 2})
    assert {del_: barn[0] for del_, barn in svar.items() if del_.konto != "D"} == {
        del_: barn for del_, barn in simulera(efter, Metod.ORDINARIE_ANDEL, 18).items() if del_.konto != "D"
    }
    assert [sum(barn[nr] for barn in svar.values()) for nr in (0, 1)] == [20, 40]
    assert svar[Del("D", "D")][0] >= 2


def test_kommunens_spann_ar_av_summan_i_varje_scenario() -> None:
    utfall = med_anknytning(
        EXEMPLET,
        Metod.ORDINARIE_ANDEL,
        list(range(30)),
        Anknytning(andel=Fraction(1, 3), vikter={"A": 1, "C": 2, "D": 1}),
    )
    kolumner = dict(zip(utfall.delar, utfall.barn.T.tolist(), strict=True))
    summor = [a + b for a, b in zip(kolumner[Del("C", "C")], kolumner[Del("D", "C")], strict=True)]
    assert spann_per_kommun(utfall)["C"] == spann(summor)


def test_det_som_inte_gar_avvisas() -> None:
    with pytest.raises(ValueError, match="all weights are 0"):
        sprid(np.array([1]), np.array([0, 0]))
    with pytest.raises(ValueError, match="not in the country"):
        med_anknytning(EXEMPLET, Metod.ORDINARIE_ANDEL, [1], Anknytning(andel=Fraction(1, 2), vikter={"X": 1}))
    with pytest.raises(ValueError, match="child by child"):
        fordela(EXEMPLET, Metod.PERIODSUMMA, np.array([1]))
