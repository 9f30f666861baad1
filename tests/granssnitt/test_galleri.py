"""Every component in Chromium: no axe violation, nothing against the CSP, no outside host, no sideways scroll."""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.maskin import ROT

pytestmark = pytest.mark.webblasare

SIDOR = [
    "",
    "tomt",
    "formular",
    "formular!",
    "kvitto",
    "kontrollera",
    "karta",
    "hinder",
    "fel/404",
    "fel/500",
    "fel/csrf",
    "fel/utloggad",
]
"""Paths; with ! the form is sent empty first, so that it comes back with every error."""
LAGEN = [(320, "light"), (1440, "light"), (1440, "dark")]
AXE = """axe.run(document, {
  resultTypes: ["violations"],
  rules: {"target-size": {enabled: true}, "color-contrast-enhanced": {enabled: true}},
})"""
"""With targets of at least 24 px and contrast of at least 7 as well."""
VAKT = """
window.csp = [];
addEventListener("securitypolicyviolation", (h) => window.csp.push(`${h.violatedDirective} ${h.blockedURI}`));
"""


@pytest.fixture(scope="module")
def galleri() -> Iterator[str]:
    """The address of the gallery, served by a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.granssnitt.server"], cwd=ROT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def oppna(browser: Browser, adress: str, sida: str, **kontext: object) -> Page:
    page = browser.new_context(locale="sv-SE", **kontext).new_page()
    page.add_init_script(VAKT)
    page.goto(f"{adress}/{sida.rstrip('!')}")
    if sida.endswith("!"):
        page.get_by_role("button", name="Skicka förslaget till Kalmar").click()
        page.wait_for_url("**/formular")
    return page


@pytest.mark.parametrize(("bredd", "farger"), LAGEN)
def test_inga_hinder_pa_nagon_sida(browser, galleri, axe_js, bredd, farger):
    funna = {}
    for sida in SIDOR:
        utifran, meddelanden = [], []
        context = browser.new_context(
            viewport={"width": bredd, "height": 900}, color_scheme=farger, reduced_motion="reduce", locale="sv-SE"
        )
        context.on("request", lambda r, lista=utifran: r.url.startswith(galleri) or lista.append(r.url))
        context.on("console", lambda m, lista=meddelanden: lista.append(m.text))
        context.on("weberror", lambda e, lista=meddelanden: lista.append(str(e.error)))
        page = context.new_page()
        page.add_init_script(VAKT)
        page.goto(f"{galleri}/{sida.rstrip('!')}")
        if sida.endswith("!"):
            page.get_by_role("button", name="Skicka förslaget till Kalmar").click()
            expect(page).to_have_title(re.compile("^Fel: "))
        page.evaluate("document.fonts.ready")
        matt = page.evaluate(
            """() => ({
              bredd: document.documentElement.scrollWidth - innerWidth,
              csp: window.csp,
              typsnitt: [...document.fonts].filter((f) => f.status === "error").length,
              rubriker: document.querySelectorAll("h1").length,
              sprak: document.documentElement.lang,
            })"""
        )
        page.evaluate(axe_js)
        axe = page.evaluate(AXE)
        brott = [(b["id"], [n["target"] for n in b["nodes"]]) for b in axe["violations"]]
        meddelanden = [
            m for m in meddelanden if not (sida.startswith(("fel/", "hinder")) and "Failed to load resource" in m)
        ]
        vantat = {"bredd": 0, "csp": [], "typsnitt": 0, "rubriker": 1, "sprak": "sv"}
        if matt != vantat or brott or utifran or meddelanden:
            funna[sida] = (matt, brott, utifran, meddelanden)
        context.close()
    assert funna == {}


def test_felsammanfattningen_tar_fokus_och_leder_till_falten(browser, galleri):
    page = oppna(browser, galleri, "formular!")
    expect(page.locator(".felsammanfattning")).to_be_focused()
    for lank in page.locator(".felsammanfattning a").all():
        text = lank.inner_text()
        lank.click()
        traffad = page.locator(":focus")
        expect(traffad).to_have_id(lank.get_attribute("href").removeprefix("#"))
        samma_ord = page.locator("main form").get_by_text(text, exact=True)
        expect(samma_ord).to_have_count(1)
    page.context.close()


def test_utan_skript_fungerar_formular_fel_meny_och_tabell(browser, galleri):
    page = oppna(browser, galleri, "formular!", java_script_enabled=False, viewport={"width": 320, "height": 900})
    expect(page).to_have_title(re.compile("^Fel: Föreslå en omfördelning – "))
    expect(page.locator(".felsammanfattning")).to_be_focused()
    expect(page.get_by_role("link", name="Min andel")).to_be_visible()
    expect(page.get_by_role("button", name="Meny")).to_be_hidden()
    page.goto(f"{galleri}/")
    page.get_by_role("link", name=re.compile(r"^Före \(sortera fallande\)$")).click()
    expect(page).to_have_url(re.compile(r"\?sortera=-fore$"))
    expect(page.get_by_role("columnheader", name=re.compile(r"^Före \(sortera stigande\)$"))).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(page.get_by_role("button", name="Kopiera texten")).to_be_hidden()
    page.context.close()


@pytest.mark.parametrize("sida", SIDOR)
def test_glesare_text_ryms(browser, galleri, sida):
    """WCAG 1.4.12: more space between lines, words and letters makes nothing too wide and cuts nothing off."""
    page = oppna(browser, galleri, sida, viewport={"width": 320, "height": 900})
    page.evaluate(
        """() => { const glest = new CSSStyleSheet();
          glest.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
          document.adoptedStyleSheets = [glest]; }"""
    )
    avklippta = page.evaluate(
        """() => [...document.querySelectorAll("main *:not(svg *, .ds-sr-only, select, input, textarea)")]
          .filter((e) => getComputedStyle(e).overflowX === "hidden" && e.scrollWidth > e.clientWidth)
          .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert avklippta == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.context.close()


