"""Expected children: the grid of national numbers, the pace of those who come by tie, and what a municipality gets."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from anvisning.berakningar.forvantat import Takt, antal_i_scenarierna, redan_i_ar, scenarier_for, takt_for
from anvisning.maluppfyllelse.scenarier import Spann
from anvisning.maluppfyllelse.simulering import simulera
from anvisning.maluppfyllelse.underlag import Del, Metod
from anvisning.prognos import TreScenarier
from tests.anvisning.berakningar.scen import BODEN, LULEA, STOCKHOLM, bokfor
from tests.anvisning.maluppfyllelse.lander import EXEMPLET
from tests.fabrik import Riket, klockan

HOSTEN = klockan(date(2026, 11, 2))


def prognos(lag: int, huvud: int, hog: int) -> TreScenarier:
    return TreScenarier(lag=Decimal(lag), huvud=Decimal(huvud), hog=Decimal(hog))


def takt(utan_turordning: int, alla: int, **vikter: int) -> Takt:
    return Takt(fran_ar=2025, till_ar=2026, utan_turordning=utan_turordning, alla=alla, vikter=vikter)


def test_rutnatet_har_huvudprognosen_i_mitten() -> None:
    antalen = antal_i_scenarierna(prognos(700, 1000, 1500))
    assert (len(antalen), antalen[0], antalen[5], antalen[50], antalen[95], antalen[-1]) == (
        101,
        700,
        730,
        1000,
        1450,
        1500,
    )


@given(tal=st.lists(st.integers(0, 5000), min_size=3, max_size=3))
def test_rutnatet_gar_jamnt_fran_lag_till_hog(tal: list[int]) -> None:
    lag, huvud, hog = sorted(tal)
    antalen = antal_i_scenarierna(prognos(lag, huvud, hog))
    assert antalen == sorted(antalen)
    assert (antalen[0], antalen[50], antalen[-1]) == (lag, huvud, hog)
    for halva, steg in ((antalen[:51], (huvud - lag) / 50), (antalen[50:], (hog - huvud) / 50)):
        assert all(abs(b - a - steg) <= 1 for a, b in pairwise(halva))


def test_domanens_exempel_med_samma_antal_i_alla_scenarier() -> None:
    """The next five land in D, A, B, C (for D), A: C gets one, on the part it has taken over."""
    svar = scenarier_for(EXEMPLET, Metod.ORDINARIE_ANDEL, prognos(5, 5, 5), None, kod="C", redan=0)
    assert svar.kommun == Spann(p5=1, p50=1, p95=1)
    assert svar.delar == {Del("D", "C"): Spann(p5=1, p50=1, p95=1)}
    assert (svar.antal, svar.minst, svar.mest, svar.takt) == (101, 5, 5, None)


@pytest.mark.parametrize("metod", list(Metod))
def test_percentilerna_ar_de_antal_som_landet_far_dar(metod: Metod) -> None:
    svar = scenarier_for(EXEMPLET, metod, prognos(0, 100, 200), None, kod="A", redan=0)
    vid = [sum(n for d, n in simulera(EXEMPLET, metod, n).items() if d.kommun == "A") for n in (10, 100, 190)]
    assert [svar.kommun.p5, svar.kommun.p50, svar.kommun.p95] == vid


def test_det_som_redan_har_kommit_raknas_av_och_laggs_till() -> None:
    """Of a year of five children three have come, one of them to A: two are left, to D and A."""
    land = EXEMPLET.efter({Del("A", "A"): 1, Del("B", "B"): 1, Del("D", "D"): 1})
    svar = scenarier_for(land, Metod.ORDINARIE_ANDEL, prognos(5, 5, 5), None, kod="A", redan=1)
    kvar = sum(n for d, n in simulera(land, Metod.ORDINARIE_ANDEL, 2).items() if d.kommun == "A")
    assert (svar.kommun.p50, svar.redan, svar.redan_landet) == (kvar + 1, 1, 3)
    for lite in (prognos(0, 0, 0), prognos(1, 2, 3)):  # fewer than have come: nobody more
        assert scenarier_for(land, Metod.ORDINARIE_ANDEL, lite, None, kod="A", redan=1).kommun.p95 == 1


def test_anknytning_kommer_oavsett_turordning() -> None:
    """Half come by tie, all to A, which then gets no equalising one: its count stands for its target."""
    svar = scenarier_for(EXEMPLET, Metod.ORDINARIE_ANDEL, prognos(10, 10, 10), takt(5, 10, A=7), kod="A", redan=0)
    assert svar.kommun == Spann(p5=5, p50=5, p95=5)
    assert svar.takt is not None
    assert svar.takt.andel == Fraction(1, 2)


def test_med_periodsumma_raknas_alla_som_utjamnande_och_okanda_kommuner_har_ingen_vikt() -> None:
    tio = prognos(10, 10, 10)
    assert scenarier_for(EXEMPLET, Metod.PERIODSUMMA, tio, takt(5, 10, A=7), kod="A", redan=0).takt is None
    assert scenarier_for(EXEMPLET, Metod.ORDINARIE_ANDEL, tio, takt(5, 10, Z=7), kod="A", redan=0).takt is None
    kand = scenarier_for(EXEMPLET, Metod.ORDINARIE_ANDEL, tio, takt(5, 10, Z=7, B=1), kod="B", redan=0)
    assert kand.takt is not None
    assert (dict(kand.takt.vikter), kand.kommun.p50) == ({"B": 1}, 5)


def test_den_som_inget_far_har_noll_i_alla() -> None:
    utan = replace(EXEMPLET, omfordelningar=())
    svar = scenarier_for(utan, Metod.ORDINARIE_ANDEL, prognos(0, 0, 0), None, kod="A", redan=0)
    assert (svar.kommun, svar.delar) == (Spann(p5=0, p50=0, p95=0), {})


def test_takten_ar_de_tva_arens_och_vikterna_alla_arens(
    riket: Riket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bokfor(riket, {STOCKHOLM: 8, LULEA: 4}, dag=date(2020, 1, 1), typ="anknytning")
    bokfor(riket, {STOCKHOLM: 5, LULEA: -4}, dag=date(2025, 5, 1), typ="anknytning")
    bokfor(riket, {STOCKHOLM: 30, BODEN: 5}, dag=date(2026, 7, 31))
    bokfor(riket, {BODEN: 4}, dag=date(2026, 10, 5), nu=HOSTEN, typ="inledande")
    with django_assert_num_queries(1):
        assert takt_for(riket.ar, 2026) == Takt(
            fran_ar=2025, till_ar=2026, utan_turordning=1, alla=36, vikter={STOCKHOLM: 13}
        )
    riket.ar.rakna_inledande = True
    svar = takt_for(riket.ar, 2026)
    assert svar is not None
    assert (svar.utan_turordning, svar.alla, svar.vikter) == (5, 40, {STOCKHOLM: 13, BODEN: 4})
    assert takt_for(riket.ar, 2024) is None  # nobody came in 2023 and 2024


@pytest.mark.django_db
@pytest.mark.parametrize(("anknytning", "utjamnande"), [(0, 0), (0, 5), (-2, 5)])
def test_utan_nagon_som_kom_sa_finns_ingen_takt(riket: Riket, anknytning: int, utjamnande: int) -> None:
    bokfor(riket, {STOCKHOLM: 10}, dag=date(2020, 1, 1), typ="anknytning")
    for tal, typ in ((anknytning, "anknytning"), (utjamnande, "utjamnande")):
        if tal:
            bokfor(riket, {STOCKHOLM: tal}, typ=typ)
    assert takt_for(riket.ar, 2026) is None


def test_arets_barn_hos_en_kommun(riket: Riket) -> None:
    bokfor(riket, {LULEA: 3}, dag=date(2025, 5, 1))
    bokfor(riket, {LULEA: 2, BODEN: 1})
    bokfor(riket, {LULEA: 1}, dag=date(2026, 10, 5), nu=HOSTEN, typ="inledande")
    assert [redan_i_ar(riket.ar, kod) for kod in (LULEA, BODEN, STOCKHOLM)] == [2, 1, 0]
    riket.ar.rakna_inledande = True
    assert redan_i_ar(riket.ar, LULEA) == 3
