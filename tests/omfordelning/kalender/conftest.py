"""The scene of these tests: Norrbotten with some of its municipalities, and Kalmar län beside it, built once."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests import fabrik
from tests.fabrik import Lansscen
from tests.omfordelning.kommun.conftest import annat, besok, lan
from tests.omfordelning.riket.scen import delad

__all__ = ["annat", "besok", "delade_lan", "lan"]
KOMMUNER = ["Älvsbyn", "Luleå", "Boden", "Kiruna"]


def bygg() -> tuple[Lansscen, Lansscen]:
    """Build two counties, with no case yet."""
    riket = fabrik.bygg_riket()
    annat = fabrik.bygg_lan(riket, "08", kommuner=["Kalmar"])
    return fabrik.bygg_lan(riket, kommuner=KOMMUNER), annat


@pytest.fixture(scope="module")
def delade_lan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Lansscen, Lansscen]]:
    with delad(django_db_blocker, bygg) as lanen:
        yield lanen
