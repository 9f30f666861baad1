"""Signing in a test client without the form: as somebody who has just given the password there."""

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.utils import timezone

from anvisning.models import Konto

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def logga_in(klient: Client, konto: Konto) -> Client:
    """Sign the account in, now (by the clock that the test has set); gives the client."""
    klient.force_login(konto, backend=BACKEND)
    ge_losenord(klient, konto)
    return klient


def ge_losenord(klient: Client, konto: Konto, sedan: float = 0) -> None:
    """Note in the session that the password was given, `sedan` seconds ago."""
    session = klient.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": timezone.now().timestamp() - sedan}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(konto.pk)
    session.save()
