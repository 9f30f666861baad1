"""A mail server of the standard library that answers as it is told: no package does cut lines and half answers."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mejlserver:
    """What the server answers, and what it was given. An answer "" cuts the line, a number waits so many seconds."""

    port: int = 0
    svar: dict[str, str | float] = field(default_factory=dict)
    """Step (HEJ, EHLO, STARTTLS, MAIL, RCPT, DATA, SLUT) → its answer, when it is not a plain yes."""
    kuvert: list[tuple[str, str]] = field(default_factory=list)
    """Sender and recipient of each mail that was taken."""
    mejl: list[EmailMessage] = field(default_factory=list)
    steg: list[str] = field(default_factory=list)
    """Every command that came."""
    samtal: int = 0
    """How many have called."""
    nar_taget: Callable[[], None] = lambda: None
    """Called when a mail is taken, before the server says so."""


JA = {"HEJ": "220 sank", "EHLO": "250 sank", "DATA": "354 skriv", "SLUT": "250 taget", "QUIT": "221 hej"}


class _Samtal(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Mejlserver = self.server.mejlserver  # type: ignore[attr-defined]  # set by `mejlserver`
        server.samtal += 1
        kuvert = {"MAIL": "", "RCPT": ""}
        if not self._svara(server, "HEJ"):
            return
        while rad := self.rfile.readline():
            ord_, _, resten = rad.decode().strip().partition(" ")
            steg = ord_.upper()
            server.steg.append(steg)
            if steg in kuvert:
                kuvert[steg] = resten.partition("<")[2].partition(">")[0]
            if not self._svara(server, steg):
                return
            if steg == "DATA" and not str(server.svar.get("DATA", "354")).startswith(("4", "5")):
                bytes_ = b"".join(iter(self.rfile.readline, b".\r\n"))
                if "SLUT" not in server.svar:
                    server.mejl.append(message_from_bytes(bytes_, policy=policy.default))
                    server.kuvert.append((kuvert["MAIL"], kuvert["RCPT"]))
                    server.nar_taget()
                if not self._svara(server, "SLUT"):
                    return
            if steg == "QUIT":
                return

    def _svara(self, server: Mejlserver, steg: str) -> bool:
        svar = server.svar.get(steg, JA.get(steg, "250 ja"))
        if not isinstance(svar, str):
            time.sleep(svar)
            return False
        if svar:
            self.wfile.write(f"{svar}\r\n".encode())
        return bool(svar)


class _Lyssnare(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side may go away in the middle of a sentence."""


@contextmanager
def mejlserver(port: int = 0, **svar: str | float) -> Iterator[Mejlserver]:
    """Run a server on the loopback interface, in a thread."""
    with _Lyssnare(("127.0.0.1", port), _Samtal) as lyssnare:
        lyssnare.mejlserver = server = Mejlserver(lyssnare.server_address[1], dict(svar))  # type: ignore[attr-defined]
        trad = threading.Thread(target=lyssnare.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        trad.start()
        try:
            yield server
        finally:
            lyssnare.shutdown()
            trad.join()
