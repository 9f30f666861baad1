"""Published goal fulfilment: a month's list, its files, and how a municipality's numbers are computed."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anvisning import tid
from anvisning.anvisningar.kallan import kallan
from anvisning.berakningar import offentligt
from anvisning.berakningar.manadsbild import Kommunrad, Manadsbild
from anvisning.models import Manadspublicering
from anvisning.views.sokord import rensa_sokord
from anvisning.visning import TANKSTRECK, behovda_decimaler, datum, promilletal, tal
from omfordelning import oppet, uppfyllelse, uppfyllelserakning, uppfyllelsetabeller, uppfyllelseunderlag
from omfordelning.forms.per_datum import ManadForm
from omfordelning.views.publikt import per
from omfordelning.views.publikt.platser import krav_kod
from omfordelning.views.publikt.svar import formatlankar, som_fil

RUBRIK = "Måluppfyllelse"
INGEN_AN = "Ingen månad är publicerad än."


@login_not_required
@require_safe
def senaste(request: HttpRequest) -> HttpResponse:
    """Lead to the newest month, or to the one that was known when the day `?per=` ended; without any, say so.

    What else the address asks for goes along.
    """
    idag = tid.svensk_dag(request.mottagen)
    form = ManadForm(request.GET if "per" in request.GET else None, idag=idag)
    publicering, status = None, 200
    if not form.is_bound:
        publicering = offentligt.senaste()
    elif not form.is_valid():
        status = 400
    else:
        publicering = offentligt.senaste(form.cleaned_data["per"])
        if publicering is None:
            form.add_error("per", _fore_forsta(form.cleaned_data["per"]))
            status = 404
    if publicering:
        fraga = request.GET.copy()
        fraga.pop("per", None)
        adress = reverse("maluppfyllelse_manad", args=[publicering.manad])
        return redirect(f"{adress}?{fraga.urlencode()}" if fraga else adress)
    return render(request, "omfordelning/publikt/ingen_manad.html", {"rubrik": RUBRIK, "form": form}, status=status)


def _fore_forsta(dag: date) -> str:
    forsta = Manadspublicering.objects.order_by("manad").first()
    if forsta is None:
        return INGEN_AN
    return (
        f"Den {datum(dag)} var ingen månad publicerad. Den första publicerades den {datum(forsta.publicerad)}. "
        f"Skriv {tid.svensk_dag(forsta.publicerad)} eller en senare dag."
    )


@login_not_required
@require_safe
def senaste_fil(request: HttpRequest, format: str) -> HttpResponse:
    """Give the newest month, or the one known when the day `?per=` ended, as a file."""
    dag = None
    try:
        if "per" in request.GET:
            dag = per.las_dag(request.GET["per"], tid.svensk_dag(request.mottagen))
        publicering = offentligt.senaste(dag)
        if publicering is None:
            raise per.FelDag(_fore_forsta(dag) if dag else INGEN_AN, 404)
    except per.FelDag as fel:
        return fel.svar(format)
    return _fil(publicering, format)


def _fil(publicering: Manadspublicering, format: str) -> HttpResponse:
    tabell = uppfyllelsetabeller.kommuntabell(offentligt.manadsbild(publicering))
    return som_fil(tabell, format, f"maluppfyllelse-{publicering.manad:%Y-%m}")


def _manaden_star_i_adressen(format: str) -> HttpResponse:
    """Refuse a day: it would change nothing, and who gives it believes that it does."""
    adress = reverse("maluppfyllelse_senaste_fil", args=[format])
    text = f"Månaden står redan i adressen. Ta bort ”per”, eller hämta {adress} med ”per” i stället."
    return per.FelDag(text, 400).svar(format)


def hamta(manad: date) -> Manadspublicering:
    """Give a published month, or 404."""
    publicering = offentligt.publiceringar().filter(manad=manad).first()
    if publicering is None:
        raise Http404
    return publicering


@login_not_required
@require_safe
def fil(request: HttpRequest, manad: date, format: str) -> HttpResponse:
    """Give a month's municipalities as a file."""
    if "per" in request.GET:
        return _manaden_star_i_adressen(format)
    return _fil(hamta(manad), format)


@login_not_required
@require_safe
def lansfil(request: HttpRequest, manad: date, format: str) -> HttpResponse:
    """Give a month's counties as a file."""
    if "per" in request.GET:
        return _manaden_star_i_adressen(format)
    tabell = uppfyllelsetabeller.lanstabell(offentligt.manadsbild(hamta(manad)))
    return som_fil(tabell, format, f"maluppfyllelse-lan-{manad:%Y-%m}")


