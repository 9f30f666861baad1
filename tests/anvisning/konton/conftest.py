"""A county with accounts in every role and its municipalities Boden and Luleå, and one more county."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from anvisning.models import Konto, Roll
from tests import fabrik
from tests.omfordelning.riket.scen import delad


def bygg() -> tuple[fabrik.Lansscen, fabrik.Lansscen]:
    """Build the two counties, with no table published."""
    riket = fabrik.bygg_riket(nu=None)
    return fabrik.bygg_lan(riket, "25", ["Boden", "Luleå"]), fabrik.bygg_lan(riket, "24", ["Umeå"])


@pytest.fixture(scope="module")
def delade(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[fabrik.Lansscen, fabrik.Lansscen]]:
    with delad(django_db_blocker, bygg) as lanen:
        yield lanen


@pytest.fixture
def lan(delade: tuple[fabrik.Lansscen, fabrik.Lansscen], db: None) -> fabrik.Lansscen:
    """Norrbotten; what a test changes in its objects is seen by no other test."""
    return deepcopy(delade[0])


@pytest.fixture
def grannlan(delade: tuple[fabrik.Lansscen, fabrik.Lansscen], db: None) -> fabrik.Lansscen:
    return deepcopy(delade[1])


@pytest.fixture
def riket(lan: fabrik.Lansscen) -> fabrik.Riket:
    return lan.riket


@pytest.fixture
def foretradare(lan: fabrik.Lansscen) -> Konto:
    return lan.foretradare("Boden")


@pytest.fixture
def som() -> Callable[[Konto], Client]:
    """Give a client signed in as an account."""

    def logga_in(konto: Konto) -> Client:
        client = Client()
        client.force_login(konto, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return logga_in


@pytest.fixture
def alla_roller(lan: fabrik.Lansscen) -> dict[Roll, Konto]:
    """One account per role."""
    egna = {roll: lan.konto(roll, "Boden") for roll in Roll.for_slag("kommun")}
    egna |= {roll: lan.konto(roll) for roll in Roll.for_slag("lansstyrelse")}
    return egna | {Roll.ADMINISTRATOR: lan.riket.importor, Roll.GRANSKARE: lan.riket.granskare}
