"""Vad händer om, as a municipality sees another one whose count is public."""

from decimal import Decimal

import pytest

from anvisning import tid
from anvisning.berakningar import manad
from anvisning.models import Kommun
from omfordelning.vad_om import VadOm, las_vad_om
from omfordelning.vad_om_ord import DOLT
from tests.anvisning.berakningar.scen import STOCKHOLM, ratta
from tests.omfordelning.mal.scen import AR, ARVIDSJAUR, LULEA, NU, Scen

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def panelen(ser: str) -> VadOm | None:
    givare, mottagare = Kommun.objects.get(pk=LULEA), Kommun.objects.get(pk=ARVIDSJAUR)
    return las_vad_om(AR, givare, mottagare, givare.lan, Decimal("0.10"), ser=ser, dag=tid.svensk_dag(NU))


def test_ett_barn_till_hos_en_annan_marks_inte(scen: Scen) -> None:
    """What is shown is what was published: were it shown only while it is true, its disappearing would tell."""
    manad.publicera(scen.berakning.pk, av=scen.riket.publicist, nu=NU)
    fore = {ser: panelen(ser) for ser in (LULEA, "")}
    bild = fore[LULEA]
    assert bild is not None
    (rad,) = [rad for rad in bild.parter[1].rader if rad.namn == "Måluppfyllelse, eget konto"]
    assert rad.fore.startswith("10 av ")
    assert rad.not_ == "Sedan 2016, antalet som publicerades senast"
    ratta(scen.riket, {ARVIDSJAUR: 1, STOCKHOLM: -1}, nu=NU)
    assert panelen(LULEA) == bild
    assert panelen("") != fore[""]


def test_det_som_inte_visas_sags_inte_vara_publicerat(scen: Scen) -> None:
    bild = panelen(LULEA)
    assert bild is not None
    (rad,) = [rad for rad in bild.parter[1].rader if rad.namn == "Måluppfyllelse, eget konto"]
    assert (rad.fore, rad.not_) == (DOLT, "Sedan 2016")
