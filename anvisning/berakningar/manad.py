"""The month that is made public: what the small-number shield lets through of a run, seen before it is published."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from anvisning import handelser, tid
from anvisning.behorighet import krav_roll
from anvisning.berakningar import lasning
from anvisning.berakningar.las import ensam
from anvisning.hinder import Hinder, Redan
from anvisning.maluppfyllelse.metoder import Rad, ko
from anvisning.maluppfyllelse.migrationsverket import sager_antalet
from anvisning.maluppfyllelse.offentligt import offentliga_platser
from anvisning.maluppfyllelse.slutsatser import Utgava
from anvisning.maluppfyllelse.smatal import publicera as skydda
from anvisning.maluppfyllelse.smatal import visa
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.models import (
    Anvisningsrad,
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
    """What publishing a run would show: the shield's verdict, and the public place of each municipality in the run."""

    utgava: Utgava
    platser: dict[str, Plats | None]

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
    platser = offentliga_platser(
        rader, metod, publicering=visa(utgava, lanet), tidigare=[visa(u, lanet) for u in tidigare], inom=HORISONT
    )
    return Forhandsvisning(utgava, platser)


@transaction.atomic
def publicera(berakning_id: int, *, av: Konto, nu: datetime, sett: str | None = None) -> Manadspublicering:
    """Make a run's month public: once per calendar month of the figures, and never an older month than the last one.

    `sett` is what the publisher has looked at (`Forhandsvisning.avtryck`; None: nothing is claimed). Refuses (Hinder) a
    run that does not meet every one of `VILLKOR`.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    ensam()
    berakning = Berakning.objects.select_for_update(of=("self",)).get(pk=berakning_id)
    krav_gar_att_publicera(berakning, nu)
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
    Publiceringsrad.objects.bulk_create(_rad(publicering, kod, bild) for kod in sorted(bild.platser))
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


@dataclass(frozen=True)
class Villkor:
    """What has to hold of a run for its month to be published, and what is said when it does not."""

    haller: Q
    """Of a run as `_provade` gives it; what is unknown (NULL) does not hold."""
    mening: Callable[[Berakning, date | None], str]
    """Takes the run and the last published day."""
    fel: type[Hinder] = Hinder


def _oersatt() -> Q:
    """Of runs: those whose days nothing has changed since. A later month's first file leaves the month as it was."""
    som_inte_nar_langre = Q(per__lte=OuterRef("per")) | Q(per=None)
    nyare = Berakning.objects.filter(som_inte_nar_langre, tillbakatagen=None, pk__gt=OuterRef("pk"))
    bokfort = Anvisningsrad.objects.filter(bokning__gt=OuterRef("bokning"), dag__lte=OuterRef("per"))
    return ~Exists(nyare) & ~Exists(bokfort)


VILLKOR = (
    Villkor(Q(tillbakatagen=None), lambda _b, _s: "Beräkningen är tillbakatagen.", Redan),
    Villkor(
        Q(per__isnull=False),
        lambda _b, _s: "Ingen fil med anvisningar är bokförd, så det finns inget att publicera.",
    ),
    Villkor(
        Q(~Exists(Berakningsorder.objects.filter(klar=None))),
        lambda _b, _s: "En ny beräkning är på väg. Vänta någon minut och läs sidan på nytt.",
        Redan,
    ),
    Villkor(
        _oersatt(),
        lambda _b, _s: (
            "Underlaget har ändrats sedan beräkningen gjordes. "
            "Publicera i stället en nyare, när den når till en månads slut."
        ),
        Redan,
    ),
    Villkor(
        Q(per__year__lte=F("ar_id")),
        lambda b, _s: f"Andelarna för {b.per.year} saknas, så månaden går inte att räkna än.",
    ),
    Villkor(
        Q(senast=None) | Q(per__gt=F("senast")),
        lambda _b, s: f"Måluppfyllelsen för {manad(s)} är redan publicerad. Nya siffror visas nästa månad.",
    ),
    Villkor(
        Q(dagen_efter__day=1),
        lambda b, _s: f"Siffrorna når bara till {datum(b.per)}. Vänta tills hela månaden är bokförd.",
    ),
    Villkor(
        Q(per__lt=F("idag")),
        lambda b, _s: f"Månaden är inte slut. Publicera den {datum(b.per + tid.DAG)} eller senare.",
    ),
)
"""In the order that they are said: the first that does not hold is the reason."""


def krav_gar_att_publicera(berakning: Berakning, nu: datetime) -> None:
    """Refuse (Hinder) a run that cannot be published, in a sentence (one query)."""
    provade = {f"villkor_{n}": ExpressionWrapper(v.haller, BooleanField()) for n, v in enumerate(VILLKOR)}
    senast, *svar = _provade(nu).annotate(**provade).values_list("senast", *provade).get(pk=berakning.pk)
    for villkor, haller in zip(VILLKOR, svar, strict=True):
        if not haller:
            raise villkor.fel(villkor.mening(berakning, senast))


def att_publicera(nu: datetime) -> QuerySet[Berakning]:
    """Give the runs that can be published."""
    return _provade(nu).filter(*(villkor.haller for villkor in VILLKOR))


def _provade(nu: datetime) -> QuerySet[Berakning]:
    """Give runs with what the conditions ask about: today, the day after their last, and the last published day."""
    return Berakning.objects.annotate(
        idag=Value(tid.svensk_dag(nu), DateField()),
        dagen_efter=ExpressionWrapper(F("per") + tid.DAG, DateField()),
        senast=Subquery(Manadspublicering.objects.order_by("-manad").values("per")[:1]),
    )


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
    plats = bild.platser[kod]
    return Publiceringsrad(
        publicering=publicering,
        kommun_id=kod,
        antal=bild.utgava.antal[kod],
        lag=lag,
        hog=hog,
        barn_fore=plats.barn_fore if plats else None,
        kommuner_fore=plats.kommuner_fore if plats else None,
    )
