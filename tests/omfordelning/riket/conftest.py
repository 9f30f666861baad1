"""The scene that the tests of one module of national pages share, and who visits."""

from collections.abc import Iterator
from copy import deepcopy
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.fabrik import FASTSTALLT
from tests.omfordelning.riket.scen import delad
from tests.omfordelning.riket.sidor import Scen, bygg, som


@pytest.fixture(scope="module")
def delad_scen(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scen]:
    with delad(django_db_blocker, bygg) as scen:
        yield scen


@pytest.fixture
def scen(delad_scen: Scen, db: None) -> Iterator[Scen]:
    """The clock of the requests stands on the day the final shares are fixed."""
    with mock.patch.object(timezone, "now", return_value=FASTSTALLT):
        yield deepcopy(delad_scen)


@pytest.fixture
def en(scen: Scen) -> Client:
    """The administrator who reads tables in."""
    return som(scen.riket.importor)


@pytest.fixture
def tva(scen: Scen) -> Client:
    """The administrator who publishes."""
    return som(scen.riket.publicist)


@pytest.fixture
def granskare(scen: Scen) -> Client:
    return som(scen.riket.granskare)
