"""What a published month says that its children come from, when a correction was posted last."""

from datetime import date

import pytest

from anvisning.berakningar import manad
from tests.anvisning.berakningar import scen
from tests.anvisning.berakningar.scen import BODEN, HAPARANDA
from tests.omfordelning.publikt.manader import JULI, MANADEN
from tests.omfordelning.publikt.sidtext import avsnitt, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("i_augusti"), pytest.mark.langsam]
ANGRAD = "angrad"


@pytest.mark.parametrize("hur", ["", ANGRAD])
def test_the_file_is_named_and_never_the_correction(hur: str) -> None:
    """Not even by its undoing, which has its source and day; then there are no corrections."""
    riket = scen.bygg()
    scen.bokfor(riket, scen.alla(20), dag=date(2026, 7, 31), nu=JULI)
    sist = scen.ratta(riket, {HAPARANDA: 1}, dag=date(2026, 6, 30), nu=JULI, kalla="Haparandas brev")
    if hur == ANGRAD:
        sist = scen.angra(riket, sist, nu=JULI)
    berakning = scen.rakna(JULI)
    assert berakning is not None
    assert berakning.bokning == sist
    manad.publicera(berakning.pk, av=riket.publicist, nu=JULI)
    delar, mer = avsnitt(f"{MANADEN}{BODEN}/"), "" if hur == ANGRAD else " och rättelser"
    assert f"Källa: Migrationsverket{mer}, 31 juli 2026." in delar["antal"]
    assert f"Källa Migrationsverket, till och med 31 juli 2026{mer} " in f"{delar['underlag']} "
    assert "Senaste fil Anvisningar per dag, månad eller period, den 5 augusti 2026" in delar["underlag"]
    sagt = text(f"{MANADEN}{BODEN}/")
    assert not [ord_ for ord_ in ("Haparandas brev", "30 juni", "Rättelse,", "Ångrad") if ord_ in sagt]
