"""Turordning: who stands before, and how many children are left in the country until it is one's turn.

"9 kommuner står före er; ungefär 14 barn till i landet innan det är er tur": counted on equalising assignments alone,
from what is known today. A child by tie can come any time, to anybody, and moves the queue.
"""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice

from anvisning.maluppfyllelse.metoder import Rad, ko, kontots_ko
from anvisning.maluppfyllelse.periodsumma import ordning
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag


@dataclass(frozen=True, kw_only=True)
class Plats:
    """A part's place in the queue."""

    barn_fore: int
    """Equalising assignments in the country before the part gets its next child."""
    kommuner_fore: int
    """Other municipalities that get at least one of them."""


def turordning(underlag: Underlag, metod: Metod, inom: int) -> dict[Del, Plats]:
    """Give the place of every part that has its turn among the country's next `inom` equalising assignments.

    The part one kept and each part one has taken over have places of their own. Who has no share has no place.
    """
    fore = _stegvis(underlag, inom) if metod is Metod.PERIODSUMMA else _direkt(underlag, metod)
    kommunens: dict[str, int] = {}
    for del_, barn in fore.items():
        kommunens[del_.kommun] = min(barn, kommunens.get(del_.kommun, barn))
    turer = sorted(kommunens.values())
    return {
        del_: Plats(barn_fore=barn, kommuner_fore=bisect_left(turer, barn) - (kommunens[del_.kommun] < barn))
        for del_, barn in fore.items()
        if barn < inom
    }


def _stegvis(underlag: Underlag, inom: int) -> dict[Del, int]:
    """Children before each municipality's next one, for those that get one of the next `inom`."""
    fore: dict[Del, int] = {}
    if any(underlag.gallande.values()):
        for nr, kod in enumerate(islice(ordning(underlag), inom)):
            fore.setdefault(Del(kod, kod), nr)
    return fore


def _direkt(underlag: Underlag, metod: Metod) -> dict[Del, int]:
    """Children before each part's next one: those that lie lower in the order of count/share.

    A part of an account waits first for the other part (level 2), then for the account to get that many and one more.
    """
    rader = [rad for rad in ko(underlag, metod) if rad.andel]
    fore: dict[Del, int] = {}
    for nr, rad in enumerate(rader):
        omfordelning = underlag.omfordelning_av.get(rad.kod)
        if metod is Metod.ORDINARIE_ANDEL and omfordelning:
            inom = [part for part in kontots_ko(underlag, omfordelning) if part.andel]
            for part_nr, part in enumerate(inom):
                forst_pa_kontot = _lagre(inom, part_nr, part.antal)
                fore[Del(rad.kod, part.kod)] = _lagre(rader, nr, rad.antal + forst_pa_kontot)
        else:
            fore[Del(rad.kod, rad.kod)] = _lagre(rader, nr, rad.antal)
    return fore


def _lagre(rader: list[Rad], nr: int, antal: int) -> int:
    """Count the children, to all rows together, before row `nr` goes from `antal` children to one more.

    They are those at a lower count/share, and at the same in rows that come first. None of the rows has share 0.
    """
    andel, summa = rader[nr].andel, 0
    for annan_nr, annan in enumerate(rader):
        hela, rest = divmod(antal * annan.andel, andel)
        lika_men_senare = rest == 0 and annan_nr >= nr
        summa += max(0, hela + 1 - lika_men_senare - annan.antal)
    return summa
