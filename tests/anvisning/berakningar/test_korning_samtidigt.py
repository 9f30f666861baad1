"""Runs at once, in any order, while figures are posted, in a worker that is killed (F-30): the newest input wins."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import connection, transaction

from anvisning import utkorg
from anvisning.berakningar import korning, lasning, manad
from anvisning.berakningar.landet import las_landet
from anvisning.berakningar.las import ensam
from anvisning.models import (
    Berakning,
    Berakningsorder,
    Berakningsrad,
    Manadspublicering,
    Publiceringsrad,
    Tabellslag,
    Utkorgsrad,
)
from tests.anvisning.berakningar import scen
from tests.anvisning.berakningar.scen import AR, BODEN, LULEA, NU, alla, bokfor, rakna
from tests.fabrik import Riket, andrade, klockan
from tests.maskin import ROT
from tests.omfordelning.samtidigt import samtidigt, slag, vanta_tills_last

IDAG = NU.date()
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]


@pytest.fixture
def riket() -> Riket:
    return scen.bygg()


def utfall(*akter: Callable[[], object]) -> list[str]:
    """Do acts at the same moment; gives each one's outcome by its class."""
    return sorted(slag(samtidigt(akter)).elements())


def vanta_pa_nagon() -> None:
    """Wait until somebody else waits for a lock. From outside: a transaction sees one state of the sessions."""
    assert samtidigt([vanta_tills_last]) == [None]


def krav_nyast(dag: date = IDAG) -> None:
    """The run that holds is what the pure function gives of what is known now, and nothing waits."""
    berakning, landet = lasning.gallande(), las_landet(AR, dag)
    assert berakning is not None
    assert landet is not None
    assert lasning.underlag(berakning) == landet.underlag
    assert (berakning.fingeravtryck, berakning.bokning) == (landet.fingeravtryck, landet.bokning)
    assert not Berakningsorder.objects.filter(klar=None).exists()


def test_samma_order_ringd_tva_ganger_pa_en_gang(riket: Riket) -> None:
    bokfor(riket, {LULEA: 4})
    Berakningsorder.objects.exclude(orsak="import").delete()
    order = Berakningsorder.objects.get()
    assert utfall(*[lambda: korning.berakna(order.pk, nu=NU)] * 3) == ["NoneType"] * 3
    assert Berakning.objects.count() == 1
    krav_nyast()


def test_manga_ordrar_pa_en_gang_ger_en_korning(riket: Riket) -> None:
    for kod in (LULEA, BODEN, "0180"):
        bokfor(riket, {kod: 3})
    ordrar = list(Berakningsorder.objects.values_list("pk", flat=True))
    assert len(ordrar) == 4
    utfall(*(lambda pk=pk: korning.berakna(pk, nu=NU) for pk in ordrar))
    assert sorted(Berakningsorder.objects.values_list("gav_ny", flat=True)) == [False, False, False, True]
    assert Berakning.objects.get().rader.count() == Berakningsrad.objects.count() == 290
    krav_nyast()


def test_ordrar_i_vilken_ordning_som_helst(riket: Riket) -> None:
    rakna()
    for nr, ordning in enumerate(permutations(range(3))):
        for kod in (LULEA, BODEN, "0180"):
            bokfor(riket, {kod: nr + 1})
        nya = list(Berakningsorder.objects.filter(klar=None).order_by("pk"))
        for plats in ordning:
            korning.berakna(nya[plats].pk, nu=NU)
            assert lasning.underlag(Berakning.objects.first()) == las_landet(AR, IDAG).underlag
        krav_nyast()
    assert Berakning.objects.count() == 7


def test_en_arbetare_som_har_vantat_over_midnatt_raknar_inte_med_gardagens_tabell(riket: Riket) -> None:
    bokfor(riket, alla(2))
    rakna()
    i_morgon = klockan(IDAG + timedelta(days=1), 0, 1)
    riket.publicera(Tabellslag.RATTELSE, andrade(k2580="7.00"), nu=NU, skal="Räknefel.", galler_fran=i_morgon.date())
    korning.varje_natt(nu=i_morgon)
    natten = Berakningsorder.objects.get(orsak="natt")
    korning.berakna(natten.pk, nu=i_morgon)
    bokfor(riket, {LULEA: 6})
    sen = Berakningsorder.objects.get(klar=None)
    korning.berakna(sen.pk, nu=NU)
    krav_nyast(i_morgon.date())
    assert Berakning.objects.first().rader.get(kommun=LULEA).ordinarie == 7000


