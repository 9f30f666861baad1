"""Expected children: the newest year's share of its forecast, the compensation, and the scenarios, each explained."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from anvisning import tid
from anvisning.berakningar.antaganden import antaganden_for, ersattningar
from anvisning.berakningar.forvantat import scenarier_for, takt_for
from anvisning.berakningar.landet import las_landet
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.maluppfyllelse.scenarier import Spann
from anvisning.models import Anvisningsraknare, Ersattning
from anvisning.prognos import TreScenarier
from omfordelning.forvantansbild import forvantansbild
from tests.fabrik import preliminara
from tests.omfordelning.lan.besok import rader, text
from tests.omfordelning.mal.conftest import Besoker
from tests.omfordelning.mal.scen import ALVSBYN, AR, LULEA, NU, Scen, nasta_ar, stall_in

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ADRESS = "/min-maluppfyllelse/forvantat/"
PROGNOS = TreScenarier(lag=Decimal(700), huvud=Decimal(1000), hog=Decimal(1500))


def test_nasta_ars_preliminara_andel_ganger_prognosen(scen: Scen, besok: Besoker) -> None:
    """7.30 ‰ of 700, 1 000 and 1 500 children; 9 450 kr for each expected child."""
    nasta_ar()
    svar = besok("Luleå").get(ADRESS)
    andel = preliminara()[LULEA]
    assert andel == Decimal("7.30")
    assert [[cell.replace("\xa0", " ") for cell in rad] for rad in rader(svar)[1:]] == [
        ["Låg prognos", "700", "5,1", "48 290 kr"],
        ["Huvudprognos", "1 000", "7,3", "68 985 kr"],
        ["Hög prognos", "1 500", "11,0", "103 478 kr"],
    ]
    sagt = text(svar)
    assert "förväntat antal barn 2028" in sagt
    assert "Preliminär" in sagt
    assert "aldrig ett löfte" in sagt
    assert "Den fasta delen är 500 000 kr per år. Den ligger kvar hos er, också om ni omfördelar hela andelen." in sagt
    assert "7,30 ‰ × 1 000 barn = 7,3 barn" in sagt
    assert "7,3 barn × 9 450 kr = 68 985 kr" in sagt
    assert "förordning (2017:193) 7 § tredje stycket" in sagt
    assert "Källa: Februariprognosen" in sagt


def test_spannet_ar_scenariernas_och_takten_star_oppet(scen: Scen, besok: Besoker) -> None:
    nasta_ar()
    svar = besok("Luleå").get(ADRESS)
    landet = las_landet(AR + 1, tid.svensk_dag(NU))
    assert landet is not None
    takt, insyn = takt_for(landet.ar, AR), Insyn(kod=LULEA)
    assert takt is not None
    takt = replace(takt, vikter=insyn.vikter(takt.vikter, landet.underlag))
    i_kon = insyn.landet(landet.underlag, landet.metod)
    vantat = scenarier_for(i_kon, landet.metod, PROGNOS, takt, kod=LULEA, redan=0)
    spann, sagt = vantat.kommun, text(svar)
    assert spann.p5 < spann.p95
    assert f"Mellan {spann.p5} och {spann.p95} barn 2028, i mitten {spann.p50} . Så blir det i nio av tio" in sagt
    assert "101 scenarier med 700 till 1 500 barn i landet." in sagt
    assert "De börjar i läget till och med 31 juli 2027. Barn som anvisas innan 2028 börjar är inte med." in sagt
    assert "Av 643 barn i landet sedan 1 januari 2026 kom 41 genom anknytning, alltså 6,4 %." in sagt
    assert "Inget lottas" in sagt


def test_varfor_turordningen_ger_annat_an_andelen_av_prognosen(besok: Besoker) -> None:
    """16 of 643 children when the share 7.30 ‰ is 4.69: Luleå is far ahead, and the queue gives it fewer."""
    nasta_ar()
    assert (
        "Tabellen ovanför visar andelen av prognosen. Turordningen jämnar också ut tidigare år. Med andelarna för 2028 "
        "har ni 16 barn, och målet är 4,69: 11,31 barn fler än målet."
    ) in text(besok("Luleå").get(ADRESS)).replace("\xa0", " ")


def test_aret_som_gar_har_det_som_redan_kommit_och_delarna_for_sig(scen: Scen, besok: Besoker) -> None:
    """Before next year's shares are out the year itself is shown."""
    svar = besok("Luleå").get(ADRESS)
    sagt = text(svar)
    assert "förväntat antal barn 2027" in sagt
    assert "Andelen för 2027 är fastställd av Migrationsverket." in sagt
    assert "Då är de 3 barn medräknade som redan har anvisats till er i år." in sagt
    assert "44 barn har redan anvisats i landet 2027." in sagt
    assert [namn for namn, _ in svar.context["delar"]] == ["Egen del", "Del från Arvidsjaur", "Del från Älvsbyn"]
    assert svar.context["andel"] == preliminara()[LULEA] + preliminara()[ALVSBYN] + Decimal("0.50")


