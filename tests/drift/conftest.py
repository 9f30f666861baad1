"""What tests of running the service share: a county in a database of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests import fabrik

Databas = Callable[..., AbstractContextManager]


@pytest.fixture
def tjansten(ny_databas: Databas) -> Iterator[fabrik.Lansscen]:
    """A database of its own with a county, its accounts and a proposal's worth of rows."""
    with ny_databas():
        fabrik.referensdata()
        yield fabrik.bygg_lan(fabrik.bygg_riket(), "25", ["Boden", "Luleå", "Kalix"])
