"""Error pages: what went wrong, what to do, whom to ask, and a reference that the log has too.

None of them reads the database or the session: they must show when those are what failed. A form that came after its
session had ended is not an error but is shown again, with what was typed.
"""

import logging

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING, get_token
from django.template.loader import render_to_string

from anvisning import loggar

logger = logging.getLogger(__name__)
INTE_IGEN = {"csrfmiddlewaretoken", "losenord", "igen", "steg"}
"""Fields that are never repeated: `steg` is the press on the check page's button."""
OSYNLIGA = {"nyckel", "sett", "kand_version", "version", "fil_id"}
"""Fields that people never see."""
MEST_IGEN = 100_000
"""Characters: far more than our largest form holds."""


def _visa(request: HttpRequest, status: int, mall: str | None = None, *, skal: str = "") -> HttpResponse:
    """Render the error page for `status`. The reference that it shows is the request's id in the log."""
    niva = logging.ERROR if status >= 500 else logging.INFO
    falt = {"status": status, "vag": loggar.dolj(request.path), "skal": skal}
    logger.log(niva, "error page", extra={"falt": falt})
    text = render_to_string(mall or f"{status}.html", {"referens": loggar.begaran()})
    return HttpResponse(text, status=status)


def fel_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that could not be read (handler400)."""
    return _visa(request, 400, skal=type(exception).__name__)


def fel_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request the account may not make (handler403)."""
    return _visa(request, 403)


def fel_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for something that is not there, or not there for this account (handler404)."""
    return _visa(request, 404)


def fel_500(request: HttpRequest) -> HttpResponse:
    """Answer when the service itself failed (handler500). The failure is logged by Django beside this."""
    return _visa(request, 500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that has lost its tie to the session (`CSRF_FAILURE_VIEW`).

    When the browser swears that our own page sent it, its sender has logged in anew since, and may send it again.
    """
    egen_sida = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    inloggades = request.resolver_match and getattr(request.resolver_match.func, "login_required", True)
    if egen_sida and inloggades and "CSRF_COOKIE" in request.META and reason != REASON_CSRF_TOKEN_MISSING:
        return skicka_igen(request)
    return _visa(request, 403, "csrf.html", skal=reason)


def skicka_igen(request: HttpRequest, *, utloggad: bool = False) -> HttpResponse:
    """Answer a form that came without its session: what was typed, to be read and sent again (403). Nothing is done.

    `utloggad`: the session has ended, so the sender must log in first, in another tab. A binding act comes to its
    check page again. Passwords, and what is far more than any form of ours, are not repeated.
    """
    falt = [
        (namn, varde)
        for namn, varden in request.POST.lists()
        for varde in varden
        if namn not in INTE_IGEN and "password" not in namn
    ]
    if sum(len(namn) + len(varde) for namn, varde in falt) > MEST_IGEN:
        falt = []
    sammanhang = {
        "adress": request.get_full_path(),
        "csrf_token": get_token(request),
        "falt": falt,
        "synliga": [(namn, varde) for namn, varde in falt if namn not in OSYNLIGA and varde.strip()],
        "filer": bool(request.FILES),
        "utloggad": utloggad,
        "konto": None if utloggad else request.user,
    }
    svar = HttpResponse(render_to_string("skicka_igen.html", sammanhang), status=403)
    svar.headers["Cache-Control"] = "no-store"
    return svar


def for_ofta(request: HttpRequest, vanta: int = 60) -> HttpResponse:
    """Answer too many requests (429); `vanta` is the number of seconds until the next may come."""
    svar = _visa(request, 429)
    svar["Retry-After"] = str(vanta)
    return svar
