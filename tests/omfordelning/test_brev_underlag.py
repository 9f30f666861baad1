"""The input of a document: stored as JSON, read again as the same, and refused when its figures do not add up."""

import json
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal

import pytest

from omfordelning import brev
from tests.omfordelning import brevexempel


@pytest.mark.parametrize("underlag", brevexempel.ALLA.values(), ids=brevexempel.ALLA.keys())
def test_round_trip(underlag: brev.Underlag) -> None:
    again = brev.las_underlag(underlag.to_json())
    assert again == underlag
    assert type(again) is type(underlag)
    assert again.to_json() == underlag.to_json()
    assert type(underlag).from_json(json.loads(json.dumps(underlag.to_dict()))) == underlag


def test_decimals_keep_their_digits() -> None:
    """0.80 stays 0.80: neither a float nor a shortened number comes back."""
    again = brev.Beskedsbrev.from_json(brevexempel.BESKED.to_json())
    assert str(again.promille) == "0.80"
    assert isinstance(again.givare.fore, Decimal)


def test_instants_keep_the_instant() -> None:
    again = brev.Registreringskopia.from_json(brevexempel.KOPIA.to_json())
    assert again.tidpunkt == brevexempel.KOPIA.tidpunkt
    assert again.tidpunkt.utcoffset() is not None


def changed(**fields: object) -> dict[str, object]:
    data = brevexempel.BESKED.to_dict()
    data["underlag"].update(fields)
    return data


@pytest.mark.parametrize(
    "data",
    [
        "inte json",
        {},
        {"slag": "Underlag", "underlag": {}},
        {"slag": "Beskedsbrev", "underlag": []},
        changed(okant="x"),
        changed(promille=0.8),
        changed(promille="NaN"),
        changed(promille="en"),
        changed(datum="10 november"),
        changed(medtagen=1),
        changed(version=True),
        changed(villkor="annat"),
        changed(skal="en text"),
        changed(kontakt=None),
    ],
    ids=str,
)
def test_foreign_input_is_refused(data: str | dict[str, object]) -> None:
    with pytest.raises(brev.FelUnderlag):
        brev.las_underlag(data)


def test_another_kind_is_refused() -> None:
    with pytest.raises(brev.FelUnderlag):
        brev.Bekraftelsebrev.from_json(brevexempel.BESKED.to_json())


def test_a_float_cannot_be_stored() -> None:
    with pytest.raises(TypeError):
        replace(brevexempel.BESKED, promille=0.8).to_json()


def test_inputs_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        brevexempel.BESKED.promille = Decimal(1)


def test_figures_must_add_up() -> None:
    givare, mottagande = brevexempel.BESKED.givare, brevexempel.BESKED.mottagande
    with pytest.raises(ValueError, match="is not"):
        replace(givare, efter=Decimal("0.46"))
    mer = replace(mottagande, andring=Decimal("0.81"), efter=Decimal("7.71"))
    with pytest.raises(ValueError, match="must equal"):
        replace(brevexempel.BESKED, mottagande=mer)
    with pytest.raises(ValueError, match="is not"):
        replace(brevexempel.KOMMUNER[0], tar_emot=Decimal("0.01"))
    with pytest.raises(ValueError, match="county's sum"):
        replace(brevexempel.REDOVISNING, kommuner=brevexempel.KOMMUNER[1:])


def test_a_no_needs_reasons() -> None:
    with pytest.raises(ValueError, match="reasons"):
        replace(brevexempel.BESKED, medtagen=False)
    with pytest.raises(ValueError, match="reasons"):
        replace(brevexempel.BEKRAFTELSE, faststalld=False)


def test_a_later_version_names_what_it_replaces() -> None:
    ersatt = brev.ErsattHandling(beteckning="version 1", datum=date(2026, 11, 1))
    for underlag in (brevexempel.BESKED, brevexempel.NOLLRAPPORT):
        with pytest.raises(ValueError, match="replaces"):
            replace(underlag, version=2)
        with pytest.raises(ValueError, match="replaces"):
            replace(underlag, ersatter=ersatt)


def test_the_package_does_not_load_weasyprint() -> None:
    """The web process imports the package to order letters; only rendering needs the library."""
    code = "import sys, omfordelning.brev; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
