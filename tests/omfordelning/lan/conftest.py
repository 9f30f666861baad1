"""The county's scene: Norrbotten with some of its municipalities, and Kalmar län as the other county."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

import pytest
from pytest_django import DjangoDbBlocker

from anvisning.models import Konto, Roll
from omfordelning.models import Forslag
from tests import fabrik
from tests.fabrik import GRANSKAT, Lansscen
from tests.omfordelning.lan.besok import Besok
from tests.omfordelning.riket.scen import delad

KOMMUNER = ["Älvsbyn", "Arvidsjaur", "Jokkmokk", "Pajala", "Överkalix", "Luleå", "Boden", "Kiruna"]


@dataclass
class Lanen:
    """Two counties of the same country, and the cases that a module's tests share (by id)."""

    lan: Lansscen
    annat: Lansscen
    fall: list[int]


@pytest.fixture(scope="module")
def delade_lan(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Lanen]:
    """Build the counties once for the module, with the cases of its function `scen(lan)` if it has one."""

    def bygg() -> Lanen:
        riket = fabrik.bygg_riket()
        annat = fabrik.bygg_lan(riket, "08", kommuner=["Kalmar", "Nybro"])
        lan = fabrik.bygg_lan(riket, kommuner=KOMMUNER)
        scen = getattr(request.module, "scen", lambda _: [])
        return Lanen(lan, annat, [f.pk for f in scen(lan)])

    with delad(django_db_blocker, bygg) as lanen:
        yield lanen


@pytest.fixture
def fall(delade_lan: Lanen, db: None) -> list[Forslag]:
    """The cases that the module's tests share."""
    return [Forslag.objects.get(pk=pk) for pk in delade_lan.fall]


@pytest.fixture
def f(fall: list[Forslag]) -> Forslag:
    """The one case that the module's tests share."""
    return fall[0]


@pytest.fixture
def lan(delade_lan: Lanen, db: None) -> Lansscen:
    """Norrbotten; what a test changes in its objects is seen by no other test."""
    return deepcopy(delade_lan.lan)


@pytest.fixture
def annat(delade_lan: Lanen, db: None) -> Lansscen:
    """Kalmar län."""
    return deepcopy(delade_lan.annat)


@pytest.fixture
def besok() -> Callable[..., Besok]:
    """Give a visit by an account (the county's check day unless another instant is named)."""

    def ny(konto: Konto, nu: datetime = GRANSKAT) -> Besok:
        return Besok(konto, nu)

    return ny


@pytest.fixture
def handlaggare(lan: Lansscen, besok: Callable[..., Besok]) -> Besok:
    return besok(lan.handlaggare)


@pytest.fixture
def beslutsfattare(lan: Lansscen, besok: Callable[..., Besok]) -> Besok:
    return besok(lan.beslutsfattare)


@pytest.fixture
def lasare(lan: Lansscen, besok: Callable[..., Besok]) -> Besok:
    return besok(lan.konto(Roll.LAN_LASARE))
