"""The small-number shield: what is public never tells a small count, however it is combined."""

import pytest

from anvisning.maluppfyllelse.metoder import ko
from anvisning.maluppfyllelse.offentligt import offentliga_platser
from anvisning.maluppfyllelse.smatal import (
    ANTAGET,
    publicera,
    rakna_med,
    visa,
)
from anvisning.maluppfyllelse.underlag import Metod, Underlag
from tests.anvisning.maluppfyllelse.lander import kommun
from tests.anvisning.maluppfyllelse.publikt import KODER, LANET, Tal, dolda, folj

STORA = (20, 30, 40, 50, 60, 70)


def bara_a1(*tal: int) -> list[Tal]:
    """A1 month after month, while each of the others gets ten more children a month."""
    return [(a1, *(stort + 10 * manad for stort in STORA[1:])) for manad, a1 in enumerate(tal)]


def test_stora_tal_visas_alla() -> None:
    (p,) = folj([STORA])
    assert dolda(p) == set()
    assert (p.kommuner["A2"], p.lan["A"], p.riket) == (30, 90, 270)


def test_ett_litet_tal_doljs_och_kan_inte_raknas_fram_ur_summorna() -> None:
    """A1's 3 would be the county's sum less the others, and the country's less all: something more is withheld.

    And one thing more: to A2, which knows its own 30, the sum less the rest would be 3.
    """
    (p,) = folj([(3, 30, 40, 50, 60, 70)])
    assert dolda(p) == {"A1", "A2", "A3"}
    assert (p.lan["A"], p.riket) == (73, 253)


@pytest.mark.parametrize(
    ("tal", "doljs"),
    [
        ((3, 4, 50, 80, 60, 70), {"A1", "A2", "A3"}),
        ((5, 5, 5, 80, 60, 70), {"A1", "A2", "A3", "A", "B1", "B2", "B"}),
        ((4, 9, 50, 5, 60, 70), {"A1", "A2", "A3", "A", "B1", "B2", "B"}),
    ],
)
def test_den_som_vet_sitt_eget_kan_inte_rakna_fram_grannens(tal: Tal, doljs: set[str]) -> None:
    """Whoever knows one withheld figure is left three values or more of each of the others."""
    assert dolda(folj([tal])[0]) == doljs


def test_summan_visas_nar_den_inte_avslojar_nagot() -> None:
    """3, 2 and 4: the county's sum leaves whoever knows one of them three values or more of the others."""
    (p,) = folj([(3, 2, 4, 50, 60, 70)])
    assert dolda(p) == {"A1", "A2", "A3"}
    assert p.lan["A"] == 9


def test_tva_dolda_racker_inte_nar_summan_avslojar_dem() -> None:
    """5 and 5 can only be 5 and 5, as A3 would know if the sum were shown."""
    (p,) = folj([(5, 5, 40, 50, 60, 70)])
    assert dolda(p) == {"A1", "A2", "A3", "A", "B", "B1"}


def test_ett_lan_med_en_kommun() -> None:
    """Gotland's sum is its municipality's figure, and the country's number less the other counties' is Gotland's."""
    (p,) = folj([(20, 30, 40, 50, 60, 2)])
    assert dolda(p) == {"G1", "G", "A1", "A2", "A"}
    (p,) = folj([(3, 30, 40, 50, 60, 2)])
    assert dolda(p) == {"G1", "G", "A1", "A2", "A"}


def test_en_liten_summa_ar_ett_litet_tal() -> None:
    assert folj([(2, 2, 0, 50, 60, 70)])[0].lan["A"] is None


def test_intilliggande_datum_avslojar_inget() -> None:
    """Two more children from one month to the next: the page keeps 20 until six have been added."""
    svar = folj(bara_a1(20, 22, 25, 26))
    assert [p.kommuner["A1"] for p in svar] == [20, None, None, 26]
    assert [rakna_med(p, svar[:nr])["A1"] for nr, p in enumerate(svar)] == [20, 20, 20, 26]


def test_den_som_doljs_for_andras_skull_avslojar_dem_inte_sedan() -> None:
    """A2 is withheld with A1 when it stands at 30. Its 30 the next month would tell that, and so what A1 was."""
    svar = folj([(4, *STORA[1:]), (4, 30, 50, 60, 70, 80), (14, 40, 60, 70, 80, 90)])
    assert [(p.kommuner["A1"], p.kommuner["A2"]) for p in svar] == [(None, None), (None, None), (14, 40)]


