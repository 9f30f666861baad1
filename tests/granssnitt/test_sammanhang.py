"""The navigation follows the role, and marks where one is."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from anvisning import sammanhang
from anvisning.models import Roll
from anvisning.sammanhang import ALLA, KOMMUN, LAN, MENY, NATIONELL, PUBLIK, Menyrad


def sida(request):
    raise NotImplementedError


urlpatterns = [
    path("andelar/", sida, name="andelar"),
    path("andelar/lan/", sida, name="lan"),
    path("uppgifter/", sida, name="uppgifter"),
]
pytestmark = pytest.mark.urls("tests.granssnitt.test_sammanhang")
RADER = (
    Menyrad("uppgifter", "Mina uppgifter", KOMMUN),
    Menyrad("andelar", "Andelar", ALLA),
    Menyrad("lan", "Län", ALLA),
    Menyrad("finns_inte", "Finns inte", ALLA),
)


@pytest.fixture
def meny(monkeypatch):
    monkeypatch.setattr(sammanhang, "MENY", RADER)


def konto(roll):
    return SimpleNamespace(roll=roll, is_authenticated=True)


@pytest.mark.usefixtures("meny")
@pytest.mark.parametrize(
    ("user", "texter"),
    [
        (AnonymousUser(), ["Andelar", "Län"]),
        (konto("k_lasare"), ["Mina uppgifter", "Andelar", "Län"]),
        (konto("l_lasare"), ["Andelar", "Län"]),
    ],
)
def test_menyn_foljer_rollen(user, texter):
    assert [rad["text"] for rad in sammanhang.build_navigation(user, "/")] == texter


@pytest.mark.usefixtures("meny")
@pytest.mark.parametrize(
    ("vag", "aktiva"),
    [
        ("/", ["", ""]),
        ("/andelar/", ["page", ""]),
        ("/andelar/2027/", ["true", ""]),
        ("/andelar/lan/25/", ["", "true"]),
    ],
)
def test_menyn_visar_var_man_ar(vag, aktiva):
    assert [rad["aktiv"] for rad in sammanhang.build_navigation(AnonymousUser(), vag)] == aktiva


def test_varje_rads_roller_finns():
    kanda = {*Roll.values, PUBLIK}
    for rad in MENY:
        assert rad.roller
        assert {str(roll) for roll in rad.roller} <= kanda
    assert {*KOMMUN, *LAN, *NATIONELL} == set(Roll)


def test_sidan_utan_inloggning_fragar_inte_databasen():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert sammanhang.sida(request)["konto"] is None
    assert sammanhang.sida(RequestFactory().get("/")) == {}


def test_sidramen_hamtar_ingen_kaka_at_den_som_bara_laser():
    """Looking for forms in the context must not wake its lazy values: a token would set a cookie on every page."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    render_to_string("bas.html", {"rubrik": "Andelar"}, request)
    assert "CSRF_COOKIE" not in request.META
