"""How numbers, dates and names are written in Swedish: one source for pages, letters, mails and files.

Pure functions: no Django, no clock. Numbers use a decimal comma, a no-break space between thousands and before
a unit, and U+2212 as minus sign. Instants are shown as Swedish local time; a deadline is stored as an exclusive
instant and shown as the last minute before it ("2 november 2026 kl. 23.59"), as people say it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from anvisning.tid import lokal

HARDBLANK = "\u00a0"
"""No-break space, between thousands and before a unit."""
MINUS = "\u2212"
"""The real minus sign: for display only, files for machines use the hyphen."""
TANKSTRECK = "–"
"""Shown where a number is missing."""
STANDARDDECIMALER = 2
MAXDECIMALER = 3
"""A share is stored with three decimals; a digit that is stored is never hidden."""

VECKODAGAR = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MANADER = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

Tal = Decimal | int


def _exakt(varde: Tal) -> Decimal:
    if isinstance(varde, bool) or not isinstance(varde, Decimal | int):
        raise TypeError(f"A number on show is a Decimal or an int, not {type(varde).__name__}.")
    exakt = Decimal(varde)
    if not exakt.is_finite():
        raise ValueError("A number on show is finite.")
    return exakt


def _avrunda(varde: Decimal, decimaler: int) -> Decimal:
    return varde.quantize(Decimal(1).scaleb(-decimaler), rounding=ROUND_HALF_UP)


def _skriv(varde: Decimal, decimaler: int) -> str:
    """Write `varde` with exactly `decimaler` decimals, grouped by thousands, with U+2212 before a negative."""
    rundat = _avrunda(varde, decimaler)
    siffror = f"{abs(rundat):,.{decimaler}f}".replace(",", HARDBLANK).replace(".", ",")
    return f"{MINUS}{siffror}" if rundat < 0 else siffror


def _lagrade_decimaler(varde: Decimal, hogst: int) -> int:
    """Give how many decimals `varde` needs for every non-zero digit to show, at most `hogst`."""
    exponent = _avrunda(varde, hogst).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def behovda_decimaler(varden: Iterable[Tal | None], minst: int = STANDARDDECIMALER) -> int:
    """Give the number of decimals (`minst` to 3) that lets a whole column show every stored digit alike."""
    return max([minst, *(_lagrade_decimaler(_exakt(varde), MAXDECIMALER) for varde in varden if varde is not None)])


def promilletal(varde: Tal | None, decimaler: int = STANDARDDECIMALER) -> str:
    """Write a share in promille without its sign, for columns headed "promille": `3,25`. None gives a dash.

    At least `decimaler` decimals are shown, and a third where the stored number has one.
    """
    if varde is None:
        return TANKSTRECK
    exakt = _exakt(varde)
    return _skriv(exakt, max(decimaler, _lagrade_decimaler(exakt, MAXDECIMALER)))


def promille(varde: Tal | None, decimaler: int = STANDARDDECIMALER) -> str:
    """Write a share in promille: `3,25 ‰` (no-break space). None gives a dash."""
    return TANKSTRECK if varde is None else f"{promilletal(varde, decimaler)}{HARDBLANK}‰"


def forandring(varde: Tal | None, decimaler: int = STANDARDDECIMALER) -> str:
    """Write a change in promille without the ‰: `+1,25`, `−1,25`, and `0,00` for no change. None gives a dash."""
    if varde is None:
        return TANKSTRECK
    text = promilletal(varde, decimaler)
    return f"+{text}" if _avrunda(_exakt(varde), MAXDECIMALER) > 0 else text


def promille_forandring(varde: Tal | None, decimaler: int = STANDARDDECIMALER) -> str:
    """Write a change in promille with its sign: `+1,25 ‰`, `−1,25 ‰`, and `0,00 ‰` for no change."""
    return TANKSTRECK if varde is None else f"{forandring(varde, decimaler)}{HARDBLANK}‰"


def avrundat(varde: Fraction, decimaler: int) -> Decimal:
    """Round an exact number once, half away from zero, to a Decimal with `decimaler` decimals."""
    enheter = abs(varde) * 10**decimaler
    hela = (2 * enheter.numerator + enheter.denominator) // (2 * enheter.denominator)
    return Decimal(hela if varde > 0 else -hela).scaleb(-decimaler)


def tal(varde: Tal | None, decimaler: int | None = None) -> str:
    """Write a number: `12 345`, `12 345,6`. With `decimaler` exactly that many. None gives a dash."""
    if varde is None:
        return TANKSTRECK
    exakt = _exakt(varde)
    if decimaler is None:
        exponent = exakt.normalize().as_tuple().exponent
        decimaler = max(0, -exponent) if isinstance(exponent, int) else 0
    return _skriv(exakt, decimaler)


def kommuner(antal: int) -> str:
    """Write a number of municipalities: `1 kommun`, `12 kommuner`."""
    return f"{tal(antal)} kommun{'' if antal == 1 else 'er'}"


def kr(varde: Tal | None) -> str:
    """Write an amount in kronor: `500 000 kr`; with two decimals where there are öre."""
    if varde is None:
        return TANKSTRECK
    exakt = _exakt(varde)
    return f"{_skriv(exakt, 2 if _avrunda(exakt, 2) % 1 else 0)}{HARDBLANK}kr"


def _lokal(varde: datetime) -> datetime:
    if varde.tzinfo is None:
        raise ValueError("An instant on show has a time zone.")
    return lokal(varde)


def _dag(varde: date) -> date:
    return _lokal(varde).date() if isinstance(varde, datetime) else varde


def datum(varde: date | None) -> str:
    """Write a day, or the Swedish day of an aware instant: `2 november 2026`. None gives a dash."""
    if varde is None:
        return TANKSTRECK
    dag = _dag(varde)
    return f"{dag.day} {MANADER[dag.month - 1]} {dag.year}"


def manad(varde: date | None) -> str:
    """Write the month of a day: `november 2026`. None gives a dash."""
    return TANKSTRECK if varde is None else f"{MANADER[_dag(varde).month - 1]} {_dag(varde).year}"


def veckodatum(varde: date | None) -> str:
    """Write a day with its weekday: `måndag 2 november 2026`. None gives a dash."""
    return TANKSTRECK if varde is None else f"{VECKODAGAR[_dag(varde).weekday()]} {datum(varde)}"


def tidpunkt(varde: datetime | None) -> str:
    """Write an aware instant as Swedish local time: `2 november 2026 kl. 14.05`. None gives a dash."""
    if varde is None:
        return TANKSTRECK
    return f"{datum(varde)} {klockslag(varde)}"


def klockslag(varde: datetime) -> str:
    """Write the Swedish time of day of an aware instant: `kl. 14.05`."""
    return f"kl. {_lokal(varde):%H.%M}"


def sista_dag(slut: datetime | None) -> str:
    """Write an exclusive deadline as the last minute before it: `2 november 2026 kl. 23.59`. None gives a dash."""
    return TANKSTRECK if slut is None else tidpunkt(slut - timedelta(microseconds=1))


def en_rad(text: str) -> str:
    """Give a text on one line, as in a mail's header: no control character or line break of any kind (quality S-35)."""
    return " ".join("".join(tecken if tecken.isprintable() else " " for tecken in text).split())


