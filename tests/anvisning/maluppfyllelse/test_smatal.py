"""The small-number shield: what is public never tells a small count, however it is combined."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anvisning.maluppfyllelse.offentligt import offentlig_tabell
from anvisning.maluppfyllelse.slutsatser import Utgava
from anvisning.maluppfyllelse.smatal import (
    ANTAGET,
    MINST_MOJLIGA,
    Publicering,
    publicera,
    rakna_med,
    sma_granser,
    visa,
)
from anvisning.maluppfyllelse.underlag import Metod, Underlag
from tests.anvisning.maluppfyllelse.lander import kommun

LANET = {"A1": "A", "A2": "A", "A3": "A", "B1": "B", "B2": "B", "G1": "G"}
KODER = tuple(LANET)
Tal = tuple[int, ...]


def folj(
    manader: Sequence[Tal], fria: frozenset[str] = frozenset(), lanet: Mapping[str, str] = LANET
) -> list[Publicering]:
    """Publish month after month."""
    utgavor: list[Utgava] = []
    for tal in manader:
        utgavor.append(publicera(utgavor, dict(zip(lanet, tal, strict=True)), fria, lanet))
    return [visa(utgava, lanet) for utgava in utgavor]


def dolda(publicering: Publicering) -> set[str]:
    """Everything that is withheld."""
    alla = {**publicering.kommuner, **publicering.lan, "riket": publicering.riket}
    return {namn for namn, tal in alla.items() if tal is None}


STORA = (20, 30, 40, 50, 60, 70)


def bara_a1(*tal: int) -> list[Tal]:
    """A1 month after month, while each of the others gets ten more children a month."""
    return [(a1, *(stort + 10 * manad for stort in STORA[1:])) for manad, a1 in enumerate(tal)]


def test_stora_tal_visas_alla() -> None:
    (p,) = folj([STORA])
    assert dolda(p) == set()
    assert (p.kommuner["A2"], p.lan["A"], p.riket) == (30, 90, 270)


def test_ett_litet_tal_doljs_och_kan_inte_raknas_fram_ur_summorna() -> None:
    """A1's 3 would be the county's sum less the others, and the country's less all: something more is withheld."""
    (p,) = folj([(3, 30, 40, 50, 60, 70)])
    assert dolda(p) == {"A1", "A2"}
    assert (p.lan["A"], p.riket) == (73, 253)


def test_summan_visas_nar_den_inte_avslojar_nagot() -> None:
    """3 and 2: the county's sum leaves each of them the values 1–4."""
    (p,) = folj([(3, 2, 40, 50, 60, 70)])
    assert dolda(p) == {"A1", "A2"}
    assert p.lan["A"] == 45


def test_tva_dolda_racker_inte_nar_summan_avslojar_dem() -> None:
    """5 and 5 can only be 5 and 5."""
    (p,) = folj([(5, 5, 40, 50, 60, 70)])
    assert dolda(p) == {"A1", "A2", "A3"}


def test_ett_lan_med_en_kommun() -> None:
    """Gotland's sum is its municipality's figure, and the country's number less the other counties' is Gotland's."""
    (p,) = folj([(20, 30, 40, 50, 60, 2)])
    assert dolda(p) == {"G1", "G", "A1", "A"}
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
    """A1 stands at 3. The first month 3 + 5 leaves it 3–5; the next, 3 + 1 would leave it 1–3, so both: exactly 3."""
    svar = folj([(3, 5, 0, 50, 60, 70), (3, 15, 1, 60, 70, 80)])
    assert (svar[0].kommuner["A1"], svar[0].kommuner["A2"], svar[0].lan["A"]) == (None, None, 8)
    assert dolda(svar[1]) == {"A1", "A3", "A2"}


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


def test_det_som_aldrig_har_visats_raknas_som_tre() -> None:
    (p,) = folj([(5, 2, 40, 50, 60, 70)])
    assert rakna_med(p, [])["A1"] == ANTAGET


def test_ett_land_som_inte_kan_skyddas_visar_inget() -> None:
    p = visa(publicera([], {"G1": 3}, frozenset(), {"G1": "G"}), {"G1": "G"})
    assert (p.kommuner, p.lan, p.riket) == ({"G1": None}, {"G": None}, None)


# What follows tries to break the shield, in a country small enough to try everything.

LITET = {"A1": "A", "A2": "A", "B1": "B", "G1": "G"}
SMA = tuple(LITET)
RIMLIGT = 1_500
"""Countries at one date: when more than so many fit, there is nothing to be worked out, and too many to try."""


