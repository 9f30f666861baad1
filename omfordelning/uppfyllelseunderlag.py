"""What a published month of goal fulfilment was computed from: run, method, shares and postings."""

from django.urls import reverse

from anvisning.berakningar.lasning import metod
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Manadspublicering, Metodval
from anvisning.visning import datum, tal, tidpunkt


def underlag(publicering: Manadspublicering) -> list[dict[str, str]]:
    """Give what a month was computed from, for komponenter/sammanfattning.html."""
    k, tabell, bokning = publicering.berakning, publicering.berakning.tabell, publicering.berakning.bokning
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
    if bokning:
        vad = f"{bokning.get_slag_display()} till och med {datum(bokning.till_och_med)}"
        rader += [
            {"namn": "Senast bokfört", "varde": vad},
            {"namn": "Källa", "varde": f"{bokning.kalla}, bokfört {datum(bokning.bokford)}"},
        ]
        rader += [{"namn": "Filens kontrollsumma (SHA-256)", "varde": bokning.sha256}] if bokning.sha256 else []
    if not publicering.riket_dolt:
        rader.append({"namn": "Barn i landet sedan 2016", "varde": tal(k.alla)})
    if k.ar_utan_andelar and metod(k) is Metod.PERIODSUMMA:
        rader.append({"namn": "År utan inlästa andelar", "varde": ", ".join(map(str, k.ar_utan_andelar))})
    return rader
