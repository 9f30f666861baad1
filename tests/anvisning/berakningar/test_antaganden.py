"""What is assumed of a year: its own forecast, and the amounts that hold on its first day."""

from datetime import date
from decimal import Decimal

import pytest

from anvisning.berakningar.antaganden import antaganden_for
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Ar, Ersattning
from tests.fabrik import referensdata, skapa_ar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def beloppen(db: None) -> None:
    referensdata()


def prognosen(ar: Ar) -> tuple[Decimal, ...] | None:
    antaganden = antaganden_for(ar)
    return (antaganden.prognos.lag, antaganden.prognos.huvud, antaganden.prognos.hog) if antaganden else None


@pytest.mark.parametrize(
    ("lag", "huvud", "hog", "svar"),
    [
        (700, 1000, 1600, (700, 1000, 1600)),
        (None, 1000, None, (1000, 1000, 1000)),
        (None, 1000, 1600, (1000, 1000, 1600)),
        (0, 0, 5, (0, 0, 5)),
        (None, None, None, None),
    ],
)
def test_prognosen_ar_arets_egen(
    lag: int | None, huvud: int | None, hog: int | None, svar: tuple[int, ...] | None
) -> None:
    assert prognosen(skapa_ar(2027, prognos_lag=lag, prognos_huvud=huvud, prognos_hog=hog)) == svar


def test_beloppen_ar_de_som_galler_pa_arets_forsta_dag() -> None:
    Ersattning.objects.filter(slag="rorlig").update(galler_till=date(2026, 12, 31))
    Ersattning.objects.create(slag="rorlig", belopp=9_900, galler_fran=date(2027, 1, 1), rattsgrund="ny")
    Ersattning.objects.create(slag="fast", belopp=600_000, galler_fran=date(2027, 1, 2), rattsgrund="ny")
    svar = {}
    for ar in (2026, 2027, 2028):
        antaganden = antaganden_for(skapa_ar(ar, prognos_huvud=1000))
        assert antaganden is not None
        svar[ar] = antaganden.fast_del, antaganden.rorlig_del
    assert svar == {2026: (500_000, 9_450), 2027: (500_000, 9_900), 2028: (600_000, 9_900)}


def test_metoden_ar_arets_egen() -> None:
    antaganden = antaganden_for(skapa_ar(2027, prognos_huvud=1000, metod="periodsumma"))
    assert antaganden is not None
    assert antaganden.metod is Metod.PERIODSUMMA


def test_fore_forordningen_finns_inga_belopp() -> None:
    assert antaganden_for(skapa_ar(2017, prognos_huvud=1000)) is None
