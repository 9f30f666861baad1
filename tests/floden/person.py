"""A person at a browser: what people do with a page, in the words that stand on it. Each page met is looked over."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.fabrik import LOSENORD
from tests.floden.vakt import BRED, HOJD, Vakt, brister

BEKRAFTA = "Bekräfta att det är du"
"""The page that asks for the password again: a person gives it, and is where they were going."""


class Person:
    """One person with a browser of their own. `namn` tells in failures who it was."""

    def __init__(self, browser: Browser, adress: str, namn: str, axe_js: str, **kontext: Any) -> None:
        self.context = browser.new_context(
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            viewport={"width": BRED, "height": HOJD},
            reduced_motion="reduce",
            **kontext,
        )
        self.context.set_default_timeout(15_000)
        self.vakt = Vakt(self.context, adress)
        self.page: Page = self.context.new_page()
        self.adress, self.namn, self.axe_js = adress, namn, axe_js
        self.sedda: set[str] = set()
        self.senast = 0.0

    def granska(self) -> None:
        """Look the page over, the first time its kind of page is met: nothing may be wrong with it."""
        self.page.wait_for_load_state()
        self.senast = time.monotonic()
        slag = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "#", self.page.url) + self.page.title()
        fel = [] if slag in self.sedda else brister(self.page, self.axe_js)
        self.sedda.add(slag)
        if fel or self.vakt.fel:
            self.page.set_viewport_size({"width": BRED, "height": HOJD})
            raise AssertionError(f"{self.namn}: {self.page.url} ({self.page.title()})", *self.vakt.ta(), *fel)
        self.page.set_viewport_size({"width": BRED, "height": HOJD})
        if self.page.title().startswith(BEKRAFTA):
            self.skriv("Lösenord", LOSENORD)
            self.page.locator("main form button[type=submit]").click()
            self.granska()

    def gar_till(self, vag: str) -> None:
        """Open an address of the site."""
        self.page.goto(f"{self.adress}{vag}")
        self.granska()

    def logga_in(self, epost: str) -> None:
        """Log in through the page, and land on the tasks."""
        self.gar_till("/konto/login/")
        self.skriv("E-postadress", epost)
        self.skriv("Lösenord", LOSENORD)
        self.knapp("Logga in")
        self.ser_rubrik("Mina uppgifter")

    def lank(self, text: str, inom: Locator | None = None) -> None:
        """Follow a link: its whole text, or how it begins."""
        lankar = (inom or self.page).get_by_role("link", name=text)
        exakt = (inom or self.page).get_by_role("link", name=text, exact=True)
        (exakt if exakt.count() else lankar).first.click()
        self.granska()

    def meny(self, text: str) -> None:
        """Choose in the main menu."""
        self.lank(text, self.page.get_by_role("navigation", name="Huvudmeny"))

    def knapp(self, text: str) -> None:
        """Press a button, and look at what comes."""
        forra = self.page.url
        self.page.get_by_role("button", name=text, exact=True).click()
        self.page.wait_for_load_state()
        self.granska()
        if self.page.get_by_text("Det finns fel i formuläret").count():
            raise AssertionError(f"{self.namn} pressed {text!r} at {forra}: {self.page.inner_text('main')}")

    def skriv(self, etikett: str, text: str) -> None:
        """Type in a field, by its label."""
        self.falt(etikett).fill(text)

    def falt(self, etikett: str) -> Locator:
        """Give the visible field with a label (after which it may say when it is asked for: "(frivilligt)")."""
        monster = re.compile(rf"^\s*{re.escape(etikett)}(\s*\([^)]*\))?\s*$")
        return self.page.get_by_label(monster).locator("visible=true").first

    def valj(self, etikett: str, val: str) -> None:
        """Choose in a list."""
        self.falt(etikett).select_option(label=val)

    def markera(self, val: str, grupp: str = "") -> None:
        """Choose a radio button or tick a box, by its label, in a group when there are several alike."""
        inom: Page | Locator = self.page
        if grupp:
            inom = self.page.get_by_role("radiogroup", name=grupp).or_(self.page.get_by_role("group", name=grupp)).first
        for roll in ("radio", "checkbox"):
            rutor = inom.get_by_role(roll, name=val)
            if rutor.count():
                return rutor.first.check()
        raise AssertionError(f"{self.namn} finds no choice {val!r} on {self.page.url}: {self.page.inner_text('main')}")

    def bifoga(self, etikett: str, namn: str, innehall: bytes, typ: str = "application/pdf") -> None:
        """Attach a file."""
        self.falt(etikett).set_input_files({"name": namn, "mimeType": typ, "buffer": innehall})

    def ser(self, *texter: str) -> None:
        """See texts on the page."""
        for text in texter:
            expect(self.page.locator("main")).to_contain_text(text)

    def ser_inte(self, *texter: str) -> None:
        """See that texts are not on the page."""
        for text in texter:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def ser_rubrik(self, text: str) -> None:
        """See the page's heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def ser_rad(self, tabell: str, rad: str, *celler: str) -> None:
        """See a row of a table (by a part of its caption): the first one with `rad` in it has all of `celler`."""
        tabellen = self.page.get_by_role("table", name=tabell).first
        raden = tabellen.get_by_role("row").filter(has_text=rad).first
        for cell in celler:
            expect(raden).to_contain_text(cell)

    def hamtar(self, text: str) -> bytes:
        """Follow a link to a file, and give the file."""
        with self.page.expect_download() as hamtning:
            self.page.get_by_role("link", name=text).first.click()
        return hamtning.value.path().read_bytes()

    def status(self, vag: str, metod: str = "GET") -> int:
        """Ask for an address with the person's cookies; gives the status, redirects not followed."""
        return self.context.request.fetch(f"{self.adress}{vag}", method=metod, max_redirects=0).status


@contextmanager
def folk(browser: Browser, adress: str, axe_js: str) -> Iterator[Any]:
    """Give a function that brings a person to a browser; all leave at the end."""
    personer: list[Person] = []

    def kom(namn: str, epost: str = "", **kontext: Any) -> Person:
        person = Person(browser, adress, namn, axe_js, **kontext)
        personer.append(person)
        if epost:
            person.logga_in(epost)
        return person

    try:
        yield kom
    except BaseException as fel:
        for person in personer:
            fel.add_note(f"--- {person.namn} stands at {person.page.url}")
        if personer:
            fel.add_note(max(personer, key=lambda p: p.senast).page.inner_text("main"))
        raise
    finally:
        for person in personer:
            person.context.close()
