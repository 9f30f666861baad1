"""The password once more, before an act that binds a whole authority (quality S-15, ASVS V7.5.3).

Asked for before the page is opened; and if the time has run out while it was being filled in, before it is sent, with
all that was typed kept. To log in through the form counts.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from anvisning.kontoformular import FELTEXTER, Bekrafta

FALT = "password"


class MedLosenord:
    """Mixed into a binding act before which the password is asked for again: put it first among the bases."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return fore_sidan(request) or super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        fraga = fore_sandandet(request) if request.POST.get("steg") == "skicka" else None
        return fraga or super().post(request, *args, **kwargs)


def nyligen(request: HttpRequest) -> bool:
    """Tell whether the person has given the password within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    poster = get_authentication_records(request, request.user)
    senast = max((post["at"] for post in poster if post.get("method") == "password"), default=0.0)
    return abs(request.mottagen.timestamp() - senast) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def fore_sidan(request: HttpRequest) -> HttpResponse | None:
    """Lead to the password's page and back, unless it was given recently (None)."""
    if nyligen(request):
        return None
    fraga = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{fraga}")


def fore_sandandet(request: HttpRequest) -> HttpResponse | None:
    """Ask for the password beside what was typed, until it is given (None: go on). The view never sees it."""
    gavs = FALT in request.POST
    form = Bekrafta(request.POST if gavs else None, user=request.user)
    if gavs:
        request.POST = request.POST.copy()
        del request.POST[FALT]
    if nyligen(request):
        return None
    if gavs:
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            form.errors.clear()
            form.add_error(None, FELTEXTER["rate_limited"])
            return _fraga(request, form, 429)
        if form.is_valid():
            reauthenticate_by_password(request)
            return None
    return _fraga(request, form, 422 if gavs else 403)


def _fraga(request: HttpRequest, form: Bekrafta, status: int) -> HttpResponse:
    dolda = [
        (namn, varde) for namn, varden in request.POST.lists() for varde in varden if namn != "csrfmiddlewaretoken"
    ]
    return render(request, "losenord_igen.html", {"form": form, "dolda": dolda}, status=status)
