"""Two people manage each other's accounts at once: one order, no deadlock, and who was first holds."""

import threading
import uuid
from collections import Counter

import pytest
from django.db import connections
from django.http import HttpResponseBase
from django.test import Client

from anvisning.models import Konto, Organisation, Roll
from tests import fabrik

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]


@pytest.fixture
def par() -> tuple[Konto, Konto]:
    fabrik.referensdata()
    organisation = Organisation.objects.get(kommun="2580")
    return (
        fabrik.skapa_konto(organisation, Roll.KOMMUN_FORETRADARE, epost="ett@example.org", namn="Ett"),
        fabrik.skapa_konto(organisation, Roll.KOMMUN_FORETRADARE, epost="tva@example.org", namn="Två"),
    )


@pytest.mark.parametrize("omgang", range(5))
def test_the_one_who_was_first_holds(par: tuple[Konto, Konto], omgang: int) -> None:
    svar: dict[int, HttpResponseBase] = {}
    grind = threading.Barrier(2)

    def stang_av(av: Konto, konto: Konto) -> None:
        client = Client()
        client.force_login(av)
        grind.wait()
        try:
            svar[av.pk] = client.post(f"/konton/{konto.publikt_id}/", {"aktiv": "0", "nyckel": str(uuid.uuid4())})
        finally:
            connections.close_all()

    tradar = [threading.Thread(target=stang_av, args=bada) for bada in (par, par[::-1])]
    for trad in tradar:
        trad.start()
    for trad in tradar:
        trad.join(timeout=60)
    assert Counter(s.status_code for s in svar.values()) in (Counter({302: 1, 403: 1}), Counter({302: 2}))
    aktiva = Konto.objects.filter(is_active=True)
    assert len(aktiva) == 1, "the other was closed and closed nobody"
    assert svar[aktiva[0].pk].status_code == 302