def los(rader: list[list[Fraction]]) -> list[list[Fraction]]:
    """Reduced row echelon form, exactly."""
    rader, forst = [list(rad) for rad in rader], 0
    for kolumn in range(len(rader[0]) - 1):
        pivot = next((nr for nr in range(forst, len(rader)) if rader[nr][kolumn]), None)
        if pivot is None:
            continue
        rader[forst], rader[pivot] = rader[pivot], rader[forst]
        rader[forst] = [tal / rader[forst][kolumn] for tal in rader[forst]]
        for nr, rad in enumerate(rader):
            if nr != forst and rad[kolumn]:
                rader[nr] = [a - rad[kolumn] * b for a, b in zip(rad, rader[forst], strict=True)]
        forst += 1
    return rader


def bestamda(svar: Sequence[Publicering]) -> set[tuple[int, str]]:
    """Solve the equations of all public figures of all dates, and give the unknown figures that have one solution only.

    Unknown: every municipality, county and country sum of every date. Known: that they add up, and what is shown.
    """
    namn = [*SMA, *sorted(set(LITET.values())), "riket"]
    okanda = [(manad, n) for manad in range(len(svar)) for n in namn]
    plats = {cell: nr for nr, cell in enumerate(okanda)}
    rader: list[list[Fraction]] = []

    def ekvation(termer: Mapping[tuple[int, str], int], hoger: int) -> None:
        rad = [Fraction(0)] * (len(okanda) + 1)
        for cell, koefficient in termer.items():
            rad[plats[cell]] = Fraction(koefficient)
        rad[-1] = Fraction(hoger)
        rader.append(rad)

    for manad, p in enumerate(svar):
        for lan in p.lan:
            ekvation({(manad, lan): -1} | {(manad, kod): 1 for kod in SMA if LITET[kod] == lan}, 0)
        ekvation({(manad, "riket"): -1} | {(manad, lan): 1 for lan in p.lan}, 0)
        for n, tal in [*p.kommuner.items(), *p.lan.items(), ("riket", p.riket)]:
            if tal is not None:
                ekvation({(manad, n): 1}, tal)
    losta = [[kolumn for kolumn, tal in enumerate(rad[:-1]) if tal] for rad in los(rader)]
    return {okanda[kolumner[0]] for kolumner in losta if len(kolumner) == 1}


def mojliga_varden(svar: Sequence[Publicering], serie: Sequence[Tal]) -> set[tuple[int, str, int]]:
    """Try every history that fits what is public, and give each value (date, name, value) that occurs in one of them.

    The reader knows why each figure is withheld: what is small lies among the five values that hide it, what is
    withheld for its sake can be anything. And a count does not fall, except where it did.
    """
    lander = [_som_passar(svar[nr], svar[:nr], tal) for nr, tal in enumerate(serie)]
    if max(len(land) for land in lander) > RIMLIGT:
        return set()
    foljer = [
        np.all((fore[:, np.newaxis] <= efter[np.newaxis]) | (np.array(innan) > np.array(sedan)), axis=2)
        for (fore, efter), (innan, sedan) in zip(pairwise(lander), pairwise(serie), strict=True)
    ]
    for nr, vag in enumerate(foljer):  # forwards: who can be reached
        kvar = vag.any(axis=0)
        lander[nr + 1] = lander[nr + 1][kvar]
        foljer[nr] = vag[:, kvar]
        if nr + 1 < len(foljer):
            foljer[nr + 1] = foljer[nr + 1][kvar]
    for nr in reversed(range(len(foljer))):  # backwards: from where the end can be reached
        kvar = foljer[nr].any(axis=1)
        lander[nr] = lander[nr][kvar]
        if nr:
            foljer[nr - 1] = foljer[nr - 1][:, kvar]
    funna: set[tuple[int, str, int]] = set()
    for nr, land in enumerate(lander):
        for namn in (*SMA, *svar[nr].lan):
            kolumner = [plats for plats, kod in enumerate(SMA) if namn in (kod, LITET[kod])]
            funna |= {(nr, namn, int(tal)) for tal in np.unique(land[:, kolumner].sum(axis=1))}
    return funna


def _som_passar(p: Publicering, tidigare: Sequence[Publicering], tal: Tal) -> npt.NDArray[np.int64]:
    """Every country that fits what is public at one date, a row each."""
    val: list[Sequence[int]] = []
    for kod, antal in zip(SMA, tal, strict=True):
        granser = sma_granser(antal, [v for t in tidigare if (v := t.kommuner[kod]) is not None])
        dold = range(granser[0], granser[1] + 1) if granser else range(max(tal) + 6)
        val.append(dold if p.kommuner[kod] is None else [antal])
    land = np.stack([axel.ravel() for axel in np.meshgrid(*val, indexing="ij")], axis=1)
    for lan, summa in p.lan.items():
        if summa is not None:
            land = land[land[:, [LITET[kod] == lan for kod in SMA]].sum(axis=1) == summa]
    return land if p.riket is None else land[land.sum(axis=1) == p.riket]


