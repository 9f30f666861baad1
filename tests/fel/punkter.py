"""Named points at which a process of the tests stops and waits to be killed. A point is armed by a file.

The file is taken by renaming it, so that one process stops there, once: who does the work again passes by.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BREVPUNKTER = (
    "mottagen",
    "forsok_raknat",
    "raden_last",
    "underlag_last",
    "mallen_fylld",
    "pdf_skriven",
    "brevet_sparat",
    "raden_klar",
)
"""Where a letter's worker may be killed, in the order in which it comes there."""
EFTER_250 = "mejlet_mottaget"
GIFT = "gift"
"""The file that names the documents that kill (`dod`) or hold whoever renders them, "id sort" per line: `hang` lets go
when it is told to, `dov` does not."""
MAPP = Path(os.environ.get("FEL_PUNKTER", "/nonexistent"))


def ladda(mapp: Path, namn: str) -> None:
    """Arm a point."""
    (mapp / namn).write_text("")


def traffad(mapp: Path, namn: str) -> int:
    """Give the id of the process that stands at a point; 0 when none does yet."""
    text = (mapp / f"{namn}.pid").read_text() if (mapp / f"{namn}.pid").exists() else ""
    return int(text or 0)


def passera(namn: str) -> None:
    """Stop here for as long as it takes, if the point is armed."""
    try:
        (MAPP / namn).rename(MAPP / f"{namn}.tagen")
    except OSError:
        return
    (MAPP / f"{namn}.pid").write_text(str(os.getpid()))
    while True:
        time.sleep(60)


def fore(modul: Any, funktion: str, namn: str) -> None:
    """Put a point before a function."""
    _runt(modul, funktion, lambda: passera(namn), lambda: None)


def efter(modul: Any, funktion: str, namn: str) -> None:
    """Put a point after a function."""
    _runt(modul, funktion, lambda: None, lambda: passera(namn))


def _runt(modul: Any, funktion: str, forst: Callable[[], None], sist: Callable[[], None]) -> None:
    egen = getattr(modul, funktion)

    def omsluten(*args: Any, **kwargs: Any) -> Any:
        forst()
        svar = egen(*args, **kwargs)
        sist()
        return svar

    setattr(modul, funktion, omsluten)