@pytest.mark.parametrize(
    ("spann", "redan", "sagt"),
    [
        (Spann(p5=3, p50=3, p95=3), 0, ("3 barn 2027", "Än har inget barn anvisats till er i år.")),
        (Spann(p5=1, p50=2, p95=4), 1, ("Mellan 1 och 4 barn 2027, i mitten 2", "Då är det barn medräknat som redan")),
    ],
)
def test_spannet_i_ord(scen: Scen, spann: Spann, redan: int, sagt: tuple[str, str]) -> None:
    landet = las_landet(AR, tid.svensk_dag(NU))
    assert landet is not None
    raknat = scenarier_for(landet.underlag, landet.metod, PROGNOS, None, kod=LULEA, redan=redan)
    antaganden = antaganden_for(landet.ar)
    assert antaganden is not None
    bild = forvantansbild(LULEA, landet, antaganden, ersattningar(AR), replace(raknat, kommun=spann))
    assert bild["spannet"] == sagt[0]
    assert bild["redan"].startswith(sagt[1])


def test_hela_andelen_bortlamnad_ger_ingen_rorlig_del_men_den_fasta(besok: Besoker) -> None:
    svar = besok("Älvsbyn").get(ADRESS)
    assert [rad[2:] for rad in rader(svar)[1:]] == [["0,0", "0 kr"]] * 3
    assert "Den fasta delen är 500 000 kr per år. Den ligger kvar hos er" in text(svar)


def test_med_periodsumma_sags_att_anknytning_inte_ar_med(scen: Scen, besok: Besoker) -> None:
    stall_in(scen.riket, metod="periodsumma")
    assert "Alla barn räknas som utjämnande anvisningar" in text(besok("Luleå").get(ADRESS))


@pytest.mark.parametrize(
    ("prognos", "belopp", "sagt"),
    [(None, True, "Ingen prognos än"), (1000, False, "Ingen prognos än"), (1000, True, "Andelen av prognosen")],
)
def test_utan_prognos_eller_belopp(besok: Besoker, prognos: int | None, belopp: bool, sagt: str) -> None:
    nasta_ar(prognos_huvud=prognos, prognos_lag=None, prognos_hog=None)
    if not belopp:
        Ersattning.objects.filter(slag="rorlig").delete()
    assert sagt in text(besok("Luleå").get(ADRESS))


def test_fragorna_ar_fa(besok: Besoker, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    besokare = besok("Luleå")
    besokare.get(ADRESS)
    with django_assert_num_queries(13):  # of the year itself also what has come, and the names of the parts
        besokare.get(ADRESS)
    nasta_ar()
    with django_assert_num_queries(11):
        besokare.get(ADRESS)


def test_siffror_som_inte_gar_ihop_sags_i_ord(besok: Besoker) -> None:
    """A municipality below zero: no scenario can be run, and the page says so."""
    Anvisningsraknare.objects.filter(kommun=LULEA).update(antal=-9)
    svar = besok("Luleå").get(ADRESS)
    assert svar.status_code == 200
    assert "De bokförda anvisningarna går inte ihop" in text(svar)
