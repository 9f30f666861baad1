"""The month that is made public: what the small-number shield lets through of a run, seen before it is published."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth

from anvisning import handelser, tid
from anvisning.behorighet import krav_roll
from anvisning.berakningar import lasning
from anvisning.berakningar.las import ensam
from anvisning.hinder import Hinder, Redan
from anvisning.maluppfyllelse.metoder import Rad, ko
from anvisning.maluppfyllelse.migrationsverket import sager_antalet
from anvisning.maluppfyllelse.offentligt import OffentligRad, offentlig_tabell
from anvisning.maluppfyllelse.slutsatser import Utgava
from anvisning.maluppfyllelse.smatal import publicera as skydda
from anvisning.maluppfyllelse.smatal import visa
from anvisning.models import (
    Berakning,
    Berakningsorder,
    Kommun,
    Konto,
    Manadspublicering,
    PubliceradMaluppfyllelse,
    Publiceringsrad,
    Roll,
)
from anvisning.visning import datum, manad

HORISONT = 3000
"""How many children ahead places in the queue are told: more than a year's."""


@dataclass(frozen=True)
class Forhandsvisning:
    """What publishing a run would show: the shield's verdict, and each municipality's public row."""

    utgava: Utgava
    rader: dict[str, OffentligRad]

    @property
    def avtryck(self) -> str:
        """What is shown and withheld, as a hash: that which was seen is that which is published."""
        u = self.utgava
        allt = (sorted(u.antal.items()), sorted(u.dolda.items()), sorted(u.dolda_lan), sorted(u.sma_lan), u.riket_dolt)
        return hashlib.sha256(repr(allt).encode()).hexdigest()


def forhandsvisa(berakning: Berakning) -> Forhandsvisning:
    """Give what the public would see of a run, after all that has been published. Changes nothing."""
    underlag, metod = lasning.underlag(berakning), lasning.metod(berakning)
    rader = ko(underlag, metod)
    lanet = dict(Kommun.objects.values_list("pk", "lan_id"))
    inga = dict.fromkeys(lanet, 0)  # those who have, or had then, neither share nor child
    tidigare = [replace(u, antal=inga | u.antal) for u in utgavor()]
    antal = inga | {rad.kod: rad.antal for rad in rader}
    utgava = skydda(tidigare, antal, _hos_migrationsverket(berakning, rader), lanet)
    tabell = offentlig_tabell(
        rader, metod, publicering=visa(utgava, lanet), tidigare=[visa(u, lanet) for u in tidigare], inom=HORISONT
    )
    return Forhandsvisning(utgava, tabell)


