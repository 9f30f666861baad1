"""The README's picture is the process."""

from omfordelning.management.commands.processbild import mermaid
from tests.maskin import ROT


def test_readme_visar_processen_som_den_ar() -> None:
    assert f"```mermaid\n{mermaid()}\n```" in (ROT / "README.md").read_text(encoding="utf-8")
