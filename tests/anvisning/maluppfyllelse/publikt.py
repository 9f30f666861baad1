"""Publishing month after month, for the tests of the small-number shield."""

from collections.abc import Mapping, Sequence

from anvisning.maluppfyllelse.slutsatser import Utgava
from anvisning.maluppfyllelse.smatal import Publicering, publicera, visa

LANET = {"A1": "A", "A2": "A", "A3": "A", "B1": "B", "B2": "B", "G1": "G"}
KODER = tuple(LANET)
Tal = tuple[int, ...]


def folj(
    manader: Sequence[Tal], fria: frozenset[str] = frozenset(), lanet: Mapping[str, str] = LANET
) -> list[Publicering]:
    """Publish month after month."""
    utgavor: list[Utgava] = []
    for tal in manader:
        utgavor.append(publicera(utgavor, dict(zip(lanet, tal, strict=True)), fria, lanet))
    return [visa(utgava, lanet) for utgava in utgavor]


def dolda(publicering: Publicering) -> set[str]:
    """Everything that is withheld."""
    alla = {**publicering.kommuner, **publicering.lan, "riket": publicering.riket}
    return {namn for namn, tal in alla.items() if tal is None}


STORA = (20, 30, 40, 50, 60, 70)
