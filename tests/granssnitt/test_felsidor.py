"""Error pages stand without database, say what to do, and show the reference that the log has."""

import logging
import re

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from anvisning import felsidor, loggar

pytestmark = pytest.mark.urls("tests.granssnitt.adresser")

SIDOR = [
    (400, lambda r: felsidor.fel_400(r, ValueError("x"))),
    (403, lambda r: felsidor.fel_403(r, PermissionError("x"))),
    (403, lambda r: felsidor.csrf(r, "CSRF cookie not set.")),
    (404, lambda r: felsidor.fel_404(r, LookupError("x"))),
    (429, felsidor.for_ofta),
    (500, felsidor.fel_500),
]


class UtanAnvandare(HttpRequest):
    """A request whose account cannot be read: the database is down."""

    @property
    def user(self):
        raise ConnectionError


@pytest.mark.parametrize(("status", "visa"), SIDOR)
def test_felsida(status, visa, caplog):
    request = RequestFactory().get("/nagonstans")
    request.__class__ = type("Begaran", (UtanAnvandare, request.__class__), {})
    with caplog.at_level(logging.INFO, logger="anvisning.felsidor"), loggar.bundet(begaran="0A1B2C3D4E5F"):
        svar = visa(request)
    text = svar.content.decode()
    assert svar.status_code == status
    assert "referensen <strong>0A1B2C3D4E5F</strong>" in text
    assert [post.falt["status"] for post in caplog.records] == [status]
    assert 'href="/tillganglighet"' in text
    assert 'href="/kontakt"' in text
    assert len(re.findall(r"<h1", text)) == 1
    rubrik = re.search(r"<h1[^>]*>([^<]*)</h1>", text)[1]
    assert f"<title>{rubrik} – Omfördelning av anvisningsandelar – Länsstyrelserna</title>" in text
    for ord_ in ("ogiltig", "felaktig", "vänligen", "CSRF", str(status)):
        assert ord_ not in re.sub(r"<[^>]*>|[0-9A-F]{12}", " ", text)
    assert ("Retry-After" in svar) is (status == 429)


def test_varje_felsida_har_egen_rubrik():
    rubriker = [
        re.search(r"<h1[^>]*>([^<]*)", visa(RequestFactory().get("/")).content.decode())[1] for _, visa in SIDOR
    ]
    assert len(set(rubriker)) == len(SIDOR)


def test_den_som_inte_far_kommer_vidare_till_sina_uppgifter():
    text = felsidor.fel_403(RequestFactory().get("/"), PermissionError()).content.decode()
    assert re.search(
        r'href="/uppgifter">Till mina uppgifter</a> eller\s+<a class="ds-link"\s+href="/">till startsidan</a>', text
    )
    text = felsidor.fel_404(RequestFactory().get("/"), LookupError()).content.decode()
    assert "mina uppgifter" not in text
    assert ">Till startsidan</a>" in text


def test_den_som_har_skrivit_lange_kopierar_forst():
    assert "Kopiera det du har skrivit först" in felsidor.csrf(RequestFactory().post("/"), "x").content.decode()
