"""Which counts Migrationsverket's own percentages already tell, so that they need not be withheld."""

from decimal import Decimal
from math import ceil, floor

from anvisning.maluppfyllelse.metoder import Rad
from anvisning.maluppfyllelse.underlag import HELA


def sager_antalet(procent: Decimal, rad: Rad) -> bool:
    """Tell whether a published percentage of the row's target is its count's and no other's, rounded as it is written.

    A percentage that fits several counts tells none of them. One that fits another count is of something else (the
    municipality, where the account has children elsewhere) and does not tell the account's.
    """
    exponent = procent.normalize().as_tuple().exponent
    halv = Decimal(5).scaleb(min(int(exponent), 0) - 1)
    lag, hog = ((procent + fel) * rad.mal / (100 * HELA) for fel in (-halv, halv))
    return ceil(lag) == rad.antal == floor(hog)
