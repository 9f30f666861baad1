"""The only module that imports WeasyPrint: it holds the shared fonts and styles, and makes HTML into PDF bytes.

Import it in the worker only (through `rendering`): loading costs about a second and 100 MB.
"""

import ctypes
import ctypes.util
import hashlib
import io
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pydyf
import weasyprint
from django.conf import settings
from fontTools.ttLib import TTFont
from weasyprint.text.ffi import ffi, fontconfig, harfbuzz_subset, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .taggar import set_artifacts, set_scope
from .tecken import Teckenforrad
from .xmp import add_pdfua

MALLKATALOG = Path(settings.BASE_DIR) / "templates" / "brev"
KODKATALOG = Path(__file__).parent
STILFIL = MALLKATALOG / "brev.css"
STILMALL = "brev:brev.css"
TYPSNITT = "DejaVu Sans"
INSTALLERA = f"Install the letter font {TYPSNITT} (Debian: fonts-dejavu-core)."
PROV = "<html lang=sv><title>Prov</title><body><p>Åäö ‰ <b>Åäö ‰</b></p></html>"
PAKET = ("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "cssselect2", "fonttools")
OPTIONS = {"pdf_variant": "pdf/a-3a", "presentational_hints": False, "custom_metadata": False}


class Nekad(ValueError):
    """A document asked for something outside our own few assets."""


class Hamtare(URLFetcher):
    """Fetches nothing but our own assets, by exact name: no file, no network, no data: address, no redirect."""

    tillatna = {STILMALL: (STILFIL, "text/css")}

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Give one of our own assets. Errors: `Nekad`, which WeasyPrint takes as "not found" and goes on without."""
        if url not in self.tillatna:
            raise Nekad("Only the document's own assets may be fetched.")
        path, kind = self.tillatna[url]
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class TypsnittSaknas(RuntimeError):
    """The letter font is not installed, so every document would look different from what it should."""


@dataclass(frozen=True)
class Motor:
    """What every document of a process shares: fonts, the parsed style sheet, the font's characters, the versions."""

    typsnitt: FontConfiguration
    stilmall: weasyprint.CSS
    hamtare: Hamtare
    tecken: Teckenforrad
    versioner: dict[str, str]

    def write(self, html: str, identifier: bytes) -> tuple[bytes, int]:
        """Lay out a page of HTML and give the PDF's bytes and its number of pages.

        `identifier` (16 bytes) becomes the file's /ID; nothing else in the file depends on time or chance.
        """
        document = render(html, self.hamtare, self.typsnitt, self.stilmall)
        with warnings.catch_warnings():  # WeasyPrint leaves the file of its colour profile for Python to close
            warnings.filterwarnings("ignore", message="unclosed file .*sRGB2014", category=ResourceWarning)
            pdf = document.write_pdf(finisher=finish, pdf_identifier=identifier, **OPTIONS)
        return pdf, len(document.pages)


def render(html: str, hamtare: Hamtare, typsnitt: FontConfiguration, stilmall: weasyprint.CSS) -> weasyprint.Document:
    """Lay out a page of HTML with our style sheet; nothing outside our own assets is fetched."""
    page = weasyprint.HTML(string=html, base_url="brev:", url_fetcher=hamtare)
    return page.render(font_config=typsnitt, stylesheets=[stilmall], **OPTIONS)


def finish(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Complete a PDF just before it is written (WeasyPrint's `finisher`): what PDF/UA-1 needs beside PDF/A-3a."""
    add_pdfua(pdf)
    set_scope(pdf.objects)
    set_artifacts(pdf)


def build_motor() -> Motor:
    """Build the shared parts: reads the style sheet, finds the installed fonts. Errors: `TypsnittSaknas`."""
    if not count_fonts():
        raise TypsnittSaknas(INSTALLERA)  # Pango itself would end the process
    hamtare = Hamtare()
    typsnitt = FontConfiguration()
    stilmall = weasyprint.CSS(url=STILMALL, url_fetcher=hamtare, font_config=typsnitt)
    fonts = find_fonts(render(PROV, hamtare, typsnitt, stilmall))
    tecken = Teckenforrad.build([set(TTFont(io.BytesIO(content)).getBestCmap()) for content in fonts])
    return Motor(typsnitt, stilmall, hamtare, tecken, get_versions(fonts))


def count_fonts() -> int:
    """Give the number of font files that fontconfig knows on this machine."""
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    return int(fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem).nfont)


def find_fonts(prov: weasyprint.Document) -> list[bytes]:
    """Give the font files that a trial page in regular and bold is set in. Errors: `TypsnittSaknas`."""
    prov.write_pdf(full_fonts=True)  # else the files are cut to the few characters of the trial page
    families = {font.family for font in prov.fonts.values()}
    if families != {TYPSNITT}:
        raise TypsnittSaknas(f"{INSTALLERA} Found {sorted(families)}.")
    return sorted({bytes(font.file_content) for font in prov.fonts.values()})


def get_versions(fonts: list[bytes]) -> dict[str, str]:
    """Give all that decides the bytes of a document: libraries, font files, our own style sheet, templates and code."""
    return {
        **{package: metadata.version(package) for package in PAKET},
        "pango": str(pango.pango_version()),
        "harfbuzz": read_harfbuzz_version(),
        "harfbuzz-subset": "saknas" if harfbuzz_subset is None else "finns",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "typsnitt": digest(fonts),
        "stilmall": digest([STILFIL.read_bytes()]),
        "mallar": digest(path.read_bytes() for path in sorted([*MALLKATALOG.glob("*.html"), *KODKATALOG.glob("*.py")])),
    }


def read_harfbuzz_version() -> str:
    """Give the version of the loaded harfbuzz (it cuts the fonts)."""
    library = ctypes.CDLL(ctypes.util.find_library("harfbuzz") or "libharfbuzz.so.0")
    library.hb_version_string.restype = ctypes.c_char_p
    return str(library.hb_version_string().decode())


def digest(parts: Iterable[bytes]) -> str:
    """Give one SHA-256 (hexadecimal) of several byte strings in order."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
