"""Who moved from one run to the next, and why."""

from dataclasses import asdict, dataclass
from typing import Any

from anvisning.maluppfyllelse.metoder import fyllnad, ko
from anvisning.maluppfyllelse.underlag import Metod, Underlag


@dataclass(frozen=True)
class Flytt:
    """A municipality whose rank, count or share is another. Rank 1 has the lowest fulfilment; None has no share.

    One that has the same count and share moved because others did, or because all targets grew.
    """

    kommun: str
    rang_fore: int | None
    rang: int | None
    barn_fore: int
    barn: int
    andel_fore: int
    """The share that the method counts with, thousandths of a promille."""
    andel: int


def flyttar(fore: Underlag, fore_metod: Metod, nu: Underlag, metod: Metod) -> list[Flytt]:
    """Give all that moved, by code. A municipality that one of them lacks has 0 children and no share there."""
    gamla, nya = _laget(fore, fore_metod), _laget(nu, metod)
    svar = []
    for kod in sorted(gamla.keys() | nya.keys()):
        gammal, ny = gamla.get(kod, (None, 0, 0)), nya.get(kod, (None, 0, 0))
        if gammal != ny:
            svar.append(Flytt(kod, gammal[0], ny[0], gammal[1], ny[1], gammal[2], ny[2]))
    return svar


def som_json(rader: list[Flytt]) -> list[dict[str, Any]]:
    """Give movements as they are stored."""
    return [asdict(rad) for rad in rader]


def som_flyttar(rader: list[dict[str, Any]]) -> list[Flytt]:
    """Give stored movements back."""
    return [Flytt(**rad) for rad in rader]


def _laget(underlag: Underlag, metod: Metod) -> dict[str, tuple[int | None, int, int]]:
    rader = ko(underlag, metod)
    i_kon = sorted((rad for rad in rader if rad.andel), key=lambda rad: fyllnad(rad.antal, rad.mal))
    rang = {rad.kod: nr for nr, rad in enumerate(i_kon, 1)}
    return {rad.kod: (rang.get(rad.kod), rad.antal, rad.andel) for rad in rader}
