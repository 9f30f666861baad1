"""The start page: this year's state in a few sentences, the next dates, and where to go."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anvisning import datumandring, tid
from anvisning.berakningar import offentligt
from anvisning.models import Ar, Tidplan
from anvisning.models.platser import GOTLAND
from anvisning.visning import datum, veckodatum
from omfordelning import oppet
from omfordelning.models import Forslag
from omfordelning.process import Status


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the state of the newest year."""
    lage = oppet.arslage()
    idag = tid.svensk_dag(request.mottagen)
    rader = list(oppet.offentliga(Forslag.objects.filter(ar=lage.ar))) if lage else []
    faststallda = [r for r in rader if r.status == Status.FASTSTALLD and r.flyttat]
    foreslagna = [r for r in rader if r.status != Status.FASTSTALLD]
    visade = faststallda or foreslagna
    dagar = nasta_dagar(lage.ar, idag) if lage else []
    return render(
        request,
        "omfordelning/publikt/start.html",
        {
            "rubrik": "Omfördelning av anvisningsandelar",
            "lage": lage,
            "antal": len(visade),
            "antal_lan": len({r.lan_id for r in visade}),
            "faststallda": bool(faststallda),
            "summa": oppet.summa(visade, "flyttat"),
            "dagar": dagar,
            "flyttade": datumandring.visade(lage.ar) if lage else [],
            "manad": offentligt.senaste(),
            "nasta": next((rad["mening"] for rad in dagar if not rad["passerad"]), ""),
        },
    )


def nasta_dagar(ar: Ar, idag: date) -> list[dict[str, object]]:
    """Give the dates in order: when, what, a sentence, whether it has been (one query for the counties' days)."""
    dagar: list[tuple[date, date, str]] = [
        (ar.preliminar_dag, ar.preliminar_dag, "Migrationsverket lämnar preliminära andelar"),
        (ar.redovisas_dag, ar.redovisas_dag, "sista dag för länsstyrelserna att redovisa till Migrationsverket"),
        (ar.faststalls_dag, ar.faststalls_dag, "Migrationsverket fastställer andelarna"),
        (date(ar.ar, 1, 1), date(ar.ar, 1, 1), f"andelarna för {ar.ar} börjar gälla"),
    ]
    lanens = Tidplan.objects.filter(ar=ar).exclude(lan=GOTLAND).aggregate(forst=Min("sista_dag"), sist=Max("sista_dag"))
    if lanens["forst"]:
        dagar.append((lanens["forst"], lanens["sist"], "sista dag för kommunerna, olika i varje län"))
    dagar.sort(key=lambda rad: (rad[1], rad[0]))
    return [_dag(fran, till, vad, idag) for fran, till, vad in dagar]


def _dag(fran: date, till: date, vad: str, idag: date) -> dict[str, object]:
    nar = veckodatum(till) if fran == till else f"{veckodatum(fran)} till {veckodatum(till)}"
    mening = f"Härnäst, {nar}: {vad}."
    if fran <= idag < till:
        mening = f"Just nu kommer kommunerna överens. Sista dagen är olika i varje län, senast {datum(till)}."
    return {
        "nar": nar,
        "vad": vad[0].upper() + vad[1:],
        "mening": mening,
        "passerad": till < idag,
    }
