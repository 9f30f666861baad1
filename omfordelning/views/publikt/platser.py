"""A municipality's page, a county's page, and the list of municipalities."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anvisning import datumandring, querysets
from anvisning.berakningar import offentligt
from anvisning.models import Forklaringsskal, Ifragasattande, Kommun, Kontaktfunktion, Lan, Manadspublicering, Tidplan
from anvisning.views.sokord import rensa_sokord
from anvisning.visning import behovda_decimaler, datum, promilletal, tal
from omfordelning import oppet, uppfyllelse
from omfordelning.kommunhistorik import Arsrad, andelar_per_ar
from omfordelning.models import Forslag
from omfordelning.views.publikt.andelar import hamta


@login_not_required
@require_safe
def kommuner(request: HttpRequest) -> HttpResponse:
    """List the municipalities, with a search, and the counties."""
    q = rensa_sokord(request.GET.get("q", ""))
    alla = list(Kommun.objects.select_related("lan").order_by("sortering", "kod"))
    rader = oppet.sok(alla, q)
    for rad in rader:
        rad.sokrad = oppet.sokrad(rad)
    lanen = sorted({k.lan for k in alla}, key=lambda lan: lan.sortering)
    return render(
        request,
        "omfordelning/publikt/kommuner.html",
        {"rubrik": "Kommuner och län", "rader": rader, "totalt": len(alla), "lanen": lanen, "q": q},
    )


def krav_kod(kod: str, siffror: int) -> None:
    """Answer 404 to what cannot be a code: it never reaches the database."""
    if len(kod) != siffror or not kod.isascii() or not kod.isdigit():
        raise Http404


def meningar(rader: list[Forslag]) -> list[Forslag]:
    """Give redistributions with what the pages say of each."""
    for rad in rader:
        rad.mening = oppet.mening(rad)
        rad.rattad = oppet.rattelsemening(rad)
        rad.handelse = oppet.omstandighet(rad)
    return rader


@login_not_required
@require_safe
def kommun(request: HttpRequest, kod: str) -> HttpResponse:
    """Show a municipality's shares since the first year, and its public redistributions."""
    krav_kod(kod, 4)
    kontakter = Kontaktfunktion.objects.filter(organisation__lan=OuterRef("lan")).order_by("funktion")
    som_rader = kontakter.values(rad=JSONObject(funktion="funktion", telefon="telefon", epost="epost"))
    kommuner = Kommun.objects.select_related("lan").annotate(
        lanets_kontakter=ArraySubquery(som_rader), ifragasatta=ArraySubquery(ifragasatta_om())
    )
    kommunen = get_object_or_404(kommuner, pk=kod)
    offentliga = oppet.offentliga(Forslag.objects.filter(Q(givare=kod) | Q(mottagare=kod)))
    historik = andelar_per_ar(kod)
    return render(
        request,
        "omfordelning/publikt/kommun.html",
        {
            "rubrik": kommunen.namn,
            "kommun": kommunen,
            "historik": historik,
            "nu": historik[0] if historik else None,
            "raknat": rakning(historik[0]) if historik else None,
            "decimaler": behovda_decimaler(v for r in historik for v in (r.ordinarie, r.andring, r.i_kraft)),
            "omfordelningar": meningar(list(offentliga.order_by("-ar_id", "nummer"))),
            "mal": malbild(kod),
            "ifragasatta": ifragasatta_meningar(kommunen.ifragasatta),
            "kontakter": kommunen.lanets_kontakter,
            "smulor": [
                ("Kommuner och län", reverse("kommuner")),
                (kommunen.lan.namn, reverse("lan", args=[kommunen.lan_id])),
            ],
        },
    )


def malbild(kod: str) -> dict[str, object] | None:
    """Give what the page says of a municipality's goal fulfilment; None while nothing is published (one query)."""
    rad = offentligt.kommunens_senaste(kod)
    if rad is None:
        return None
    egen = rad.migrationsverkets
    return {
        "publicering": rad.publicering,
        "visas": rad.visas,
        "mening": uppfyllelse.kommunens_mening(rad),
        "tur": uppfyllelse.turmening(rad),
        "egen": f"{tal(egen.procent)} procent den {datum(egen.dag)}" if egen else "",
    }


