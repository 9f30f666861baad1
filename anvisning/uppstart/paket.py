"""Debian packages that pip cannot bring: which ones are missing, and installing them when run as root.

Standard library only.
"""

import os
import shutil
import subprocess
from typing import Any

BREV = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
"""What WeasyPrint needs for letters, with the letters' font."""
PROVNING = (*BREV, "chromium", "libatomic1", "poppler-utils", "qpdf")
"""What the whole test suite needs."""
SERVRAR = ("redis-server", "postgresql", "docker-compose")
"""Real servers and the compose client, for the tests of the production set-up."""


def get_missing(names: tuple[str, ...]) -> list[str]:
    """Those of the Debian packages `names` that are not installed; all counts as there where dpkg does not exist."""
    if not shutil.which("dpkg-query"):
        return []
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *names], capture_output=True, text=True, check=False
    )
    installed = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def prepare(names: tuple[str, ...]) -> bool:
    """Install the missing ones of `names` with apt when run as root; otherwise print the command to give.

    Gives True when nothing is missing afterwards.
    """
    missing = get_missing(names)
    if not missing:
        return True
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' '.join(missing)} ...", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        quiet: dict[str, Any] = {"env": environment, "check": False}
        quiet |= {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-q"], **quiet)  # an old list may do
        subprocess.run(command, **quiet)
        missing = get_missing(names)
        if not missing:
            return True
    print(f"\n*** MISSING: {' '.join(missing)}\n*** Install with: sudo {' '.join(command)}\n", flush=True)
    return False
