"""Month after month is published through the commands, and a reader tries to work out what is withheld."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

import pytest
from pytest_django import DjangoDbBlocker

from anvisning.berakningar import offentligt
from anvisning.berakningar.manadsbild import Manadsbild
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Manadspublicering
from tests.anvisning.berakningar import manader
from tests.anvisning.berakningar.lasaren import Cell, krav_arsskiftet, krav_landets_tal, sma, stall_upp, visade
from tests.anvisning.berakningar.manader import MANADER, Land
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
    """What is public of all months (as of the last), and what is true."""

    bilder: list[Manadsbild]
    visat: list[dict[str, int]]
    sant: list[Mapping[str, int]]


def allt_publikt() -> Publikt:
    publiceringar = Manadspublicering.objects.order_by("manad")
    bilder = [offentligt.manadsbild(p) for p in publiceringar]
    sant = [dict(p.rader.values_list("kommun", "antal")) for p in publiceringar]
    return Publikt(bilder, [visade(bild) for bild in bilder], sant)


def kvar(p: Publikt, bilder: list[Manadsbild], visat: list[dict[str, int]]) -> dict[Cell, int]:
    """Give how many values the reader leaves of each small figure that is withheld."""
    granser = sma(p.sant[: len(bilder)], visat)
    e = stall_upp(bilder, visat, p.sant, granser)
    return {cell: e.varden(cell) for cell in granser if cell[1] not in visat[cell[0]]}


def krav_hemligt(p: Publikt) -> None:
    """At every publication three values are left of each small figure of all months: or as many as if nothing had been
    shown this time but what Migrationsverket had.
    """
    decembrar = {
        bild.publicering.manad.year: nr for nr, bild in enumerate(p.bilder) if bild.publicering.manad.month == 12
    }
    for nr, bild in enumerate(p.bilder):
        krav_landets_tal(bild)
        krav_arsskiftet(bild, p.visat, decembrar.get(bild.publicering.berakning.ar_id - 1))
        deras = {rad.kommun.pk for rad in bild.rader if (m := rad.migrationsverkets) and m.dag == bild.publicering.per}
        ovriga = {kod: tal for kod, tal in p.visat[nr].items() if kod not in deras}
        assert not {kod: tal for kod, tal in ovriga.items() if 1 <= tal <= 5 or (nr, kod) in sma(p.sant, p.visat)}
        assert p.visat[nr].items() <= p.sant[nr].items()
        visat = [*p.visat[:nr], p.visat[nr]]
        inget = replace(bild, lan=dict.fromkeys(bild.lan), riket=None)
        bara_deras = {kod: tal for kod, tal in p.visat[nr].items() if kod in deras}
        bast = kvar(p, [*p.bilder[:nr], inget], [*p.visat[:nr], bara_deras])
        for cell, antal in kvar(p, p.bilder[: nr + 1], visat).items():
            assert antal >= min(KVAR, bast[cell]), (nr, cell, antal, bast[cell])


def test_manad_efter_manad_avslojar_inget(riket: Riket) -> None:
    list(Land(riket, fro=1, start=1500).publicera(MANADER[:4]))
    p = allt_publikt()
    krav_hemligt(p)
    assert all(any(rad.uppfyllelse is None for rad in bild.rader) for bild in p.bilder)


def test_utan_skolden_raknas_det_fram(riket: Riket) -> None:
    """The same months, with nothing withheld but the small figures themselves: the reader finds them."""
    list(Land(riket, fro=2, start=4000).publicera(MANADER[:3]))
    p = allt_publikt()
    granser = sma(p.sant, p.visat)
    visat = [{kod: tal for kod, tal in sant.items() if (nr, kod) not in granser} for nr, sant in enumerate(p.sant)]
    lan_av = {rad.kommun.pk: rad.kommun.lan_id for rad in p.bilder[0].rader}
    bilder = []
    for bild, sant in zip(p.bilder, p.sant, strict=True):
        summor = {lan: sum(tal for kod, tal in sant.items() if lan_av[kod] == lan) for lan in bild.lan}
        bilder.append(replace(bild, lan=summor))
    assert sum(antal < KVAR for antal in kvar(p, bilder, visat).values()) > 5


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
