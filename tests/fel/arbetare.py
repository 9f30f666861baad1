"""The worker of the fault tests: the application's own, with named points, poisoned letters and short rests.

Run as `celery --app=tests.fel.arbetare worker`.
"""

import os
import time
from contextlib import suppress
from typing import Any

import django

from anvisning.config.celery import app

django.setup()

from django.conf import settings  # noqa: E402

from anvisning import sandning, utkorg  # noqa: E402
from omfordelning import brev, dokument  # noqa: E402
from omfordelning.brev import rendering  # noqa: E402
from tests.fel import punkter  # noqa: E402

__all__ = ["app"]

punkter.fore(utkorg, "utfor", "mottagen")
punkter.efter(utkorg, "_borja", "forsok_raknat")
punkter.fore(dokument, "framstall", "raden_last")
punkter.efter(brev, "las_underlag", "underlag_last")
punkter.efter(rendering, "build_html", "mallen_fylld")
punkter.efter(brev, "rendera", "pdf_skriven")
punkter.efter(dokument, "framstall", "brevet_sparat")
punkter.efter(utkorg, "utfor", "raden_klar")
punkter.efter(sandning, "_lamna", punkter.EFTER_250)

framstall = dokument.framstall


def _hang() -> None:
    while True:
        time.sleep(0.1)


def framstall_eller_do(dokument_id: int, **mer: Any) -> None:
    """Render, unless the letter is poisoned."""
    gift = punkter.MAPP / punkter.GIFT
    sorter = dict(rad.split() for rad in gift.read_text().splitlines()) if gift.exists() else {}
    match sorter.get(str(dokument_id)):
        case "dod":
            os._exit(9)
        case "hang":
            _hang()
        case "dov":
            while True:
                with suppress(Exception):  # the soft time limit is one, and code that others wrote may drop it
                    _hang()
    framstall(dokument_id, **mer)


dokument.framstall = framstall_eller_do
if settings.KORTARE > 1:
    utkorg.VANTA = [vila / settings.KORTARE for vila in utkorg.VANTA]
    utkorg.INTE_AN /= settings.KORTARE
    utkorg.RINGD /= 3  # shorter, and a slow machine is rung for the same rows faster than it does them
    utkorg.SVEP /= settings.KORTARE
