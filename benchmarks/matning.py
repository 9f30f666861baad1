"""What a benchmark gives: a ratio (or another number), its spread over the rounds, the goal, and the verdict."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Matning:
    """One measured number. `passed` is None when it could not be measured here (`note` says why)."""

    name: str
    ratio: float
    """Median over the rounds."""
    low: float
    high: float
    goal: str
    """For people, as ">= 1.9" or "<= 0.25"."""
    passed: bool | None
    note: str = ""


def judge(name: str, ratios: list[float], *, goal: float, at_least: bool, note: str = "") -> Matning:
    """Give the verdict on `ratios` (one per round, at least one): their median against `goal`."""
    middle = median(ratios)
    passed = middle >= goal if at_least else middle <= goal
    sign = ">=" if at_least else "<="
    return Matning(name, middle, min(ratios), max(ratios), f"{sign} {goal:g}", passed, note)


def skip(name: str, why: str) -> Matning:
    """A measurement that cannot be made here, because its peer is absent: never a pass."""
    return Matning(name, 0.0, 0.0, 0.0, "-", None, why)
