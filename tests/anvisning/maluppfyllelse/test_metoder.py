"""The three methods: the worked example of domain section 7, and what a municipality is told of its fulfilment."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from anvisning.maluppfyllelse.metoder import UTAN_ANDEL, UTAN_MAL, delarnas_uppfyllelse, nasta, uppfyllelse
from anvisning.maluppfyllelse.simulering import stega
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag, promille, tusendelar
from tests.anvisning.maluppfyllelse.lander import EXEMPLET, flytt, kommun, lander

UTAN = replace(EXEMPLET, omfordelningar=())


@pytest.mark.parametrize(
    ("metod", "underlag", "kommuner", "konton"),
    [
        (Metod.ORDINARIE_ANDEL, EXEMPLET, "DABCA", "DABDA"),
        (Metod.ORDINARIE_ANDEL, UTAN, "DABDA", "DABDA"),
        (Metod.GALLANDE_ANDEL, EXEMPLET, "CCCCC", "CCCCC"),
        (Metod.PERIODSUMMA, EXEMPLET, "DABDA", "DABDA"),
    ],
    ids=["ordinarie_andel", "ordinarie_andel utan omfördelning", "gallande_andel", "periodsumma"],
)
def test_domanens_exempel(metod: Metod, underlag: Underlag, kommuner: str, konton: str) -> None:
    turer = list(stega(underlag, metod, 5))
    assert "".join(tur.kommun for tur in turer) == kommuner
    assert "".join(tur.konto for tur in turer) == konton


@given(lander(hela=True))
def test_den_som_star_utanfor_paverkas_inte(land: Underlag) -> None:
    """Whatever is redistributed: every turn goes to the same account, so to the same municipality outside."""
    turer = list(stega(land, Metod.ORDINARIE_ANDEL, 30))
    utan = list(stega(replace(land, omfordelningar=()), Metod.ORDINARIE_ANDEL, 30))
    assert [tur.konto for tur in turer] == [tur.konto for tur in utan]
    inblandade = {kod for o in land.omfordelningar for kod in (o.givare, o.mottagare)}
    assert [tur for tur in turer if tur.konto not in inblandade] == [t for t in utan if t.konto not in inblandade]
    assert all(tur.kommun in inblandade for tur in turer if tur.konto in inblandade)


def test_gallande_andel_tar_barn_fran_den_som_star_utanfor() -> None:
    med, utan = (Counter(tur.kommun for tur in stega(u, Metod.GALLANDE_ANDEL, 5)) for u in (EXEMPLET, UTAN))
    assert (utan["A"] + utan["B"], med["A"] + med["B"]) == (3, 0)


def test_lika_langt_ger_storre_ordinarie_andel_och_sedan_kod() -> None:
    lika = Underlag(
        kommuner=(kommun("B", 2000, 2), kommun("C", 1000, 1), kommun("A", 2000, 2)), omfordelningar=(), i_ar=0
    )
    assert [tur.kommun for tur in stega(lika, Metod.ORDINARIE_ANDEL, 6)] == ["A", "B", "C", "A", "B", "A"]


def test_lika_langt_inom_kontot_ger_den_behallna_delen() -> None:
    land = Underlag(kommuner=(kommun("A", 2000, 0), kommun("B", 0, 0)), omfordelningar=(flytt("A", "B", 1000),), i_ar=0)
    turer = [Del("A", "A"), Del("A", "B"), Del("A", "A"), Del("A", "B")]
    assert list(stega(land, Metod.ORDINARIE_ANDEL, 4)) == turer


def test_hela_andelen_ger_hela_kontot() -> None:
    land = replace(EXEMPLET, omfordelningar=(flytt("D", "C", 100_000),))
    assert [tur for tur in stega(land, Metod.ORDINARIE_ANDEL, 9) if tur.konto == "D"] == [Del("D", "C"), Del("D", "C")]


@pytest.mark.parametrize("metod", Metod)
def test_ingen_andel_ger_ingen_uppfyllelse_och_ingen_tur(metod: Metod) -> None:
    land = Underlag(kommuner=(kommun("A", 1000, 500), kommun("B", 0, 3)), omfordelningar=(), i_ar=503)
    svar = uppfyllelse(land, metod)
    assert (svar["B"].antal, svar["B"].mal, svar["B"].kvot, svar["B"].skal) == (3, 0, None, UTAN_ANDEL)
    assert {tur.kommun for tur in stega(land, metod, 5)} == {"A"}
    assert nasta(replace(land, kommuner=(kommun("A", 0, 503),)), metod) is None


@pytest.mark.parametrize("metod", Metod)
def test_innan_nagot_barn_har_anvisats_ar_det_den_storstas_tur(metod: Metod) -> None:
    land = Underlag(kommuner=(kommun("A", 1000, 0), kommun("B", 9000, 0)), omfordelningar=(), i_ar=0)
    assert {u.skal for u in uppfyllelse(land, metod).values()} == {UTAN_MAL}
    assert nasta(land, metod) == Del("B", "B")


def test_talen_bakom_uppfyllelsen() -> None:
    """D stands at 9 of 10, C at 21 of 20; of the 60 ‰ that D gave, and the 40 it kept, this year's is counted apart."""
    a = uppfyllelse(EXEMPLET, Metod.ORDINARIE_ANDEL)
    assert {kod: (u.antal, u.mal, u.kvot) for kod, u in a.items()} == {
        "A": (40, 40, 1),
        "B": (30, 30, 1),
        "C": (21, 20, Fraction(21, 20)),
        "D": (9, 10, Fraction(9, 10)),
    }
    assert uppfyllelse(EXEMPLET, Metod.GALLANDE_ANDEL)["D"].kvot == Fraction(9, 4)
    efter = EXEMPLET.efter(dict(Counter(stega(EXEMPLET, Metod.ORDINARIE_ANDEL, 5))))
    assert {del_: (u.antal, u.mal) for del_, u in delarnas_uppfyllelse(efter).items()} == {
        Del("D", "D"): (1, Fraction(1, 5)),
        Del("D", "C"): (1, Fraction(3, 10)),
    }
    assert uppfyllelse(efter, Metod.PERIODSUMMA)["A"].mal == 42