def test_en_bokforing_vantar_medan_en_korning_pagar_och_far_en_egen(riket: Riket) -> None:
    bokfor(riket, {LULEA: 4})
    order = Berakningsorder.objects.get(orsak="import")

    def kor() -> None:
        with transaction.atomic():
            ensam()
            vanta_pa_nagon()
            korning.berakna(order.pk, nu=NU)

    def boka() -> None:
        time.sleep(0.2)
        bokfor(riket, {BODEN: 6})

    assert utfall(kor, boka) == ["NoneType", "NoneType"]
    forsta = Berakning.objects.get()
    assert forsta.alla == 4
    rakna()
    assert Berakning.objects.first().alla == 10
    krav_nyast()


def test_bokforingar_och_korningar_om_vartannat(riket: Riket) -> None:
    rakna()

    def bada(kod: str) -> Callable[[], object]:
        def gor() -> None:
            for antal in (1, 2, 3):
                bokfor(riket, {kod: antal})
                order = Berakningsorder.objects.filter(klar=None).order_by("?").first()
                if order:
                    korning.berakna(order.pk, nu=NU)

        return gor

    assert utfall(*(bada(kod) for kod in (LULEA, BODEN, "0180"))) == ["NoneType"] * 3
    rakna()
    krav_nyast()
    assert lasning.underlag(Berakning.objects.first()).alla == 18


@pytest.mark.parametrize("omgang", range(3))
def test_ta_tillbaka_och_publicera_pa_en_gang(riket: Riket, omgang: int) -> None:
    rakna()
    bokfor(riket, alla(20))
    berakning = rakna()
    svar = utfall(
        lambda: korning.ta_tillbaka(berakning.pk, skal="Fel.", av=riket.publicist, nu=NU),
        lambda: manad.publicera(berakning.pk, av=riket.importor, nu=NU),
    )
    assert svar in (["Berakning", "Redan"], ["Hinder", "Manadspublicering"])
    berakning.refresh_from_db()
    assert Manadspublicering.objects.filter(berakning=berakning).exists() == (berakning.tillbakatagen is None)


def test_publicera_tva_ganger_pa_en_gang(riket: Riket) -> None:
    bokfor(riket, alla(20))
    berakning = rakna()
    svar = utfall(
        *(lambda av=av: manad.publicera(berakning.pk, av=av, nu=NU) for av in (riket.publicist, riket.importor))
    )
    assert svar == ["Hinder", "Manadspublicering"]
    assert Manadspublicering.objects.get().rader.count() == Publiceringsrad.objects.count() == 290


def test_publicera_medan_en_ny_bokforing_raknas(riket: Riket) -> None:
    """Either the older run is published before the newer is made, or it is refused."""
    bokfor(riket, alla(20))
    berakning = rakna()
    bokfor(riket, {LULEA: 7})
    order = Berakningsorder.objects.get(klar=None)
    svar = utfall(
        lambda: manad.publicera(berakning.pk, av=riket.publicist, nu=NU), lambda: korning.berakna(order.pk, nu=NU)
    )
    assert svar in (["Manadspublicering", "NoneType"], ["NoneType", "Redan"])
    krav_nyast()


ARBETARE = """
import sys
from datetime import datetime
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from anvisning import utkorg
utkorg.utfor(int(sys.argv[2]), nu=datetime.fromisoformat(sys.argv[3]))
"""


def test_en_arbetare_som_dodas_mitt_i_lamnar_inget_halvt(riket: Riket) -> None:
    """A real process and a real `kill -9`, between a run and its rows."""
    bokfor(riket, {LULEA: 4})
    rad = Utkorgsrad.objects.filter(uppgift="berakning").last()
    argument = [connection.settings_dict["NAME"], str(rad.pk), NU.isoformat()]
    with transaction.atomic(), connection.cursor() as fraga:
        fraga.execute("LOCK TABLE anvisning_berakningsrad IN SHARE MODE")
        process = subprocess.Popen([sys.executable, "-c", ARBETARE, *argument], cwd=ROT)
        vanta_pa_nagon()
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    _vanta(lambda: utkorg.utfor(rad.pk, nu=NU))
    assert Berakning.objects.get().rader.count() == Berakningsrad.objects.count() == 290
    rad.refresh_from_db()
    assert (rad.klar, rad.forsok, rad.avbrutna) == (NU, 2, 1)
    rakna()
    krav_nyast()


def _vanta(villkor: Callable[[], bool]) -> None:
    """The dead worker's session ends when the database finds that nobody is there."""
    for _ in range(300):
        if villkor():
            return
        time.sleep(0.1)
    raise AssertionError("the dead worker's session never ended")
