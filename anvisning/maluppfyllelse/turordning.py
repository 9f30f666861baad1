"""Turordning: who stands before, and how many children are left in the country until it is one's turn.

"9 kommuner står före er; ungefär 14 barn till i landet innan det är er tur": counted on equalising assignments alone,
from what is known today. A child by tie can come any time, to anybody, and moves the queue.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
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


def turordning(
    underlag: Underlag, metod: Metod, inom: int, kommuner: Collection[str] | None = None
) -> dict[Del, Plats]:
    """Give the place of every part that has its turn among the country's next `inom` equalising assignments.

    The part one kept and each part one has taken over have places of their own. Who has no share has no place.
    With `kommuner` only their parts are told, which takes much less time.
    """
    if metod is Metod.PERIODSUMMA:
        barn_fore: dict[str, int] = {}
        for nr, kod in enumerate(islice(ordning(underlag), inom)):
            barn_fore.setdefault(kod, nr)
        return {
            Del(kod, kod): Plats(barn_fore=barn, kommuner_fore=nr)
            for nr, (kod, barn) in enumerate(barn_fore.items())
            if kommuner is None or kod in kommuner
        }
    delade = underlag.omfordelningar if metod is Metod.ORDINARIE_ANDEL else ()
    return platser(ko(underlag, metod), {o.givare: kontots_ko(underlag, o) for o in delade}, inom, kommuner)


def platser(
    rader: Sequence[Rad], delade: Mapping[str, Sequence[Rad]], inom: int, kommuner: Collection[str] | None = None
) -> dict[Del, Plats]:
    """Give the places by `ordinarie_andel` or `gallande_andel`, from the country's queue and those within accounts.

    `delade` holds the queue of each account that has been redistributed. A part of it waits for the other part to get
    what comes before it there, and then for the account to get that many children and one more.
    """
    rader = [rad for rad in rader if rad.andel]
    turer: list[tuple[Fraction, int, Del, int]] = []
    for nr, rad in enumerate(rader):
        inom_kontot = [part for part in delade.get(rad.kod, [rad]) if part.andel]
        for part_nr, part in enumerate(inom_kontot):
            antal = rad.antal + _lagre(inom_kontot, part_nr, part.antal)
            turer.append((Fraction(antal, rad.andel), nr, Del(rad.kod, part.kod), antal))
    svar: dict[Del, Plats] = {}
    fore: set[str] = set()
    for _, nr, del_, antal in sorted(turer):
        if kommuner is None or del_.kommun in kommuner:
            barn = _lagre(rader, nr, antal)
            if barn >= inom:
                break
            svar[del_] = Plats(barn_fore=barn, kommuner_fore=len(fore - {del_.kommun}))
        fore.add(del_.kommun)
    return svar


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
