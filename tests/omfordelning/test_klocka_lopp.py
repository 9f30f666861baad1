"""The clock against people and against itself: real threads, real transactions, and clocks that jump."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connections, transaction

from anvisning import plikter, tasks, tid
from anvisning.hinder import Hinder
from anvisning.models import Epostmeddelande, Handelse, Pliktrad, Tidplan
from omfordelning import klocka
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.lage import MARGINAL
from omfordelning.models import Forslag, Godkannande
from omfordelning.process import Sida, Status
from tests.fabrik import FOR_SENT, SISTA_MINUTEN, Lansscen, bygg_lan, bygg_riket, klockan
from tests.helhet import krav_hela_kedjor
from tests.omfordelning.kommun.sidor import BESLUT, sida
from tests.omfordelning.lan.besok import Besok
from tests.omfordelning.samtidigt import samtidigt, slag, vanta_tills_last

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]
MILLI = timedelta(milliseconds=1)
KLOCKAN_GAR = FOR_SENT + MARGINAL
GIVARE = ("Boden", "Piteå", "Kiruna", "Pajala", "Jokkmokk")


@pytest.fixture
def lanet(transactional_db: None) -> Lansscen:
    return bygg_lan(bygg_riket(), "25", ["Luleå", *GIVARE])


def status(forslag: Forslag) -> Status:
    return Status(Forslag.objects.values_list("status", flat=True).get(pk=forslag.pk))


def test_det_som_kom_i_tid_men_fick_vanta_over_dagen_galler(lanet: Lansscen) -> None:
    """F-15: sent one millisecond before, the lock held across the deadline, the clock going meanwhile."""
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    besok = Besok(lanet.foretradare("Luleå"), SISTA_MINUTEN)
    adress = sida(forslag, "arende_svara")
    _, dolda = besok.kontrollera(adress, kand_version=1, **BESLUT)
    hall, har = threading.Event(), threading.Event()
    svar: list[int] = []

    def las() -> None:
        with transaction.atomic():
            Tidplan.objects.select_for_update(of=("self",), no_key=True).get(pk=lanet.tidplan.pk)
            har.set()
            hall.wait(60)
        connections.close_all()

    def sand() -> None:
        svar.append(besok.klient.post(adress, dolda | {"steg": "skicka"}).status_code)
        connections.close_all()

    with time_machine.travel(FOR_SENT - MILLI, tick=False) as nu:
        tradar = [threading.Thread(target=las), threading.Thread(target=sand)]
        tradar[0].start()
        assert har.wait(30)
        tradar[1].start()
        vanta_tills_last()
        nu.move_to(FOR_SENT + timedelta(seconds=5))
        klocka.forfall(nu=FOR_SENT + timedelta(seconds=5))
        hall.set()
        for trad in tradar:
            trad.join(60)
    assert (svar, status(forslag)) == ([302], Status.OVERENS)
    assert Godkannande.objects.get(version__forslag=forslag, sida=Sida.MOTTAGARE).mottaget == FOR_SENT - MILLI
    klocka.forfall(nu=KLOCKAN_GAR)
    assert status(forslag) == Status.OVERENS


def test_forfall_mot_godkannande_tvahundra_ganger(lanet: Lansscen) -> None:
    """One order each time: agreed and not lapsed, or lapsed and the approval refused. Both sides are told once."""
    konto, boden = lanet.foretradare("Luleå"), f"foretradare.{lanet.kommuner['Boden'].kod}@example.org"
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    vantar = Forslag.objects.values("status", "avslutad", "avslutad_av", "avslutsskal").get(pk=forslag.pk)
    utfall = Counter()
    for _ in range(200):
        Godkannande.objects.filter(version__forslag=forslag, sida=Sida.MOTTAGARE).delete()
        Forslag.objects.filter(pk=forslag.pk).update(**vantar)
        svar = samtidigt(
            [
                lambda: kommandon.godkann(forslag.pk, av=konto, nu=FOR_SENT - MILLI, kand_version=1),
                lambda: klocka.forfall(nu=KLOCKAN_GAR),
            ]
        )
        blev = status(forslag)
        utfall[blev] += 1
        overens = blev is Status.OVERENS
        assert slag(svar) == ({"Forslag": 1, "NoneType": 1} if overens else {"Hinder": 1, "NoneType": 1})
        sista = Handelse.objects.filter(arende=forslag.arende).latest("nummer")
        assert sista.slag == ("forslag_godkant" if overens else "forslag_forfallet")
        assert Epostmeddelande.objects.filter(nyckel__startswith=f"notis:{sista.pk}:", till=boden).count() == 1
    assert set(utfall) <= {Status.OVERENS, Status.FORFALLEN}
    assert Handelse.objects.filter(arende=forslag.arende).count() == 201
    krav_hela_kedjor()


# --- duties: three at once, off for two hours, twice (R-10) ----------------------------------------------------


def test_tre_klockor_pa_en_gang_gor_det_en_gang(lanet: Lansscen) -> None:
    fall = [lanet.skickat(namn, "Luleå", "0.50") for namn in GIVARE]
    Epostmeddelande.objects.all().delete()
    svar = samtidigt([lambda: plikter.gor("forfall", nu=KLOCKAN_GAR)] * 3)
    assert svar.count(True) >= 1
    assert {status(f) for f in fall} == {Status.FORFALLEN}
    assert Handelse.objects.filter(slag="forslag_forfallet").count() == len(fall)
    assert Pliktrad.objects.get(pk="forfall").fel == ""


def test_klockan_utan_las_gor_det_anda_en_gang(lanet: Lansscen) -> None:
    """Even three runs past the duty's own lock meet the case's lock: each case lapses once."""
    fall = [lanet.skickat(namn, "Luleå", "0.50") for namn in GIVARE]
    svar = samtidigt([lambda: klocka.forfall(nu=KLOCKAN_GAR)] * 3)
    assert slag(svar) == {"NoneType": 3}
    assert Handelse.objects.filter(slag="forslag_forfallet").count() == len(fall)


def test_en_klocka_som_statt_i_tva_timmar_tar_igen_det(lanet: Lansscen) -> None:
    forslag, overens = lanet.skickat("Boden", "Luleå", "0.50"), lanet.overens("Piteå", "Luleå", "0.50")
    for namn in plikter.PLIKTER:
        plikter.gor(namn, nu=FOR_SENT - timedelta(hours=1))
    sent = FOR_SENT + timedelta(hours=2)
    assert "forfall" in plikter.dags(sent)
    assert [plikter.gor("forfall", nu=sent), plikter.gor("forfall", nu=sent)] == [True, False]
    assert (status(forslag), status(overens)) == (Status.FORFALLEN, Status.OVERENS)
    # Three mornings without a clock: one alarm, for today.
    assert plikter.gor("larma_lanen", nu=klockan(date(2026, 11, 13), 9))
    assert Handelse.objects.filter(slag="lanet_larmat").count() == 1
    assert not plikter.gor("larma_lanen", nu=klockan(date(2026, 11, 13), 10))


# --- clocks that jump (F-24) ------------------------------------------------------------------------------------

HOPP = [timedelta(hours=1), timedelta(days=1), timedelta(hours=-1), timedelta(days=-1), timedelta(seconds=-2)]


@pytest.mark.parametrize("hopp", HOPP, ids=str)
def test_en_klocka_som_hoppar_gor_varje_plikt_hogst_en_gang_till(lanet: Lansscen, hopp: timedelta) -> None:
    """No storm: each ring after the jump finds at most what is due, and the second ring of the same minute nothing."""
    start = klockan(date(2026, 10, 25), 1, 30)  # the night when an hour comes twice
    gjort: list[str] = []
    for n in range(5):
        nu = start.astimezone(UTC) + timedelta(minutes=n)
        gjort += [namn for namn in plikter.PLIKTER if plikter.gor(namn, nu=nu)]
    varje_minut = {
        namn
        for namn, plikt in plikter.PLIKTER.items()
        if isinstance(plikt.nar, timedelta) and plikt.nar < timedelta(minutes=1)
    }
    assert Counter(gjort) == {namn: 5 if namn in varje_minut else 1 for namn in plikter.PLIKTER}
    efter = start.astimezone(UTC) + timedelta(minutes=5) + hopp
    forsta = [namn for namn in plikter.PLIKTER if plikter.gor(namn, nu=efter)]
    assert len(forsta) == len(set(forsta))
    assert [namn for namn in plikter.PLIKTER if plikter.gor(namn, nu=efter)] == []


@pytest.mark.parametrize("natt", [date(2026, 10, 25), date(2027, 3, 28)])
def test_en_natt_da_klockorna_stalls_om_stanger_i_ratt_ogonblick(lanet: Lansscen, natt: date) -> None:
    """The county's day is the Saturday before, and the Sunday itself: neither an hour early nor an hour late."""
    for dag in (natt - timedelta(days=1), natt):
        slut = tid.slut_pa_dagen(dag)
        assert slut.astimezone(tid.STOCKHOLM).hour == 0
        Tidplan.objects.filter(pk=lanet.tidplan.pk).update(sista_dag=dag)
        lanet.ar.redovisas_dag = date(2027, 4, 15)
        lanet.ar.faststalls_dag = date(2027, 4, 30)
        lanet.ar.save()
        i_tid, for_sent = lanet.skickat("Boden", "Luleå", "0.50"), lanet.skickat("Piteå", "Luleå", "0.50")
        lanet.godkant(i_tid, nu=slut - timedelta(microseconds=1))
        with pytest.raises(Hinder, match="Sista dagen var"):
            lanet.godkant(for_sent, nu=slut)
        klocka.forfall(nu=slut + MARGINAL - timedelta(microseconds=1))
        assert status(for_sent) == Status.VANTAR_SVAR
        klocka.forfall(nu=slut + MARGINAL)
        assert status(for_sent) == Status.FORFALLEN
        kommandon.aterkalla(
            i_tid.pk, av=lanet.foretradare("Boden"), nu=slut - MILLI, beslut=lanet.uppgifter("Boden"), skal="Prov."
        )


