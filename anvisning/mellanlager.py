"""Middleware: the arrival stamp that judges deadlines, response headers, and refusals turned into Swedish pages."""

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

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
