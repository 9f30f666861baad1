"""What is stopped as a personal identity number, however it is written; and what is not."""

import pytest

from anvisning.personnummer import har_personnummer


@pytest.mark.parametrize(
    "text",
    [
        "201001012384",
        "1001012384",
        "20100101-2384",
        "100101+2384",
        "Barnet 20100161-2384 (samordningsnummer)",
        "2010 0101 2384",
        "2010-01-01-2384",
        "2010-01-01 2384",
        "10-01-01-2384",
        "20100101 - 2384",
        "20100101–2384",
        "20100101−2384",
        "20100101.2384",
        "2010/01/01/2384",
        "20100101_2384.csv",
        "２０１００１０１－２３８４",
        "2010\u200b0101\u200b2384",
    ],
)
def test_stoppas(text: str) -> None:
    assert har_personnummer(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01",
        "2026-07-01–2026-07-31",
        "2026-07-01 2026-07-31",
        "anvisningar-2026-07-01-2026-07-31.csv",
        "20260701-20260731",
        "Diarienummer 1234-2026",
        "12 345 678",
        "2025-13-01-1234",
        "Beslut 2026-08-01, 12 barn",
    ],
)
def test_stoppas_inte(text: str) -> None:
    assert not har_personnummer(text)
