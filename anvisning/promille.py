"""Promille: reading what people type, and the only two places where a share is rounded. Shown by `visning`.

Every amount is a `decimal.Decimal` in promille (thousandths of all assignments in the country) or an integer.
Binary fractions never occur here: a sum of shares must be equal to the last decimal before and after.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

MAX_DECIMALER: Final = 3
"""Decimals that are stored. A year may show fewer, never more."""
HELA: Final = Decimal(1000)
"""All assignments in the country, in promille."""

MELLANSLAG: Final = " \u00a0\u202f\u2009"
"""Ignored when a number is read: space, no-break space, narrow no-break space, thin space."""
EXEMPEL: Final = "Skriv hur många promille, till exempel 1,25."
_UTAN_MELLANSLAG: Final = str.maketrans("", "", MELLANSLAG)
_TAL: Final = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]+))?\Z", re.ASCII)
_MINUS: Final = "-\u2212\u2013\u2012\ufe63\uff0d"
_PLUS: Final = "+\uff0b"
_MAX_TECKEN: Final = 60


class PromilleFel(ValueError):
    """What was written is no share. The text is a Swedish sentence that says what to do."""


def parse_promille(text: str, decimaler: int = MAX_DECIMALER) -> Decimal:
    """The share a person wrote, in promille, exactly as written.

    Grammar: see `parse_tal`. `decimaler` is 0 to 3. The value lies between 0 and 1000. Raises `PromilleFel` otherwise.
    """
    _check_decimaler(decimaler)
    varde = parse_tal(text, decimaler)
    if varde > HELA:
        raise PromilleFel("Skriv ett tal mellan 0 och 1\u00a0000 promille, till exempel 1,25.")
    return varde


def parse_tal(text: str, decimaler: int) -> Decimal:
    """A number by the grammar of shares, without the upper limit (a sum in a table may be above 1000).

    Grammar: ASCII digits, at most one comma or point with digits on both sides, at most `decimaler` decimals; spaces
    (also no-break and thin) are ignored and one trailing ‰ is allowed. No sign, no exponent, no other digits.
    Raises `PromilleFel` otherwise.
    """
    rensad = text.translate(_UTAN_MELLANSLAG).removesuffix("‰") if len(text) <= _MAX_TECKEN else ""
    if rensad and rensad[0] in _MINUS + _PLUS:
        raise PromilleFel("Skriv andelen utan plus eller minus, till exempel 1,25.")
    if any(tecken.isdigit() and not tecken.isascii() for tecken in rensad):
        raise PromilleFel("Skriv andelen med siffrorna 0–9, till exempel 1,25.")
    traff = _TAL.match(rensad)
    if traff is None:
        raise PromilleFel(EXEMPEL)
    if len(traff[2] or "") > decimaler:
        raise PromilleFel(for_manga_decimaler(decimaler))
    return Decimal(rensad.replace(",", "."))


def for_manga_decimaler(decimaler: int) -> str:
    """The sentence for a share written with more than `decimaler` (0-3) decimals."""
    return (
        "Skriv andelen som ett helt tal, till exempel 2.",
        "Skriv andelen med högst en decimal, till exempel 1,2.",
        "Skriv andelen med högst två decimaler, till exempel 1,25.",
        "Skriv andelen med högst tre decimaler, till exempel 1,255.",
    )[decimaler]


def antal_decimaler(varde: Decimal) -> int:
    """How many decimals a finite value needs: 1.250 needs 2, 10 needs 0."""
    exponent = varde.normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError("A share is a finite number.")
    return max(0, -exponent)


def storsta_rest(
    vikter: Mapping[str, int], total: Decimal = HELA, decimaler: int = 2, golv: Decimal = Decimal(1)
) -> dict[str, Decimal]:
    """Distribute `total` promille in proportion to whole weights, by largest remainder, none under `golv`.

    Whoever would get less than the floor gets the floor; the rest is shared in proportion among the others. Leftover
    units (the last decimal) go to the largest remainders; ties to the larger weight, then to the lower code. The result
    has the keys of `vikter` in their order, `decimaler` decimals, and sums to exactly `total`. Raises ValueError when
    that is impossible (floors above the total, no weight to share by, negative weights, too few decimals).
    """
    _check_decimaler(decimaler)
    hela, golvet = _enheter(total, decimaler), _enheter(golv, decimaler)
    if any(vikt < 0 for vikt in vikter.values()):
        raise ValueError("A weight is never negative.")
    if hela < 0 or golvet < 0 or golvet * len(vikter) > hela:
        raise ValueError("The floors do not fit in the total.")

    enheter: dict[str, int] = {}
    fria = dict(vikter)
    while True:
        rest, summa = hela - golvet * len(enheter), sum(fria.values())
        under = [kod for kod, vikt in fria.items() if rest * vikt < golvet * summa]
        if not under:
            break
        for kod in under:
            enheter[kod] = golvet
            del fria[kod]
    if summa == 0:
        if rest != golvet * len(fria):
            raise ValueError("Nothing to share by: all weights are zero.")
        enheter.update(dict.fromkeys(fria, golvet))
    else:
        enheter.update({kod: rest * vikt // summa for kod, vikt in fria.items()})
        kvar = hela - sum(enheter.values())
        for kod in sorted(fria, key=lambda kod: (-(rest * fria[kod] % summa), -fria[kod], kod))[:kvar]:
            enheter[kod] += 1
    return {kod: Decimal(enheter[kod]).scaleb(-decimaler) for kod in vikter}


def andel_proportionell(del_: Decimal, gammal: Decimal, ny: Decimal, decimaler: int = 2) -> Decimal:
    """A moved part when the share changes and the parties chose to keep the proportion.

    `del_` promille of the `gammal` share becomes `del_ * ny / gammal` of the `ny` share: rounded half up (once, from
    the exact quotient) to the year's `decimaler`, never above `ny`. Raises ValueError unless 0 <= del_ <= gammal,
    gammal > 0 and ny >= 0.
    """
    _check_decimaler(decimaler)
    if not (0 <= del_ <= gammal and gammal > 0 and ny >= 0):
        raise ValueError("A part lies between nothing and the whole of a share above zero.")
    exakt = Fraction(del_) * Fraction(ny) / Fraction(gammal) * 10**decimaler
    enheter = (2 * exakt.numerator + exakt.denominator) // (2 * exakt.denominator)
    return min(Decimal(enheter).scaleb(-decimaler), ny)


def vantade_barn(andel: Decimal, antal: int) -> int:
    """Give what a share (promille) is of a number of children: whole children, rounded half up."""
    return int((andel * antal / 1000).quantize(Decimal(1), ROUND_HALF_UP))


def _enheter(varde: Decimal, decimaler: int) -> int:
    """`varde` as a whole number of its last decimal."""
    enheter = Fraction(varde) * Fraction(10) ** decimaler
    if enheter.denominator != 1:
        raise ValueError(f"{varde} has more than {decimaler} decimals.")
    return enheter.numerator


def _check_decimaler(decimaler: int) -> None:
    if not 0 <= decimaler <= MAX_DECIMALER:
        raise ValueError(f"Decimals lie between 0 and {MAX_DECIMALER}.")
