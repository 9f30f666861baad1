"""Scenes that the tests of one module share."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests import fabrik
from tests.omfordelning.publikt import manader, scener
from tests.omfordelning.riket.scen import delad


@pytest.fixture(scope="module")
def delade_foreslagna(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[scener.Scen]:
    with delad(django_db_blocker, scener.foreslagna) as scen:
        yield scen


@pytest.fixture
def foreslagna(delade_foreslagna: scener.Scen, db: None) -> scener.Scen:
    """Reported, not confirmed."""
    return delade_foreslagna


@pytest.fixture(scope="module")
def delade_faststallda(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[scener.Scen]:
    with delad(django_db_blocker, scener.faststallda) as scen:
        yield scen


@pytest.fixture
def faststallda(delade_faststallda: scener.Scen, db: None) -> scener.Scen:
    """Confirmed."""
    return delade_faststallda


@pytest.fixture(scope="module")
def delade_manader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[manader.Manader]:
    with delad(django_db_blocker, manader.bygg) as scen:
        yield scen


@pytest.fixture
def publicerade(delade_manader: manader.Manader, db: None) -> manader.Manader:
    """Two published months of goal fulfilment."""
    return delade_manader


@pytest.fixture(scope="module")
def delade_rattade(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[scener.Scen]:
    with delad(django_db_blocker, scener.rattade) as scen:
        yield scen


@pytest.fixture
def rattade(delade_rattade: scener.Scen, db: None) -> Iterator[scener.Scen]:
    """Corrected twice, and the clock is later."""
    with time_machine.travel(fabrik.klockan(scener.IDAG), tick=False):
        yield delade_rattade


@pytest.fixture
def i_augusti() -> Iterator[None]:
    """After the published months."""
    with time_machine.travel(manader.I_DAG, tick=False):
        yield
