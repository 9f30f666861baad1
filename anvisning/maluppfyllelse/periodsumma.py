"""The order of assignments by `periodsumma`, child by child: here every target grows with every child.

No closed form is used. Freezing the targets at the last child often gives the same result, but not always: a
municipality whose target hardly moves can be lowest when the first child comes, and the targets of the others outgrow
it before the last one (tests/anvisning/maluppfyllelse/test_simulering.py has such a country). The two are equal when
the lowest fulfilment at the last child is no lower than at any child before: then whoever got its last child earlier
got it at a level that nobody ends below. But that is known only when the children are placed.
"""

from collections.abc import Iterator

import numpy as np

from anvisning.maluppfyllelse.metoder import fyllnad, ko
from anvisning.maluppfyllelse.underlag import Metod, Underlag
from anvisning.maluppfyllelse.utjamning import Heltal

STORST = 2**62


def ordning(underlag: Underlag) -> Iterator[str]:
    """Give the municipality of one more equalising assignment after another: without end, if any has a share.

    OverflowError when a target is beyond int64 (millions of millions of children).
    """
    rader = [rad for rad in ko(underlag, Metod.PERIODSUMMA) if rad.andel]
    andelar = np.array([rad.andel for rad in rader], dtype=np.int64)
    antal = np.array([rad.antal for rad in rader], dtype=np.int64)
    mal = np.array([rad.mal for rad in rader], dtype=np.int64)
    while rader:
        nr = min(_kan_vara_lagst(antal, mal), key=lambda nr: fyllnad(int(antal[nr]), int(mal[nr])))
        yield rader[nr].kod
        antal[nr] += 1
        mal += andelar


def _kan_vara_lagst(antal: Heltal, mal: Heltal) -> Heltal:
    """Give the rows among which the lowest count/target is: those with the lowest whole-number key.

    The key is the quotient times a large number, rounded down, so a lower quotient never has a higher key.
    """
    if not mal.all():
        return np.arange(len(mal))
    nyckel = antal * (STORST // (int(antal.max()) + 1)) // mal
    return np.flatnonzero(nyckel == nyckel.min())
