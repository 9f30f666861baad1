"""Every page, for everybody who may see it: full, empty and with errors, narrow and wide. Nothing may be wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from anvisning.models import Konto
from tests.floden import sidor
from tests.floden.adresser import Adress
from tests.floden.lage import Lage
from tests.floden.landet import LAGEN
from tests.floden.roller import BESOKARE
from tests.floden.server import webbserver
from tests.floden.sidor import FIL, POST, SIDA, SIDOR, Sida
from tests.floden.vakt import BRED, HOJD, Vakt, brister
from tests.inloggning import ge_losenord, logga_in

pytestmark = [pytest.mark.webblasare, pytest.mark.langsam]
DEL = re.compile(r"<(\w+)(?:[^>]*?\bclass=\"([^\"]*)\")?")
"""An element and its classes."""
TITEL = re.compile(r"<title>\s*[^\s–<]")
TOM = """(form) => {
  for (const falt of form.querySelectorAll("input, textarea, select")) {
    if (["hidden", "submit"].includes(falt.type)) continue;
    if (["checkbox", "radio"].includes(falt.type)) falt.checked = false;
    else falt.value = "";
  }
}"""
"""Empties a form as somebody does who takes away all that stands in it."""


@dataclass
class Besok:
    """One state of the site, served; each account has a browser window and a client."""

    lage: Lage
    adress: str
    browser: Browser
    axe_js: str
    fonster: dict[str, tuple[Page, Vakt]] = field(default_factory=dict)
    sedda: dict[str, set[frozenset[tuple[str, str]]]] = field(default_factory=dict)
    klienter: dict[str, Client] = field(default_factory=dict)

    def klient(self, konto: Konto | None) -> Client:
        """Give the account's client, logged in."""
        nyckel = konto.epost if konto else ""
        if nyckel not in self.klienter:
            klient = self.klienter[nyckel] = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
            if konto:
                logga_in(klient, konto)
        if konto:  # a round of all pages takes longer than a password lasts
            ge_losenord(self.klienter[nyckel], konto)
        return self.klienter[nyckel]

    def oppna(self, konto: Konto | None) -> tuple[Page, Vakt]:
        """Give the account's browser window, logged in as its client is."""
        nyckel = konto.epost if konto else ""
        if nyckel not in self.fonster:
            context = self.browser.new_context(
                viewport={"width": BRED, "height": HOJD}, locale="sv-SE", reduced_motion="reduce"
            )
            if konto:
                kaka = self.klient(konto).cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kaka, "url": self.adress}])
            vakt = Vakt(context, self.adress)
            self.fonster[nyckel] = context.new_page(), vakt
        return self.fonster[nyckel]

    def stang(self) -> None:
        for page, _ in self.fonster.values():
            page.context.close()


@pytest.fixture(scope="module", params=list(LAGEN))
def besok(request: pytest.FixtureRequest, ny_databas: Any, browser: Browser, axe_js: str) -> Iterator[Besok]:
    """The site in one state."""
    with ny_databas(request.param) as lage, webbserver() as adress:
        besok = Besok(lage, adress, browser, axe_js)
        yield besok
        besok.stang()


def test_varje_adress_star_i_tabellen() -> None:
    assert set(sidor.namn_i_adresserna()) == set(SIDOR)


@pytest.mark.parametrize("namn", SIDOR)
def test_sidan(besok: Besok, namn: str) -> None:
    sida = SIDOR[namn]
    adresser = sida.adresser(besok.lage)
    if besok.lage.namn == "full":
        assert adresser, f"nothing to try {namn} with"
    fel: list[str] = []
    for nummer, adress in enumerate(adresser):
        fel += _prova(besok, namn, sida, adress, med_obehoriga=nummer == 0)
    assert fel == []


def _prova(besok: Besok, namn: str, sida: Sida, adress: Adress, *, med_obehoriga: bool) -> list[str]:
    vag, vilka = adress.vag(namn), adress.vilka or sida.vilka
    konton: dict[str, Konto | None] = {BESOKARE: None, **besok.lage.konton(adress.kommun, adress.andra_administratoren)}
    fel = []
    for roll, konto in konton.items():
        if roll not in vilka and not med_obehoriga:
            continue
        svar = besok.klient(konto).get(vag)
        if sida.slag == POST:
            vantat = {405} if roll in vilka else {302, 403, 404, 405}
        else:
            vantat = {adress.status} if roll in vilka else {302, 403, 404}
        if svar.status_code not in vantat:
            fel.append(f"{vag} as {roll}: {svar.status_code}, not {vantat}")
        elif sida.slag == FIL and svar.status_code == 200:
            fel += [f"{vag}: empty"] if not svar.getvalue() else []
        elif sida.slag == SIDA and roll in vilka and svar.status_code != 302 and _ar_ny(besok, vag, svar.content):
            fel += [f"{vag} as {roll}: {brist}" for brist in _besok(besok, vag, konto)]
    return fel


def _ar_ny(besok: Besok, adress: str, innehall: bytes) -> bool:
    """Tell whether an address has shown anything of this kind yet: a page built of the same parts is the same page."""
    main = innehall.decode().partition("<main")[2].partition("</main>")[0]
    delar = frozenset(DEL.findall(main))
    sedda = besok.sedda.setdefault(adress, set())
    ny = delar not in sedda
    sedda.add(delar)
    return ny


def _besok(besok: Besok, vag: str, konto: Konto | None) -> list[str]:
    """Open the page in the browser; then send each of its forms empty, and look at what comes."""
    page, vakt = besok.oppna(konto)
    _ga(page, f"{besok.adress}{vag}")
    fel = [*brister(page, besok.axe_js), *vakt.ta()]
    for nummer in range(page.locator("main form[method=post]").count()):
        form = page.locator("main form[method=post]").nth(nummer)
        if not form.locator("input:not([type=hidden]), textarea, select").count():
            continue  # a button that does something at once
        form.evaluate(TOM)
        page.set_viewport_size({"width": BRED, "height": HOJD})
        form.locator("button[type=submit]:visible").first.click()
        page.wait_for_load_state()
        titel = page.title()
        fel += [f"form {nummer} sent empty ({titel}): {brist}" for brist in (*brister(page, besok.axe_js), *vakt.ta())]
        _ga(page, f"{besok.adress}{vag}")
        vakt.ta()
    return fel


def _ga(page: Page, adress: str) -> None:
    """Go to an address, and unfold all that is folded there."""
    page.goto(adress)
    page.evaluate("document.querySelectorAll('main details').forEach((d) => (d.open = true))")
