"""Middleware: the arrival stamp that judges deadlines, sessions, headers, and refusals turned into Swedish pages."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ObjectDoesNotExist
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from anvisning import felsidor
from anvisning.hinder import Hinder as HinderFel

Svara = Callable[[HttpRequest], HttpResponseBase]


class Mottagen:
    """Outermost: stamps `request.mottagen`, the instant the request arrived. It is the judge of what is in time."""

    def __init__(self, get_response: Svara) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.mottagen = timezone.now()  # type: ignore[attr-defined]  # our own attribute on the request
        return self.get_response(request)


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
            nu = timezone.now().timestamp()
            if nu - request.session.setdefault("inloggad", nu) > settings.SESSION_HOGST:
                logout(request)
            elif nu - request.session.get("anvand", 0) > self.NOTERAS_VAR:
                request.session["anvand"] = nu
        return self.get_response(request)


@receiver(user_logged_in)
def _notera_inloggning(request: HttpRequest, **kwargs: object) -> None:
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
        if isinstance(exception, ObjectDoesNotExist):
            raise Http404 from exception
        return None
