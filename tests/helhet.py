"""What every test that acts may ask at its end: whether all that must always hold still does."""

from datetime import UTC, datetime

from omfordelning.invarianter import kontrollera
from omfordelning.models import Forslag
from omfordelning.status_den import status_den

SENARE = datetime(2100, 1, 1, tzinfo=UTC)


def krav_helhet() -> None:
    """Look at every invariant in the whole database, and that looking back from later gives each case as it stands.

    AssertionError names the rows that break one.
    """
    assert [f"{utfall.regel.nummer}: {rad}" for utfall in kontrollera() for rad in utfall.brott] == []
    assert [
        f"{f} was {f.status_da}" for f in status_den(Forslag.objects.all(), SENARE) if f.status_da != f.status
    ] == []


def krav_hela_kedjor() -> None:
    """Look at the chains of events alone, for a test that has written other rows by hand."""
    assert [rad for utfall in kontrollera() for rad in utfall.brott if "kedjan" in rad.lower()] == []
