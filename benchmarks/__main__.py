"""Run the benchmarks: every module of this package with a function `kor(quick: bool) -> list[Matning]`."""

import argparse
import importlib
import json
import pkgutil
import platform
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

import benchmarks
from benchmarks.matning import Matning

RESULTAT = Path(__file__).with_name("RESULTS.md")
TILLSAMMANS = {"import": ["importen", "exporten"]}
"""A name for several at once."""
RUBRIK = ("measurement", "median", "min", "max", "goal", "verdict", "note")


def get_names() -> list[str]:
    """The names of the benchmarks there are."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(benchmarks.__path__)
        if module.name not in ("__main__", "databas", "matning")
    )


def format_row(matning: Matning) -> tuple[str, ...]:
    """One line of the table, in RUBRIK's order."""
    verdict = {True: "PASS", False: "FAIL", None: "skipped"}[matning.passed]
    numbers = (f"{number:.3g}" for number in (matning.ratio, matning.low, matning.high))
    return (matning.name, *numbers, matning.goal, verdict, matning.note)


def write_results(rows: list[Matning]) -> None:
    """Write RESULTS.md after a full run of everything."""
    lines = [
        "# Measured",
        "",
        f"{date.today().isoformat()}, Python {platform.python_version()}, {platform.machine()}; not `--quick`.",
        "",
        f"| {' | '.join(RUBRIK)} |",
        f"|{' --- |' * len(RUBRIK)}",
        *(f"| {' | '.join(format_row(row))} |" for row in rows),
    ]
    RESULTAT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Run what the command line names; 0 only if every measured goal is met and something was measured."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"{', '.join([*get_names(), *TILLSAMMANS])}; all when none"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, slack goals (CI)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there too")
    choice = parser.parse_args()
    names = [name for given in choice.names for name in TILLSAMMANS.get(given, [given])]
    if unknown := set(names) - set(get_names()):
        parser.error(f"no benchmark named {', '.join(sorted(unknown))}; there are {', '.join(get_names())}")
    rows: list[Matning] = []
    for name in names or get_names():
        begun = time.monotonic()
        print(f"{name} ...", flush=True)
        found = importlib.import_module(f"benchmarks.{name}").kor(choice.quick)
        rows += found
        for row in found:
            print("  " + "  ".join(format_row(row)), flush=True)
        print(f"  ({time.monotonic() - begun:.0f} s)", flush=True)
    if choice.json:
        choice.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    if not choice.quick and not choice.names:
        write_results(rows)
    verdicts = [row.passed for row in rows]
    print(f"\n{verdicts.count(True)} passed, {verdicts.count(False)} failed, {verdicts.count(None)} skipped")
    return 0 if True in verdicts and False not in verdicts else 1


if __name__ == "__main__":
    sys.exit(main())
