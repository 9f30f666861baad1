"""Whatever is posted, corrected, undone, published and taken back: the last run is what the pure function gives."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from anvisning import anvisningar
from anvisning.berakningar import korning, lasning, manad
from anvisning.berakningar.landet import las_landet
from anvisning.hinder import Hinder
from anvisning.maluppfyllelse.metoder import nasta
from anvisning.models import Andelsandring, Anvisningsbokning, Anvisningsraknare, Berakning, Tabellslag
from tests.anvisning.berakningar import manader, scen
from tests.anvisning.berakningar.scen import bokfor, rakna
from tests.fabrik import FASTSTALLT, Lansscen, Riket, andrade, bygg_lan, bygg_riket, klockan, preliminara
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


@pytest.fixture(scope="module")
def tva_ar(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Lansscen]:
    """2026's shares are decided; 2027's are preliminary, and nothing is redistributed yet."""

    def bygg() -> Lansscen:
        scen.bygg()
        return bygg_lan(bygg_riket(ar=2027))

    with delad(django_db_blocker, bygg) as lanet:
        yield lanet


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


def dela_ut(riket: Riket, antal: int) -> dict[str, int]:
    """Assign children one by one to whose turn it is by the run, post them, and give the accounts of the next run."""
    berakning = rakna(EFTER)
    assert berakning is not None
    underlag, metod = lasning.underlag(berakning), lasning.metod(berakning)
    barn: Counter[str] = Counter()
    for _ in range(antal):
        tur = nasta(underlag, metod)
        assert tur is not None
        barn[tur.kommun] += 1
        underlag = underlag.efter({tur: 1})
    bokfor(riket, barn, dag=date(2027, 1, 20), nu=EFTER)
    berakning = rakna(EFTER)
    assert berakning is not None
    assert (berakning.ar_id, berakning.i_ar) == (2027, antal)
    return {k.kod: k.pa_kontot for k in lasning.underlag(berakning).kommuner}


@pytest.mark.langsam
@pytest.mark.parametrize("fro", range(4))
def test_den_som_star_utanfor_far_lika_manga_barn(tva_ar: Lansscen, db: None, fro: int) -> None:
    """Whatever is redistributed: the accounts of all others are as they would be without, child by child."""
    scenen, slump = deepcopy(tva_ar), Random(fro)
    riket, namn = scenen.riket, slump.sample(sorted(scenen.kommuner), 8)
    bokfor(riket, {kod: slump.randint(0, 6) + int(andel) for kod, andel in preliminara().items()}, nu=scen.NU)
    par = list(zip(namn[::2], namn[1::2], strict=True))[: slump.randint(1, 4)]
    konton = []
    for omfordelas in (par, []):
        punkt = transaction.savepoint()
        for givare, mottagare in omfordelas:
            scenen.overens(givare, mottagare, slump.choice([None, "0.30", "0.50"]))
        if omfordelas:
            scenen.redovisat()
        riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
        konton.append(dela_ut(riket, 150))
        assert Andelsandring.objects.exists() == bool(omfordelas)
        transaction.savepoint_rollback(punkt)
    inblandade = {scenen.kommuner[namn].kod for par_ in par for namn in par_}
    med, utan = ({kod: antal for kod, antal in k.items() if kod not in inblandade} for k in konton)
    assert med == utan