def test_menyn_falls_ihop_pa_smal_skarm(browser, galleri):
    page = oppna(browser, galleri, "", viewport={"width": 320, "height": 900})
    knapp = page.get_by_role("button", name="Meny")
    expect(page.get_by_role("link", name="Min andel")).to_be_hidden()
    knapp.click()
    expect(knapp).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("link", name="Min andel")).to_be_visible()
    page.context.close()


def test_tabellen_filtreras_medan_man_skriver(browser, galleri):
    page = oppna(browser, galleri, "")
    falt = page.get_by_label("Sök kommun")
    falt.press_sequentially("ÖVER")
    expect(page.locator("#andelar tbody tr:visible th")).to_have_text(["Överkalix", "Övertorneå"])
    expect(page.get_by_text("Visar 2 av 7 kommuner")).to_be_visible()
    falt.fill("")
    expect(page.locator("#andelar tbody tr:visible")).to_have_count(7)
    page.context.close()


def test_tabellen_sager_nar_inget_passar(browser, galleri):
    page = oppna(browser, galleri, "")
    falt = page.get_by_label("Sök kommun")
    falt.fill("qqqq")
    expect(page.get_by_text("Inga kommuner passar sökningen. Kontrollera stavningen, eller visa alla.")).to_be_visible()
    expect(page.locator("#andelar")).to_be_hidden()
    falt.fill("boden")
    expect(page.get_by_text("Inga kommuner passar")).to_be_hidden()
    expect(page.locator("#andelar tbody tr:visible")).to_have_count(1)
    page.get_by_label("Sök kommun").fill("qqqq")
    page.get_by_role("link", name="visa alla").click()
    expect(page.locator("#andelar tbody tr:visible")).to_have_count(7)
    page.context.close()


def test_smal_tabell_behaller_radens_namn_och_sager_att_den_rullar(browser, galleri):
    page = oppna(browser, galleri, "", viewport={"width": 320, "height": 900})
    yta = page.get_by_role("region", name="Andelar per kommun")
    assert "Dra tabellen i sidled" in page.evaluate(
        "y => getComputedStyle(y, '::before').content", yta.element_handle()
    )
    yta.focus()
    page.keyboard.press("End")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("y => y.scrollLeft > 40", arg=yta.element_handle())
    namn = yta.get_by_role("rowheader", name="Boden").bounding_box()
    assert 0 <= namn["x"] < 40
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(yta).not_to_have_attribute("data-rullar", "")
    page.context.close()


def test_staplad_tabell_har_namn_vid_varje_varde_och_ar_en_tabell(browser, galleri):
    page = oppna(browser, galleri, "", viewport={"width": 320, "height": 900})
    tabell = page.get_by_role("table", name="Ärenden")
    expect(tabell.get_by_role("row")).to_have_count(2)
    expect(tabell.get_by_role("columnheader", name="Omfördelas")).to_have_count(1)
    cell = tabell.get_by_role("cell", name="1,25")
    assert page.evaluate("c => getComputedStyle(c, '::before').content", cell.element_handle()).startswith(
        '"Omfördelas'
    )
    rad, varde = tabell.get_by_role("rowheader", name="OMF-2027-25-014").bounding_box(), cell.bounding_box()
    assert varde["y"] > rad["y"]
    assert varde["x"] + varde["width"] <= 320
    expect(tabell.get_by_role("link", name="Till (sortera stigande)")).to_be_visible()
    page.context.close()


