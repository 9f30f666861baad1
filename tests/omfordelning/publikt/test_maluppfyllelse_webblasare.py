"""The pages of goal fulfilment in Chromium: narrow and wide, dark, in high contrast; the filter while typing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, expect

from tests.floden.server import webbserver
from tests.floden.vakt import BRED, SMAL
from tests.omfordelning.publikt import manader
from tests.omfordelning.publikt.manader import BODEN, HAPARANDA, MANADEN
from tests.omfordelning.publikt.test_webblasare import granska, lasare

pytestmark = pytest.mark.webblasare
SIDOR = [
    f"{MANADEN}?q=norrbotten",
    f"{MANADEN}?q=finns-inte",
    f"{MANADEN}{BODEN}/",
    f"{MANADEN}{HAPARANDA}/",
    "/maluppfyllelse/?per=2025-01-01",
    f"/kommuner/{BODEN}/",
    f"/kommuner/{HAPARANDA}/",
    "/lan/25/",
    "/",
    "/om/sa-fungerar-det/",
]


@pytest.fixture(scope="module")
def adress(ny_databas: Callable[[str], AbstractContextManager[None]]) -> Iterator[str]:
    with ny_databas(""), webbserver() as url:
        manader.bygg()
        yield url


def test_sidorna(browser: Browser, adress: str, axe_js: str) -> None:
    with lasare(browser, adress) as (page, vakt):
        assert granska(page, vakt, axe_js, SIDOR, adress) == {}
        assert page.context.cookies() == []


def test_morkt_och_med_hoga_kontraster(browser: Browser, adress: str, axe_js: str) -> None:
    for kontext in ({"color_scheme": "dark"}, {"forced_colors": "active"}):
        with lasare(browser, adress, **kontext) as (page, vakt):
            vagar = [f"{MANADEN}?q=norrbotten", f"{MANADEN}{BODEN}/"]
            assert granska(page, vakt, axe_js, vagar, adress) == {}


def test_hela_listan_ryms_och_filtreras(browser: Browser, adress: str) -> None:
    with lasare(browser, adress) as (page, vakt):
        page.goto(f"{adress}{MANADEN}")
        for bredd in (SMAL, 768, 1024, 1280, BRED):
            page.set_viewport_size({"width": bredd, "height": 900})
            matt = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert matt[0] <= matt[1], bredd
        page.get_by_role("searchbox").fill("haparanda")
        expect(page.get_by_role("status").filter(has_text="Visar")).to_have_text("Visar 1 av 290 kommuner")
        page.get_by_text("Visa per datum och alla månader").click()
        page.get_by_label("Visa per datum").fill("2026-02-01")
        page.get_by_role("button", name="Visa månaden").click()
        page.wait_for_url("**/maluppfyllelse/2025-12/")
        assert vakt.ta() == []
