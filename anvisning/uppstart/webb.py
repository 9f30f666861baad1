"""Gunicorn's settings for `make start`: the application is loaded while the database is prepared, then the port opens.

The supervisor names the file to wait for in INBADDAT_KLAR.
"""

import os
import time
from pathlib import Path
from typing import Any

from anvisning.config.webbserver import when_ready as when_ready

wsgi_app = "anvisning.config.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = 2
threads = 2
preload_app = True
graceful_timeout = 5
timeout = 60
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Load the pages, then wait until the database is prepared; the port is opened after this."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - reading it imports every view
    ready = Path(os.environ["INBADDAT_KLAR"])
    while not ready.exists():
        time.sleep(0.02)