def test_den_som_foljer_en_lank_till_en_utrakning_finner_den_uppfalld(browser, galleri):
    page = oppna(browser, galleri, "")
    utrakningen = page.locator("details.raknat")
    assert not utrakningen.evaluate("d => d.open")
    page.goto(f"{page.url}#utrakningen")
    assert utrakningen.evaluate("d => d.open")
    page.context.close()


def test_texten_kopieras(browser, galleri):
    page = oppna(browser, galleri, "", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiera texten").click()
    expect(page.get_by_text("Texten är kopierad.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Kommunstyrelsen beslutar")
    page.context.close()


def test_tecknen_raknas(browser, galleri):
    page = oppna(browser, galleri, "formular")
    page.get_by_label("Skäl").fill("x" * 501)
    expect(page.get_by_text("1 tecken för mycket")).to_be_visible()
    page.context.close()


def test_andra_trycket_skickar_inte(browser, galleri):
    page = oppna(browser, galleri, "formular")
    skickade = []
    page.on("request", lambda r: r.method == "POST" and skickade.append(r.url))
    page.get_by_role("button", name="Skicka förslaget till Kalmar").dblclick()
    expect(page).to_have_title(re.compile("^Fel: "))
    assert len(skickade) == 1
    page.context.close()


def test_hela_sidan_gar_att_na_med_tangentbordet(browser, galleri):
    """Tab visits every control in the order of the page, and each shows where it is."""
    page = oppna(browser, galleri, "", viewport={"width": 1440, "height": 900})
    i_ordning = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary, [tabindex='0']")]
          .filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 120))"""
    )
    besokta, osynliga = [], []
    for _ in i_ordning:
        page.keyboard.press("Tab")
        html, synlig = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
              const x = r.left + Math.min(r.width, 20) / 2, y = r.top + Math.min(r.height, 20) / 2;
              const traff = document.elementFromPoint(x, y);
              return [e.outerHTML.slice(0, 120),
                (parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== "none" || e.matches(".ds-skip-link"))
                && (e.contains(traff) || traff?.contains(e))]; }"""
        )
        besokta.append(html)
        if not synlig:
            osynliga.append(html)
    assert besokta == i_ordning
    assert osynliga == []
    page.context.close()


@pytest.mark.parametrize(
    ("medium", "farger", "tvingade"),
    [
        ("screen", "light", "none"),
        ("screen", "dark", "none"),
        ("print", "dark", "none"),
        ("screen", "light", "active"),
        ("screen", "dark", "active"),
    ],
)
def test_kartans_klasser_ar_olika_ljusa(browser, galleri, medium, farger, tvingade):
    """From the page's colour away: 1.3 to the first class, which has an outline too, and 1.5 from each to the next."""
    page = oppna(browser, galleri, "karta", color_scheme=farger, forced_colors=tvingade)
    page.emulate_media(media=medium, color_scheme=farger, forced_colors=tvingade)
    ljus = page.evaluate(
        """() => { const yta = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
          const klasser = [".karta-1", ".karta__botten-2", ".karta-3", ".karta__botten-4", ".karta-5"];
          const farger = klasser.map((k) => getComputedStyle(document.querySelector(k)).fill);
          return ["white", getComputedStyle(document.body).backgroundColor, ...farger].map((farg) => {
            yta.fillStyle = farg;
            yta.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...yta.getImageData(0, 0, 1, 1).data].map((d) => d / 255)
              .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05; }).slice(1); }"""
    )
    steg = [b / a if farger == "dark" and medium == "screen" else a / b for a, b in pairwise(ljus)]
    assert steg[0] > 1.3
    assert min(steg[1:]) > 1.5
    page.context.close()


def test_utskriften_ar_svart_pa_vitt_utan_navigation(browser, galleri):
    page = oppna(browser, galleri, "", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_hidden()
    expect(page.get_by_text("Hämtad ")).to_be_visible()
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator(".status__ord").first).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("#andelar thead")).to_have_css("display", "table-header-group")
    expect(page.locator("#andelar tfoot")).to_have_css("display", "table-row-group")
    page.context.close()
