"""Visa per datum: the shares and redistributions as anybody could see them at the end of a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anvisning import querysets, tid
from anvisning.berakningar import offentligt
from anvisning.models import Andelstabell
from anvisning.views.sokord import rensa_sokord
from anvisning.visning import behovda_decimaler, datum
from omfordelning import oppet
from omfordelning.andringsdagar import Andringsdag, narmast
from omfordelning.forms.per_datum import DagForm, for_tidigt
from omfordelning.views.publikt import per
from omfordelning.views.publikt.svar import formatlankar


@login_not_required
@require_safe
def sida(request: HttpRequest) -> HttpResponse:
    """Show a day (`?per=`, else today) and a share year (`?ar=`, else the newest that had shares then)."""
    idag = tid.svensk_dag(request.mottagen)
    falt = {"per": request.GET.get("per", idag), "ar": request.GET.get("ar", "")}
    form = DagForm(falt, idag=idag)
    tabeller = oppet.publicerade()
    innehall: dict[str, Any] = {"rubrik": "Visa per datum", "form": form, "inga": not tabeller}
    status = 200
    if not form.is_valid():
        status = 400
    elif fel := for_tidigt(form.cleaned_data["per"], [tabell.publicerad for tabell in tabeller]):
        form.add_error("per", fel)
        status = 404
    elif tabeller:
        innehall |= _dagen(request, tabeller, form.cleaned_data["per"], idag)
    return render(request, "omfordelning/publikt/per_datum.html", innehall, status=status)


def _dagen(request: HttpRequest, tabeller: Sequence[Andelstabell], dag: date, idag: date) -> dict[str, Any]:
    onskat = request.GET.get("ar", "")
    ar = int(onskat) if onskat.isascii() and onskat.isdecimal() and len(onskat) == 4 else None
    aren = oppet.aren_den(tabeller, dag)
    lage = next((rad for rad in aren if rad.ar.ar == ar), aren[0])
    q = rensa_sokord(request.GET.get("q", ""))
    sortering = oppet.ordning(request.GET.get("sortera", ""), oppet.ANDELSORDNINGAR, oppet.STANDARD)
    alla = oppet.andelslista(lage, sortering)
    rader = oppet.sok(alla, q)
    for rad in rader:
        rad.sokrad = oppet.sokrad(rad)
    omfordelningar = oppet.omfordelningslista(lage, "lan")
    fore, efter = narmast(tabeller, dag, idag)
    return {
        "dag": dag,
        "lage": lage,
        "saknas": ar if ar and ar != lage.ar.ar else None,
        "aren": [(rad, _fraga(dag, rad.ar.ar, q)) for rad in aren],
        "fore": fore and (fore, _fraga(fore.dag, ar, q)),
        "efter": efter and (efter, _fraga(efter.dag, ar, q)),
        "har_manad": offentligt.senaste(dag) is not None,
        "permalank": settings.BAS_URL + reverse("per_datum") + _fraga(dag, lage.ar.ar, q),
        "rader": rader,
        "totalt": len(alla),
        "summor": querysets.summera(alla),
        "decimaler": behovda_decimaler(v for k in alla for v in (k.ordinarie, k.andring, k.i_kraft)),
        "q": q,
        "sortering": sortering,
        "dolda": [("per", dag), ("ar", lage.ar.ar), ("sortera", sortering)],
        "alla_url": _fraga(dag, lage.ar.ar),
        "omfordelningar": omfordelningar,
        "summa": oppet.summa(omfordelningar, "flyttat"),
        "decimaler_flyttat": behovda_decimaler(f.flyttat for f in omfordelningar),
        "andelsfiler": formatlankar("andelar_fil", (lage.ar.ar,), "Anvisningsandelar", per=dag),
        "omfordelningsfiler": formatlankar("omfordelningar_fil", (lage.ar.ar,), "Omfördelningar", per=dag),
    }


def _fraga(dag: date, ar: int | None = None, q: str = "") -> str:
    """Give the question of a day's address: "?per=2027-03-01&ar=2027"."""
    return "?" + urlencode({"per": dag, **({"ar": ar} if ar else {}), **({"q": q} if q else {})})


@login_not_required
@require_safe
def som_json(request: HttpRequest) -> HttpResponse:
    """Give a day's years, the table that held in each, where to fetch them, and the days of change around it."""
    idag = tid.svensk_dag(request.mottagen)
    tabeller = oppet.publicerade()
    try:
        dag = per.las_dag(request.GET["per"], idag) if "per" in request.GET else idag
    except per.FelDag as fel:
        return fel.svar("json")
    aren = oppet.aren_den(tabeller, dag)
    if not aren:
        return per.FelDag(f"Den {datum(dag)} var inga andelar publicerade.", 404).svar("json")
    fore, efter = narmast(tabeller, dag, idag)
    svar = {
        "dag": dag,
        "ar": [_ar_som_json(rad, dag) for rad in aren],
        "fore": _dag_som_json(fore),
        "efter": _dag_som_json(efter),
    }
    return JsonResponse(svar, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _ar_som_json(lage: oppet.Arslage, dag: date) -> dict[str, Any]:
    filer = {vad: reverse(f"{vad}_fil", args=[lage.ar.ar, "json"]) for vad in ("andelar", "omfordelningar")}
    return {
        "ar": lage.ar.ar,
        "tabell": str(lage.tabell),
        "publicerad": lage.tabell.publicerad,
        "galler_fran": lage.tabell.galler_fran,
        "preliminar": lage.tabell.ar_preliminar,
        "exempeldata": lage.ar.exempeldata,
        **{vad: f"{settings.BAS_URL}{vag}?per={dag}" for vad, vag in filer.items()},
    }


def _dag_som_json(rad: Andringsdag | None) -> dict[str, Any] | None:
    return {"dag": rad.dag, "vad": rad.vad} if rad else None
