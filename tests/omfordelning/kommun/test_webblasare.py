"""The municipality's pages in Chromium: counted while typing, checked by axe at two widths, no report from the CSP."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from anvisning import tid
from anvisning.models import Tidplan
from omfordelning.models import Forslag
from omfordelning.process import Status
from tests import fabrik
from tests.fabrik import LOSENORD, Lansscen

pytestmark = [
    pytest.mark.webblasare,
    pytest.mark.django_db(transaction=True),
]
BREDDER = (320, 1440)


@pytest.fixture
def nu_lan(transactional_db: None) -> Lansscen:
    """Norrbotten in a round that is open today: the browser's clock is the real one."""
    nu = timezone.now()
    idag = tid.svensk_dag(nu)
    riket = fabrik.bygg_riket(
        ar=idag.year + 1,
        nu=nu - timedelta(days=20),
        preliminar_dag=idag - timedelta(days=20),
        redovisas_dag=idag + timedelta(days=40),
        faststalls_dag=idag + timedelta(days=60),
    )
    Tidplan.objects.filter(ar=riket.ar).update(sista_dag=idag + timedelta(days=30))
    return fabrik.bygg_lan(riket, kommuner=["Kiruna", "Luleå"])


def logga_in(page: Page, live_server: LiveServer, epost: str) -> None:
    page.goto(f"{live_server.url}/konto/login/")
    page.get_by_label("E-post").fill(epost)
    page.locator("input[type=password]").fill(LOSENORD)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")


def granska(page: Page, axe_js: str) -> None:
    """Check the page that is open at both widths: nothing sticks out, and axe finds nothing."""
    for bredd in BREDDER:
        page.set_viewport_size(ViewportSize(width=bredd, height=900))
        assert page.evaluate("document.documentElement.scrollWidth") <= bredd, (page.url, bredd)
        page.evaluate(axe_js)
        fraga = "axe.run({resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))"
        assert page.evaluate(fraga) == [], (page.url, bredd)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    yield context.new_page()
    context.close()


def test_a_proposal_from_the_first_page_to_an_agreement(
    page: Page, live_server: LiveServer, nu_lan: Lansscen, axe_js: str
) -> None:
    klagomal: list[str] = []
    page.on("console", lambda m: klagomal.append(m.text) if "Content Security Policy" in m.text else None)
    page.on("pageerror", lambda fel: klagomal.append(str(fel)))
    page.on("request", lambda r: klagomal.append(r.url) if not r.url.startswith(live_server.url) else None)

    logga_in(page, live_server, "foretradare.2584@example.org")
    granska(page, axe_js)
    page.goto(f"{live_server.url}/min-andel/")
    granska(page, axe_js)
    page.get_by_role("link", name="Föreslå en omfördelning").click()
    expect(page.get_by_role("button", name="Räkna")).to_be_hidden()
    expect(page.get_by_label("Hur många promille?")).to_be_hidden()
    page.get_by_label("Vilken kommun ska ta emot?").select_option(label="Luleå")
    page.get_by_label("En del av andelen").check()
    page.get_by_label("Hur många promille?").fill("0,40")
    tabell = page.locator("[data-rakna-svar] table")
    expect(tabell.locator("tbody tr").nth(0)).to_contain_text("1,66")
    expect(tabell.locator("tbody tr").nth(1)).to_contain_text("7,70")
    expect(tabell.locator("tfoot tr").locator("td").nth(0)).to_have_text("9,36\u00a0‰")
    expect(tabell.locator("tfoot tr").locator("td").nth(2)).to_have_text("9,36\u00a0‰")
    page.get_by_label("Hur många promille?").fill("99")
    expect(page.locator("[data-rakna-svar]")).to_have_text("Så mycket ryms inte. Kiruna har andelen 2,06 ‰.")
    granska(page, axe_js)
    page.get_by_label("Hela andelen").check()
    expect(page.locator("[data-rakna-svar]")).to_contain_text("Kiruna får andelen 0 ‰.")
    page.get_by_role("button", name="Spara och gå vidare till att skicka").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Skicka förslaget till Luleå")
    page.get_by_role("button", name="Fortsätt och kontrollera").click()
    expect(page.get_by_role("alert")).to_contain_text("Välj hur långt beslutet har kommit.")
    expect(page).to_have_title("Fel: Skicka förslaget till Luleå – Omfördelning av anvisningsandelar – Länsstyrelserna")
    granska(page, axe_js)
    page.get_by_label("Vem har beslutat?").select_option(label="Kommunstyrelsen")
    page.get_by_label("Fattat och omedelbart justerat").check()
    page.get_by_label("Beslutets datum").fill(tid.svensk_dag(timezone.now()).isoformat())
    page.get_by_role("button", name="Fortsätt och kontrollera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kontrollera och skicka")
    granska(page, axe_js)
    page.get_by_role("button", name="Skicka förslaget till Luleå").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Förslaget är skickat")
    granska(page, axe_js)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Förslaget är skickat")
    page.get_by_role("link", name="Visa ärendet").click()
    granska(page, axe_js)
    forslag = Forslag.objects.get()
    assert forslag.status == Status.VANTAR_SVAR

    page.context.clear_cookies()
    logga_in(page, live_server, "foretradare.2580@example.org")
    page.get_by_role("link", name="Inkomna förslag").click()
    granska(page, axe_js)
    page.get_by_role("link", name="Godkänn förslaget från Kiruna").click()
    page.get_by_label("Beslutet är inte fattat än").check()
    expect(page.get_by_label("Vem har beslutat?")).to_be_hidden()
    page.get_by_role("button", name="Fortsätt och kontrollera").click()
    page.get_by_role("button", name="Godkänn förslaget från Kiruna").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Förslaget är godkänt")
    for vag in ("", "text/", "andra/", "aterkalla/", "anstand/", "omstandighet/", "kopiera/", "beslut/"):
        page.goto(f"{live_server.url}/arenden/{forslag.publikt_id}/{vag}")
        granska(page, axe_js)
    forslag.refresh_from_db()
    assert forslag.status == Status.OVERENS
    assert klagomal == []


