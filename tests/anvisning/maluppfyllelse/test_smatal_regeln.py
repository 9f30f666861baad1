"""A reader who has the shield's own program, and runs it on every country that could be the true one."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anvisning.maluppfyllelse.slutsatser import Utgava
from anvisning.maluppfyllelse.smatal import MINST_MOJLIGA, Publicering, publicera, visa
from tests.anvisning.maluppfyllelse.publikt import Tal

pytestmark = pytest.mark.langsam
LITET = {"A1": "A", "A2": "A", "A3": "A", "B1": "B"}
RIMLIGT = 3_000
"""Countries to try: with more there is nothing to be worked out."""
OPPET = (50, 60, 70, 90)


def doljer(fore: Sequence[Utgava], tal: Tal) -> Utgava:
    return publicera(fore, dict(zip(LITET, tal, strict=True)), frozenset(), LITET)


def som_ger_samma(fore: Sequence[Utgava], p: Publicering) -> Iterator[tuple[Tal, Utgava]]:
    """Give every country of which the program would show just this, after what was shown before."""
    assert p.riket is not None
    kvar = p.riket - sum(tal for tal in p.kommuner.values() if tal is not None)
    *fria, sista = [kod for kod, tal in p.kommuner.items() if tal is None]
    if prod([kvar + 1] * len(fria)) > RIMLIGT:
        return
    for varden in product(range(kvar + 1), repeat=len(fria)):
        if sum(varden) <= kvar:
            gissat = dict(zip([*fria, sista], [*varden, kvar - sum(varden)], strict=True))
            tal = tuple(gissat.get(kod, visat) for kod, visat in p.kommuner.items())
            utgava = doljer(fore, tal)
            if visa(utgava, LITET) == p:
                yield tal, utgava


@settings(max_examples=25)
@given(
    st.tuples(st.integers(1, 5), *[st.sampled_from([6, 6, 7, 8, 20])] * 3).flatmap(st.permutations).map(list),
    st.booleans(),
)
@example([5, 28, 28, 60], False)
@example([1, 28, 28, 60], False)
@example([5, 20, 20, 20], True)
@example([1, 6, 6, 6], True)
@example([6, 6, 6, 1], False)
def test_den_som_kan_regeln_raknar_inte_fram_nagot(nya: list[int], efter_en: bool) -> None:
    """Which other figure is withheld beside a small one must not depend on how large it is now."""
    fore = [doljer([], OPPET)] if efter_en else []
    tal = tuple(fran + mer for fran, mer in zip(OPPET if efter_en else (0, 0, 0, 0), nya, strict=True))
    utgava = doljer(fore, tal)
    p = visa(utgava, LITET)
    if not utgava.dolda or utgava.riket_dolt:
        return
    lika = [lika for lika, _ in som_ger_samma(fore, p)]
    for nr, kod in enumerate(LITET):
        if lika and kod in utgava.dolda.keys() - utgava.dolda_for_andra:
            assert len({tal[nr] for tal in lika}) >= MINST_MOJLIGA, (kod, lika)
