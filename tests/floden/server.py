"""The application served from this process, for tests with a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from pytest_django.live_server_helper import LiveServer


@contextmanager
def webbserver() -> Iterator[str]:
    """Serve the application from this process; gives its address."""
    server = LiveServer("127.0.0.1")
    try:
        yield server.url
    finally:
        server.stop()
