"""The municipality's scene: Norrbotten with some of its municipalities, and Kalmar län as another county."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime

import pytest
from pytest_django import DjangoDbBlocker

from anvisning.models import Konto, Roll
from tests import fabrik
from tests.fabrik import SKICKAT, Lansscen
from tests.omfordelning.lan.besok import Besok
from tests.omfordelning.riket.scen import delad

KOMMUNER = ["Älvsbyn", "Arvidsjaur", "Jokkmokk", "Luleå", "Boden", "Kiruna"]


def bygg() -> tuple[Lansscen, Lansscen]:
    """Build two counties, with no case yet."""
    riket = fabrik.bygg_riket(prognos_huvud=1000)
    annat = fabrik.bygg_lan(riket, "08", kommuner=["Kalmar", "Nybro"])
    return fabrik.bygg_lan(riket, kommuner=KOMMUNER), annat


@pytest.fixture(scope="module")
def delade_lan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Lansscen, Lansscen]]:
    with delad(django_db_blocker, bygg) as lanen:
        yield lanen


@pytest.fixture
def lan(delade_lan: tuple[Lansscen, Lansscen], db: None) -> Lansscen:
    """Norrbotten; what a test changes in its objects is seen by no other test."""
    return deepcopy(delade_lan[0])


@pytest.fixture
def annat(delade_lan: tuple[Lansscen, Lansscen], db: None) -> Lansscen:
    """Kalmar län."""
    return deepcopy(delade_lan[1])


Besoker = Callable[..., Besok]


@pytest.fixture
def besok(lan: Lansscen) -> Besoker:
    """Give a visit: by a municipality's account (företrädare unless another role), or by an account."""

    def ny(vem: str | Konto, roll: Roll = Roll.KOMMUN_FORETRADARE, nu: datetime = SKICKAT) -> Besok:
        return Besok(lan.konto(roll, vem) if isinstance(vem, str) else vem, nu)

    return ny
