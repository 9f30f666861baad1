"""Equalising in closed form: where the next N children land when each goes to the lowest count/weight.

With weights that stand still, child number j of row k (j = 0, 1, …) has the level (count + j) / weight, and N children
are the N lowest levels of all rows. So nobody has to be placed one at a time: find the level under which N of them lie.

The level is sought as an integer multiple of 1/2^b by bisection, b so large that 2^b exceeds the product of any two
weights. Two different levels a/v and b/w differ by at least 1/(vw), so one interval of the grid holds one level only,
and at most one child per row. What the level below lacks is therefore a tie: it is settled by the order of the rows.
All is int64, and it is checked beforehand that no product can exceed it.
"""

import numpy as np
import numpy.typing as npt

Heltal = npt.NDArray[np.int64]

INGEN_ANDEL = "There is nobody to assign to: all shares are 0."


def jamna_ut(antal: Heltal, vikter: Heltal, fler: Heltal) -> Heltal:
    """Give how many of `fler` more children each row gets. The last axis is the rows, in the order that settles ties.

    `antal` (counts) and `vikter` (weights, whole numbers ≥ 0; a row of 0 gets nobody) have the shape (scenarios, rows),
    `fler` has (scenarios,); `vikter` may also be (rows,), the same for all. ValueError when there are children but no
    weight, or when all counts and `fler` together, times four times the largest weight squared, exceed int64: with
    shares in thousandths of a promille that takes at least eight million children.
    """
    hela_vikten = np.broadcast_to(vikter.sum(axis=-1), fler.shape)
    if np.any((hela_vikten == 0) & (fler > 0)):
        raise ValueError(INGEN_ANDEL)
    antal = np.where(vikter > 0, antal, 1)  # so that a row of 0 never comes under any level
    summa = antal.sum(axis=-1) + fler
    bitar = 2 * int(vikter.max(initial=0)).bit_length()
    if (int(summa.max(initial=0)) + 1) << bitar >= 2**63:
        raise ValueError("The numbers are too large to be compared exactly.")
    fore = antal - 1

    def tagna(niva: Heltal) -> Heltal:
        """How many children of each row lie at or under the level niva / 2^bitar."""
        under: Heltal = niva[:, np.newaxis] * vikter
        under >>= bitar
        under -= fore
        return np.maximum(under, 0, out=under)

    lag = np.full(fler.shape, -1, dtype=np.int64)  # nobody
    hog = (summa << bitar) // np.maximum(hela_vikten, 1) + 1  # more than `fler`: the level if children could be divided
    mitt = hog - (hog >> 5)  # most rows stand near one another, so the level is seldom much lower
    while (hog - lag > 1).any():
        under = np.add.reduce(tagna(mitt), axis=-1)
        np.copyto(lag, mitt, where=under <= fler)
        np.copyto(hog, mitt, where=under >= fler)  # equal: found, both are mitt
        mitt = (lag + hog) >> 1
    barn = tagna(lag)
    lika = tagna(hog) - barn
    kvar = fler - barn.sum(axis=-1)
    lika[np.cumsum(lika, axis=-1) > kvar[:, np.newaxis]] = 0
    barn += lika
    return barn
