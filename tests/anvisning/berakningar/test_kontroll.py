"""What the nightly check and `rakna_om --kontrollera` say of runs and months that somebody has altered (I12)."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from anvisning.berakningar import kontroll, manad
from omfordelning.invarianter import kontrollera
from tests.anvisning.berakningar import scen
from tests.anvisning.berakningar.scen import LULEA, alla, bokfor, rakna
from tests.fabrik import Riket, klockan
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
NU = klockan(date(2026, 8, 5))


def publicerat() -> Riket:
    riket = scen.bygg()
    bokfor(riket, alla(20) | {LULEA: 3}, nu=NU)
    berakning = rakna(NU)
    assert berakning is not None
    manad.publicera(berakning.pk, av=riket.publicist, nu=NU)
    with connection.cursor() as fraga:
        fraga.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return riket


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, publicerat) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    return deepcopy(landet)


def bryt(sats: str) -> None:
    """Write past the triggers, as somebody with the database's own password could."""
    with connection.cursor() as fraga:
        fraga.execute("SET LOCAL session_replication_role = replica")
        fraga.execute(sats)
        fraga.execute("SET LOCAL session_replication_role = origin")


def test_det_ororda_haller(riket: Riket) -> None:
    ut = StringIO()
    call_command("rakna_om", "--kontrollera", stdout=ut)
    assert ut.getvalue() == "Räknarna stämmer med raderna.\nBeräkningarna stämmer med sitt underlag.\n"
    assert not [utfall for utfall in kontrollera() if utfall.brott]


BROTT = {
    "UPDATE anvisning_berakningsrad SET pa_kontot = 9 WHERE kommun_id = '2580'": [
        "säger 5783 barn men raderna är 5789 och 5783",
        "till och med 2026-07-31 har en annan rad än sin beräkning: 2580",
        "siffrorna går inte ihop",
    ],
    """UPDATE anvisning_berakningsrad SET pa_kontot = pa_kontot + d, i_kommunen = i_kommunen + d
       FROM (VALUES ('2580', 2), ('2582', -2)) AS a(kod, d) WHERE kommun_id = a.kod""": [
        "annan rad än sin beräkning: 2580",
        "annan rad än sin beräkning: 2582",
        "ger ett annat resultat än det som är lagrat: 2580, 2582",
    ],
    "DELETE FROM anvisning_publiceringsrad WHERE kommun_id = '0180'": ["annan rad än sin beräkning: 0180"],
    "UPDATE anvisning_publiceringsrad SET antal = 21 WHERE kommun_id = '0180'": ["annan rad än sin beräkning: 0180"],
    """UPDATE anvisning_berakning SET tillbakatagen = now(), tillbakatagen_skal = 'x',
       tillbakatagen_av_id = (SELECT min(id) FROM anvisning_konto)""": ["är tillbakatagen"],
    "UPDATE anvisning_berakning SET publikt_id = gen_random_uuid()": ["saknar händelse"],
    **{
        f"DROP TRIGGER {namn}_oforanderlig ON anvisning_{namn}": [f"inte längre ändringar: {namn}_oforanderlig"]
        for namn in ("berakning", "berakningsrad", "berakningsdel", "manadspublicering", "publiceringsrad")
    },
}


@pytest.mark.parametrize("sats", BROTT)
def test_ett_brott_namns_och_inget_annat(riket: Riket, sats: str) -> None:
    bryt(sats)
    brott = kontroll.avvikelser()
    assert len(brott) == len(BROTT[sats]), brott
    for mening, vantad in zip(sorted(brott), sorted(BROTT[sats]), strict=True):
        assert vantad in " ".join(brott), mening
    with pytest.raises(CommandError, match=f"{len(brott)} fel i beräkningarna"):
        call_command("rakna_om", "--kontrollera", stdout=StringIO())
    assert {utfall.regel.nummer: set(utfall.brott) for utfall in kontrollera() if utfall.brott} == {"I12": set(brott)}
