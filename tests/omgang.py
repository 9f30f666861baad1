"""Run parts of the suite and of lint, one after the other: `python -m tests.omgang snabb webblasare redis lint summa`.

Every part is run even when an earlier one failed. The last line sums up; the exit code is 0 only if all passed.
"""

import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

ROT = Path(__file__).resolve().parents[1]
RAPPORT = ROT / "var" / "rapport"
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest"]
TVA_KARNOR = ["-n", "2", "--dist", "loadfile", "--max-worker-restart=0"]
"""A worker that dies ends the part: with another in its place the run has been seen to wait for ever."""
PROVNING = {
    "snabb": [*PYTEST, *TVA_KARNOR, "-m", "not webblasare and not langsam and not redis"],
    "webblasare": [*PYTEST, *TVA_KARNOR, "-m", "(webblasare or langsam) and not redis"],
    "redis": [*PYTEST, "-m", "redis"],
}
"""Part -> command. The last has both cores to itself: it starts the whole service, and faults have time limits."""
SERVRAR = {
    "DATABASE_URL": "postgres://anvisning:not-a-secret-here@127.0.0.1:5432/anvisning",
    "REDIS_URL": "redis://:not-a-secret-here@127.0.0.1:6379/0",
    "SECRET_KEY": "".join(chr(ord("0") + n % 75) for n in range(80)),
    "ALLOWED_HOSTS": "omfordelning.example.org",
    "BAS_URL": "https://omfordelning.example.org",
    "LITA_PA_PROXY": "true",
}
"""Production settings for `check --deploy`; nothing is connected to."""


def get_lint() -> dict[str, list[str]]:
    """Name -> command of each part of lint."""
    tool = {name: str(BIN / name) for name in ("ruff", "djlint", "lint-imports", "mypy")}
    manage = [sys.executable, "manage.py"]
    return {
        "ruff check": [tool["ruff"], "check", "."],
        "ruff format": [tool["ruff"], "format", "--check", "."],
        "djlint format": [tool["djlint"], "--check", "--quiet", "templates"],
        "djlint lint": [tool["djlint"], "--lint", "templates"],
        "import-linter": [tool["lint-imports"]],
        "mypy": [tool["mypy"]],
        "makemigrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "check deploy": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
    }


MILJO = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""What the commands inherit; each worker would compile every module anew without its bytecode."""


def run_tests(part: str) -> dict[str, int]:
    """Run one part of the suite; gives counts of passed, failed and skipped. No test at all counts as a failure."""
    report = RAPPORT / f"{part}.xml"
    report.unlink(missing_ok=True)
    code = subprocess.run([*PROVNING[part], f"--junitxml={report}"], cwd=ROT, env=MILJO, check=False).returncode
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if report.exists():
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - pytest wrote it just now
            number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
            counts["failed"] += number["failures"] + number["errors"]
            counts["skipped"] += number["skipped"]
            counts["passed"] += number["tests"] - number["failures"] - number["errors"] - number["skipped"]
    if code and not counts["failed"]:
        counts["failed"] = 1
    return counts


def run_lint() -> dict[str, int]:
    """Run every part of lint; gives counts."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name, command in get_lint().items():
        env = MILJO | (SERVRAR if name == "check deploy" else {})
        done = subprocess.run(
            command, cwd=ROT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        print(f"{'FAILED' if done.returncode else 'ok    '}  {name}", flush=True)
        if done.returncode:
            print(done.stdout, flush=True)
        counts["failed" if done.returncode else "passed"] += 1
    return counts


def main(parts: list[str]) -> int:
    """Run the named parts; `summa` alone only sums up what earlier runs left in var/rapport."""
    RAPPORT.mkdir(parents=True, exist_ok=True)
    results: dict[str, dict[str, int]] = {}
    if parts == ["summa"]:
        results = {path.stem: json.loads(path.read_text()) for path in sorted(RAPPORT.glob("*.json"))}
    else:
        for part in parts:
            begun = time.monotonic()
            print(f"\n===== {part} =====", flush=True)
            results[part] = run_lint() if part == "lint" else run_tests(part)
            (RAPPORT / f"{part}.json").write_text(json.dumps(results[part]))
            print(f"{part}: {time.monotonic() - begun:.1f} s", flush=True)
    total = {key: sum(counts[key] for counts in results.values()) for key in ("passed", "failed", "skipped")}
    print(f"\n{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped", flush=True)
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
