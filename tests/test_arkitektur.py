"""House rules that can drift: exact decimals, one clock, locks that say what they lock, small files, form keys."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver

from anvisning.views.formular import FormularVy
from tests.maskin import ROT

KOD = sorted(
    fil for app in ("anvisning", "omfordelning") for fil in (ROT / app).rglob("*.py") if "migrations" not in fil.parts
)
ANDELSVAGEN = [
    fil
    for fil in KOD
    if fil.name
    in {
        "promille.py",
        "falt.py",
        "andelar.py",
        "querysets.py",
        "process.py",
        "lage.py",
        "utfall.py",
        "plan.py",
        "sammanstallning.py",
        "forslag.py",
        "redovisning.py",
        "publicering.py",
        "oppet.py",
        "prognos.py",
    }
    or {"tabell", "maluppfyllelse"} & set(fil.parts)
]
"""The path of a share, from the file it comes in to the row it becomes, and what is computed from it.

`lasning` turns a workbook's floats exactly.
"""
KLOCKANS_LAGER = ("views", "tasks", "management", "mellanlager", "inloggning", "halsa", "uppstart")


def noder(fil: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(fil.read_text(encoding="utf-8")))


def kort(fil: Path) -> str:
    return str(fil.relative_to(ROT))


@pytest.mark.parametrize("fil", ANDELSVAGEN, ids=kort)
def test_ingen_float_i_en_andels_vag(fil: Path) -> None:
    tal = [n.lineno for n in noder(fil) if isinstance(n, ast.Constant) and isinstance(n.value, float)]
    anrop = [
        n.lineno
        for n in noder(fil)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in ("float", "round")
    ]
    assert (tal, anrop) == ([], [])


def test_klockan_ar_ett_argument() -> None:
    """`timezone.now()` stands only where the outside world comes in."""
    bryter = [
        kort(fil)
        for fil in KOD
        if "timezone.now()" in fil.read_text(encoding="utf-8")
        and not any(lager in kort(fil) for lager in KLOCKANS_LAGER)
    ]
    assert bryter == []


def test_varje_las_sager_vad_det_laser() -> None:
    """`select_for_update` with a join locks rows of other tables too, unless it says `of`."""
    bryter = [
        f"{kort(fil)}:{n.lineno}"
        for fil in KOD
        for n in noder(fil)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr == "select_for_update"
        and "of" not in {k.arg for k in n.keywords}
    ]
    assert bryter == []


def test_filer_med_ett_syfte() -> None:
    """The process itself is allowed to be long: it is read in one file."""
    langa = {kort(fil): antal for fil in KOD if (antal := len(fil.read_text(encoding="utf-8").splitlines())) > 350}
    assert set(langa) <= {"omfordelning/process.py"}


def test_inga_skrapladsmoduler() -> None:
    forbjudna = {"utils", "common", "core", "services", "helpers", "signals"}
    assert [kort(fil) for fil in KOD if fil.stem in forbjudna] == []


def test_every_form_that_is_sent_once_carries_its_key() -> None:
    """Without it the server takes the page for an old one, and refuses whatever is typed."""
    assert get_resolver().url_patterns  # imports every view
    vyer = [FormularVy]
    for vy in vyer:
        vyer += vy.__subclasses__()
    former = [vy.form_class for vy in vyer if vy.form_class]
    assert former
    assert [form.__name__ for form in former if "nyckel" not in form.base_fields] == []
