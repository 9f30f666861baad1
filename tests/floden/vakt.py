"""What no page may do: break the CSP, call another host, write an error in the console, or shut somebody out."""

from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

SMAL, BRED = 320, 1440
"""The two widths (px) every page is tried at."""
HOJD = 900
ANMAL_CSP = """
addEventListener("securitypolicyviolation", (h) => window.anmalCsp(`${h.violatedDirective} ${h.blockedURI}`));
"""
AXE = """axe.run(document, {
  resultTypes: ["violations"],
  rules: {"target-size": {enabled: true}, "color-contrast-enhanced": {enabled: true}},
})"""
"""With targets of at least 24 px and contrast of at least 7 as well."""
MATT = """() => ({
  rullar: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  h1: document.querySelectorAll("h1").length,
  sprak: document.documentElement.lang,
  titel: document.title,
})"""


class Vakt:
    """Listens to all pages of a browser context. `fel` holds a line for each thing that must not be."""

    def __init__(self, context: BrowserContext, adress: str) -> None:
        self.fel: list[str] = []
        self.adress = adress
        context.expose_function("anmalCsp", lambda vad: self.fel.append(f"CSP: {vad}"))
        context.add_init_script(ANMAL_CSP)
        context.on("request", self._begaran)
        context.on("response", self._svar)
        context.on("console", self._konsol)
        context.on("weberror", lambda fel: self.fel.append(f"script: {fel.error}"))

    def _begaran(self, begaran: Request) -> None:
        if not begaran.url.startswith((f"{self.adress}/", "data:")):
            self.fel.append(f"another host: {begaran.url}")

    def _svar(self, svar: Response) -> None:
        sidan = svar.request.is_navigation_request()
        if svar.status >= 500 or (svar.status >= 400 and not sidan):
            self.fel.append(f"{svar.status}: {svar.request.method} {svar.url}")

    def _konsol(self, rad: ConsoleMessage) -> None:
        # The status of each answer is judged in `_svar`; a form shown again answers 4xx, and the console says so.
        ofarlig = rad.text.startswith("Failed to load resource: the server responded with a status of 4")
        if rad.type in ("error", "warning") and not ofarlig:
            self.fel.append(f"console: {rad.text}")

    def ta(self) -> list[str]:
        """Give what has been heard, and forget it."""
        fel, self.fel[:] = list(self.fel), []
        return fel


def brister(page: Page, axe_js: str, bredder: tuple[int, ...] = (BRED, SMAL)) -> list[str]:
    """Give what is wrong with the page as it stands, at each width: axe, sideways scroll, title, h1, language."""
    rader: list[str] = []
    for bredd in bredder:
        page.set_viewport_size({"width": bredd, "height": HOJD})
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(axe_js)
        rader += [f"{bredd} px: {rad}" for rad in (*_matt(page.evaluate(MATT)), *_axe(page.evaluate(AXE)))]
    return rader


def _matt(matt: dict[str, Any]) -> list[str]:
    rader = []
    if matt["rullar"] > 0:
        rader.append(f"scrolls sideways by {matt['rullar']} px")
    if matt["h1"] != 1:
        rader.append(f"{matt['h1']} h1")
    if matt["sprak"] != "sv":
        rader.append(f"lang {matt['sprak']!r}")
    if not matt["titel"].split(" – ")[0].removeprefix("Fel: ").strip() or "{" in matt["titel"]:
        rader.append(f"title {matt['titel']!r}")
    return rader


def _axe(svar: dict[str, Any]) -> list[str]:
    return [
        f"axe {brott['id']}: {', '.join(' '.join(map(str, nod['target'])) for nod in brott['nodes'][:4])}"
        for brott in svar["violations"]
    ]
