"""A mail server that keeps a line per message it has answered 250 to: `python -m tests.fel.mejl PORT FILE`."""

import email
import os
import socketserver
import sys
from collections import Counter
from pathlib import Path


class Samtal(socketserver.StreamRequestHandler):
    """One conversation: as much SMTP as a client needs."""

    fil: Path
    timeout = 60

    def svara(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.svara("220 prov")
        for rad in self.rfile:
            ord_ = rad[:4].upper()
            if ord_ == b"DATA":
                self.svara("354 skriv")
                self.ta_emot()
            elif ord_ == b"QUIT":
                return self.svara("221 hej")
            else:
                self.svara("250 ok")

    def ta_emot(self) -> None:
        rader = []
        for rad in self.rfile:
            if rad == b".\r\n":
                break
            rader.append(rad.removeprefix(b"."))
        else:
            return
        brev = email.message_from_bytes(b"".join(rader))
        with self.fil.open("ab") as fil:
            fil.write(f"{brev['Message-ID']}\t{brev['To']}\n".encode())
            fil.flush()
            os.fsync(fil.fileno())
        self.svara("250 mottaget")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def mottagna(fil: Path) -> Counter[str]:
    """Give Message-ID → how many times it has been taken in."""
    rader = fil.read_text().splitlines() if fil.exists() else []
    return Counter(rad.split("\t")[0] for rad in rader)


if __name__ == "__main__":
    Samtal.fil = Path(sys.argv[2])
    with Server(("127.0.0.1", int(sys.argv[1])), Samtal) as server:
        server.serve_forever()
