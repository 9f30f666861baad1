"""The published month: what is withheld, when it may be published, and what the public then sees."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoDbBlocker

from anvisning.berakningar import manad, offentligt
from anvisning.hinder import Hinder, Redan
from anvisning.models import Handelse, Kommun, Manadspublicering, Publiceringsrad
from tests.anvisning.berakningar import scen
from tests.anvisning.berakningar.scen import BODEN, LULEA, alla, bokfor, rakna
from tests.fabrik import Riket, klockan
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
JULI, AUGUSTI = klockan(date(2026, 8, 5)), klockan(date(2026, 9, 5))


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, scen.bygg) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    return deepcopy(landet)


def manaden(riket: Riket, antal: dict[str, int], dag: date, nu: object) -> Manadspublicering:
    bokfor(riket, antal, dag=dag, nu=nu)
    return manad.publicera(rakna(nu).pk, av=riket.publicist, nu=nu)


def test_manaden_visas_med_smatal_dolda(riket: Riket) -> None:
    publicering = manaden(riket, alla(20) | {LULEA: 3}, date(2026, 7, 31), JULI)
    bild = offentligt.manadsbild(publicering)
    rader = {rad.kommun.pk: rad for rad in bild.rader}
    assert rader[LULEA].uppfyllelse is None
    assert rader[BODEN].uppfyllelse.antal == 20
    assert (rader[LULEA].avstand, rader[LULEA].plats, rader[LULEA].kvot) == (None, None, None)
    assert bild.lan["25"] is None or sum(rad.uppfyllelse is None for rad in bild.rader if rad.kommun.lan_id == "25") > 1
    assert bild.riket == 289 * 20 + 3
    assert offentligt.visas_nu([LULEA, BODEN]) == {BODEN: 20}
    assert len(bild.rader) == 290
    assert Handelse.objects.filter(slag="maluppfyllelse_publicerad").count() == 1


def test_en_manad_publiceras_en_gang_och_i_ordning(riket: Riket) -> None:
    forsta = manaden(riket, alla(20), date(2026, 7, 31), JULI)
    with pytest.raises(Hinder, match="juli 2026 är redan publicerad"):
        manad.publicera(forsta.berakning_id, av=riket.publicist, nu=JULI)
    bokfor(riket, {LULEA: 6}, dag=date(2026, 7, 30), nu=JULI)
    with pytest.raises(Hinder, match="juli 2026 är redan publicerad"):
        manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI)
    with pytest.raises(PermissionDenied):
        manad.publicera(forsta.berakning_id, av=riket.granskare, nu=JULI)
    bokfor(riket, {BODEN: 6}, dag=date(2026, 8, 31), nu=AUGUSTI)
    gammal = forsta.berakning
    ny = rakna(AUGUSTI)
    with pytest.raises(Redan):
        manad.publicera(gammal.pk, av=riket.publicist, nu=AUGUSTI)
    andra = manad.publicera(ny.pk, av=riket.publicist, nu=AUGUSTI)
    assert offentligt.senaste() == andra
    assert offentligt.senaste(date(2026, 8, 31)) == forsta
    assert offentligt.senaste(date(2026, 8, 4)) is None


def test_utan_bokforda_anvisningar_finns_inget_att_publicera(riket: Riket) -> None:
    with pytest.raises(Hinder, match="Inga anvisningar"):
        manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI)


def test_forhandsvisningen_ar_det_som_publiceras(riket: Riket) -> None:
    bokfor(riket, alla(20) | {LULEA: 3, BODEN: 4}, dag=date(2026, 7, 31), nu=JULI)
    berakning = rakna(JULI)
    fore = manad.forhandsvisa(berakning)
    assert not Publiceringsrad.objects.exists()
    manad.publicera(berakning.pk, av=riket.publicist, nu=JULI)
    assert manad.utgavor() == [fore.utgava]


def test_databasen_vagrar_andra_det_publicerade(riket: Riket) -> None:
    manaden(riket, alla(20), date(2026, 7, 31), JULI)
    for andring in (
        "UPDATE anvisning_publiceringsrad SET antal = 9",
        "DELETE FROM anvisning_manadspublicering",
        "UPDATE anvisning_berakning SET tillbakatagen = now(), tillbakatagen_skal = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as fraga:
            fraga.execute(andring)


def test_en_manad_som_inte_ar_slut_eller_vantar_pa_en_berakning_publiceras_inte(riket: Riket) -> None:
    bokfor(riket, alla(20), dag=date(2026, 7, 30), nu=JULI)
    with pytest.raises(Hinder, match="Siffrorna når bara till 30 juli 2026"):
        manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI)
    bokfor(riket, {BODEN: 6}, dag=date(2026, 7, 31), nu=JULI)
    berakning = rakna(JULI)
    bokfor(riket, {BODEN: -6}, dag=date(2026, 7, 31), nu=JULI)
    with pytest.raises(Redan, match="En ny beräkning är på väg"):
        manad.publicera(berakning.pk, av=riket.publicist, nu=JULI)
    assert manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI).per == date(2026, 7, 31)


def test_en_manad_utan_nya_barn_kan_ocksa_publiceras(riket: Riket) -> None:
    manaden(riket, alla(20), date(2026, 7, 31), JULI)
    bokfor(riket, {BODEN: 1, LULEA: 1}, dag=date(2026, 8, 31), nu=AUGUSTI)
    bokfor(riket, {BODEN: -1, LULEA: -1}, dag=date(2026, 8, 31), nu=AUGUSTI)
    assert manad.publicera(rakna(AUGUSTI).pk, av=riket.publicist, nu=AUGUSTI).per == date(2026, 8, 31)


def test_en_kommun_som_saknar_andel_och_barn_hindrar_ingen_manad(riket: Riket) -> None:
    manaden(riket, alla(20), date(2026, 7, 31), JULI)
    Kommun.objects.create(kod="2599", namn="Nykommun", lan_id="25", sortering="nykommun", sokning="nykommun")
    bokfor(riket, {"2599": 8}, dag=date(2026, 8, 31), nu=AUGUSTI)
    publicering = manad.publicera(rakna(AUGUSTI).pk, av=riket.publicist, nu=AUGUSTI)
    assert publicering.rader.count() == 291
    assert len(offentligt.manadsbild(publicering).rader) == 291
