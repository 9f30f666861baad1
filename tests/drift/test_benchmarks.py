"""The benchmarks' verdicts and command line."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as kommando
from benchmarks.matning import Matning, judge, skip


def test_medianen_doms_mot_malet() -> None:
    assert judge("brev", [1.0, 2.0, 9.0], goal=1.9, at_least=True).passed
    assert not judge("brev", [1.0, 1.8, 9.0], goal=1.9, at_least=True).passed
    quick = judge("uv", [0.2, 0.3], goal=0.25, at_least=False)
    assert (quick.passed, quick.ratio, quick.low, quick.high, quick.goal) == (True, 0.25, 0.2, 0.3, "<= 0.25")


def test_det_som_inte_kunde_matas_ar_inte_godkant() -> None:
    assert skip("typst", "finns inte här").passed is None
    assert kommando.format_row(skip("typst", "finns inte här"))[5] == "skipped"


def test_okant_namn_sags_ifran(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "finns-inte"])
    with pytest.raises(SystemExit, match="2"):
        kommando.main()
    assert "no benchmark named finns-inte; there are" in capsys.readouterr().err
    assert "uppsattning" in kommando.get_names()


def test_importen_ar_aven_exporten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for namn in ("importen", "exporten", "annat"):
        (tmp_path / f"{namn}.py").write_text(
            "from benchmarks.matning import Matning\n"
            f"def kor(quick): return [Matning({namn!r}, 1.0, 1.0, 1.0, '>= 1', True)]\n"
        )
        monkeypatch.delitem(sys.modules, f"benchmarks.{namn}", raising=False)
    monkeypatch.setattr("benchmarks.__path__", [str(tmp_path)])
    monkeypatch.setattr(sys, "argv", ["benchmarks", "annat", "import", "--json", str(tmp_path / "ut.json")])
    assert kommando.main() == 0
    assert [rad["name"] for rad in json.loads((tmp_path / "ut.json").read_text())] == ["annat", "importen", "exporten"]


@pytest.mark.parametrize(
    ("verdicts", "code", "line"),
    [
        ([True, True], 0, "2 passed, 0 failed, 0 skipped"),
        ([True, False], 1, "1 passed, 1 failed, 0 skipped"),
        ([True, None], 0, "1 passed, 0 failed, 1 skipped"),
        ([None], 1, "0 passed, 0 failed, 1 skipped"),
    ],
)
def test_utgangskoden_foljer_domarna(
    verdicts: list[bool | None],
    code: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    (tmp_path / "provet.py").write_text(
        "from benchmarks.matning import Matning\n"
        f"def kor(quick): return [Matning('m', 1.0, 1.0, 1.0, '>= 1', v) for v in {verdicts!r}]\n"
    )
    monkeypatch.setattr("benchmarks.__path__", [str(tmp_path)])
    monkeypatch.setattr(sys, "argv", ["benchmarks", "provet", "--quick", "--json", str(tmp_path / "ut.json")])
    monkeypatch.delitem(sys.modules, "benchmarks.provet", raising=False)
    assert kommando.main() == code
    assert line in capsys.readouterr().out
    assert [Matning(**row).passed for row in json.loads((tmp_path / "ut.json").read_text())] == verdicts
