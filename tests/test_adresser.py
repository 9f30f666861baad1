"""Default deny: every address asks an anonymous visitor to log in, or stands on the short list of open ones."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

OPPNA = {
    "livez",
    "matt",
    "readyz",
    "start",
    "andelar",
    "andelar_ar",
    "andelar_fil",
    "kommuner",
    "kommun",
    "lan",
    "omfordelningar",
    "omfordelningar_ar",
    "omfordelningar_fil",
    "maluppfyllelse",
    "maluppfyllelse_senaste_fil",
    "maluppfyllelse_manad",
    "maluppfyllelse_fil",
    "maluppfyllelse_lan_fil",
    "maluppfyllelse_kommun",
    "per_datum",
    "per_datum_json",
    "kalender_ics",
    "sa_fungerar_det",
    "tillganglighet",
    "hinder_anmal",
    "hinder_tack",
    "personuppgifter",
    "kontakt",
    "handbok",
    "valj_losenord",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_inactive",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_request_login_code",
    "account_confirm_login_code",
}
"""Open by name. A view that is not here and answers a stranger fails the test."""
PROV = {"manad": date(2026, 7, 1), "format": "csv", "int": 2027, "uuid": uuid.UUID(int=7), "str": "0180", "slug": "x"}


def adresser() -> Iterator[tuple[str, str]]:
    """Give (name, path) of every address, with invented arguments."""

    def ga(resolver: URLResolver) -> Iterator[URLPattern]:
        for rad in resolver.url_patterns:
            if isinstance(rad, URLResolver):
                yield from ga(rad)
            else:
                yield rad

    for rad in ga(get_resolver()):
        if rad.name is None:
            raise AssertionError(f"{rad.pattern} has no name")
        omvandlare = getattr(rad.pattern, "converters", {})
        args = {
            n: PROV[type(o).__name__.removesuffix("Converter").lower().replace("string", "str")]
            for n, o in omvandlare.items()
        }
        if rad.name == "account_reset_password_from_key":
            args = {"uidb36": "1", "key": "x-y"}
        if rad.name == "account_confirm_email":
            args = {"key": "x"}
        yield rad.name, reverse(rad.name, kwargs=args)


@pytest.mark.django_db
def test_varje_adress_kraver_inloggning_eller_ar_oppen(client: Client) -> None:
    oppna = set()
    for namn, adress in adresser():
        svar = client.get(adress)
        if not (svar.status_code == 302 and svar.headers["Location"].startswith("/konto/login/?next=")):
            oppna.add(namn)
        assert svar.status_code < 500 or namn == "readyz", adress
    assert oppna - OPPNA == set()


@pytest.mark.django_db
def test_inget_andras_utan_inloggning(client: Client) -> None:
    for namn, adress in adresser():
        if namn not in OPPNA:
            svar = client.post(adress, {})
            assert (svar.status_code, "Du har blivit utloggad" in svar.content.decode()) == (403, True), adress
