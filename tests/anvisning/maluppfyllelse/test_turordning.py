"""The queue: what it promises is what the step does."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anvisning.maluppfyllelse.simulering import stega
from anvisning.maluppfyllelse.turordning import Plats, turordning
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag
from tests.anvisning.maluppfyllelse.lander import EXEMPLET, flytt, kommun, lander


def ur_stegen(land: Underlag, metod: Metod, inom: int) -> dict[Del, Plats]:
    """The definition: for each part, the children before its first, and the others who got one of them."""
    turer = list(stega(land, metod, inom)) if any(k.ordinarie for k in land.kommuner) else []
    platser = {}
    for nr, tur in enumerate(turer):
        fore = {t.kommun for t in turer[:nr]} - {tur.kommun}
        platser.setdefault(tur, Plats(barn_fore=nr, kommuner_fore=len(fore)))
    return platser


@settings(max_examples=60)
@given(lander() | lander(hela=True), st.sampled_from(Metod), st.integers(0, 40))
def test_kon_ar_stegen(land: Underlag, metod: Metod, inom: int) -> None:
    assert turordning(land, metod, inom) == ur_stegen(land, metod, inom)


@pytest.mark.langsam
@settings(max_examples=1500)
@given(lander() | lander(hela=True), st.sampled_from(Metod), st.integers(0, 80))
def test_kon_ar_stegen_i_manga_fall(land: Underlag, metod: Metod, inom: int) -> None:
    assert turordning(land, metod, inom) == ur_stegen(land, metod, inom)


def test_egen_och_overtagen_del_var_for_sig() -> None:
    """D, A, B, C (for D), A, …: C's turn on D's account comes as the fourth child, its own only as the eighth."""
    ko = turordning(EXEMPLET, Metod.ORDINARIE_ANDEL, 20)
    assert ko[Del("D", "D")] == Plats(barn_fore=0, kommuner_fore=0)
    assert ko[Del("D", "C")] == Plats(barn_fore=3, kommuner_fore=3)
    assert ko[Del("C", "C")] == Plats(barn_fore=7, kommuner_fore=3)


def test_den_som_gett_hela_andelen_har_ingen_plats() -> None:
    land = replace(EXEMPLET, omfordelningar=(flytt("D", "C", 100_000),))
    assert Del("D", "D") not in turordning(land, Metod.ORDINARIE_ANDEL, 10**6)


def test_bortom_det_som_fragas_efter_finns_ingen_plats() -> None:
    land = Underlag(kommuner=(kommun("A", 900_000, 0), kommun("B", 100_000, 9000)), omfordelningar=(), i_ar=0)
    assert set(turordning(land, Metod.ORDINARIE_ANDEL, 81_000)) == {Del("A", "A")}
    assert turordning(land, Metod.ORDINARIE_ANDEL, 81_002)[Del("B", "B")].barn_fore == 81_001
