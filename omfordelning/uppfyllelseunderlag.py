"""What a published month of goal fulfilment was computed from: run, method, shares and postings."""

from django.urls import reverse

from anvisning.berakningar.lasning import metod
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Anvisningsbokning, Manadspublicering, Metodval
from anvisning.models.anvisningar import ANVISNINGSSLAG
from anvisning.visning import datum, tal, tidpunkt


def oppen_kalla(bokning: Anvisningsbokning) -> str:
    """Give a file's source, or "": what is typed with a correction could point out whose small number it was."""
    return bokning.kalla if bokning.slag in ANVISNINGSSLAG else ""


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
        rader.append({"namn": "Senast bokfört", "varde": f"{bokning.get_slag_display()}, den {datum(bokning.bokford)}"})
        if kalla := oppen_kalla(bokning):
            rader.append({"namn": "Källa", "varde": f"{kalla}, till och med {datum(bokning.till_och_med)}"})
    if not publicering.riket_dolt:
        rader.append({"namn": "Barn i landet sedan 2016", "varde": tal(k.alla)})
    if k.ar_utan_andelar and metod(k) is Metod.PERIODSUMMA:
        rader.append({"namn": "År utan inlästa andelar", "varde": ", ".join(map(str, k.ar_utan_andelar))})
    return rader
