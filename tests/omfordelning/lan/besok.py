"""A visit to the county's pages at a given instant: what a person sees, fills in and sends."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from anvisning.models import Konto
from tests.fabrik import PDF
from tests.inloggning import logga_in


class _Falt(HTMLParser):
    """Collects the fields of the page's post form as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.knappar: list[str] = []
        self._i_form = self._i_knapp = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self._i_form = a.get("method") == "post" and "formular" in (a.get("class") or "")
        if not self._i_form:
            return
        if tag == "input" and a.get("type") != "file" and "name" in a:
            vald = a.get("type") not in ("radio", "checkbox") or "checked" in a
            if vald:
                self.data.setdefault(str(a["name"]), []).append(a.get("value") or "")
        if tag == "button":
            self._i_knapp = True
            self.knappar.append("")

    def handle_data(self, data: str) -> None:
        if self._i_knapp:
            self.knappar[-1] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._i_knapp = False
        if tag == "form":
            self._i_form = False


def text(svar: HttpResponse) -> str:
    """Give what the page's main part says, without tags and with single spaces."""
    html = svar.content.decode()
    html = html[html.index('<main id="innehall"') :] if '<main id="innehall"' in html else html
    html = re.sub(r"<(script|style).*?</\1>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").replace("\u00a0", " ").split())


def rader(svar: HttpResponse, tabell: int = 0) -> list[list[str]]:
    """Give a table of the page as rows of cells, as text."""
    html = re.findall(r"<table.*?</table>", svar.content.decode(), re.S)[tabell]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", rad, re.S)]
        for rad in re.findall(r"<tr.*?</tr>", html, re.S)
    ]


def pdf(namn: str = "mejl.pdf") -> SimpleUploadedFile:
    """Give a PDF to upload."""
    return SimpleUploadedFile(namn, PDF + namn.encode(), content_type="application/pdf")


@dataclass
class Besok:
    """One account, signed in at one instant."""

    konto: Konto
    nu: datetime
    klient: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        with self._tid():
            logga_in(self.klient, self.konto)

    def _tid(self) -> Any:
        return time_machine.travel(self.nu, tick=False)

    def get(self, adress: str) -> HttpResponse:
        with self._tid():
            return self.klient.get(adress)

    def post(self, adress: str, **data: Any) -> HttpResponse:
        with self._tid():
            return self.klient.post(adress, data)

    def skicka(self, adress: str, **data: Any) -> HttpResponse:
        """Open the page, fill in its form, and press the button: what the form carries itself goes with it."""
        falt = _Falt()
        falt.feed(self.get(adress).content.decode())
        return self.post(adress, **falt.data | data)

    def kontrollera(self, adress: str, **data: Any) -> tuple[HttpResponse, dict[str, list[str]]]:
        """Send the form; give the check page and its hidden fields."""
        svar = self.post(adress, **data)
        falt = _Falt()
        falt.feed(svar.content.decode())
        return svar, falt.data

    def genomfor(self, adress: str, **data: Any) -> HttpResponse:
        """Send the form, press the button of the check page, and follow to the receipt."""
        kontroll, dolda = self.kontrollera(adress, **data)
        assert kontroll.status_code == 200, (kontroll.status_code, text(kontroll)[:600])
        assert "nyckel" in dolda, text(kontroll)[:600]
        svar = self.post(adress, **dolda, steg="skicka")
        assert svar.status_code == 302, (svar.status_code, text(svar)[:600])
        return self.get(svar["Location"])

    def knappar(self, svar: HttpResponse) -> list[str]:
        """Give the words of the buttons in the page's form."""
        falt = _Falt()
        falt.feed(svar.content.decode())
        return falt.knappar


def nyckel() -> str:
    """Give a new form key."""
    return str(uuid.uuid4())


SKRAP = ("9" * 5000, "\x00", "a\x00b", "2026-02-30", "99999-01-01", "0001-01-01", "<script>", "٣", "' OR 1=1", "-1", "")
"""What nobody should type: numbers without end, NUL, huge dates, other digits, nothing at all."""


def blandat(falt: Iterable[str]) -> list[dict[str, str]]:
    """Give a few forms full of it: in each, every field has another piece."""
    namn = list(falt)
    return [{f: SKRAP[(start + i) % len(SKRAP)] for i, f in enumerate(namn)} for start in (0, 3, 7)]
