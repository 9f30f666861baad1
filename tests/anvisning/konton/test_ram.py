"""The frame of every page: navigation that leads somewhere, and an account that costs one query."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from anvisning import konton
from anvisning.models import Epostmeddelande, Konto, Roll
from anvisning.sammanhang import MENY, PUBLIK, build_navigation

pytestmark = pytest.mark.langsam


@pytest.mark.parametrize("rad", MENY, ids=[rad.url_namn for rad in MENY])
def test_varje_rad_i_menyn_leder_nagonstans(rad) -> None:
    assert reverse(rad.url_namn).startswith("/")


@pytest.mark.parametrize("roll", list(Roll))
def test_menyn_ger_bara_sidor_som_rollen_far_se(roll, alla_roller, som) -> None:
    rader = build_navigation(alla_roller[roll], "/")
    client = som(alla_roller[roll])
    assert {rad["url"] for rad in rader} >= {"/uppgifter/", "/organisationer/"}
    for rad in rader:
        assert client.get(rad["url"], follow=True).status_code == 200, rad


def test_menyn_for_den_som_inte_ar_inloggad(client, lan) -> None:
    rader = build_navigation(AnonymousUser(), "/")
    assert [rad["text"] for rad in rader] == [rad.text for rad in MENY if PUBLIK in rad.roller]
    for rad in rader:
        assert client.get(rad["url"], follow=True).status_code == 200


@pytest.mark.parametrize("roll", [Roll.KOMMUN_FORETRADARE, Roll.LAN_HANDLAGGARE, Roll.ADMINISTRATOR])
def test_att_lasa_andrar_ingenting(roll, alla_roller, lan, som) -> None:
    client = som(alla_roller[roll])
    boden = lan.kommuner["Boden"].organisation
    kollega = lan.konto(Roll.KOMMUN_LASARE, "Boden")
    inbjuden = konton.bjud_in(
        boden, epost="ny@example.org", namn="Ny", roll=Roll.KOMMUN_LASARE, av=None, nu=timezone.now()
    )
    mejl = Epostmeddelande.objects.get(till=inbjuden.epost)
    vagar = [
        "/konton/", f"/konton/{kollega.publikt_id}/", f"/konton/{inbjuden.publikt_id}/", f"/konton/bjud-in/{boden.pk}/",
        "/mitt-konto/", "/organisationer/", f"/organisationer/{boden.pk}/", f"/organisationer/{boden.pk}/organ/nytt/",
        "/utkorg/", f"/utkorg/{mejl.pk}/", "/om/tillganglighet/anmal/", re.search(r"/valkommen/\S+", mejl.text)[0],
    ]  # fmt: skip
    for vag in vagar:
        with CaptureQueriesContext(connection) as fragor:
            assert client.get(vag).status_code == 200, vag
            assert client.head(vag).status_code == 200, vag
        skriver = [f["sql"] for f in fragor if re.match(r"\s*(INSERT|UPDATE|DELETE)", f["sql"])]
        assert skriver == [], vag


def test_kontot_kommer_med_allt_om_var_det_hor_hemma(lan, django_assert_num_queries) -> None:
    for pk in (lan.foretradare("Boden").pk, lan.handlaggare.pk, lan.riket.importor.pk):
        with django_assert_num_queries(1):
            konto = Konto.objects.get(pk=pk)
            organisation = konto.organisation
            assert organisation.namn
            assert str((organisation.kommun and organisation.kommun.lan) or organisation.lan or "riket")
            assert organisation.samordnande_lan is None
            assert konto.lanskod in ("25", "")
