"""A person's browser without a browser: pages and forms over HTTP, as the proxy in front of the service sends them."""

import http.client
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

VARD = "omfordelning.example.org"


@dataclass(frozen=True)
class Svar:
    """What came back. Status 0: nothing did, so that nobody knows whether the act was done."""

    status: int
    plats: str = ""
    text: str = ""

    @property
    def gjort(self) -> bool:
        """The act was answered with its receipt."""
        return self.status == 302 and "/login/" not in self.plats

    @property
    def nekat(self) -> bool:
        """The act was answered with why it is not done."""
        return self.status in (403, 404, 409, 422)


@dataclass(frozen=True)
class Klient:
    """One signed-in person; each request has a connection of its own."""

    port: int
    session: str
    vantetid: float = 60.0

    def fraga(self, metod: str, vag: str, kropp: str | None = None) -> Svar:
        """Ask, and wait for the whole answer."""
        forbindelse = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.vantetid)
        try:
            forbindelse.request(metod, vag, kropp, self.huvuden(kropp is not None))
            svar = forbindelse.getresponse()
            return Svar(svar.status, svar.getheader("Location") or "", svar.read().decode())
        except (OSError, http.client.HTTPException):
            return Svar(0)
        finally:
            forbindelse.close()

    def huvuden(self, formular: bool) -> dict[str, str]:
        """Give the headers of a request."""
        kakor = f"__Host-session={self.session}; __Host-csrf={TOKEN}"
        huvuden = {"Host": VARD, "X-Forwarded-Proto": "https", "Cookie": kakor}
        if formular:
            huvuden |= {"Referer": f"https://{VARD}/", "Content-Type": "application/x-www-form-urlencoded"}
        return huvuden

    def hamta(self, vag: str) -> Svar:
        """Open a page."""
        return self.fraga("GET", vag)

    def skicka(self, vag: str, **falt: object) -> Svar:
        """Send a form."""
        return self.fraga("POST", vag, kropp(**falt))


TOKEN = secrets.token_hex(16)
"""A CSRF cookie of our own making; the form carries the same."""


def kropp(**falt: object) -> str:
    """Give a form's body with its CSRF token."""
    return urlencode({"csrfmiddlewaretoken": TOKEN} | falt, doseq=True)


def dolt_falt(text: str, namn: str) -> str:
    """Give what a hidden field of a page holds, "" when it has none."""
    funnet = re.search(rf'<input[^>]*name="{namn}"[^>]*value="([^"]*)"', text)
    return funnet[1] if funnet else ""
