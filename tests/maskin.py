"""What the machine has and has not: a missing part is a loud skip here, a failure in CI."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
ROT = Path(__file__).resolve().parents[1]


def saknas(vad: str) -> NoReturn:
    """A part of the machine is missing: a failure in CI, a loud skip elsewhere. `vad` names it and how to get it."""
    if CI:
        pytest.fail(f"SAKNAS: {vad}", pytrace=False)
    pytest.skip(f"SAKNAS: {vad}")


def get_chromium() -> str | None:
    """The path of the system's Chromium (or what CHROMIUM names), None without one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
