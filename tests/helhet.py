"""What every test that acts may ask at its end: whether all that must always hold still does."""

from omfordelning.invarianter import kontrollera


def krav_helhet() -> None:
    """Look at every invariant in the whole database; AssertionError names the rows that break one."""
    assert [f"{utfall.regel.nummer}: {rad}" for utfall in kontrollera() for rad in utfall.brott] == []


def krav_hela_kedjor() -> None:
    """Look at the chains of events alone, for a test that has written other rows by hand."""
    assert [rad for utfall in kontrollera() for rad in utfall.brott if "kedjan" in rad.lower()] == []
