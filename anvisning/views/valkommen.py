"""The page behind an invitation's link: choose a password, and come in."""

from allauth.account.utils import perform_login
from django.contrib.auth import get_user
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from anvisning import konton
from anvisning.forms.konton import ROLLTEXT, ValjLosenordForm
from anvisning.hinder import Hinder, Redan
from anvisning.models import Konto, Roll

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def valj_losenord(request: HttpRequest, nyckel: str) -> HttpResponse:
    """Show whose account it is and take a password; a used link answers 409, one that holds no longer 410."""
    try:
        konto = konton.inbjuden(nyckel, nu=request.mottagen)
        form = ValjLosenordForm(request.POST if request.method == "POST" else None, konto=konto)
        if request.method == "POST" and form.is_valid():
            konto = konton.valj_losenord(nyckel, form.cleaned_data["losenord"], nu=request.mottagen)
            return _logga_in(request, konto)
    except Hinder as hinder:
        return render(
            request,
            "anvisning/lank_slut.html",
            {
                "rubrik": "Länken är redan använd" if isinstance(hinder, Redan) else "Länken går inte att använda",
                "skal": hinder.skal,
                "anvand": isinstance(hinder, Redan),
            },
            status=409 if isinstance(hinder, Redan) else 410,
        )
    except ValidationError as fel:
        form.add_error("losenord", fel)
    return render(
        request,
        "anvisning/valj_losenord.html",
        {"rubrik": "Välj lösenord", "form": form, "inbjuden": konto, "rolltext": ROLLTEXT[Roll(konto.roll)]},
        status=422 if form.is_bound else 200,
    )


def _logga_in(request: HttpRequest, konto: Konto) -> HttpResponse:
    """Log in through allauth, so that every later step of a log-in holds here too."""
    if get_user(request).is_authenticated:
        request.session.flush()  # somebody else was signed in at this computer
    konto.backend = BACKEND
    return perform_login(request, konto) or redirect("uppgifter")