@transaction.atomic
def publicera(berakning_id: int, *, av: Konto, nu: datetime, sett: str | None = None) -> Manadspublicering:
    """Make a run's month public: once per calendar month of the figures, and never an older month than the last one.

    `sett` is what the publisher has looked at (`Forhandsvisning.avtryck`; None: nothing is claimed). Refuses (Hinder) a
    run that no longer holds, one without figures, and a month that is already public.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    ensam()
    berakning = Berakning.objects.select_for_update(of=("self",)).get(pk=berakning_id)
    krav_gar_att_publicera(berakning)
    bild = forhandsvisa(berakning)
    if sett not in (None, bild.avtryck):
        raise Redan("Det som skulle visas har ändrats sedan du öppnade sidan. Läs den på nytt.")
    u = bild.utgava
    publicering = Manadspublicering.objects.create(
        berakning=berakning,
        manad=berakning.per.replace(day=1),
        per=berakning.per,
        riket_dolt=u.riket_dolt,
        dolda_lan=sorted(u.dolda_lan),
        sma_lan=sorted(u.sma_lan),
        publicerad_av=av,
        publicerad=nu,
    )
    Publiceringsrad.objects.bulk_create(_rad(publicering, kod, bild) for kod in sorted(bild.rader))
    handelser.skriv(
        "maluppfyllelse_publicerad",
        f"Publicerade måluppfyllelsen till och med {datum(publicering.per)}.",
        ar=tid.svensk_dag(nu).year,
        av=av,
        nu=nu,
        berakning=str(berakning.publikt_id),
        per=publicering.per,
        dolda=len(u.dolda),
    )
    return publicering


def krav_gar_att_publicera(berakning: Berakning) -> None:
    """Refuse (Hinder) a run that cannot be published, in a sentence."""
    if berakning.tillbakatagen:
        raise Redan("Beräkningen är tillbakatagen.")
    if berakning.per is None:
        raise Hinder("Inga anvisningar är bokförda, så det finns inget att publicera.")
    if lasning.gallande() != berakning:
        raise Redan("Det finns en nyare beräkning. Publicera den i stället.")
    if Berakningsorder.objects.filter(klar=None).exists():
        raise Redan("En ny beräkning är på väg. Vänta någon minut och läs sidan på nytt.")
    if berakning.per.year > berakning.ar_id:
        raise Hinder(f"Andelarna för {berakning.per.year} saknas, så månaden går inte att räkna än.")
    senaste = Manadspublicering.objects.first()
    if senaste and senaste.manad >= berakning.per.replace(day=1):
        raise Hinder(f"Måluppfyllelsen för {manad(senaste.manad)} är redan publicerad. Nya siffror visas nästa månad.")
    if (berakning.per + tid.DAG).day != 1:
        raise Hinder(f"Siffrorna når bara till {datum(berakning.per)}. Vänta tills hela månaden är bokförd.")


def att_publicera(nu: datetime) -> QuerySet[Berakning]:
    """Give the run that holds when its figures' month has ended and is not public; otherwise nothing."""
    nyare = Berakning.objects.filter(tillbakatagen=None, pk__gt=OuterRef("pk"))
    publika = Manadspublicering.objects.filter(manad__gte=OuterRef("manaden"))
    rader = Berakning.objects.annotate(manaden=TruncMonth("per"))
    return rader.filter(~Exists(nyare), ~Exists(publika), tillbakatagen=None, per__lt=tid.svensk_dag(nu).replace(day=1))


def utgavor() -> list[Utgava]:
    """Give everything that has been published, oldest first, with what is true (two queries)."""
    publiceringar = Manadspublicering.objects.order_by("manad")
    antal: dict[int, dict[str, int]] = {p.pk: {} for p in publiceringar}
    dolda: dict[int, dict[str, tuple[int, int]]] = {p.pk: {} for p in publiceringar}
    rader = Publiceringsrad.objects.filter(publicering__in=antal).order_by("kommun_id")
    for publicering, kod, tal, lag, hog in rader.values_list("publicering", "kommun", "antal", "lag", "hog"):
        antal[publicering][kod] = tal
        if lag is not None and hog is not None:
            dolda[publicering][kod] = (lag, hog)
    return [
        Utgava(
            antal=antal[p.pk],
            dolda=dolda[p.pk],
            dolda_lan=frozenset(p.dolda_lan),
            sma_lan=frozenset(p.sma_lan),
            riket_dolt=p.riket_dolt,
        )
        for p in publiceringar
    ]


def _hos_migrationsverket(berakning: Berakning, rader: list[Rad]) -> frozenset[str]:
    """Give the municipalities whose count Migrationsverket's own figure for the day tells, unless it was undone."""
    publicerade: dict[str, list[Decimal]] = {}
    deras = PubliceradMaluppfyllelse.objects.filter(dag=berakning.per, bokning__angrad_genom=None)
    for kod, procent in deras.values_list("kommun", "procent"):
        publicerade.setdefault(kod, []).append(procent)
    return frozenset(
        rad.kod for rad in rader if any(sager_antalet(procent, rad) for procent in publicerade.get(rad.kod, []))
    )


def _rad(publicering: Manadspublicering, kod: str, bild: Forhandsvisning) -> Publiceringsrad:
    lag, hog = bild.utgava.dolda.get(kod, (None, None))
    plats = bild.rader[kod].plats
    return Publiceringsrad(
        publicering=publicering,
        kommun_id=kod,
        antal=bild.utgava.antal[kod],
        lag=lag,
        hog=hog,
        barn_fore=plats.barn_fore if plats else None,
        kommuner_fore=plats.kommuner_fore if plats else None,
    )
