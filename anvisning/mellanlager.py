"""Middleware: the arrival stamp that judges deadlines, sessions, headers, and refusals turned into Swedish pages."""

import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from anvisning import felsidor, loggar
from anvisning.hinder import UPPTAGET, ar_upptaget
from anvisning.hinder import Hinder as HinderFel
from anvisning.models import Konto

Svara = Callable[[HttpRequest], HttpResponseBase]
logg = logging.getLogger(__name__)
STAMPEL = re.compile(r"t=[0-9]{10}\.[0-9]{3}")
"""nginx' `t=${msec}`."""


class Mottagen:
    """Outermost: stamps `request.mottagen`, the instant the request arrived. It is the judge of what is in time.

    A trusted proxy's own stamp (`X-Request-Start: t=<seconds>`) is taken, so that nobody is late by waiting in line for
    a thread; not one from the future, nor one older than any request can be.
    """

    LANGST_KO = timedelta(seconds=60)

    def __init__(self, get_response: Svara) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nu = timezone.now()
        stampel = request.headers.get("X-Request-Start", "") if settings.LITA_PA_PROXY else ""
        request.mottagen = self.proxyns(stampel, nu) or nu  # type: ignore[attr-defined]  # our own attribute
        return self.get_response(request)

    @classmethod
    def proxyns(cls, stampel: str, nu: datetime) -> datetime | None:
        """Give the instant that a proxy's stamp says; None where it cannot be true."""
        if not STAMPEL.fullmatch(stampel):
            return None
        sagt = datetime.fromtimestamp(float(stampel[2:]), UTC)
        return sagt if nu - cls.LANGST_KO <= sagt <= nu else None


class Logg:
    """Gives the request its id, which stands on every line about it, also in the worker, and writes the line of it.

    The proxy's `X-Request-ID` is taken only where the proxy is trusted. What is asked all the time by machines and
    browsers (health, metrics, static files) is told only when it goes wrong.
    """

    TYSTA = ("/livez", "/readyz", "/matt", "/static/")

    def __init__(self, get_response: Svara) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        borjan = time.monotonic()
        fran_proxyn = request.headers.get("X-Request-ID", "") if settings.LITA_PA_PROXY else ""
        with loggar.bundet(begaran=loggar.ny_begaran(fran_proxyn)):
            svar = self.get_response(request)
            if svar.status_code >= 400 or not request.path.startswith(self.TYSTA):
                falt = {
                    "metod": request.method if request.method in Metoder.KANDA else "annan",
                    "vag": loggar.dolj(request.path),
                    "status": svar.status_code,
                    "ms": round(1000 * (time.monotonic() - borjan)),
                }
                logg.info("request", extra={"falt": falt})
        return svar


class Metoder:
    """Answers 405 to what no page of ours takes, before anything else is asked (PUT, DELETE, PATCH, TRACE, …)."""

    KANDA = ("GET", "HEAD", "OPTIONS", "POST")

    def __init__(self, get_response: Svara) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request) if request.method in self.KANDA else HttpResponseNotAllowed(self.KANDA)


class Sessionstid:
    """Logs out whoever has done nothing for SESSION_COOKIE_AGE seconds, or logged in SESSION_HOGST seconds ago.

    (ASVS V7.3.) The database forgets an idle session by itself; use is noted once a minute, not at each request.
    """

    NOTERAS_VAR = 60

    def __init__(self, get_response: Svara) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            loggar.bind(konto=request.user.pk)
            nu = timezone.now().timestamp()
            if nu - request.session.setdefault("inloggad", nu) > settings.SESSION_HOGST:
                logout(request)
            elif nu - request.session.get("anvand", 0) > self.NOTERAS_VAR:
                request.session["anvand"] = nu
        return self.get_response(request)


@receiver(user_logged_in)
def _notera_inloggning(request: HttpRequest, user: Konto, **kwargs: object) -> None:
    loggar.bind(konto=user.pk)
    request.session["inloggad"] = request.session["anvand"] = timezone.now().timestamp()


class Inloggning(LoginRequiredMiddleware):
    """Every page asks for a log-in, unless it says otherwise. A form sent after the session has ended is not lost."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponseBase:
        if request.method == "POST":
            return felsidor.skicka_igen(request, utloggad=True)
        return super().handle_no_permission(request, view_func)


class Svarshuvuden:
    """Headers on every answer: nothing private in shared caches, no other origin may embed or read."""

    def __init__(self, get_response: Svara) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response


class Hinder:
    """Innermost: a refusal no view has shown becomes a page with the reasons (409); a row that is not there, a 404.

    Where the database gave up waiting for others the page says so (503).

    An address with a NUL character names nothing: the database cannot even be asked for it.
    """

    def __init__(self, get_response: Svara) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, HinderFel):
            return render(request, "hinder.html", {"skal": exception.skal}, status=409)
        if isinstance(exception, OperationalError) and ar_upptaget(exception):
            svar = render(request, "hinder.html", {"skal": [UPPTAGET]}, status=503)
            svar.headers["Retry-After"] = "60"
            return svar
        if isinstance(exception, ObjectDoesNotExist):
            raise Http404 from exception
        return None
