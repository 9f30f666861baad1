"""One version of the county's report to read, with its files, and the county's public documents as one ZIP."""

import uuid
from typing import Any

from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anvisning.behorighet import LANSROLLER, NATIONELLA_ROLLER, krav_roll
from anvisning.inskick import en_gang
from anvisning.models import Dokument
from anvisning.visning import behovda_decimaler, tal, tidpunkt, veckodatum
from omfordelning.arendefil import bestall_lansfil
from omfordelning.arsbesked import nollrapportens_svar
from omfordelning.models import Redovisning, Redovisningsfil
from omfordelning.views.lan.gemensamt import get_lansar, redovisningssmulor, visa_gotland
from omfordelning.views.lan.oversandande import get_redovisning

ORDNING = ("pdf", "xlsx", "csv", "json", "manifest")


def version(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponse:
    """Show one version: the decision, what was taken along and what was not, the answer, and the files."""
    krav_roll(request.user, *LANSROLLER)
    redovisning = get_redovisning(request.user, publikt_id)
    rader = list(
        redovisning.rader.select_related("forslag__givare", "forslag__mottagare", "version").order_by("forslag__nummer")
    )
    medtagna = [rad for rad in rader if rad.tas_med]
    return render(
        request,
        "omfordelning/lan/redovisning_version.html",
        {
            "rubrik": f"Redovisning {redovisning.ar_id}, version {redovisning.version}",
            "redovisning": redovisning,
            "ersatt": redovisning.version != redovisning.senaste,
            "fakta": _fakta(redovisning),
            "medtagna": medtagna,
            "utelamnade": [rad for rad in rader if not rad.tas_med],
            "decimaler": behovda_decimaler(
                [v for rad in rader for v in (rad.givare_fore, rad.promille, rad.mottagare_fore)],
                redovisning.ar.decimaler,
            ),
            "filer": _filer(redovisning),
            "svarslage": svar.text if (svar := nollrapportens_svar(redovisning)) else "",
            "smulor": redovisningssmulor(redovisning.ar_id),
        },
    )


def _fakta(redovisning: Redovisning) -> list[dict[str, str]]:
    rader = {
        "Status": redovisning.get_status_display(),
        "Diarienummer": redovisning.diarienummer,
        "Beslutsdag": veckodatum(redovisning.beslutsdag),
        "Beslutande": redovisning.beslutad_av.namn,
        "Föredragande": redovisning.foredragande or "Ingen föredragande",
        "Deltog i övrigt": redovisning.narvarande,
        "Rättslig grund": redovisning.rattslig_grund,
        "Översänd": f"{tidpunkt(redovisning.oversand)} av {redovisning.oversand_av.namn}"
        if redovisning.oversand_av
        else "",
        "Migrationsverkets svar": tidpunkt(redovisning.besvarad) if redovisning.besvarad else "",
        "Migrationsverkets beteckning": redovisning.kvittens,
        "Skäl för återlämnande": redovisning.aterlamnad_skal,
        "Registrerat av": f"Länsstyrelsen, {redovisning.besvarad_av.namn}"
        if redovisning.kvittens_av_lan and redovisning.besvarad_av
        else "",
    }
    return [{"namn": namn, "varde": varde} for namn, varde in rader.items() if varde]


def _filer(redovisning: Redovisning) -> list[dict[str, Any]]:
    """Give the files in order with size and SHA-256, without reading their bytes (one query)."""
    filer = Redovisningsfil.objects.filter(redovisning=redovisning).select_related("dokument")
    filer = filer.defer("dokument__innehall", "dokument__underlag").annotate(storlek=Length("dokument__innehall"))
    return [
        {
            "url": reverse("redovisning_fil", args=[redovisning.publikt_id, fil.format]),
            "format": fil.format.upper() if fil.format != "manifest" else "Manifest",
            "filnamn": fil.dokument.filnamn,
            "sha256": fil.dokument.sha256,
            "storlek": f"{tal(max(1, fil.storlek // 1024))} kB" if fil.storlek else "",
            "klar": fil.dokument.klar is not None,
        }
        for fil in sorted(filer, key=lambda fil: ORDNING.index(fil.format) if fil.format in ORDNING else 9)
    ]


def fil(request: HttpRequest, publikt_id: uuid.UUID, format: str) -> HttpResponse:
    """Hand out one file of a report: to its county, and once it is sent to the national level."""
    krav_roll(request.user, *LANSROLLER, *NATIONELLA_ROLLER)
    filer = Redovisningsfil.objects.filter(redovisning__publikt_id=publikt_id, format=format)
    if request.user.roll in NATIONELLA_ROLLER:
        filer = filer.filter(redovisning__oversand__isnull=False)
    else:
        filer = filer.filter(redovisning__lan=request.user.lanskod)
    return lamna_ut(filer.select_related("dokument").get().dokument)


def lamna_ut(dokument: Dokument) -> HttpResponse:
    """Give a document's bytes as a download; 404 until the worker has made them."""
    if dokument.klar is None:
        raise Http404
    svar = HttpResponse(bytes(dokument.innehall), content_type=dokument.mediatyp)
    svar["Content-Disposition"] = f'attachment; filename="{dokument.filnamn}"'
    return svar


def lansfil(request: HttpRequest, ar: int) -> HttpResponse:
    """Order the ZIP of the county's public documents that year, and hand it out when it is made (`?hamta=`)."""
    lansar = get_lansar(request.user, request.mottagen, ar)
    if lansar is None:
        raise Http404
    if lansar.tidplan is None:
        return visa_gotland(request, lansar, f"Allmänna handlingar {ar}")
    filer = Dokument.objects.filter(
        mediatyp="application/zip", underlag={"slag": "Lansfil", "ar": ar, "lan": lansar.lan.pk}
    )
    if request.method == "POST":
        adress = reverse("lan_zip", args=[ar])
        return HttpResponseRedirect(en_gang(request, lambda: _bestall(request, lansar.lan.pk, ar, adress)))
    if "hamta" in request.GET:
        return lamna_ut(filer.get(publikt_id=_uuid(request.GET["hamta"])))
    return render(
        request,
        "omfordelning/lan/lansfil.html",
        {
            "rubrik": f"Allmänna handlingar {ar}",
            "lansar": lansar,
            "filer": filer.defer("innehall").order_by("-skapad")[:5],
            "nyckel": uuid.uuid4(),
            "smulor": redovisningssmulor(ar),
        },
    )


def _bestall(request: HttpRequest, lanskod: str, ar: int, adress: str) -> str:
    bestall_lansfil(ar, lanskod, nu=request.mottagen)
    return adress


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as fel:
        raise Http404 from fel
