"""Expected children in a year: what the share is of the forecast, and where scenarios of the year let children land.

The scenarios are an even grid of national numbers: half of them from the low forecast to the main one, half from there
to the high one. Nothing is drawn at random: the same inputs always give the same scenarios.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db.models import Q, Sum

from anvisning.maluppfyllelse.fordelning import Utfall
from anvisning.maluppfyllelse.scenarier import (
    Anknytning,
    Spann,
    antalet_varierar,
    med_anknytning,
    spann_per_del,
    spann_per_kommun,
)
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag
from anvisning.models import Anvisningsraknare, Anvisningstyp, Ar
from anvisning.prognos import TreScenarier

STEG = 50
"""Steps of the grid from the low forecast to the main one, and as many to the high one."""
INGA = Spann(p5=0, p50=0, p95=0)


@dataclass(frozen=True, kw_only=True)
class Takt:
    """How many of the country's children came regardless of the queue, in some years, and to whom since 2016."""

    fran_ar: int
    till_ar: int
    utan_turordning: int
    alla: int
    vikter: Mapping[str, int]
    """Municipality -> children since 2016: the coming ones are spread in proportion."""

    @property
    def andel(self) -> Fraction:
        """Of all children, 0 to 1 (corrections can make the rest negative)."""
        return min(Fraction(self.utan_turordning, self.alla), Fraction(1))


@dataclass(frozen=True, kw_only=True)
class Scenarier:
    """What a municipality gets in the scenarios: children of the whole year."""

    kommun: Spann
    delar: dict[Del, Spann]
    """Of the children that are left of the year, by part."""
    minst: int
    mest: int
    """Children in the country in the first and the last scenario."""
    antal: int
    """How many scenarios."""
    redan_landet: int
    """Children that had already come in the year."""
    redan: int
    """Of them, those to the municipality."""
    takt: Takt | None
    """None: all are counted as equalising assignments."""


def scenarier_for(
    underlag: Underlag, metod: Metod, prognos: TreScenarier, takt: Takt | None, *, kod: str, redan: int
) -> Scenarier:
    """Give what the municipality `kod` gets, of which `redan` children have come since 1 January.

    With `periodsumma`, whose targets move with every child, all children are counted as equalising assignments.
    ValueError when nobody has a share.
    """
    antalen = antal_i_scenarierna(prognos)
    kvar = [max(antal - underlag.i_ar, 0) for antal in antalen]
    takt = None if metod is Metod.PERIODSUMMA else _i_landet(takt, underlag)
    utfall = _utfall(underlag, metod, kvar, takt)
    spann = spann_per_kommun(utfall).get(kod, INGA) if utfall.delar else INGA
    return Scenarier(
        kommun=Spann(p5=spann.p5 + redan, p50=spann.p50 + redan, p95=spann.p95 + redan),
        delar={d: s for d, s in spann_per_del(utfall).items() if d.kommun == kod} if utfall.delar else {},
        minst=antalen[0],
        mest=antalen[-1],
        antal=len(antalen),
        redan_landet=underlag.i_ar,
        redan=redan,
        takt=takt,
    )


def antal_i_scenarierna(prognos: TreScenarier) -> list[int]:
    """Give the country's number of children in each scenario, lowest first: the main forecast stands in the middle."""
    forsta = [prognos.lag + (prognos.huvud - prognos.lag) * steg / STEG for steg in range(STEG)]
    andra = [prognos.huvud + (prognos.hog - prognos.huvud) * steg / STEG for steg in range(STEG + 1)]
    return [int(antal.quantize(Decimal(1), rounding=ROUND_HALF_UP)) for antal in (*forsta, *andra)]


def takt_for(ar: Ar, till_ar: int) -> Takt | None:
    """Give the pace of a year and the one before it, with what counts in `ar` (one query). None: nobody came so."""
    aren = Q(ar__in=(till_ar - 1, till_ar))
    rader = Anvisningsraknare.objects.filter(typ__in=_raknade_typer(ar)).values_list("kommun", "typ").order_by()
    vikter: Counter[str] = Counter()
    utan_turordning = alla = 0
    for kommun, typ, sedan_2016, senast in rader.annotate(a=Sum("antal"), b=Sum("antal", filter=aren, default=0)):
        alla += senast
        if typ != Anvisningstyp.UTJAMNANDE:
            utan_turordning += senast
            vikter[kommun] += sedan_2016
    if utan_turordning <= 0 or alla <= 0:
        return None
    return Takt(fran_ar=till_ar - 1, till_ar=till_ar, utan_turordning=utan_turordning, alla=alla, vikter=dict(+vikter))


def redan_i_ar(ar: Ar, kod: str) -> int:
    """Give how many of a year's counted children came to a municipality (one query)."""
    rader = Anvisningsraknare.objects.filter(kommun=kod, ar=ar.pk, typ__in=_raknade_typer(ar))
    antal: int = rader.aggregate(antal=Sum("antal", default=0))["antal"]
    return max(antal, 0)


def _raknade_typer(ar: Ar) -> list[str]:
    return [typ for typ in Anvisningstyp.values if typ != Anvisningstyp.INLEDANDE or ar.rakna_inledande]


def _i_landet(takt: Takt | None, underlag: Underlag) -> Takt | None:
    """Keep the weights of the municipalities that the country knows."""
    if takt is None:
        return None
    kanda = {k.kod for k in underlag.kommuner}
    vikter = {kod: vikt for kod, vikt in takt.vikter.items() if kod in kanda}
    return replace(takt, vikter=vikter) if vikter else None


def _utfall(underlag: Underlag, metod: Metod, antalen: Sequence[int], takt: Takt | None) -> Utfall:
    if takt is None:
        return antalet_varierar(underlag, metod, antalen)
    return med_anknytning(underlag, metod, antalen, Anknytning(andel=takt.andel, vikter=takt.vikter))
