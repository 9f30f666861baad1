"""The county's goal fulfilment: every municipality in the run that holds, on the page and as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from anvisning.behorighet import LANSROLLER, krav_roll
from anvisning.berakningar import lasning
from anvisning.models import Konto
from anvisning.visning import HARDBLANK, TANKSTRECK, datum, kommuner, promilletal, tal
from omfordelning.lansmal import Lansmal, Rad, build_lansmal, lanstabell, sortera
from omfordelning.malord import antal, avstand, gemen, procent, skal
from omfordelning.malsiffror import ANTALET, adress, kallans_namn
from omfordelning.views.publikt.svar import formatlankar, som_fil


def lan_maluppfyllelse(request: HttpRequest) -> HttpResponse:
    """Show the county's municipalities. `?sortera` is kept in the address."""
    mal = _lansmal(request.user)
    innehall: dict[str, Any] = {
        "rubrik": "Länets måluppfyllelse",
        "lan": request.user.organisation.lan,
        "mal": mal,
    }
    if mal:
        innehall |= _innehall(mal, request)
    return render(request, "omfordelning/lan/maluppfyllelse.html", innehall)


def lan_maluppfyllelse_fil(request: HttpRequest, format: str) -> HttpResponse:
    """Hand out the table; not there (404) before the first run."""
    mal = _lansmal(request.user)
    if mal is None:
        raise Http404
    return som_fil(lanstabell(mal), format, f"maluppfyllelse-{mal.lan.pk}-{mal.berakning.per or mal.berakning.ar_id}")


def _lansmal(konto: Konto) -> Lansmal | None:
    krav_roll(konto, *LANSROLLER)
    berakning = lasning.gallande()
    return build_lansmal(konto.organisation.lan, berakning) if berakning else None


def _innehall(mal: Lansmal, request: HttpRequest) -> dict[str, Any]:
    ordning, grupper = sortera(mal.grupper, request.GET.get("sortera", ""))
    b, s = mal.berakning, mal.summa
    return {
        "sortering": ordning,
        "rader": [_rad(rad, mal) for grupp in grupper for rad in grupp],
        "utan_mal": [
            f"{rad.kommun.namn}{f', {gemen(rad.galler)}' if rad.ar_del else ''}: {gemen(varfor)}"
            for grupp in grupper
            for rad in grupp
            if (varfor := skal(rad.uppfyllelse, i_ar=rad.ar_del))
        ],
        "summa": {
            "antal": tal(s.antal),
            "mal": antal(s.mal),
            "procent": procent(s.kvot),
            "avstand": avstand(s.antal - s.mal),
        },
        "antalet": ANTALET[lasning.metod(b)],
        "kalla": kallans_namn(b),
        "filer": formatlankar("lan_maluppfyllelse_fil", (), "Länets måluppfyllelse"),
    }


def _rad(rad: Rad, mal: Lansmal) -> dict[str, Any]:
    u, mv = rad.uppfyllelse, rad.migrationsverkets
    return {
        "namn": rad.galler if rad.ar_del else rad.kommun.namn,
        "kommun": rad.kommun.namn,
        "ar_del": rad.ar_del,
        "url": adress(mal.berakning, rad.kommun.kod),
        "andel": promilletal(rad.andel, mal.berakning.ar.decimaler),
        "antal": tal(u.antal),
        "mal": antal(u.mal),
        "procent": procent(u.kvot),
        "avstand": avstand(rad.avstand),
        "plats": _plats(rad),
        "migrationsverkets": f"{tal(mv.procent)}{HARDBLANK}% {datum(mv.dag)}" if mv else TANKSTRECK,
    }


def _plats(rad: Rad) -> str:
    if rad.plats is None:
        return rad.ingen_plats
    return f"{kommuner(rad.plats.kommuner_fore)}, {tal(rad.plats.barn_fore)} barn" if rad.plats.barn_fore else "först"
