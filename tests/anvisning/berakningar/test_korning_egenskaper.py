"""Whatever is posted, corrected, undone, published and taken back: the last run is what the pure function gives."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from anvisning import anvisningar
from anvisning.berakningar import korning, lasning, manad
from anvisning.berakningar.landet import las_landet
from anvisning.hinder import Hinder
from anvisning.models import Anvisningsbokning, Anvisningsraknare, Berakning, Tabellslag
from tests.anvisning.berakningar import manader
from tests.anvisning.berakningar.scen import bokfor, rakna
from tests.fabrik import Riket, andrade, klockan, preliminara
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
BORJAN = klockan(date(2027, 1, 10))
EFTER = klockan(date(2027, 2, 3))
NORRBOTTEN = ["2580", "2582", "2583", "2514", "2505"]


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, manader.bygg) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Riket:
    return deepcopy(landet)


class Slumpen:
    """Acts at random, a day apart."""

    def __init__(self, riket: Riket, fro: int) -> None:
        self.riket, self.slump, self.nu = riket, Random(fro), BORJAN
        self.koder = [*NORRBOTTEN, *self.slump.sample(sorted(preliminara()), 20)]

    def gor(self) -> None:
        self.nu += timedelta(days=1)
        akter = [self.bokfor, self.bokfor, self.ratta, self.motpost, self.andelar, self.ta_tillbaka, self.publicera]
        try:
            self.slump.choice(akter)()
        except Hinder:
            pass  # an act that cannot be done now changes nothing

    def bokfor(self) -> None:
        nya = {kod: self.slump.randint(1, 9) for kod in self.slump.sample(self.koder, 6)}
        dag = self.nu.date() - timedelta(days=self.slump.choice([1, 5, 60, 400]))
        bokfor(self.riket, nya, dag=dag, nu=self.nu, typ=self.slump.choice(["utjamnande", "utjamnande", "anknytning"]))

    def ratta(self) -> None:
        """Take away of this year what is there of any year: a year's own number may go below nothing."""
        finns: dict[str, int] = {}
        for kod, antal in Anvisningsraknare.objects.values_list("kommun", "antal"):
            finns[kod] = finns.get(kod, 0) + antal
        valda = [kod for kod, antal in finns.items() if antal > 0]
        if valda:
            kod = self.slump.choice(valda)
            bokfor(self.riket, {kod: -self.slump.randint(1, finns[kod])}, dag=self.nu.date(), nu=self.nu)

    def motpost(self) -> None:
        bokningar = list(Anvisningsbokning.objects.filter(angrar=None, angrad_genom=None))
        if bokningar:
            bokning = self.slump.choice(bokningar)
            underlag = anvisningar.forbered_motpost(bokning.pk, skal="Fel.", av=self.riket.importor, nu=self.nu)
            anvisningar.bokfor(underlag.pk, kand_version=1, av=self.riket.publicist, nu=self.nu)

    def andelar(self) -> None:
        ny = andrade(k2580=str(self.slump.choice([6, 7, 8])), k2514=str(self.slump.choice([1, 2])))
        dag = self.nu.date() + timedelta(days=self.slump.choice([0, 2]))
        self.riket.publicera(Tabellslag.RATTELSE, ny, nu=self.nu, skal="Räknefel.", galler_fran=dag)

    def ta_tillbaka(self) -> None:
        berakning = lasning.gallande()
        if berakning:
            korning.ta_tillbaka(berakning.pk, skal="Prov.", av=self.riket.publicist, nu=self.nu)

    def publicera(self) -> None:
        berakning = lasning.gallande()
        if berakning:
            manad.publicera(berakning.pk, av=self.riket.publicist, nu=self.nu)


@pytest.mark.langsam
@pytest.mark.parametrize("fro", range(5))
def test_den_sista_korningen_ar_den_rena_funktionen(riket: Riket, fro: int) -> None:
    slumpen = Slumpen(riket, fro)
    for _ in range(14):
        slumpen.gor()
        rakna(slumpen.nu)
        berakning, landet = Berakning.objects.first(), las_landet(2027, slumpen.nu.date())
        assert landet is not None
        if berakning is not None:
            korning.varje_natt(nu=slumpen.nu)
            assert rakna(slumpen.nu).fingeravtryck == landet.fingeravtryck
            assert lasning.underlag(Berakning.objects.first()) == landet.underlag
        call_command("rakna_om", "--kontrollera", stdout=StringIO())
    assert Berakning.objects.count() > 2