@pytest.mark.parametrize(
    "hopp", [timedelta(hours=1), timedelta(days=1), timedelta(days=30), timedelta(days=-1)], ids=str
)
def test_en_arbetare_vars_klocka_gar_fel_gor_inga_plikter(lanet: Lansscen, hopp: timedelta) -> None:
    """A worker whose clock has jumped would let cases lapse early: it waits until it agrees with the database."""
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    Forslag.objects.filter(pk=forslag.pk).update(slut=datetime.now(UTC) + timedelta(minutes=5))
    with time_machine.travel(datetime.now(UTC) + hopp, tick=True):
        tasks.gor_plikt("forfall")
    assert status(forslag) == Status.VANTAR_SVAR
    assert not Pliktrad.objects.filter(pk="forfall", senast__isnull=False).exists()
    tasks.gor_plikt("forfall")
    assert Pliktrad.objects.get(pk="forfall").senast is not None


def test_sidan_doms_av_webbens_stampel_hur_klockan_an_hoppar(lanet: Lansscen) -> None:
    """The clock goes on an hour, and back two: each answer follows its own stamp, and nothing stays shut or open."""
    forslag, konto = lanet.skickat("Boden", "Luleå", "0.50"), lanet.foretradare("Luleå")
    adress = sida(forslag, "arende_svara")
    _, dolda = Besok(konto, SISTA_MINUTEN).kontrollera(adress, kand_version=1, **BESLUT)
    for nar, kod in ((FOR_SENT, 409), (FOR_SENT + timedelta(hours=1), 409), (FOR_SENT - timedelta(hours=1), 302)):
        assert Besok(konto, nar).post(adress, **dolda, steg="skicka").status_code == kod, nar
