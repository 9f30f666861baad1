"""A mail that was given up is tried again by one person and sent again by another at once: one mail goes out."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from pytest_django import Settings

from anvisning import driftlage, leverans, mejlfel, utkorg, utskick
from anvisning.hinder import Hinder
from anvisning.models import Epostmeddelande, Leveransfel, Utkorgsrad
from tests import fabrik
from tests.anvisning.smtpsank import Mejlserver, mejlserver

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
TILL = "registrator.2582@example.org"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Mejlserver]:
    with mejlserver() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 10
        yield server


@pytest.fixture
def lan() -> fabrik.Lansscen:
    return fabrik.bygg_lan(fabrik.bygg_riket(nu=None), "25", ["Boden"])


def ge_upp(nyckel: str) -> tuple[Utkorgsrad, Leveransfel]:
    """Order a mail, and let it have been given up."""
    ord_ = {"amne": "Ämne", "mening": "Mening", "redovisning": None, "bas_url": ""}
    mejl = utskick.Mejl(mall="redovisning", till=TILL, nyckel=nyckel, sammanhang=ord_, arende=nyckel)
    with utkorg.tyst():
        utskick.bestall([mejl], nu=NU)
    meddelande = Epostmeddelande.objects.get(arende=nyckel)
    rader = Utkorgsrad.objects.filter(uppgift="epost", objekt=meddelande.pk)
    rader.update(uppgiven=NU, forsok=8, fel="x")
    leverans.notera(meddelande, Leveransfel.Slag.UPPGIVET, "x", nu=NU)
    return rader.get(), meddelande.leveransfel


class Trad(threading.Thread):
    """Do one thing in a thread of its own; what it raised is kept."""

    def __init__(self, arbete: Callable[[], object]) -> None:
        super().__init__()
        self.arbete, self.fel = arbete, None
        self.start()

    def run(self) -> None:
        try:
            self.arbete()
        except Exception as fel:  # what happened to the act is what the test asks about
            self.fel = fel
        finally:
            connections.close_all()


def gor_allt(nu: datetime) -> None:
    """Do what is due, until nothing is left."""
    while rader := utkorg.ta_att_gora(nu, 100):
        for rad in rader:
            utkorg.utfor(rad, nu=nu)
        nu += timedelta(days=1)


def test_den_som_skickar_igen_medan_mejlet_gar_i_vag_far_veta_det(lan: fabrik.Lansscen, smtp: Mejlserver) -> None:
    """The server takes the mail and is slow to say so: nobody waits for anybody who waits for him."""
    rad, fel = ge_upp("prov")
    driftlage.forsok_igen([rad.pk], av=lan.riket.importor, nu=NU)
    tradar = []

    def kom_emellan() -> None:
        smtp.nar_taget = lambda: None
        tradar.append(Trad(lambda: mejlfel.skicka_igen(fel.pk, TILL, av=lan.handlaggare, nu=NU)))
        time.sleep(1.5)  # longer than PostgreSQL waits before it looks for a deadlock

    smtp.nar_taget = kom_emellan
    utkorg.utfor(rad.pk, nu=NU)
    tradar[0].join(30)
    assert isinstance(tradar[0].fel, Hinder), tradar[0].fel
    assert str(tradar[0].fel) == mejlfel.PAGAR
    gor_allt(NU + timedelta(days=1))
    assert len(smtp.mejl) == 1


def test_vem_som_an_hinner_forst_gar_ett_mejl(lan: fabrik.Lansscen, smtp: Mejlserver) -> None:
    """Twenty rounds: trying again, sending again and the sweeper, let go at the same instant."""
    for omgang in range(20):
        rad, fel = ge_upp(f"prov-{omgang}")
        grind = threading.Barrier(3)

        def samtidigt(arbete: Callable[[], object], grind: threading.Barrier = grind) -> Trad:
            return Trad(lambda: (grind.wait(10), arbete()))

        tradar = [
            samtidigt(lambda rad=rad: driftlage.forsok_igen([rad.pk], av=lan.riket.importor, nu=NU)),
            samtidigt(lambda fel=fel: mejlfel.skicka_igen(fel.pk, TILL, av=lan.handlaggare, nu=NU)),
            samtidigt(lambda: gor_allt(NU)),
        ]
        for trad in tradar:
            trad.join(30)
        assert {type(trad.fel) for trad in tradar} <= {type(None), Hinder}
        gor_allt(NU + timedelta(days=1))
        assert len(smtp.mejl) == omgang + 1
