"""Logs: one id per request, on the page, on every line, on the outbox row and in the worker; nothing secret in them."""

import io
import json
import logging
import logging.config
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from anvisning import loggar, tasks, utkorg
from anvisning.models import Utkorgsrad
from tests import fabrik

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
KANARIE = "kanariefageln-sjunger-17"
Rader = Callable[[], list[dict[str, Any]]]


@contextmanager
def lyssna(formatter: logging.Formatter) -> Iterator[io.StringIO]:
    """Collect what the process logs, with the project's own levels and in the form given."""
    ut = io.StringIO()
    handler = logging.StreamHandler(ut)
    handler.setFormatter(formatter)
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger().addHandler(handler)
    try:
        yield ut
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.fixture
def rader() -> Iterator[Rader]:
    """Give the lines logged so far, as production writes them, read as JSON."""
    with lyssna(loggar.Json()) as ut:
        yield lambda: [json.loads(rad) for rad in ut.getvalue().splitlines()]


def _post(text: str, *args: object, namn: str = "prov", fel: BaseException | None = None) -> logging.LogRecord:
    info = (type(fel), fel, fel.__traceback__) if fel else None
    return logging.LogRecord(namn, logging.ERROR, __file__, 1, text, args, info)


@pytest.mark.parametrize("formatter", [loggar.Json(), loggar.Rad()])
def test_ingen_kan_skriva_en_egen_rad_eller_styra_skarmen(formatter: logging.Formatter) -> None:
    ont = "a\nERROR prov påhittat\r\x1b[31m\x00\x85\u2028b"
    with loggar.bundet(begaran="x\ny"):
        rad = formatter.format(_post("%s", ont))
    assert not loggar.STYRTECKEN.search(rad)
    assert len(rad.splitlines()) == 1


@pytest.mark.parametrize("formatter", [loggar.Json(), loggar.Rad()])
def test_en_rad_har_ett_slut(formatter: logging.Formatter) -> None:
    fel = ValueError("y" * 10**6)
    rad = formatter.format(_post("%s", "x" * 10**6, fel=fel))
    assert len(rad) < 6 * loggar.LANGST_TEXT


@pytest.mark.parametrize("formatter", [loggar.Json(), loggar.Rad()])
def test_databasens_detaljer_stannar_dar(formatter: logging.Formatter) -> None:
    """PostgreSQL quotes the row, and the statement with what it was given: somebody's words."""
    fel = ValueError(
        f'new row violates "villkor"\nDETAIL:  Failing row contains (1, {KANARIE}).\n'
        f"LINE 1: SELECT '{KANARIE}'\n               ^\n"
    )
    rad = formatter.format(_post("fel", fel=fel))
    assert 'violates "villkor"' in rad.replace("\\", "")
    assert KANARIE not in rad


@pytest.mark.parametrize(
    ("vag", "visas"),
    [
        ("/kommun/forslag/2f1b6c0e-8a54-4f0b-9d43-1b2c3d4e5f60/", None),
        ("/lan/25/redovisning/2027/", None),
        ("/om/tillganglighetsredogorelse/", None),
        ("/valkommen/17:1xV1ak:m4nkma8OpkzaP_cJjdEKTBqhXM4be28UCFCp3irrQRE/", "/valkommen/…/"),
        ("/konto/password/reset/key/3-cx2k9s-0123456789abcdef0123456789abcdef/", "/konto/password/reset/key/…/"),
        (f"/kalender/{'aB3' * 8}.ics", "/kalender/….ics"),
        (f"/kalender/{'aB3' * 8}.ics/fel", "/kalender/….ics/fel"),
        ("/" + "å" * 999, "/" + "å" * (loggar.LANGST_VAG - 1)),
    ],
)
def test_en_adress_som_oppnar_en_dorr_syns_inte(vag: str, visas: str | None) -> None:
    assert loggar.dolj(vag) == (visas or vag)
    post = _post("Internal Server Error: %s", vag, namn="django.request")
    assert (visas or vag) in json.loads(loggar.Json().format(post))["text"]


@pytest.mark.parametrize(
    ("fran_proxyn", "tas"),
    [("a1b2c3d4e5f60718a1b2c3d4e5f60718", True), ("kort", False), ("x" * 65, False), ("med\nrad----", False)],
)
def test_proxyns_id_tas_om_det_ar_ett_id(fran_proxyn: str, tas: bool) -> None:
    assert (loggar.ny_begaran(fran_proxyn) == fran_proxyn) is tas
    assert loggar.GODTAGEN.fullmatch(loggar.ny_begaran(fran_proxyn))