def test_en_anknytning_raknas_pa_kontot_men_inte_i_nagon_del() -> None:
    efter = EXEMPLET.efter({Del("D", "C"): 1}, {"D": 2})
    d = next(k for k in efter.kommuner if k.kod == "D")
    c = next(k for k in efter.kommuner if k.kod == "C")
    (o,) = efter.omfordelningar
    assert (d.pa_kontot, d.i_kommunen, c.pa_kontot, c.i_kommunen) == (12, 11, 21, 22)
    assert (o.behallna, o.lamnade, efter.i_ar, efter.alla) == (0, 1, 3, 103)


@pytest.mark.parametrize(
    ("andring", "skal"),
    [
        ({"kommuner": (*EXEMPLET.kommuner, kommun("A", 1, 0))}, "stands twice"),
        ({"kommuner": (*EXEMPLET.kommuner, kommun("E", -1, 0))}, "never negative"),
        ({"kommuner": (*EXEMPLET.kommuner, replace(kommun("E", 1, 0), pa_kontot=1))}, "one account"),
        ({"i_ar": 101}, "those of the year are some"),
        ({"omfordelningar": (flytt("D", "C", 1), flytt("D", "B", 1))}, "once"),
        ({"omfordelningar": (flytt("D", "D", 1),)}, "from one municipality to another"),
        ({"omfordelningar": (flytt("D", "X", 1),)}, "from one municipality to another"),
        ({"omfordelningar": (flytt("D", "C", 0),)}, "more than nothing"),
        ({"omfordelningar": (flytt("D", "C", 100_001),)}, "at most the ordinary share"),
        ({"omfordelningar": (replace(flytt("D", "C", 1), lamnade=1),)}, "no more children than came"),
    ],
)
def test_det_som_inte_kan_vara_avvisas(andring: dict[str, Any], skal: str) -> None:
    with pytest.raises(ValueError, match=skal):
        replace(EXEMPLET, **andring)


def test_andelar_i_hela_tusendelar() -> None:
    assert (tusendelar(Decimal("3.25")), promille(3250)) == (3250, Decimal("3.25"))
    with pytest.raises(ValueError, match="three decimals"):
        tusendelar(Decimal("0.0001"))
