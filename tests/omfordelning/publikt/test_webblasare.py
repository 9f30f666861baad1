"""The open pages and the pages of accounts and contacts in Chromium: empty, full and with an error, narrow and wide."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from anvisning import konton
from anvisning.models import Epostmeddelande, Konto, Organisation, Roll
from tests import fabrik
from tests.floden.server import webbserver
from tests.floden.vakt import BRED, HOJD, Vakt, brister
from tests.omfordelning.publikt import scener

pytestmark = pytest.mark.webblasare
OPPNA = [
    "/",
    "/andelar/2027/",
    "/andelar/2027/?q=finns-inte",
    "/kommuner/",
    "/kommuner/2560/",
    "/kommuner/2582/",
    "/kommuner/0980/",
    "/lan/25/",
    "/lan/09/",
    "/omfordelningar/2027/",
    "/om/sa-fungerar-det/",
    "/om/tillganglighet/",
    "/om/tillganglighet/anmal/",
    "/om/personuppgifter/",
    "/om/kontakt/",
    "/om/handbok/",
    "/valkommen/trasig/",
]
TOMMA = [
    "/",
    "/andelar/",
    "/omfordelningar/",
    "/maluppfyllelse/",
    "/maluppfyllelse/?per=x",
    "/per-datum/",
    "/kommuner/",
    "/kommuner/2560/",
    "/lan/25/",
    "/om/kontakt/",
]


@pytest.fixture(scope="module")
def adress(
    ny_databas: Callable[[str], AbstractContextManager[None]],
) -> Iterator[str]:
    """The address of the application with nothing published."""
    with ny_databas(""), webbserver() as url:
        fabrik.referensdata()
        yield url


@contextmanager
def lasare(browser: Browser, adress: str, epost: str = "", **kontext: object) -> Iterator[tuple[Page, Vakt]]:
    """Open a browser, signed in as `epost` (as nobody when "")."""
    context = browser.new_context(
        locale="sv-SE", viewport={"width": BRED, "height": HOJD}, reduced_motion="reduce", **kontext
    )
    vakt, page = Vakt(context, adress), context.new_page()
    if epost:
        page.goto(f"{adress}/konto/login/")
        page.get_by_label("E-postadress").fill(epost)
        page.get_by_label("Lösenord", exact=True).fill(fabrik.LOSENORD)
        page.get_by_role("button", name="Logga in").click()
        page.wait_for_url("**/uppgifter/")
        vakt.ta()
    try:
        yield page, vakt
    finally:
        context.close()


def granska(page: Page, vakt: Vakt, axe_js: str, vagar: list[str], adress: str) -> dict[str, list[str]]:
    """Open pages and look each over; gives what is wrong."""
    funna = {}
    for vag in vagar:
        page.goto(f"{adress}{vag}")
        if fel := [*brister(page, axe_js), *vakt.ta()]:
            funna[vag] = fel
    return funna


def test_tomma_sidor(browser: Browser, adress: str, axe_js: str) -> None:
    with lasare(browser, adress) as (page, vakt):
        assert granska(page, vakt, axe_js, TOMMA, adress) == {}


@pytest.fixture(scope="module")
def scen(adress: str) -> scener.Scen:
    """Full, after the empty pages were looked at: confirmed, corrected; one is invited, one closed; mails."""
    scen = scener.faststallda()
    scener.ratta(scen, k2560="1.40", k2584="2.50")
    nu = timezone.now()
    boden = Organisation.objects.get(namn="Bodens kommun")
    konton.bjud_in(
        boden, epost="inbjuden@example.org", namn="Inbjuden Påhittad", roll=Roll.KOMMUN_LASARE, av=None, nu=nu
    )
    laser = scen.lan.konto(Roll.KOMMUN_LASARE, "Boden")
    konton.satt_aktiv(laser.pk, aktiv=False, av=scen.lan.foretradare("Boden"), nu=nu)
    fabrik.skapa_organ(boden, slag="namnd", namn="Socialnämnden", galler_fran=date(2031, 1, 1))
    fabrik.skapa_kontakt(boden)
    return scen


def test_oppna_sidor(browser: Browser, adress: str, scen: scener.Scen, axe_js: str) -> None:
    with lasare(browser, adress) as (page, vakt):
        assert granska(page, vakt, axe_js, OPPNA, adress) == {}
        assert {kaka["name"] for kaka in page.context.cookies()} == {"csrftoken"}, "only by the form's page"
        page.goto(f"{adress}/om/tillganglighet/anmal/")
        page.get_by_role("button", name="Skicka anmälan").click()
        expect(page).to_have_title(re.compile("^Fel: "))
        assert [*brister(page, axe_js), *vakt.ta()] == []
        page.get_by_label("Vad hindrar dig?").fill("Jag ser inte rubriken.")
        page.get_by_role("button", name="Skicka anmälan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tack, anmälan är mottagen")
        assert [*brister(page, axe_js), *vakt.ta()] == []


def test_morkt_och_med_hoga_kontraster(browser: Browser, adress: str, scen: scener.Scen, axe_js: str) -> None:
    for kontext in ({"color_scheme": "dark"}, {"forced_colors": "active"}):
        with lasare(browser, adress, **kontext) as (page, vakt):
            vagar = ["/", "/andelar/2027/", "/kommuner/2560/", "/omfordelningar/2027/", "/om/handbok/"]
            assert granska(page, vakt, axe_js, vagar, adress) == {}


def test_konton_och_kontakter(browser: Browser, adress: str, scen: scener.Scen, axe_js: str) -> None:
    boden = Organisation.objects.get(namn="Bodens kommun")
    kontot = {k.epost: f"/konton/{k.publikt_id}/" for k in boden.konton.all()}
    organ, kontakt = boden.organ.first().pk, boden.kontakter.get().pk
    mejl = Epostmeddelande.objects.order_by("-id").first().pk
    riket = Organisation.objects.get(slag="nationell").pk
    org = f"/organisationer/{boden.pk}/"
    foretradarens = [
        "/konton/",
        "/konton/?q=finns-inte",
        *kontot.values(),
        f"/konton/bjud-in/{boden.pk}/",
        "/mitt-konto/",
        "/organisationer/",
        org,
        f"{org}organ/nytt/",
        f"{org}organ/{organ}/",
        f"{org}kontakter/ny/",
        f"{org}kontakter/{kontakt}/",
        f"/organisationer/{riket}/",
        "/utkorg/",
        "/utkorg/?q=finns-inte",
        f"/utkorg/{mejl}/",
    ]
    with lasare(browser, adress, "foretradare.2582@example.org") as (page, vakt):
        assert granska(page, vakt, axe_js, foretradarens, adress) == {}
        for vag, knapp in (
            (f"/konton/bjud-in/{boden.pk}/", "Skicka inbjudan"),
            (f"{org}organ/nytt/", "Lägg till organet"),
            (f"{org}kontakter/ny/", "Lägg till kontakten"),
            (kontot["handlaggare.2582@example.org"], "Byt roll"),
        ):
            page.goto(f"{adress}{vag}")
            page.get_by_role("button", name=knapp).click()
            expect(page).to_have_title(re.compile("^Fel: "))
            expect(page.locator(".felsammanfattning")).to_be_focused()
            assert [*brister(page, axe_js), *vakt.ta()] == []
    with lasare(browser, adress, "administrator.riket@example.org") as (page, vakt):
        vagar = [
            "/konton/", "/organisationer/", "/organisationer/?saknas=1", f"/organisationer/{riket}/",
            f"/organisationer/{riket}/samordnande-lan/", f"/konton/{uuid.uuid4()}/",
        ]  # fmt: skip
        assert granska(page, vakt, axe_js, vagar, adress) == {}


def test_in_genom_lanken_utan_skript(browser: Browser, adress: str, scen: scener.Scen, axe_js: str) -> None:
    text = Epostmeddelande.objects.get(till="inbjuden@example.org").text
    vag = re.search(r"http://[^/]+(/valkommen/\S+/)", text)[1]
    with lasare(browser, adress) as (page, vakt):
        page.goto(f"{adress}{vag}")
        page.get_by_role("button", name="Spara lösenordet och logga in").click()
        expect(page).to_have_title(re.compile("^Fel: "))
        assert [*brister(page, axe_js), *vakt.ta()] == []
    with lasare(browser, adress, java_script_enabled=False) as (page, vakt):
        page.goto(f"{adress}{vag}")
        page.get_by_label("Lösenord", exact=True).fill("fyra glada grisar i ett hus")
        page.get_by_label("Lösenordet igen").fill("fyra glada grisar i ett hus")
        page.get_by_role("button", name="Spara lösenordet och logga in").click()
        page.wait_for_url("**/uppgifter/")
        page.goto(f"{adress}/mitt-konto/")
        page.get_by_label("Namn").fill("Nytt Påhittat")
        page.get_by_role("button", name="Spara uppgifterna").click()
        expect(page.get_by_text("Dina uppgifter är sparade.")).to_be_visible()
        page.goto(f"{adress}{vag}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Länken är redan använd")
    assert Konto.objects.get(epost="inbjuden@example.org").namn == "Nytt Påhittat"


def test_filtret_raknar_medan_man_skriver(browser: Browser, adress: str, scen: scener.Scen) -> None:
    with lasare(browser, adress) as (page, _):
        page.goto(f"{adress}/andelar/2027/")
        page.get_by_role("searchbox").fill("orebro")
        expect(page.get_by_role("status").filter(has_text="Visar")).to_have_text("Visar 12 av 290 kommuner")
        expect(page.get_by_role("row").filter(has_text="Hela landet")).to_contain_text("000,00")
