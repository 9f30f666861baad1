"""Own cases per day: the page, whom it is for, and what a day that cannot be shown says."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from anvisning.models import Konto, Roll
from tests import fabrik
from tests.fabrik import Lansscen, klockan
from tests.inloggning import logga_in

IDAG = klockan(date(2026, 11, 20))


@pytest.fixture
def i_november() -> Any:
    with time_machine.travel(IDAG, tick=False):
        yield


pytestmark = [pytest.mark.usefixtures("i_november"), pytest.mark.langsam]


def sidan(konto: Konto, **fraga: str) -> Any:
    klient = Client()
    logga_in(klient, konto)
    return klient.get("/arenden/per-datum/", fraga)


def text(svar: Any) -> str:
    return " ".join(svar.content.decode().replace("\xa0", " ").split())


def test_sa_stod_det_da(lanet: Lansscen) -> None:
    forslag = lanet.overens("Kiruna", "Luleå", "0.50")
    svar = sidan(lanet.foretradare("Luleå"), per="2026-09-20")
    assert svar.status_code == 200
    sida = text(svar)
    for ord_ in (
        "Så stod era ärenden vid slutet av söndag 20 september 2026.",
        f'<a class="ds-link" href="/arenden/{forslag.publikt_id}/">Kiruna till Luleå</a>',
        "OMF-2027-25-001",
        "Väntar på svar",
        "Kiruna skickade ett förslag till Luleå om 0,50 ‰.",
        'href="/per-datum/?per=2026-09-20"',
    ):
        assert ord_ in sida
    assert "Överens" not in sida
    assert "Överens" in text(sidan(lanet.foretradare("Luleå")))
    assert "Överens" in text(sidan(lanet.handlaggare))


def test_den_som_inte_ar_part_ser_inget(lanet: Lansscen) -> None:
    lanet.overens("Kiruna", "Luleå", "0.50")
    sida = text(sidan(lanet.foretradare("Boden")))
    assert "Inga ärenden den dagen" in sida
    assert "OMF-" not in sida


def test_riket_har_inga_egna(lanet: Lansscen) -> None:
    assert sidan(lanet.riket.importor).status_code == 403
    assert sidan(lanet.riket.granskare).status_code == 403
    assert sidan(lanet.konto(Roll.KOMMUN_LASARE, "Luleå")).status_code == 200


@pytest.mark.parametrize("dag", ["", "2026-02-30", "0001-01-01", "2026-11-21", "9999-12-31"])
def test_fel_dag(lanet: Lansscen, dag: str) -> None:
    svar = sidan(lanet.foretradare("Luleå"), per=dag)
    assert svar.status_code == 400
    assert "<title>Fel: " in text(svar)


def test_lanken_pa_arendets_sida(lanet: Lansscen) -> None:
    forslag = lanet.overens("Kiruna", "Luleå", "0.50")
    klient = Client()
    logga_in(klient, lanet.foretradare("Luleå"))
    assert 'href="/arenden/per-datum/?ar=2027"' in text(klient.get(f"/arenden/{forslag.publikt_id}/"))


def test_fa_fragor(lanet: Lansscen, django_assert_max_num_queries: Any) -> None:
    klient = Client()
    logga_in(klient, lanet.handlaggare)
    for givare in ("Kiruna", "Boden", "Pajala"):
        lanet.overens(givare, "Luleå", "0.50", nu=fabrik.SKICKAT + timedelta(hours=1))
        with django_assert_max_num_queries(4):
            klient.get("/arenden/per-datum/?per=2026-11-20")
