"""What the public sees of goal fulfilment: published months, and of them only what the shield lets through.

Each function asks one query, whatever the number of rows. A number that is withheld never leaves this module.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Case, CharField, DateField, Func, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, JSONObject

from anvisning import tid
from anvisning.berakningar import lasning
from anvisning.berakningar.manadsbild import Kommunrad, Lansbild, Lansrad, Manadsbild, Migrationsverkets, Visat, ihop
from anvisning.maluppfyllelse import underlag
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.maluppfyllelse.metoder import kommunens_rad
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.maluppfyllelse.underlag import HELA, Metod, promille
from anvisning.models import (
    Berakning,
    Berakningsrad,
    Manadspublicering,
    PubliceradMaluppfyllelse,
    Publiceringsrad,
)

OVISAT = ("skillnad", "fingeravtryck")
"""Fields of a run that are not fetched: they tell of numbers that may be withheld."""


def publiceringar() -> QuerySet[Manadspublicering]:
    """Give the published months, newest first, with what they were computed from."""
    rader = Manadspublicering.objects.select_related("berakning__ar", "berakning__tabell", "berakning__bokning")
    return rader.defer(*(f"berakning__{falt}" for falt in OVISAT))


def senaste(dag: date | None = None) -> Manadspublicering | None:
    """Give the newest published month: now, or as it was known when a Swedish day ended."""
    rader = publiceringar()
    return (rader.filter(publicerad__lt=tid.slut_pa_dagen(dag)) if dag else rader).first()


@dataclass(frozen=True)
class Manadstal:
    """A number that a month has shown of a municipality."""

    antal: int
    manad: date


def visat() -> dict[str, list[Manadstal]]:
    """Give what the months have shown of each municipality that has ever been shown, newest first (one query)."""
    svar: dict[str, list[Manadstal]] = {}
    rader = Publiceringsrad.objects.filter(hog=None).order_by("-publicering__manad")
    for kod, antal, manad in rader.values_list("kommun", "antal", "publicering__manad"):
        svar.setdefault(kod, []).append(Manadstal(antal, manad))
    return svar


def insyn(kod: str, berakning: Berakning | None = None) -> Insyn:
    """Give what a municipality has been told of the others (one query): now, or of a run and those before it.

    Of a run: what is published of it and of the runs before it, so that later runs never make it tell more.
    """
    visade = _senast_visade()
    manader = Manadspublicering.objects.order_by("-manad")
    if berakning:
        visade = visade.filter(publicering__berakning__lte=berakning.pk)
        manader = manader.filter(berakning__lte=berakning.pk)
    visade = visade.annotate(nyast=Subquery(manader.values("pk")[:1]))
    rader = list(visade.values_list("kommun", "antal", "publicering", "nyast"))
    return Insyn(
        kod=kod,
        senast={ett: antal for ett, antal, _, _ in rader},
        nu={ett: antal for ett, antal, publicering, nyast in rader if publicering == nyast},
    )


def _senast_visade() -> QuerySet[Publiceringsrad]:
    """Give each municipality's row in the last month that showed it."""
    rader = Publiceringsrad.objects.filter(hog=None, publicering__riket_dolt=False)
    return rader.order_by("kommun_id", "-publicering__manad").distinct("kommun_id")


def manadsbild(publicering: Manadspublicering) -> Manadsbild:
    """Give what is public of a month, municipalities in Swedish order."""
    rader = list(_med_fakta(Publiceringsrad.objects.filter(publicering=publicering)))
    visade = [_kommunrad(rad, publicering) for rad in rader]
    return Manadsbild(
        publicering=publicering,
        rader=visade,
        lansrader=_lansrader(publicering, visade, rader),
        riket=None if publicering.riket_dolt else publicering.berakning.alla,
        riket_i_ar=_i_landet(rader[0], publicering) if rader else None,
    )


def lanets_bild(lan: str) -> Lansbild | None:
    """Give a county's part of the newest month; None while nothing is published."""
    rader = list(_med_korning(_med_fakta(_i_senaste(Publiceringsrad.objects.filter(kommun__lan=lan)))))
    if not rader:
        return None
    publicering = rader[0].publicering
    visade = [_kommunrad(rad, publicering) for rad in rader]
    (summa,) = _lansrader(publicering, visade, rader)
    return Lansbild(publicering=publicering, rader=visade, summa=summa)


def kommunens_senaste(kod: str) -> Kommunrad | None:
    """Give a municipality in the newest month; None while nothing is published of it."""
    rad = _med_korning(_med_fakta(_i_senaste(Publiceringsrad.objects.filter(kommun=kod)))).first()
    return _kommunrad(rad, rad.publicering) if rad else None


def kommunens_manader(kod: str) -> list[Kommunrad]:
    """Give a municipality in every month, newest first."""
    rader = _med_korning(_med_fakta(Publiceringsrad.objects.filter(kommun=kod))).order_by("-publicering__manad")
    return [_kommunrad(rad, rad.publicering) for rad in rader]


def _i_senaste(rader: QuerySet[Publiceringsrad]) -> QuerySet[Publiceringsrad]:
    return rader.filter(publicering=Subquery(Manadspublicering.objects.order_by("-manad").values("pk")[:1]))


def _med_korning(rader: QuerySet[Publiceringsrad]) -> QuerySet[Publiceringsrad]:
    med = [f"publicering__berakning__{vad}" for vad in ("ar", "tabell", "bokning")]
    return rader.select_related(*med).defer(*(f"publicering__berakning__{falt}" for falt in OVISAT))


