"""The invented assignments in the database: posted in order by two persons, labelled, and as many as decided."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import Sum
from pytest_django import DjangoDbBlocker

from anvisning import anvisningar, tid, utkorg
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsrad,
    Anvisningsraknare,
    Anvisningsunderlag,
    Epostmeddelande,
    Faktorvarde,
    Handelse,
    PubliceradMaluppfyllelse,
)
from anvisning.tabell.anvisningsceller import Period, manadens
from omfordelning.exempeldata import lander, organisationer
from omfordelning.exempeldata.anvisningar import barn_i
from omfordelning.exempeldata.bokforing import Bokforing
from omfordelning.uppgifter.riket import rikets_uppgifter
from tests import fabrik
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
BORJAN = date(2015, 1, 1)


def bygg() -> lander.Riket:
    """Build the country with its final shares of three years."""
    fabrik.referensdata()
    organisationer.skapa_organ(BORJAN)
    organisationer.skapa_konton(tid.start_pa_dagen(BORJAN))
    riket = lander.Riket()
    with utkorg.tyst():
        lander.gamla_ar(riket, 2016, 2018)
    return riket


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[lander.Riket]:
    with delad(django_db_blocker, bygg) as riket:
        yield riket


def per_manad() -> dict[tuple[int, int], int]:
    """Give the children that count, by the month of their row."""
    rader = Anvisningsrad.objects.exclude(typ="inledande").values_list("dag__year", "dag__month")
    return {(ar, manad): summa for ar, manad, summa in rader.order_by("dag").annotate(summa=Sum("antal")) if summa}


@pytest.mark.parametrize(
    ("dag", "filer", "vantar"),
    [
        (
            date(2018, 1, 1),
            ["2016.csv", *(f"2017-{manad:02}.csv" for manad in range(1, 11)), "2017-11.xlsx"],
            Period(date(2017, 12, 1), date(2017, 12, 31)),
        ),
        (date(2018, 1, 3), ["2016.csv", "2017.csv"], Period(date(2018, 1, 1), date(2018, 1, 2))),
        (date(2018, 3, 1), ["2016.csv", "2017.csv", "2018-01.xlsx"], Period(date(2018, 2, 1), date(2018, 2, 28))),
        (
            date(2018, 3, 2),
            ["2016.csv", "2017.csv", "2018-01.csv", "2018-02.xlsx"],
            Period(date(2018, 3, 1), date(2018, 3, 1)),
        ),
    ],
)
def test_all_whole_months_before_the_day_are_posted_and_the_days_since_then_wait(
    landet: lander.Riket, dag: date, filer: list[str], vantar: Period
) -> None:
    Bokforing(landet, dag).fram_till_dagen()
    bokningar = list(Anvisningsbokning.objects.order_by("pk").select_related("underlag"))
    perioder = [b.underlag.filnamn for b in bokningar if b.slag == "perioder"]
    assert perioder == [f"anvisningar-{fil}" for fil in filer]
    assert sorted(b.slag for b in bokningar if b.slag != "perioder") == ["faktorer", "maluppfyllelse"]
    assert {(b.forberedd_av, b.godkand_av) for b in bokningar} == {(landet.en, landet.tva)}
    assert all(b.kalla.startswith("Exempeldata: ") for b in bokningar)
    nu = tid.start_pa_dagen(dag)
    assert all(b.underlag.forberedd < b.bokford < nu for b in bokningar)
    assert all(forst.bokford <= sedan.bokford for forst, sedan in pairwise(bokningar))
    handelser = Handelse.objects.filter(slag__startswith="anvisningar_", nar__lt=nu).order_by("pk")
    assert len(handelser) == 2 * len(bokningar) + 1
    for forst, sedan in pairwise(handelser):
        assert forst.ar < sedan.ar or forst.nar <= sedan.nar, "each chain is told in order of time"
    manader = [manadens(ar, manad) for ar in range(2016, dag.year + 1) for manad in range(1, 13)]
    assert per_manad() == {(m.fran.year, m.fran.month): barn_i(m) for m in manader if m.till < vantar.fran}
    assert anvisningar.avvikelser() == []
    assert Anvisningsraknare.objects.filter(antal__lt=0).count() == 0

    underlag = Anvisningsunderlag.objects.get(bokning=None)
    assert (underlag.fran, underlag.till_och_med, underlag.forberedd_av) == (*vantar, landet.en)
    assert underlag.rader.aggregate(summa=Sum("antal"))["summa"] == barn_i(vantar) > 0
    assert anvisningar.varningar(underlag) == []
    fraga = "Anvisningar per dag, månad eller period: granska och bokför"
    for konto, har in ((landet.tva, [fraga]), (landet.en, [])):
        uppgifter = [u.rubrik for grupp in rikets_uppgifter(konto, nu).grupper for u in grupp.uppgifter]
        assert [rubrik for rubrik in uppgifter if rubrik.startswith("Anvisningar")] == har
    anvisningar.bokfor(underlag.pk, kand_version=1, av=landet.tva, nu=nu)
    assert anvisningar.avvikelser() == []


def test_the_same_country_gives_the_same_files(landet: lander.Riket) -> None:
    laddade = []
    for _ in range(2):
        with transaction.atomic():
            Bokforing(landet, date(2018, 3, 1)).fram_till_dagen()
            laddade.append({u.filnamn: bytes(u.innehall) for u in Anvisningsunderlag.objects.all()})
            transaction.set_rollback(True)
    assert laddade[0] == laddade[1]
    assert len(laddade[0]) == 6


def test_factors_and_published_fulfilment_are_those_of_the_last_finished_year(
    landet: lander.Riket,
) -> None:
    Bokforing(landet, date(2018, 3, 20)).fram_till_dagen()
    assert set(Faktorvarde.objects.values_list("ar", flat=True)) == {2017}
    assert Faktorvarde.objects.count() == 5 * 290
    publicerade = PubliceradMaluppfyllelse.objects.all()
    assert {p.dag for p in publicerade} == {date(2017, 12, 31)}
    assert len(publicerade) == 290
    assert 60 < min(p.procent for p in publicerade) < 100 < max(p.procent for p in publicerade) < 200


def test_what_went_wrong_is_undone_and_put_right_and_the_sums_hold(landet: lander.Riket) -> None:
    with utkorg.tyst():
        lander.gamla_ar(landet, 2019, 2024)
    Bokforing(landet, date(2024, 3, 1)).fram_till_dagen()
    egna = Anvisningsbokning.objects.exclude(skal="").order_by("pk")
    assert list(egna.values_list("slag", "till_och_med__year", "antal_rader")) == [
        ("motpost", 2019, Anvisningsbokning.objects.get(angrad_genom__isnull=False).antal_rader),
        ("rattelse", 2021, 1),
        ("rattelse", 2023, 2),
    ]
    vantat = {(ar, manad): barn_i(manadens(ar, manad)) for ar in range(2016, 2024) for manad in range(1, 13)}
    vantat |= {(2024, 1): barn_i(manadens(2024, 1)), (2021, 12): vantat[2021, 12] - 1}
    assert per_manad() == vantat
    assert anvisningar.avvikelser() == []
    assert not Anvisningsraknare.objects.filter(antal__lt=0).exists()
    assert not Epostmeddelande.objects.filter(skickad=None).exists()