def test_what_would_change_follows_the_slider(
    page: Page, live_server: LiveServer, nu_lan: Lansscen, axe_js: str
) -> None:
    klagomal: list[str] = []
    page.on("console", lambda m: klagomal.append(m.text))
    page.on("pageerror", lambda fel: klagomal.append(str(fel)))
    logga_in(page, live_server, "foretradare.2584@example.org")
    page.get_by_role("link", name="Vad händer om").click()
    reglage, promille = page.get_by_role("slider"), page.get_by_label("Hur många promille?")
    expect(reglage).to_have_attribute("max", "206")
    page.get_by_label("Kommun som tar emot").select_option(label="Luleå")
    promille.fill("0,40")
    expect(reglage).to_have_value("40")
    svar = page.locator("[data-vad-om]")
    expect(svar).to_contain_text("Om Kiruna lämnar 0,40 ‰ till Luleå får Kiruna andelen 1,66 ‰")
    reglage.press("ArrowRight")
    expect(promille).to_have_value("0,41")
    expect(reglage).to_have_attribute("aria-valuetext", "0,41 ‰")
    expect(svar).to_contain_text("Om Kiruna lämnar 0,41 ‰ till Luleå får Kiruna andelen 1,65 ‰")
    expect(page).to_have_url(re.compile("givare=2584&mottagare=2580&promille=0%2C41"))
    promille.fill("1.5")
    expect(reglage).to_have_attribute("aria-valuetext", "1,50 ‰")
    reglage.press("End")
    expect(svar).to_contain_text("Om Kiruna lämnar hela sin andel, 2,06 ‰, till Luleå")
    granska(page, axe_js)
    assert klagomal == []
    promille.fill("9")
    expect(svar).to_have_text("Kirunas andel är 2,06 ‰. Skriv högst så mycket.")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Kirunas andel är 2,06 ‰. Skriv högst så mycket.")
    granska(page, axe_js)


def test_the_proposal_tells_what_would_change_while_typing(
    page: Page, live_server: LiveServer, nu_lan: Lansscen, axe_js: str
) -> None:
    logga_in(page, live_server, "foretradare.2584@example.org")
    page.goto(f"{live_server.url}/forslag/nytt/")
    page.get_by_label("Vilken kommun ska ta emot?").select_option(label="Luleå")
    page.get_by_label("En del av andelen").check()
    page.get_by_label("Hur många promille?").fill("0,40")
    svar = page.locator("[data-vad-om]")
    expect(svar).to_contain_text("Om Kiruna lämnar 0,40 ‰ till Luleå")
    granska(page, axe_js)
    page.get_by_label("Hur många promille?").fill("99")
    expect(svar).to_be_empty()
    page.get_by_label("Hela andelen").check()
    expect(svar).to_contain_text("Om Kiruna lämnar hela sin andel, 2,06 ‰, till Luleå")