def _med_fakta(rader: QuerySet[Publiceringsrad]) -> QuerySet[Publiceringsrad]:
    """Annotate what the run knew, December's count and the last one shown, and Migrationsverket's own figure."""
    korningens = Berakningsrad.objects.filter(
        berakning=OuterRef("publicering__berakning"), kommun=OuterRef("kommun")
    ).values(rad=JSONObject(ordinarie="ordinarie", gallande="gallande", tidigare_mal="tidigare_mal"))
    fore = Publiceringsrad.objects.filter(publicering__manad=_december(), kommun=OuterRef("kommun"), hog=None)
    visade = Publiceringsrad.objects.filter(
        kommun=OuterRef("kommun"),
        hog=None,
        publicering__riket_dolt=False,
        publicering__manad__lt=OuterRef("publicering__manad"),
    ).order_by("-publicering__manad")
    egna = PubliceradMaluppfyllelse.objects.filter(
        kommun=OuterRef("kommun"),
        bokning__bokford__lte=OuterRef("publicering__publicerad"),
        bokning__angrad_genom=None,
    ).order_by("-dag", "-pk")
    return (
        rader.select_related("kommun__lan")
        .annotate(
            korningens=Subquery(korningens),
            arsskifte=Subquery(_arsskiftet().values(rad=JSONObject(alla="berakning__alla", metod="berakning__metod"))),
            fore=Subquery(fore.values("antal")),
            visat=Case(
                When(
                    hog__isnull=False,
                    then=Subquery(visade.values(rad=JSONObject(antal="antal", per="publicering__per"))[:1]),
                )
            ),
            migrationsverkets=Subquery(
                egna.values(rad=JSONObject(procent=Cast("procent", CharField()), dag="dag", kalla="bokning__kalla"))[:1]
            ),
        )
        .order_by("kommun__sortering", "kommun_id")
    )


def _december() -> Func:
    """Give the month that ends the year before the run's."""
    ar = OuterRef("publicering__berakning__ar") - Value(1)
    return Func(ar, 12, 1, function="make_date", output_field=DateField())


def _arsskiftet() -> QuerySet[Manadspublicering]:
    """Give the published month that ends the year before the run's. One that was published later is not known yet."""
    rader = Manadspublicering.objects.filter(manad=_december(), riket_dolt=False)
    return rader.filter(manad__lte=OuterRef("publicering__manad"))


def _i_landet(rad: Publiceringsrad, publicering: Manadspublicering) -> int | None:
    """Give the country's children since the turn of the year; None when its month is not shown, or counted otherwise.

    An account's children and a municipality's are not the same ones: their difference is none of the year's.
    """
    if rad.arsskifte is None or publicering.riket_dolt:
        return None
    metoder = (rad.arsskifte["metod"], publicering.berakning.metod)
    pa_konton = {metod == Metod.ORDINARIE_ANDEL for metod in metoder}
    alla: int = publicering.berakning.alla - rad.arsskifte["alla"]
    return alla if len(pa_konton) == 1 else None


def _kommunrad(rad: Publiceringsrad, publicering: Manadspublicering) -> Kommunrad:
    berakning: Berakning = publicering.berakning
    kommun = underlag.Kommun(
        kod=rad.kommun_id,
        ordinarie=rad.korningens["ordinarie"],
        pa_kontot=rad.antal,
        i_kommunen=rad.antal,
        tidigare_mal=rad.korningens["tidigare_mal"],
    )
    i_kon = kommunens_rad(
        kommun,
        lasning.metod(berakning),
        gallande=rad.korningens["gallande"],
        alla=berakning.alla,
        i_ar=berakning.i_ar,
    )
    u = i_kon.uppfyllelse
    synlig = rad.hog is None and not publicering.riket_dolt  # targets tell the country's number
    i_landet = _i_landet(rad, publicering)
    arets_mal = None if i_landet is None else Fraction(i_kon.andel * i_landet, HELA)
    fore = ingaende = i_ar = None
    if synlig and rad.fore is not None and arets_mal is not None and i_kon.andel:
        fore, ingaende, i_ar = rad.fore, rad.fore - (u.mal - arets_mal), rad.antal - rad.fore
    visat, egen = rad.visat, rad.migrationsverkets
    return Kommunrad(
        publicering=publicering,
        kommun=rad.kommun,
        andel=promille(i_kon.andel),
        mal=None if publicering.riket_dolt else u.mal,
        uppfyllelse=u if synlig else None,
        senast_visat=Visat(antal=visat["antal"], per=date.fromisoformat(visat["per"])) if visat else None,
        fore=fore,
        ingaende=ingaende,
        i_ar=i_ar,
        arets_mal=arets_mal,
        plats=Plats(barn_fore=rad.barn_fore, kommuner_fore=rad.kommuner_fore)
        if synlig and rad.barn_fore is not None
        else None,
        migrationsverkets=Migrationsverkets(
            procent=Decimal(egen["procent"]), dag=date.fromisoformat(egen["dag"]), kalla=egen["kalla"]
        )
        if egen
        else None,
    )


def _lansrader(
    publicering: Manadspublicering, visade: Iterable[Kommunrad], sanna: Iterable[Publiceringsrad]
) -> list[Lansrad]:
    antal = {rad.kommun_id: rad.antal for rad in sanna}
    per_lan: dict[str, list[Kommunrad]] = {}
    for rad in visade:
        per_lan.setdefault(rad.kommun.lan_id, []).append(rad)
    return [
        Lansrad(
            kod=lan,
            namn=i_lanet[0].kommun.lan.namn,
            antal=None if lan in publicering.dolda_lan else sum(antal[rad.kommun.pk] for rad in i_lanet),
            mal=None if publicering.riket_dolt else ihop(i_lanet),
        )
        for lan, i_lanet in sorted(per_lan.items(), key=lambda par: par[1][0].kommun.lan.sortering)
    ]
