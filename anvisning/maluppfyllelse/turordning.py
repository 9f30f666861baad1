"""Turordning: who stands before, and how many children are left in the country until it is one's turn.

"9 kommuner står före er; ungefär 14 barn till i landet innan det är er tur": counted on equalising assignments alone,
from what is known today. A child by tie can come any time, to anybody, and moves the queue.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
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
    if metod is Metod.PERIODSUMMA:
        barn_fore: dict[Del, int] = {}
        for nr, kod in enumerate(islice(ordning(underlag), inom)):
            barn_fore.setdefault(Del(kod, kod), nr)
        return _platser(barn_fore, inom)
    delade = underlag.omfordelningar if metod is Metod.ORDINARIE_ANDEL else ()
    return platser(ko(underlag, metod), {o.givare: kontots_ko(underlag, o) for o in delade}, inom)


def platser(rader: Sequence[Rad], delade: Mapping[str, Sequence[Rad]], inom: int) -> dict[Del, Plats]:
    """Give the places by `ordinarie_andel` or `gallande_andel`, from the country's queue and those within accounts.

    `delade` holds the queue of each account that has been redistributed. A part of it waits for the other part to get
    what comes before it there, and then for the account to get that many children and one more.
    """
    rader = [rad for rad in rader if rad.andel]
    barn_fore: dict[Del, int] = {}
    for nr, rad in enumerate(rader):
        inom_kontot = [part for part in delade.get(rad.kod, [rad]) if part.andel]
        for part_nr, part in enumerate(inom_kontot):
            till_andra_delen = _lagre(inom_kontot, part_nr, part.antal)
            barn_fore[Del(rad.kod, part.kod)] = _lagre(rader, nr, rad.antal + till_andra_delen)
    return _platser(barn_fore, inom)


def _lagre(rader: Sequence[Rad], nr: int, antal: int) -> int:
    """Count the children, to all rows together, before row `nr` goes from `antal` children to one more.

    They are those at a lower count/share, and at the same in rows that come first. None of the rows has share 0.
    """
    andel, summa = rader[nr].andel, 0
    for annan_nr, annan in enumerate(rader):
        hela, rest = divmod(antal * annan.andel, andel)
        lika_men_senare = rest == 0 and annan_nr >= nr
        summa += max(0, hela + 1 - lika_men_senare - annan.antal)
    return summa


def _platser(barn_fore: Mapping[Del, int], inom: int) -> dict[Del, Plats]:
    kommunens_tur: dict[str, int] = {}
    for del_, barn in barn_fore.items():
        kommunens_tur[del_.kommun] = min(barn, kommunens_tur.get(del_.kommun, barn))
    turer = sorted(kommunens_tur.values())
    return {
        del_: Plats(barn_fore=barn, kommuner_fore=bisect_left(turer, barn) - (kommunens_tur[del_.kommun] < barn))
        for del_, barn in barn_fore.items()
        if barn < inom
    }
