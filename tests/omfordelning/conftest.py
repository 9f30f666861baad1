"""The county that the tests of one module share, and each test's own copy of it."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django import DjangoDbBlocker

from tests.fabrik import Lansscen, Riket, bygg_lan, bygg_riket
from tests.omfordelning.riket.scen import delad


def norrbotten() -> Lansscen:
    """Build Norrbotten with all its municipalities, and no case yet."""
    return bygg_lan(bygg_riket())


@pytest.fixture(scope="module")
def delat_lan(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Lansscen]:
    """Build the county once for the module: by its function `bygg()`, or all of Norrbotten."""
    with delad(django_db_blocker, getattr(request.module, "bygg", norrbotten)) as scen:
        yield scen


@pytest.fixture
def lanet(delat_lan: Lansscen, db: None) -> Lansscen:
    """The module's county; what a test changes in its objects is seen by no other test."""
    return deepcopy(delat_lan)


@pytest.fixture
def riket(lanet: Lansscen) -> Riket:
    """The country of the module's county."""
    return lanet.riket