SMATT = st.tuples(*[st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 7, 11])] * len(SMA))
NYA = st.tuples(*[st.sampled_from([0, 0, 0, 1, 2, 5, 6, 7, -1, -6])] * len(SMA))


def manader(start: Tal, andringar: Sequence[Tal]) -> list[Tal]:
    svar = [start]
    for andring in andringar:
        svar.append(tuple(max(0, tal + mer) for tal, mer in zip(svar[-1], andring, strict=True)))
    return svar


def forsok_bryta(serie: Sequence[Tal]) -> None:
    svar = folj(serie, lanet=LITET)
    for manad, (p, tal) in enumerate(zip(svar, serie, strict=True)):
        assert not {(manad, namn) for namn in dolda(p)} & bestamda(svar)
        for kod, antal in zip(SMA, tal, strict=True):
            if p.kommuner[kod] is not None:
                assert not 1 <= antal <= 5
                visade = [t.kommuner[kod] for t in svar[:manad]]
                assert not any(v is not None and 1 <= abs(v - antal) <= 5 for v in visade)
    mojliga = mojliga_varden(svar, serie)
    if not mojliga:
        return
    for manad, (p, tal) in enumerate(zip(svar, serie, strict=True)):
        for kod, antal in zip(SMA, tal, strict=True):
            visade = [v for t in svar[:manad] if (v := t.kommuner[kod]) is not None]
            if p.kommuner[kod] is None and sma_granser(antal, visade):
                assert len([1 for nr, namn, _ in mojliga if (nr, namn) == (manad, kod)]) >= MINST_MOJLIGA


@settings(deadline=None, max_examples=25)
@given(SMATT, st.lists(NYA, max_size=2))
@example((1, 0, 0, 0), [])
@example((11, 11, 11, 7), [(-1, 0, 0, -6)])
@example((5, 5, 5, 5), [])
@example((0, 0, 0, 1), [(0, 6, 0, 0)])
@example((0, 1, 0, 1), [(6, 0, 0, 5)])
@example((1, 1, 6, 6), [(0, 1, 0, 1)])
@example((3, 5, 11, 11), [(0, 6, 7, 7)])
def test_inget_dolt_kan_raknas_fram(start: Tal, andringar: list[Tal]) -> None:
    forsok_bryta(manader(start, andringar))


@pytest.mark.langsam
@settings(deadline=None, max_examples=300)
@given(SMATT, st.lists(NYA, max_size=3))
def test_inget_dolt_kan_raknas_fram_i_manga_fall(start: Tal, andringar: list[Tal]) -> None:
    forsok_bryta(manader(start, andringar))


# What else is public is computed from what is shown.


def land(tal: Tal) -> Underlag:
    andelar = (100_000, 150_000, 200_000, 150_000, 200_000, 200_000)
    return Underlag(
        kommuner=tuple(kommun(kod, andel, n) for kod, andel, n in zip(KODER, andelar, tal, strict=True)),
        omfordelningar=(),
        i_ar=0,
    )


def test_procent_och_plats_doljs_med_talet() -> None:
    (p,) = folj([(3, 2, 40, 50, 60, 70)])
    tabell = offentlig_tabell(
        land((3, 2, 40, 50, 60, 70)), Metod.ORDINARIE_ANDEL, publicering=p, tidigare=[], inom=1000
    )
    assert (tabell["A1"].uppfyllelse, tabell["A1"].plats) == (None, None)
    a3 = tabell["A3"]
    assert a3.uppfyllelse is not None
    assert (a3.uppfyllelse.antal, a3.uppfyllelse.mal, a3.uppfyllelse.kvot) == (40, 45, Fraction(40, 45))
    assert a3.plats is not None
    assert a3.plats.kommuner_fore == 2


@pytest.mark.parametrize("metod", Metod)
def test_tva_lander_som_visar_samma_tal_visar_allt_lika(metod: Metod) -> None:
    """Nothing on the public page depends on what is withheld: not the places of the others either."""
    olika = [(3, 2, 40, 50, 60, 70), (1, 4, 40, 50, 60, 70), (4, 1, 40, 50, 60, 70)]
    svar = [folj([tal])[0] for tal in olika]
    assert svar[0] == svar[1] == svar[2]
    sidor = [
        offentlig_tabell(land(tal), metod, publicering=p, tidigare=[], inom=1000)
        for tal, p in zip(olika, svar, strict=True)
    ]
    assert sidor[0] == sidor[1] == sidor[2]
