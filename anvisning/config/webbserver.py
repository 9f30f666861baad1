"""How gunicorn serves, wherever it runs (imported by the configurations of production and of `make start`)."""

import socket
import struct
from typing import Any

SANDA = 60
"""Seconds that a reader may rest before the rest of an answer is dropped."""


def when_ready(server: Any) -> None:
    """Limit how long a reader who has stopped reading can hold a thread: each connection takes it from the listener."""
    grans = struct.pack("ll", SANDA, 0)
    for lyssnare in server.LISTENERS:
        lyssnare.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, grans)