def genitiv(namn: str) -> str:
    """Give the genitive of a name: `Kalmars`, but `Borås` and `Växjö kommuns`."""
    return namn if namn[-1:].lower() in {"s", "x", "z"} else f"{namn}s"


@dataclass(frozen=True, slots=True)
class ForeEfter:
    """Both municipalities' shares before and after one redistribution, in promille, as the tables show them.

    The sum of the two is the same before and after: what leaves the giver reaches the receiver.
    """

    givare: str
    givare_fore: Decimal
    mottagare: str
    mottagare_fore: Decimal
    promille: Decimal

    @property
    def givare_efter(self) -> Decimal:
        """The giver's share afterwards."""
        return self.givare_fore - self.promille

    @property
    def mottagare_efter(self) -> Decimal:
        """The receiver's share afterwards."""
        return self.mottagare_fore + self.promille

    @property
    def summa_fore(self) -> Decimal:
        """The two shares together before."""
        return self.givare_fore + self.mottagare_fore

    @property
    def summa_efter(self) -> Decimal:
        """The two shares together afterwards, added up from the two results."""
        return self.givare_efter + self.mottagare_efter

    @property
    def avgiven(self) -> Decimal:
        """The giver's change: minus the promille that moves."""
        return -self.promille

    @property
    def hela(self) -> bool:
        """True when the giver hands over all of its share and stays at 0 ‰."""
        return self.givare_efter == 0

    @property
    def decimaler(self) -> int:
        """How many decimals the whole table shows."""
        return behovda_decimaler([self.givare_fore, self.mottagare_fore, self.promille])
