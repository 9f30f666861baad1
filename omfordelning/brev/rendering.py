"""From a document's input to its PDF: the same input with the same versions always gives the same bytes."""

import gc
import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .kodning import Underlag
from .sidor import build_html

if TYPE_CHECKING:
    from .motor import Motor


@dataclass(frozen=True)
class Renderat:
    """A finished document: the PDF, its SHA-256 (hexadecimal), what it was made with, and its number of pages."""

    pdf: bytes
    sha256: str
    versioner: dict[str, str]
    sidor: int


@lru_cache(maxsize=1)
def get_motor() -> "Motor":
    """Load WeasyPrint and build what all documents of this process share; the second call gives the same."""
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines a letter tell nobody anything
    from .motor import build_motor

    return build_motor()


def varm_upp() -> None:
    """Load everything that documents need and set it aside from garbage collection.

    Call it once in the parent of forked workers: they start warm and share the memory. One document is laid out on
    the way, so that fonts are found and measured before the fork.
    """
    get_motor()
    gc.collect()
    gc.freeze()


def rendera(underlag: Underlag) -> Renderat:
    """Make a document's PDF (PDF/A-3a, tagged as PDF/UA-1).

    Takes one of the inputs in `underlag`. Errors: `ImportError` or `OSError` when WeasyPrint's native libraries are
    missing, `TypsnittSaknas` when the letter font is not installed.
    """
    motor = get_motor()
    return render_html(motor, build_html(underlag))


def render_html(motor: "Motor", html: str) -> Renderat:
    """Make the PDF of finished HTML. The file's /ID is derived from what it says and how it looks."""
    synlig = motor.tecken.synlig(html)
    identifier = hashlib.sha256(f"{motor.versioner['stilmall']}\n{synlig}".encode()).digest()[:16]
    pdf, pages = motor.write(synlig, identifier)
    return Renderat(pdf, hashlib.sha256(pdf).hexdigest(), dict(motor.versioner), pages)
