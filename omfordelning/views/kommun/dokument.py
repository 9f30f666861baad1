"""Downloads: a document of a case that exists for the account, and the whole case as one ZIP."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from anvisning.behorighet import KOMMUNROLLER, LANSROLLER, NATIONELLA_ROLLER
from anvisning.hinder import Hinder
from anvisning.models import Dokument, Handelse, Konto
from omfordelning import behorighet
from omfordelning.arendebild import Arendebild, hamta
from omfordelning.arendefil import bestall_arendefil
from omfordelning.handlingar import handlingar, registreringskopior
from omfordelning.models import Brev, Forslag, Godkannande, Kommunbeslut, Redovisningsfil


def synliga_dokument(konto: Konto) -> QuerySet[Dokument]:
    """Give the documents that exist for an account by rows of its cases: extracts, letters, what came by mail, reports.

    A municipality reads the letters to its own side; the county and the national level read both.
    """
    fall = behorighet.synliga_for(konto)
    egen = OuterRef("pk")
    beslut = Kommunbeslut.objects.filter(utdrag=egen)
    i_fall = beslut.filter(godkannanden__version__forslag__in=fall)
    brev = Brev.objects.filter(dokument=egen, forslag__in=fall)
    villkor = Q(Exists(Godkannande.objects.filter(handling=egen, version__forslag__in=fall))) | Q(Exists(i_fall))
    if konto.roll in KOMMUNROLLER:
        kod = konto.kommunkod
        brev = brev.filter(Q(sida="givare", forslag__givare=kod) | Q(sida="mottagare", forslag__mottagare=kod))
        villkor |= Q(Exists(beslut.filter(kommun=kod)))
    filer = Redovisningsfil.objects.filter(dokument=egen)
    if konto.roll in LANSROLLER:
        villkor |= Q(Exists(filer.filter(redovisning__lan=konto.lanskod)))
    if konto.roll in NATIONELLA_ROLLER:
        villkor |= Q(Exists(filer.filter(redovisning__oversand__isnull=False)))
    return Dokument.objects.filter(villkor | Q(Exists(brev)))


def _i_arende(konto: Konto, dokument: Dokument) -> bool:
    """Tell whether a document that no row points at belongs to one of the account's cases, by its event or copy."""
    underlag = dokument.underlag or {}
    fall = behorighet.synliga_for(konto)
    if underlag.get("slag") == "Registreringskopia":
        forslag = _ur_referens(fall, underlag["underlag"]["referens"])
        return forslag is not None and any(h.dokument.pk == dokument.pk for h in registreringskopior(forslag))
    if underlag.get("slag") == "Arendefil":
        return fall.filter(publikt_id=underlag["forslag"]).exists()
    return False


def _ur_referens(fall: QuerySet[Forslag], referens: str) -> Forslag | None:
    delar = referens.split("-")
    if len(delar) != 4 or not all(del_.isdigit() for del_ in delar[1:]):
        return None
    return fall.filter(ar=int(delar[1]), lan=delar[2], nummer=int(delar[3])).first()


def dokument(request: HttpRequest, publikt_id: UUID) -> HttpResponse:
    """Give a document's bytes. One that belongs to nobody's case does not exist."""
    konto: Konto = request.user
    rad = synliga_dokument(konto).filter(publikt_id=publikt_id).first()
    if rad is None:
        rad = get_object_or_404(Dokument, publikt_id=publikt_id)
        if not _i_arende(konto, rad) and not _kom_med_en_akt(konto, rad):
            raise Dokument.DoesNotExist
    if rad.klar is None:
        sammanhang = {"dokument": rad, "arende_url": _arende_url(rad)}
        return render(request, "omfordelning/kommun/skapas.html", sammanhang, status=202)
    return HttpResponse(
        bytes(rad.innehall),
        content_type=rad.mediatyp,
        headers={"Content-Disposition": content_disposition_header(True, rad.filnamn) or "attachment"},
    )


def _arende_url(dokument: Dokument) -> str:
    """Give the address of the case that a file being made is of, "" for other files."""
    underlag = dokument.underlag or {}
    return reverse("arende", args=[underlag["forslag"]]) if underlag.get("slag") == "Arendefil" else ""


def _kom_med_en_akt(konto: Konto, rad: Dokument) -> bool:
    """Tell whether an upload came with an act that keeps it only in its event: a no or a withdrawal by mail."""
    if rad.underlag is not None or not rad.sha256:
        return False
    fall = behorighet.synliga_for(konto).exclude(nummer=None)
    return any(h.dokument.pk == rad.pk for forslag in _med_bilaga(fall, rad) for h in handlingar(forslag))


def _med_bilaga(fall: QuerySet[Forslag], rad: Dokument) -> list[Forslag]:
    nycklar = Handelse.objects.filter(uppgifter__bilagor__contains=[{"sha256": rad.sha256, "namn": rad.filnamn}])
    return list(fall.filter(publikt_id__in=[h for h in nycklar.values_list("arende", flat=True) if h]))


def arende_zip(request: HttpRequest, publikt_id: UUID) -> HttpResponse:
    """Order the case as one ZIP (POST), the same one within a minute, and show it. GET leads to the case."""
    bild: Arendebild = hamta(request.user, publikt_id)
    if request.method != "POST":
        return redirect(reverse("arende", args=[publikt_id]))
    if not bild.forslag.nummer:
        raise Hinder("Ett utkast är ingen allmän handling. Skicka förslaget först.")
    fil = bestall_arendefil(bild.forslag, nu=request.mottagen)
    return redirect(reverse("dokument", args=[fil.publikt_id]))
