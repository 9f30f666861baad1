"""A calendar feed behind its secret link: open to whoever has the link, and not there for anybody else."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from anvisning.kalenderlankar import hitta
from omfordelning.kalender import build_ics


@login_not_required
@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """Give the feed (304 when the reader has it already); 404 for a link that is not there or is revoked."""
    lank = hitta(token)
    if lank is None:
        raise Http404
    innehall = build_ics(lank.konto, lank.slag, request.mottagen)
    svar = HttpResponse(
        innehall,
        headers={
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'inline; filename="anvisningsandelar.ics"',
            "Cache-Control": "private",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
            "ETag": f'"{hashlib.sha256(innehall).hexdigest()}"',
        },
    )
    return get_conditional_response(request, etag=svar["ETag"], response=svar)
