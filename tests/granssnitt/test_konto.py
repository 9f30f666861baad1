"""Allauth's pages in our frame and our words."""

import html
import re

import pytest

pytestmark = [pytest.mark.urls("tests.granssnitt.kontoadresser"), pytest.mark.django_db]

SIDOR = [
    ("/konto/login/", "Logga in", ["E-postadress", "Lösenord"]),
    ("/konto/password/reset/", "Välj ett nytt lösenord", ["E-postadress"]),
    ("/konto/password/reset/done/", "Titta i din e-post", []),
    ("/konto/password/reset/key/1-borta/", "Länken gäller inte längre", []),
    ("/konto/inactive/", "Kontot är avstängt", []),
    ("/konto/signup/", "Konto får du genom en inbjudan", []),
]


@pytest.fixture(autouse=True)
def _utan_cache(settings):
    """The throttle of log-ins counts in memory here."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def etiketter(text: str) -> list[str]:
    return [e.strip() for e in re.findall(r"<label[^>]*>\s*([^<]*)", text)]


@pytest.mark.parametrize(("adress", "rubrik", "falt"), SIDOR)
def test_sidan(client, adress, rubrik, falt):
    text = client.get(adress, follow=True).content.decode()
    assert re.search(r"<h1[^>]*>([^<]*)</h1>", text)[1] == rubrik
    assert re.search("<title>([^–]*) –", text)[1] == rubrik
    assert etiketter(text) == falt
    assert 'id="innehall"' in text


@pytest.mark.parametrize(
    ("adress", "data", "fel"),
    [
        (
            "/konto/login/",
            {},
            ["Skriv din e-postadress, till exempel namn@example.org.", "Skriv ditt lösenord."],
        ),
        (
            "/konto/login/",
            {"login": "ingen@example.org", "password": "fel lösenord"},
            ["E-postadressen och lösenordet hör inte ihop. Kontrollera båda och försök igen."],
        ),
        (
            "/konto/password/reset/",
            {"email": "inte en adress"},
            ["Skriv din e-postadress, till exempel namn@example.org."],
        ),
    ],
)
def test_felen_star_overst_och_i_titeln(client, adress, data, fel):
    text = html.unescape(client.post(adress, data).content.decode())
    assert "<title>Fel: " in text
    assert re.findall(r'<li>\s*<a class="ds-link" href="#[^"]+">([^<]*)</a>', text) == fel
    for rad in fel:
        assert text.count(rad) == 2
