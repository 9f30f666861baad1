"""Month after month is published through the commands, and a reader tries to work out what is withheld."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Manadspublicering
from tests.anvisning.berakningar import manader
from tests.anvisning.berakningar.lasaren import Cell, sma, stall_upp
from tests.anvisning.berakningar.manader import MANADER, Land
from tests.anvisning.berakningar.servat import Sett, krav_inget_mer, las
from tests.fabrik import Riket
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
KVAR = 3


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, manader.bygg) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    return deepcopy(landet)


@dataclass(frozen=True)
class Publikt:
    """What anybody can fetch of all months, and what is true."""

    manader: list[Sett]
    sant: list[Mapping[str, int]]


def allt_publikt() -> Publikt:
    publiceringar = Manadspublicering.objects.order_by("manad")
    sant = [dict(p.rader.values_list("kommun", "antal")) for p in publiceringar]
    return Publikt([las(p.manad) for p in publiceringar], sant)


def kvar(manader: list[Sett], sant: list[Mapping[str, int]]) -> dict[Cell, int]:
    """Give how many values the reader leaves of each small figure that is withheld."""
    visat = [sett.visat for sett in manader]
    granser = sma(sant[: len(manader)], visat)
    e = stall_upp(manader, sant, granser)
    return {cell: e.varden(cell) for cell in granser if cell[1] not in visat[cell[0]]}


def krav_hemligt(p: Publikt) -> None:
    """At every publication three values are left of each small figure of all months: or as many as if nothing had been
    shown this time but what Migrationsverket had. And no file has a number that does not follow from those used.
    """
    smatt = sma(p.sant, [sett.visat for sett in p.manader])
    for nr, sett in enumerate(p.manader):
        krav_inget_mer(p.manader[: nr + 1])
        ovriga = {kod: tal for kod, tal in sett.visat.items() if kod not in sett.hos_migrationsverket}
        assert not {kod: tal for kod, tal in ovriga.items() if 1 <= tal <= 5 or (nr, kod) in smatt}
        assert sett.visat.items() <= p.sant[nr].items()
        bara_deras = {kod: tal for kod, tal in sett.visat.items() if kod in sett.hos_migrationsverket}
        inget = replace(sett, lan=dict.fromkeys(sett.lan), riket=None, visat=bara_deras)
        bast = kvar([*p.manader[:nr], inget], p.sant)
        for cell, antal in kvar(p.manader[: nr + 1], p.sant).items():
            assert antal >= min(KVAR, bast[cell]), (nr, cell, antal, bast[cell])


def visa_allt_utom_smatt(p: Publikt) -> Publikt:
    """Give the same months with nothing withheld but the small figures themselves: as they are served then."""
    smatt = sma(p.sant, [sett.visat for sett in p.manader])
    with connection.cursor() as fraga:
        fraga.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for tabell in ("publiceringsrad", "manadspublicering"):
            fraga.execute(f"ALTER TABLE anvisning_{tabell} DISABLE TRIGGER USER")
    for nr, publicering in enumerate(Manadspublicering.objects.order_by("manad")):
        sma_har = [kod for antal_nr, kod in smatt if antal_nr == nr]
        publicering.rader.exclude(kommun__in=sma_har).update(lag=None, hog=None)
    Manadspublicering.objects.update(dolda_lan=[], sma_lan=[], riket_dolt=False)
    return allt_publikt()


@pytest.mark.langsam
def test_manad_efter_manad_avslojar_inget(riket: Riket) -> None:
    list(Land(riket, fro=1, start=1500).publicera(MANADER[:4]))
    p = allt_publikt()
    krav_hemligt(p)
    assert all(len(sett.visat) < len(sett.rader) for sett in p.manader)


@pytest.mark.langsam
def test_utan_skolden_raknas_det_fram(riket: Riket) -> None:
    """The same months, with nothing withheld but the small figures themselves: the reader finds them."""
    list(Land(riket, fro=2, start=4000).publicera(MANADER[:3]))
    p = visa_allt_utom_smatt(allt_publikt())
    assert sum(antal < KVAR for antal in kvar(p.manader, p.sant).values()) > 5


@pytest.mark.langsam
@pytest.mark.parametrize("fro", range(6))
@pytest.mark.parametrize(
    ("start", "metod"), [(60, None), (1500, None), (5000, Metod.PERIODSUMMA), (3000, Metod.GALLANDE_ANDEL)]
)
def test_manga_lander_och_metodbyten(riket: Riket, fro: int, start: int, metod: Metod | None) -> None:
    land = Land(riket, fro=100 + fro, start=start)
    dagar = [*MANADER, date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]
    list(land.publicera(dagar[:3]))
    if metod:
        land.byt_metod(2027, metod, date(2027, 1, 20))
    for nr in range(3, len(dagar)):
        list(Land(riket, fro=1000 * fro + nr, start=land.slump.choice([20, 60])).publicera(dagar[nr : nr + 1]))
    krav_hemligt(allt_publikt())
