"""Expected children: what the share is of the year's forecast, the compensation, and scenarios. Never a promise."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anvisning import tid
from anvisning.behorighet import KOMMUNROLLER, krav_roll
from anvisning.berakningar import offentligt
from anvisning.berakningar.antaganden import antaganden_av, ersattningar
from anvisning.berakningar.forvantat import redan_i_ar, scenarier_for, takt_for
from anvisning.berakningar.landet import Landet, las_landet
from anvisning.maluppfyllelse.vad_om import Antaganden
from anvisning.models import Ersattning, Konto
from omfordelning.forvantansbild import forvantansbild
from omfordelning.malord import andras_antal
from omfordelning.omgang import visat_ar


def forvantade_barn(request: HttpRequest) -> HttpResponse:
    """Show what the account's municipality can expect in the newest year that has shares."""
    konto: Konto = request.user
    krav_roll(konto, *KOMMUNROLLER)
    ar = visat_ar()
    gar_ihop = True
    try:
        landet = las_landet(ar.pk, tid.svensk_dag(request.mottagen)) if ar else None
    except ValueError:
        landet, gar_ihop = None, False
    belopp = ersattningar(ar.pk) if ar else {}
    antaganden = antaganden_av(ar, belopp) if ar else None
    innehall: dict[str, Any] = {
        "rubrik": f"{konto.organisation.namn}: förväntat antal barn{f' {ar}' if ar else ''}",
        "ar": ar,
        "landet": landet,
        "gar_ihop": gar_ihop,
        "antaganden": antaganden,
    }
    if landet and antaganden and konto.kommunkod in landet.underlag.gallande:
        innehall |= _forvantat(konto.kommunkod, landet, antaganden, belopp)
    return render(request, "omfordelning/kommun/forvantat.html", innehall)


def _forvantat(kod: str, landet: Landet, antaganden: Antaganden, belopp: dict[str, Ersattning]) -> dict[str, Any]:
    takt = takt_for(landet.ar, landet.per.year) if landet.per else None
    redan = redan_i_ar(landet.ar, kod) if landet.underlag.i_ar else 0
    insyn = offentligt.insyn(kod)
    i_kon = insyn.landet(landet.underlag, landet.metod)
    takt = takt and replace(takt, vikter=insyn.vikter(takt.vikter, landet.underlag))
    scenarier = scenarier_for(i_kon, landet.metod, antaganden.prognos, takt, kod=kod, redan=redan)
    return forvantansbild(kod, landet, antaganden, belopp, scenarier) | {"andras_antal": andras_antal(insyn)}
