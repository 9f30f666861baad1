"""What Migrationsverket's percentages tell of the counts."""

from decimal import Decimal

import pytest

from anvisning.maluppfyllelse.metoder import Rad
from anvisning.maluppfyllelse.migrationsverket import sager_antalet
from anvisning.maluppfyllelse.underlag import HELA


@pytest.mark.parametrize(
    ("procent", "antal", "mal", "sager"),
    [
        ("75", 3, 4, True),
        ("75.000", 3, 4, True),
        ("74", 3, 4, False),  # of something else: 74 % of 4 is no count
        ("50", 3, 4, False),  # the municipality has 2, its account 3
        ("75.4", 3, 4, False),
        ("0", 0, 4, True),
        ("2", 5, 250, False),  # 1.5–2.5 % is 4, 5 or 6
        ("2.0", 5, 250, False),
        ("2.004", 5, 249.5, True),
        ("133", 4, 3, True),
        ("0", 0, 0, True),
    ],
)
def test_vad_procenten_sager(procent: str, antal: int, mal: float, sager: bool) -> None:
    assert sager_antalet(Decimal(procent), Rad("2580", antal, 1000, round(mal * HELA))) is sager
