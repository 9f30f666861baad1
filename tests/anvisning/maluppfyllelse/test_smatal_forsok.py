"""Attempts to break the small-number shield, in a country small enough to try everything."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anvisning.maluppfyllelse.smatal import MINST_MOJLIGA, Publicering, sma_granser
from tests.anvisning.maluppfyllelse.publikt import Tal, dolda, folj

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


@settings(max_examples=25)
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


@settings(max_examples=100)
@given(SMATT)
@example((3, 4, 11, 11))
@example((4, 11, 5, 11))
def test_den_som_vet_sitt_eget_raknar_inte_fram_de_andras(tal: Tal) -> None:
    """Try every country that fits what is public and the reader's own count, which is withheld from the others."""
    (p,) = folj([tal], lanet=LITET)
    lander = _som_passar(p, [], tal)
    doljs = [kolumn for kolumn, kod in enumerate(SMA) if p.kommuner[kod] is None]
    for egen, annan in permutations(doljs, 2):
        if 1 <= tal[annan] <= 5:
            kvar = np.unique(lander[lander[:, egen] == tal[egen]][:, annan])
            assert len(kvar) >= MINST_MOJLIGA, (SMA[egen], SMA[annan], kvar)


@pytest.mark.langsam
@settings(max_examples=300)
@given(SMATT, st.lists(NYA, max_size=3))
def test_inget_dolt_kan_raknas_fram_i_manga_fall(start: Tal, andringar: list[Tal]) -> None:
    forsok_bryta(manader(start, andringar))
