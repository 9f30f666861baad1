"""A reader who stops reading holds a thread of the web server for a limited time only."""

import socket
import struct
from types import SimpleNamespace

from anvisning.config import webbserver


def test_varje_forbindelse_har_en_grans_for_hur_lange_lasaren_far_vila() -> None:
    with socket.create_server(("127.0.0.1", 0)) as lyssnare:
        webbserver.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=lyssnare)]))
        with socket.create_connection(lyssnare.getsockname()), lyssnare.accept()[0] as forbindelse:
            grans = forbindelse.getsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, 16)
    assert struct.unpack("ll", grans) == (webbserver.SANDA, 0)