def ifragasatta_om() -> QuerySet[Ifragasattande]:
    """Give all that everybody may see of what a municipality disputes, newest first.

    Never the month, the type, a number or the sentence to the municipality: small numbers could be told from them. An
    answer is told first when a month has been published after it: a municipality sees at once how much a correction
    changes the country's number, and would else see here whose it was.
    """
    publicerat = Exists(Manadspublicering.objects.filter(publicerad__gt=OuterRef("besvarat")))
    rader = Ifragasattande.objects.filter(kommun=OuterRef("pk"), atertaget=None).order_by("-ifragasatt", "-pk")
    utfall = Case(When(publicerat, then="utfall"), default=Value(""))
    return rader.values(rad=JSONObject(dag="ifragasatt", utfall=utfall, skal="skal"))


def ifragasatta_meningar(rader: Iterable[dict[str, str]]) -> list[str]:
    """Say when each number was questioned, and whether a published answer corrects or explains it."""
    meningar = []
    for rad in rader:
        svar = "Inget svar är publicerat än"
        if rad["utfall"] == Ifragasattande.Utfall.RATTAD:
            svar = "Den är rättad"
        elif rad["utfall"]:
            svar = f"Den är förklarad: {Forklaringsskal(rad['skal']).label}"
        meningar.append(f"En uppgift ifrågasattes den {datum(datetime.fromisoformat(rad['dag']))}. {svar}.")
    return meningar


def rakning(rad: Arsrad) -> dict[str, object]:
    """Give a share's arithmetic, for komponenter/raknat.html."""
    delar = (rad.ordinarie, rad.lamnat, rad.mottaget, rad.i_kraft)
    ordinarie, lamnat, mottaget, i_kraft = (promilletal(v, behovda_decimaler(delar)) for v in delar)
    formel = ordinarie
    formel += f" − {lamnat}" if rad.lamnat else ""
    formel += f" + {mottaget}" if rad.mottaget else ""
    return {
        "formel": f"{formel} = {i_kraft} ‰" if rad.lamnat or rad.mottaget else "",
        "rader": [
            {"namn": f"Ordinarie andel {rad.ar}", "varde": f"{ordinarie} ‰"},
            {"namn": "Lämnas till andra kommuner", "varde": f"{lamnat} ‰"},
            {"namn": "Tas emot från andra kommuner", "varde": f"{mottaget} ‰"},
            {"namn": f"Gällande andel {rad.ar}", "varde": f"{i_kraft} ‰"},
        ],
    }


@login_not_required
@require_safe
def lan(request: HttpRequest, kod: str) -> HttpResponse:
    """Show a county's municipalities and sum for a year (`?ar=`, else the newest), its last day and its contacts."""
    krav_kod(kod, 2)
    lanet = get_object_or_404(Lan, pk=kod)
    ar = request.GET.get("ar", "")
    lage = hamta(int(ar) if ar.isdecimal() and len(ar) < 5 else 0) if ar else oppet.arslage()
    rader = list(querysets.med_andelar(lage.tabell).filter(lan=kod).order_by("sortering", "kod")) if lage else []
    omfordelningar = list(oppet.offentliga(Forslag.objects.filter(lan=kod, ar=lage.ar))) if lage else []
    return render(
        request,
        "omfordelning/publikt/lan.html",
        {
            "rubrik": lanet.namn,
            "lan": lanet,
            "lage": lage,
            "rader": rader,
            "summor": querysets.summera(rader),
            "decimaler": behovda_decimaler(v for k in rader for v in (k.ordinarie, k.andring, k.i_kraft)),
            "omfordelningar": meningar(omfordelningar),
            "tidplan": Tidplan.objects.filter(ar=lage.ar, lan=kod).first() if lage and lanet.kan_omfordela else None,
            "flyttade": datumandring.visade(lage.ar, kod) if lage and lanet.kan_omfordela else [],
            "mal": uppfyllelselista(kod),
            "kontakter": Kontaktfunktion.objects.filter(organisation__lan=kod).order_by("funktion"),
            "smulor": [("Kommuner och län", reverse("kommuner"))],
        },
    )


def uppfyllelselista(kod: str) -> dict[str, object] | None:
    """Give a county's goal fulfilment in the newest month; None while nothing is published (one query)."""
    bild = offentligt.lanets_bild(kod)
    if bild is None:
        return None
    return {
        "publicering": bild.publicering,
        "rader": [
            {
                "kod": rad.kommun.pk,
                "namn": rad.kommun.namn,
                "plats": uppfyllelse.platsord(rad),
                **uppfyllelse.som_text(uppfyllelse.kommuntal(rad, None)),
            }
            for rad in bild.rader
        ],
        "summa": uppfyllelse.som_text(uppfyllelse.lanstal(bild.summa)),
        "har_turordning": uppfyllelse.har_turordning(bild.publicering),
        "dolda": bild.summa.antal is None or any(not rad.visas for rad in bild.rader),
    }
