"""Scenario runs: many possible years at once, told as the 5th, 50th and 95th percentile of what they give.

A percentile is the smallest number that so many of a hundred scenarios do not exceed: always one that occurred.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from anvisning.maluppfyllelse.fordelning import Utfall, fordela
from anvisning.maluppfyllelse.metoder import ko
from anvisning.maluppfyllelse.simulering import simulera
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag
from anvisning.maluppfyllelse.utjamning import Heltal

PERCENTILER: Final = (5, 50, 95)


@dataclass(frozen=True, kw_only=True)
class Spann:
    """The percentiles of a number of children."""

    p5: int
    p50: int
    p95: int


@dataclass(frozen=True, kw_only=True)
class Anknytning:
    """Children who come by tie, regardless of fulfilment: which part of all, and how they are spread."""

    andel: Fraction
    """Of all children, 0 to 1."""
    vikter: Mapping[str, int]
    """Municipality -> weight: they are spread in proportion. A municipality that is not named gets none."""


def antalet_varierar(underlag: Underlag, metod: Metod, antal: Sequence[int]) -> Utfall:
    """Give the years that differ only in the country's number of children: three rows, one per percentile.

    One child more never takes a child from anybody. So what a part or a municipality gets at a percentile is what it
    gets at that percentile of `antal`, and the other scenarios need not be run. A part that gets nobody in any of the
    three is left out.
    """
    ordnade = sorted(antal)
    ar = [simulera(underlag, metod, ordnade[_plats(p, len(ordnade))]) for p in PERCENTILER]
    delar = tuple(sorted(ar[-1]))
    barn = np.array([[barnen.get(del_, 0) for del_ in delar] for barnen in ar], dtype=np.int64)
    return Utfall(delar, barn.reshape(len(ar), len(delar)))


def med_anknytning(underlag: Underlag, metod: Metod, antal: Sequence[int], anknytning: Anknytning) -> Utfall:
    """Give one row per number of children in the country, of whom a part come by tie.

    Those count on the account of the municipality that gets them, and are counted first: the equalising assignments
    then make up for them, as they do over a year. ValueError for a weight of an unknown municipality; else see
    `fordela`.
    """
    rader = ko(underlag, metod)
    if not anknytning.vikter.keys() <= {rad.kod for rad in rader}:
        raise ValueError("A weight is for a municipality that is not in the country.")
    vikter = np.array([anknytning.vikter.get(rad.kod, 0) for rad in rader], dtype=np.int64)
    tal, namnare = anknytning.andel.numerator, anknytning.andel.denominator
    alla = np.array(antal, dtype=np.int64)
    slakt = np.array([(2 * tal * n + namnare) // (2 * namnare) for n in antal], dtype=np.int64)
    return fordela(underlag, metod, alla - slakt, sprid(slakt, vikter))


def sprid(antal: Heltal, vikter: Heltal) -> Heltal:
    """Spread each number in proportion to the weights, by largest remainder: shape (numbers, weights).

    Ties go to the larger weight, then to the first: as `promille.storsta_rest` does for one number. ValueError when
    there is something to spread but no weight.
    """
    if antal.any() and not vikter.any():
        raise ValueError("There is nobody to spread to: all weights are 0.")
    hela, rest = np.divmod(antal[:, np.newaxis] * vikter, max(int(vikter.sum()), 1))
    storst_forst = np.argsort(-vikter, kind="stable")
    ordning = storst_forst[np.argsort(-rest[:, storst_forst], axis=1, kind="stable")]
    kvar = antal - hela.sum(axis=1)
    np.put_along_axis(rest, ordning, (np.arange(len(vikter)) < kvar[:, np.newaxis]).astype(np.int64), axis=1)
    barn: Heltal = hela + rest
    return barn


def spann_per_del(utfall: Utfall) -> dict[Del, Spann]:
    """Give the percentiles of every part."""
    return dict(zip(utfall.delar, _spann(utfall.barn), strict=True))


def spann_per_kommun(utfall: Utfall) -> dict[str, Spann]:
    """Give the percentiles of every municipality: its own part and those it has taken over, added in each scenario."""
    kolumner: dict[str, list[int]] = {}
    for nr, del_ in enumerate(utfall.delar):
        kolumner.setdefault(del_.kommun, []).append(nr)
    barn = np.stack([utfall.barn[:, nr].sum(axis=1) for nr in kolumner.values()], axis=1)
    return dict(zip(kolumner, _spann(barn), strict=True))


def _spann(barn: Heltal) -> list[Spann]:
    platser = [_plats(p, len(barn)) for p in PERCENTILER]
    p5, p50, p95 = np.partition(barn, platser, axis=0)[platser].tolist()
    return [Spann(p5=lag, p50=mitt, p95=hog) for lag, mitt, hog in zip(p5, p50, p95, strict=True)]


def _plats(percentil: int, antal: int) -> int:
    """The place, from 0, of a percentile among so many sorted numbers."""
    return (percentil * antal + 99) // 100 - 1