def test_det_bundna_galler_inuti_och_inte_efterat() -> None:
    with loggar.bundet(begaran="ytterst"):
        with loggar.bundet(rad=7):
            loggar.bind(begaran="innerst")
            assert loggar.begaran() == "innerst"
        assert loggar.begaran() == "ytterst"
    loggar.bind(begaran="utanfor")
    assert loggar.begaran() == ""


@pytest.mark.parametrize(("litar", "tas"), [(True, True), (False, False)])
def test_proxyn_far_bara_satta_id_dar_den_ar_betrodd(
    client: Client, rader: Rader, settings: Settings, litar: bool, tas: bool
) -> None:
    settings.LITA_PA_PROXY = litar
    client.post("/livez", headers={"X-Request-ID": "proxyns-eget-id"})
    (rad,) = rader()
    assert (rad["begaran"] == "proxyns-eget-id") is tas
    assert (rad["metod"], rad["vag"], rad["status"]) == ("POST", "/livez", 405)
    assert rad["ms"] >= 0


def test_maskinernas_fragor_loggas_inte_nar_de_gar_bra(client: Client, rader: Rader) -> None:
    assert client.get("/livez").status_code == 200
    assert rader() == []


@pytest.mark.django_db
def test_samma_id_pa_sidan_i_loggen_pa_raden_och_hos_arbetaren(rader: Rader) -> None:
    """A person asks for something that is not there; another asks for a password link, whose mail the worker sends."""
    konto = fabrik.bygg_riket(nu=None).importor
    client = Client()
    client.force_login(konto, backend="allauth.account.auth_backends.AuthenticationBackend")
    sida = client.get(f"/finns-inte/?nyckel={KANARIE}").content.decode()
    alla = rader()
    assert {rad["begaran"] for rad in alla} == {alla[-1]["begaran"]}
    assert f"referensen <strong>{alla[-1]['begaran']}</strong>" in sida
    assert (alla[-1]["konto"], alla[-1]["vag"], alla[-1]["status"]) == (konto.pk, "/finns-inte/", 404)

    svar = Client().post("/konto/password/reset/", {"email": konto.epost})
    assert svar.status_code == 302
    begard = rader()[-1]
    utkorgsrad = Utkorgsrad.objects.get()
    assert utkorgsrad.begaran == begard["begaran"] != alla[-1]["begaran"]
    tasks.utfor_rad(utkorgsrad.pk)
    hos_arbetaren = rader()[-1]
    assert (hos_arbetaren["begaran"], hos_arbetaren["rad"], hos_arbetaren["klar"]) == (
        begard["begaran"],
        utkorgsrad.pk,
        True,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("formatter", [loggar.Json(), loggar.Rad()])
def test_inget_hemligt_i_loggen(formatter: logging.Formatter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log-in that fails and one that succeeds, a 404, a 500 and failing work: nothing of what was sent is in a line.

    Wanted in no line: password, cookies, CSRF token, body, query, header, link for a new password, name and address.
    """
    konto = fabrik.bygg_riket(nu=None).importor
    losenord = secrets.token_hex(12)
    konto.set_password(losenord)
    konto.save()
    monkeypatch.setitem(utkorg.UPPGIFTER, "prov", f"{__name__}.spricker")
    with lyssna(formatter) as ut:
        client = Client(enforce_csrf_checks=False, raise_request_exception=False)
        for ord_ in (losenord + "fel", losenord):
            client.post("/konto/login/", {"login": konto.epost, "password": ord_}, headers={"X-Prov": KANARIE})
        client.post(f"/finns-inte/?q={KANARIE}", {"text": KANARIE})
        client.post("/konto/password/reset/", {"email": konto.epost})
        monkeypatch.setattr("anvisning.views.mitt_konto.MittKonto.get", _spricker_sidan)
        assert client.get(f"/mitt-konto/?q={KANARIE}").status_code == 500
        utkorg.lagg("prov", [1], nu=NU)
        for rad in Utkorgsrad.objects.all():
            tasks.utfor_rad(rad.pk)
    text = ut.getvalue()
    lank = Utkorgsrad.objects.get(uppgift="epost")
    hemligt = {losenord, KANARIE, konto.epost, konto.namn, "/reset/key/", "sessionid", "csrf"}
    hemligt |= {kaka.value for kaka in client.cookies.values()}
    assert "sidan sprack" in text
    assert "arbetet sprack" in text
    assert f"{lank.pk}" in text
    assert {ord_ for ord_ in hemligt if ord_.lower() in text.lower()} == set()


def spricker(objekt: int, *, nu: datetime) -> None:
    raise ValueError("arbetet sprack")


def _spricker_sidan(*args: object, **kwargs: object) -> None:
    raise ValueError("sidan sprack")
