"""The scene of August 2027, shared by a module's tests, and visits in it."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from pytest_django import DjangoDbBlocker

from anvisning.models import Konto, Roll
from tests.omfordelning.lan.besok import Besok
from tests.omfordelning.mal import scen as scener
from tests.omfordelning.mal.scen import NU, Scen
from tests.omfordelning.riket.scen import delad


@pytest.fixture(scope="module")
def delad_scen(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scen]:
    with delad(django_db_blocker, scener.bygg) as scen:
        yield scen


@pytest.fixture
def scen(delad_scen: Scen, db: None) -> Scen:
    """The country; what a test changes in its objects is seen by no other test."""
    return deepcopy(delad_scen)


Besoker = Callable[..., Besok]


@pytest.fixture
def besok(scen: Scen) -> Besoker:
    """Give a visit: by a municipality's account (by name), or by an account."""

    def ny(vem: str | Konto, roll: Roll = Roll.KOMMUN_LASARE) -> Besok:
        return Besok(scen.lan.konto(roll, vem) if isinstance(vem, str) else vem, NU)

    return ny