@login_not_required
@require_safe
def lista(request: HttpRequest, manad: date) -> HttpResponse:
    """Show a month: the country's municipalities, the counties, the map (two queries)."""
    manader = list(offentligt.publiceringar())
    publicering = next((rad for rad in manader if rad.manad == manad), None)
    if publicering is None:
        raise Http404
    bild = offentligt.manadsbild(publicering)
    q = rensa_sokord(request.GET.get("q", ""))
    sortering = oppet.ordning(request.GET.get("sortera", ""), uppfyllelse.ORDNINGAR, uppfyllelse.STANDARD)
    traffar = set(oppet.sok((rad.kommun for rad in bild.rader), q))
    rader = [rad for rad in uppfyllelse.sortera(bild.rader, sortering) if rad.kommun in traffar]
    manadsord = f"{manad:%Y-%m}"
    return render(
        request,
        "omfordelning/publikt/maluppfyllelse.html",
        {
            "rubrik": f"{RUBRIK} till och med {datum(publicering.per)}",
            "publicering": publicering,
            "korning": publicering.berakning,
            "laget": uppfyllelse.laget(bild),
            "rader": _listrader(rader, bild),
            "totalt": len(bild.rader),
            "riket": uppfyllelse.som_text(uppfyllelse.rikstal(bild)),
            "riket_i_ar": bild.riket_i_ar,
            "lanen": [
                {"kod": r.kod, "namn": r.namn, **uppfyllelse.som_text(uppfyllelse.lanstal(r))} for r in bild.lansrader
            ],
            "arsskiftet": uppfyllelse.arsskiftesrubrik(publicering),
            "har_arsskifte": bild.har_arsskifte,
            "har_turordning": uppfyllelse.har_turordning(publicering),
            "har_migrationsverkets": any(rad.migrationsverkets for rad in bild.rader),
            "medelmening": uppfyllelserakning.medelmening(bild),
            "dolda_lan": any(rad.antal is None for rad in bild.lansrader),
            "dolda_kommuner": any(not rad.visas for rad in bild.rader),
            "karta": uppfyllelse.build_karta(bild),
            "manader": manader,
            "fore": next((rad for rad in manader if rad.manad < manad), None),
            "efter": next((rad for rad in reversed(manader) if rad.manad > manad), None),
            "form": ManadForm(idag=tid.svensk_dag(request.mottagen)),
            "q": q,
            "sortering": sortering,
            "dolda": [("sortera", sortering)] if "sortera" in request.GET else [],
            "filer": formatlankar("maluppfyllelse_fil", (manad,), f"{RUBRIK} per kommun {manadsord}"),
            "lansfiler": formatlankar("maluppfyllelse_lan_fil", (manad,), f"{RUBRIK} per län {manadsord}"),
        },
    )


def _listrader(rader: list[Kommunrad], bild: Manadsbild) -> list[dict[str, Any]]:
    """Give the list's rows as texts."""
    egna = behovda_decimaler([r.migrationsverkets.procent for r in bild.rader if r.migrationsverkets], minst=0)
    andelar = behovda_decimaler(rad.andel for rad in bild.rader)
    medel = bild.medel
    return [_listrad(rad, uppfyllelse.kommuntal(rad, medel), andelar, egna, bild) for rad in rader]


def _listrad(rad: Kommunrad, t: uppfyllelse.Kommuntal, andelar: int, egna: int, bild: Manadsbild) -> dict[str, Any]:
    kod, egen = rad.kommun.pk, rad.migrationsverkets
    return {
        "kod": kod,
        "namn": rad.kommun.namn,
        "lan": rad.kommun.lan.namn,
        "sokrad": oppet.sokrad(rad.kommun),
        "url": reverse("maluppfyllelse_kommun", args=[bild.publicering.manad, kod]),
        "visas": rad.visas,
        "senast": rad.senast_visat,
        "andel": promilletal(rad.andel, andelar),
        **uppfyllelse.som_text(t),
        "fran_medel": uppfyllelse.tecken(t.fran_medel),
        "ingaende": uppfyllelse.tecken(t.ingaende),
        "i_ar": TANKSTRECK if t.i_ar is None else f"{tal(t.i_ar)} av {tal(t.arets_mal, 1)}",
        "plats": uppfyllelse.platsord(rad),
        "egen": tal(egen.procent, egna) if egen else TANKSTRECK,
        "egen_dag": datum(egen.dag) if egen else "",
    }


@login_not_required
@require_safe
def kommun(request: HttpRequest, manad: date, kod: str) -> HttpResponse:
    """Show how a municipality's numbers of a month are computed, and its months (three queries)."""
    krav_kod(kod, 4)
    manader = offentligt.kommunens_manader(kod)
    rad = next((rad for rad in manader if rad.publicering.manad == manad), None)
    if rad is None:
        raise Http404
    bild, kalla = offentligt.manadsbild(rad.publicering), kallan(rad.publicering.berakning.bokning)
    return render(
        request,
        "omfordelning/publikt/maluppfyllelse_kommun.html",
        {
            "rubrik": f"Så har vi räknat: {rad.kommun.namn}",
            "kommun": rad.kommun,
            "publicering": rad.publicering,
            "mening": uppfyllelse.kommunens_mening(rad),
            "avsnitt": uppfyllelserakning.avsnitt(rad, bild, kalla),
            "underlag": uppfyllelseunderlag.underlag(rad.publicering, kalla),
            "historik": [historikrad(r) for r in manader],
            "smulor": [
                (RUBRIK, reverse("maluppfyllelse_manad", args=[manad])),
                (rad.kommun.namn, reverse("kommun", args=[kod])),
            ],
        },
    )


def historikrad(rad: Kommunrad) -> dict[str, Any]:
    """Give a municipality's month as texts."""
    t = uppfyllelse.kommuntal(rad, None)
    return {
        "publicering": rad.publicering,
        "visas": rad.visas,
        **uppfyllelse.som_text(t),
        "plats": uppfyllelse.platsord(rad) if uppfyllelse.har_turordning(rad.publicering) else TANKSTRECK,
    }
