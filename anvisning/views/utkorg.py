"""The on-screen utkorg of embedded mode: every mail that the service has written. It exists nowhere else."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anvisning.models import Epostmeddelande
from anvisning.views.sokord import rensa_sokord

PER_SIDA = 50


def krav_inbaddat() -> None:
    """Answer 404 outside embedded mode: mails there are for their recipients only."""
    if not settings.INBADDAT:
        raise Http404


@require_safe
def utkorg(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first, with a search by recipient and subject."""
    krav_inbaddat()
    q = rensa_sokord(request.GET.get("q", ""))
    mejl = Epostmeddelande.objects.order_by("-skapad", "-id").defer("text", "html").annotate(antal=Count("bilagor"))
    for ord_ in q.split():
        mejl = mejl.filter(Q(till__icontains=ord_) | Q(amne__icontains=ord_))
    sida = Paginator(mejl, PER_SIDA).get_page(request.GET.get("sida"))
    return render(request, "anvisning/utkorg.html", {"rubrik": "Utkorg", "sida": sida, "q": q})


@require_safe
def meddelande(request: HttpRequest, id: int) -> HttpResponse:
    """Show one mail: its text, its HTML part as text, and its attachments."""
    krav_inbaddat()
    rad = get_object_or_404(Epostmeddelande, pk=id)
    return render(
        request,
        "anvisning/utkorg_meddelande.html",
        {
            "rubrik": rad.amne,
            "mejl": rad,
            "bilagor": list(rad.bilagor.defer("innehall", "underlag").order_by("pk")),
            "smulor": [("Utkorg", reverse("utkorg"))],
        },
    )


@require_safe
def bilaga(request: HttpRequest, id: int, publikt_id: UUID) -> HttpResponse:
    """Give an attachment as a file."""
    krav_inbaddat()
    rad = get_object_or_404(Epostmeddelande, pk=id)
    dokument = get_object_or_404(rad.bilagor, publikt_id=publikt_id, klar__isnull=False)
    svar = HttpResponse(bytes(dokument.innehall), content_type=dokument.mediatyp)
    svar.headers["Content-Disposition"] = f'attachment; filename="bilaga-{dokument.pk}{_andelse(dokument.filnamn)}"'
    return svar


def _andelse(filnamn: str) -> str:
    """Give a file name's ending if it is a plain one."""
    _, punkt, andelse = filnamn.rpartition(".")
    return f".{andelse}" if punkt and andelse.isascii() and andelse.isalnum() and len(andelse) <= 5 else ""
