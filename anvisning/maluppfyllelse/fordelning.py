"""From the country's queue to the parts: `ordinarie_andel` and `gallande_andel` in closed form, many scenarios at once.

Level 1 shares the children among the rows of the queue. Level 2 shares what a redistributed account got between its
two parts: which of the account's children goes where depends on their number alone.
"""

from dataclasses import dataclass

import numpy as np

from anvisning.maluppfyllelse.metoder import ko, kontots_ko
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag
from anvisning.maluppfyllelse.utjamning import Heltal, jamna_ut

BLOCK = 512
"""Scenarios at a time: as many as the processor keeps at hand."""


@dataclass(frozen=True)
class Utfall:
    """The children of each scenario, by part."""

    delar: tuple[Del, ...]
    barn: Heltal
    """Shape (scenarios, parts)."""


def fordela(underlag: Underlag, metod: Metod, fler: Heltal, anknytningar: Heltal | None = None) -> Utfall:
    """Give where `fler` more equalising assignments land, one scenario per number.

    `anknytningar` has the shape (scenarios, rows of `ko`): children by tie, who come first, count on the account of
    the municipality that gets them, and are part of what it gets. ValueError for `periodsumma`, whose targets move
    with every child; else as `jamna_ut`.
    """
    if metod is Metod.PERIODSUMMA:
        raise ValueError("periodsumma is computed child by child.")
    rader = ko(underlag, metod)
    vikter = np.array([rad.andel for rad in rader], dtype=np.int64)
    slakt = np.zeros((len(fler), len(rader)), dtype=np.int64) if anknytningar is None else anknytningar
    antal = np.array([rad.antal for rad in rader], dtype=np.int64) + slakt
    block = range(0, len(fler), BLOCK)
    konton = np.concatenate([jamna_ut(antal[i : i + BLOCK], vikter, fler[i : i + BLOCK]) for i in block])
    egna = konton + slakt
    delar, barn = [Del(rad.kod, rad.kod) for rad in rader], [egna]
    for nr, rad in enumerate(rader):
        omfordelning = underlag.omfordelning_av.get(rad.kod)
        if metod is Metod.ORDINARIE_ANDEL and omfordelning:
            inom = kontots_ko(underlag, omfordelning)
            parterna = np.broadcast_to(np.array([part.antal for part in inom], dtype=np.int64), (len(fler), 2))
            andelar = np.array([part.andel for part in inom], dtype=np.int64)
            lamnade = jamna_ut(parterna, andelar, konton[:, nr])[:, 1:]
            egna[:, nr : nr + 1] -= lamnade
            delar.append(Del(rad.kod, omfordelning.mottagare))
            barn.append(lamnade)
    return Utfall(tuple(delar), np.concatenate(barn, axis=1))
