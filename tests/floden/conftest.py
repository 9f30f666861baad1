"""Databases and a server of their own for the long tests."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests.floden import databaser
from tests.floden.lage import Lage
from tests.floden.landet import LAGEN


@contextmanager
def webbserver() -> Iterator[str]:
    """Serve the application from this process; gives its address."""
    server = LiveServer("127.0.0.1")
    try:
        yield server.url
    finally:
        server.stop()


@pytest.fixture(scope="session")
def mallar(
    databasserver: None, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable]:
    """Give a function that names a database in a state ("" is empty), filled the first time it is asked for."""
    tom = f"floden_{os.getpid()}"
    gjorda: list[str] = []

    def namn(lagenamn: str) -> str:
        databas = f"{tom}_{lagenamn}" if lagenamn else tom
        if databas not in gjorda:
            mall = namn("") if lagenamn else "template1"
            gjorda.append(databaser.skapa(databas, mall))
            with databaser.i_databas(databas):
                LAGEN[lagenamn]() if lagenamn else databaser.migrera()
        return databas

    yield namn
    with django_db_blocker.unblock():
        for databas in gjorda:
            databaser.slang(databas)


@pytest.fixture(scope="session")
def ny_databas(mallar: Callable, django_db_blocker: DjangoDbBlocker) -> Callable[[str], AbstractContextManager[Lage]]:
    """Lend a database of its own in a state: the name of the state -> the database, within a `with`."""

    @contextmanager
    def gor(lagenamn: str = "") -> Iterator[Lage]:
        with django_db_blocker.unblock():
            databas = databaser.skapa(f"floden_{os.getpid()}_kopia", mallar(lagenamn))
            try:
                with databaser.i_databas(databas):
                    yield Lage(lagenamn)
            finally:
                databaser.slang(databas)

    return gor
