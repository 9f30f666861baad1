"""Expected children and the compensation that follows a share (domain sections 6 and 7). Pure, exact Decimals.

Never a promise: a forecast has a low, a main and a high scenario, and so does everything that is derived from it.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class TreScenarier:
    """A number in the low, the main and the high scenario. ValueError unless 0 <= lag <= huvud <= hog."""

    lag: Decimal
    huvud: Decimal
    hog: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.lag <= self.huvud <= self.hog:
            raise ValueError("The scenarios go from low to high.")

    def ganger(self, tal: Decimal) -> "TreScenarier":
        """Give every scenario times a number (≥ 0)."""
        return TreScenarier(lag=self.lag * tal, huvud=self.huvud * tal, hog=self.hog * tal)


def vantade_barn(andel: Decimal, prognos: TreScenarier) -> TreScenarier:
    """Give what a share in force (promille) is of a forecast of all children in the country, unrounded."""
    return prognos.ganger(andel / 1000)


def rorlig_ersattning(andel: Decimal, prognos: TreScenarier, belopp: Decimal) -> TreScenarier:
    """Give the variable compensation in kr for a year, which follows the share (promille).

    `belopp` is the amount per expected child (9 450 kr): 5 ‰ at 1 000 children gives 47 250 kr. The fixed part does
    not follow: it stays with the municipality whose ordinary share it is.
    """
    return vantade_barn(andel, prognos).ganger(belopp)
