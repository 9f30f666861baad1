"""A scene that the tests of one module share: built once in a transaction that each test runs inside and undoes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from pytest_django import DjangoDbBlocker

T = TypeVar("T")


@contextmanager
def delad(blocker: DjangoDbBlocker, bygg: Callable[[], T]) -> Iterator[T]:
    """Build a scene, give it, and undo it at the end. Tests with `django_db` (no real commits) lie inside."""
    with blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
    try:
        with blocker.unblock():
            scen = bygg()
        yield scen
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