def test_tva_datum_tillsammans_avslojar_inget() -> None:
    """A2's 14 alone tells nothing. With the month before it would: then the four were 13, and the other three at most
    the 9 that they are now, so A2 was 4 or 5.
    """
    lanet = {"A1": "A", "A2": "A", "A3": "A", "A4": "A", "B1": "B", "B2": "B", "G1": "G"}
    (ensam,) = folj([(3, 14, 1, 5, 60, 70, 80)], lanet=lanet)
    assert dolda(ensam) == {"A1", "A3", "A4"}
    svar = folj([(3, 4, 1, 5, 50, 60, 70), (3, 14, 1, 5, 60, 70, 80)], lanet=lanet)
    assert [dolda(p) for p in svar] == [{"A1", "A2", "A3", "A4"}] * 2
    assert [p.lan["A"] for p in svar] == [13, 23]


def test_i_ett_land_dar_bara_en_kommun_far_barn_sager_landets_tal_allt() -> None:
    assert folj([STORA, (22, *STORA[1:])])[1].riket is None


def test_en_rattelse_avslojar_inte_en_aldre_uppgift() -> None:
    """60 after 53 would be a change of seven, but it is two more than the 58 that were shown before."""
    svar = folj(bara_a1(58, 52, 60))
    assert [p.kommuner["A1"] for p in svar] == [58, 52, None]


def test_en_rattelse_nedat_ar_ocksa_en_liten_andring() -> None:
    svar = folj(bara_a1(58, 56, 52))
    assert [p.kommuner["A1"] for p in svar] == [58, None, 52]


def test_det_migrationsverket_har_publicerat_visas() -> None:
    (p,) = folj([(3, 30, 40, 50, 60, 70)], fria=frozenset({"A1"}))
    assert dolda(p) == set()


@pytest.mark.parametrize("efter", [4, 5, 6])
def test_det_migrationsverket_har_publicerat_slacker_inte_landet_sedan(efter: int) -> None:
    """4 was shown; a month later it is withheld, among all that could be: the others are shown as before."""
    forsta = publicera([], dict(zip(KODER, (4, *STORA[1:]), strict=True)), frozenset({"A1"}), LANET)
    nasta = (efter, *(tal + 10 for tal in STORA[1:]))
    andra = visa(publicera([forsta], dict(zip(KODER, nasta, strict=True)), frozenset(), LANET), LANET)
    assert dolda(andra) == {"A1", "A2", "A3"}


def test_ingen_doljs_for_det_som_migrationsverket_redan_har_sagt() -> None:
    """2 and 3 were withheld; then Migrationsverket says that the first is 2, so it never was more."""
    forsta = publicera([], dict(zip(KODER, (2, 3, 40, 50, 60, 70), strict=True)), frozenset(), LANET)
    nasta = dict(zip(KODER, (2, 13, 50, 60, 70, 80), strict=True))
    assert dolda(visa(publicera([forsta], nasta, frozenset({"A1"}), LANET), LANET)) == set()


def test_det_som_aldrig_har_visats_raknas_som_tre() -> None:
    (p,) = folj([(5, 2, 40, 50, 60, 70)])
    assert rakna_med(p, [])["A1"] == ANTAGET


def test_ett_land_som_inte_kan_skyddas_visar_inget() -> None:
    p = visa(publicera([], {"G1": 3}, frozenset(), {"G1": "G"}), {"G1": "G"})
    assert (p.kommuner, p.lan, p.riket) == ({"G1": None}, {"G": None}, None)


def land(tal: Tal) -> Underlag:
    andelar = (100_000, 150_000, 200_000, 150_000, 200_000, 200_000)
    return Underlag(
        kommuner=tuple(kommun(kod, andel, n) for kod, andel, n in zip(KODER, andelar, tal, strict=True)),
        omfordelningar=(),
        i_ar=0,
    )


def test_platsen_doljs_med_talet() -> None:
    (p,) = folj([(3, 2, 4, 50, 60, 70)])
    rader = ko(land((3, 2, 4, 50, 60, 70)), Metod.ORDINARIE_ANDEL)
    platser = offentliga_platser(rader, Metod.ORDINARIE_ANDEL, publicering=p, tidigare=[], inom=1000)
    assert platser["A1"] is None
    assert platser["B1"] is not None
    assert platser["B1"].kommuner_fore == 4


@pytest.mark.parametrize("metod", Metod)
def test_tva_lander_som_visar_samma_tal_visar_allt_lika(metod: Metod) -> None:
    """Nothing on the public page depends on what is withheld: not the places of the others either."""
    olika = [(3, 2, 40, 50, 60, 70), (1, 4, 40, 50, 60, 70), (4, 1, 40, 50, 60, 70)]
    svar = [folj([tal])[0] for tal in olika]
    assert svar[0] == svar[1] == svar[2]
    sidor = [
        offentliga_platser(ko(land(tal), metod), metod, publicering=p, tidigare=[], inom=1000)
        for tal, p in zip(olika, svar, strict=True)
    ]
    assert sidor[0] == sidor[1] == sidor[2]
