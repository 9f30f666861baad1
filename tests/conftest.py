"""The run's own PostgreSQL and queue, and the browser. The server is started once, by the process that owns the run."""

import contextlib
import gc
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from anvisning.kontroller import get_missing_packages
from anvisning.uppstart import postgres
from tests import fabrik
from tests.floden import databaser
from tests.floden.lage import Lage
from tests.floden.landet import LAGEN
from tests.maskin import ROT, get_chromium, saknas

settings.register_profile("utan_klocka", settings(), deadline=None)  # a busy machine is no failure
settings.load_profile("utan_klocka")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's event loop stays in the thread

servern: postgres.Databasserver | None = None
"""The run's server, in the process that owns it."""


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _start_server() -> None:
    global servern
    if servern is None:
        servern = postgres.Databasserver(postgres.choose_place(Path(os.environ["TEST_VAR"])), snabb=True)
        servern.start()


def _remove_left_over() -> None:
    """Remove the folders of runs that were killed."""
    for folder in (ROT / "var").glob("test-*"):
        owner = re.fullmatch(r"test-(\d+)", folder.name)
        if owner and not Path(f"/proc/{owner[1]}").exists() and Path("/proc/self").exists():
            postgres.remove_place(folder)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that renders letters is slow, whatever else it does."""
    for item in items:
        if "brevbibliotek" in getattr(item, "fixturenames", ()):
            item.add_marker("langsam")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the garbage collector what lives to the end: every module and test that has been collected by now."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server early when workers will share it (xdist); otherwise the first test that asks starts it."""
    config = session.config
    if _is_worker(config):
        return
    _remove_left_over()
    for name in ("meddelanden", "styrning"):
        (Path(os.environ["TEST_VAR"]) / "ko" / name).mkdir(parents=True, exist_ok=True)
    if config.getoption("numprocesses", None):
        _start_server()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove the run's folder."""
    if _is_worker(config):
        return
    if servern is not None:
        servern.stop()
    with contextlib.suppress(KeyError):
        postgres.remove_place(Path(os.environ["TEST_VAR"]))


@pytest.fixture(scope="session")
def databasserver(request: pytest.FixtureRequest) -> None:
    """The run's PostgreSQL is up (ask for `db` unless you need only the server)."""
    if not _is_worker(request.config):
        _start_server()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, databasserver: None) -> None:
    """Before pytest-django creates the test database: the server must be up."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database holds the country's counties and municipalities from the start."""
    with django_db_blocker.unblock():
        fabrik.referensdata()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, calling nobody in the background; as root it has no sandbox."""
    chromium = get_chromium()
    if chromium is None:
        saknas("webbläsaren Chromium (Debian: apt-get install chromium)")
    flags = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-default-apps",
        "--no-pings",
        "--disable-domain-reliability",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": chromium, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Pages are read in Swedish time and language."""
    return browser_context_args | {"locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture(scope="session")
def axe_js() -> str:
    """The source of axe-core, to be added to a page."""
    path = ROT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        saknas("axe-core (kör: make miljo)")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def brevbibliotek() -> None:
    """WeasyPrint's native libraries are there (ask for it in every test that renders a letter; it is then slow)."""
    if missing := get_missing_packages():
        saknas(f"WeasyPrints bibliotek: apt-get install --no-install-recommends {' '.join(missing)}")


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
