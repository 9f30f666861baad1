"""What a published month of goal fulfilment was computed from: run, method, shares and postings."""

from django.urls import reverse

from anvisning.anvisningar.kallan import Kalla
from anvisning.berakningar.lasning import metod
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Manadspublicering, Metodval
from anvisning.visning import datum, tal, tidpunkt


def underlag(publicering: Manadspublicering, kalla: Kalla) -> list[dict[str, str]]:
    """Give what a month was computed from, for komponenter/sammanfattning.html. `kalla`: of its assignments."""
    k, tabell, fil = publicering.berakning, publicering.berakning.tabell, kalla.fil
    rader = [
        {"namn": "Beräkning", "varde": str(k.publikt_id)},
        {"namn": "Beräknad", "varde": tidpunkt(k.startad)},
        {"namn": "Publicerad", "varde": tidpunkt(publicering.publicerad)},
        {"namn": "Metod", "varde": Metodval(k.metod).label},
        {"namn": "Programmets version (SHA-256)", "varde": k.kodversion},
        {"namn": "Andelar", "varde": str(tabell), "url": reverse("andelar_ar", args=[tabell.ar_id])},
        {"namn": "Andelarnas källa", "varde": f"{tabell.kalla}, beslutad {datum(tabell.beslutsdag)}"},
        {"namn": "Andelsfilens kontrollsumma (SHA-256)", "varde": tabell.sha256},
    ]
    if fil:
        rader.append({"namn": "Senaste fil", "varde": f"{fil.get_slag_display()}, den {datum(fil.bokford)}"})
        rader.append({"namn": "Källa", "varde": f"{fil.kalla}, till och med {datum(fil.till_och_med)}{kalla.tillagg}"})
    if not publicering.riket_dolt:
        rader.append({"namn": "Barn i landet sedan 2016", "varde": tal(k.alla)})
    if k.ar_utan_andelar and metod(k) is Metod.PERIODSUMMA:
        rader.append({"namn": "År utan inlästa andelar", "varde": ", ".join(map(str, k.ar_utan_andelar))})
    return rader
