"""Whatever is redistributed, who stands outside gets as many children: through the database, child by child."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from random import Random

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from anvisning.berakningar import lasning
from anvisning.maluppfyllelse.metoder import nasta
from anvisning.models import Andelsandring, Tabellslag
from tests.anvisning.berakningar import scen
from tests.anvisning.berakningar.scen import bokfor, rakna
from tests.fabrik import FASTSTALLT, Lansscen, Riket, bygg_lan, bygg_riket, klockan, preliminara
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
EFTER = klockan(date(2027, 2, 3))


@pytest.fixture(scope="module")
def tva_ar(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Lansscen]:
    """2026's shares are decided; 2027's are preliminary, and nothing is redistributed yet."""

    def bygg() -> Lansscen:
        scen.bygg()
        return bygg_lan(bygg_riket(ar=2027))

    with delad(django_db_blocker, bygg) as lanet:
        yield lanet


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
