"""The country in its year, made once for a module that asks for it."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django import DjangoDbBlocker

from tests.anvisning.berakningar import scen
from tests.fabrik import Riket
from tests.omfordelning.riket.scen import delad


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    """The module's country: a module that needs another defines its own `landet`."""
    with delad(django_db_blocker, scen.bygg) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    """A test's own copy of the country."""
    return deepcopy(landet)
