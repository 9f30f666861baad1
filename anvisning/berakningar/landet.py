"""The country as it stands in a year: shares, redistributions and counted assignments, as the engine reads them."""

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q

from anvisning.maluppfyllelse.konton import Arsdata
from anvisning.maluppfyllelse.underlag import Metod, Underlag, tusendelar
from anvisning.maluppfyllelse.uppbyggnad import bygg
from anvisning.models import (
    Andel,
    Andelsandring,
    Andelstabell,
    Anvisningsbokning,
    Anvisningsraknare,
    Anvisningstyp,
    Ar,
    Tabellslag,
    Underlagsslag,
)
from anvisning.models.anvisningar import ANVISNINGSSLAG
from anvisning.querysets import galler_forst

Andelar = dict[int, dict[str, int]]
"""Year → municipality → ordinary share (thousandths of a promille)."""
Overlatelser = dict[int, dict[str, tuple[str, int]]]
"""Year → giver → receiver, and what is handed over (thousandths of a promille)."""
Antal = dict[int, dict[str, dict[str, int]]]
"""Year → kind of assignment → children by municipality."""
MED_ANVISNINGAR = (*ANVISNINGSSLAG, Underlagsslag.RATTELSE)


@dataclass(frozen=True, kw_only=True)
class Landet:
    """A year's country, and what it was read from."""

    ar: Ar
    metod: Metod
    tabell: Andelstabell
    bokning: Anvisningsbokning | None
    """The newest posting."""
    per: date | None
    """The last day that the posted assignments cover."""
    underlag: Underlag
    ar_utan_andelar: list[int]
    """Earlier years with children but without shares: with `periodsumma` they add nothing to any target."""
    fingeravtryck: dict[str, str]
    """Input → SHA-256."""


def las_landet(ar: int, dag: date) -> Landet | None:
    """Read the country of a year as it is known, with what applies on `dag` (on 1 January, for a year to come).

    None while the year has no shares. A fixed number of queries. ValueError when the figures cannot stand together.
    """
    galler = Q(galler_fran__lte=max(dag, date(ar, 1, 1)))
    tabeller = _tabeller(ar, galler)
    tabell = tabeller.get(ar)
    if tabell is None:
        return None
    andelar, overlatelser = _andelar(tabeller), _overlatelser(tabeller, galler)
    antal = _antal(ar, rakna_inledande=tabell.ar.rakna_inledande)
    aren = {
        ett: _arsdata(andelar.get(ett, {}), overlatelser.get(ett, {}), antal.get(ett, {}))
        for ett in antal.keys() | andelar.keys()
    }
    return Landet(
        ar=tabell.ar,
        metod=Metod(tabell.ar.metod),
        tabell=tabell,
        bokning=Anvisningsbokning.objects.first(),
        per=_per(),
        underlag=bygg(aren, ar),
        ar_utan_andelar=sorted(antal.keys() - andelar.keys()),
        fingeravtryck={
            "anvisningar": _avtryck(antal),
            "andelar": _avtryck(andelar),
            "omfordelningar": _avtryck(overlatelser),
            "installningar": _avtryck([ar, tabell.ar.metod, tabell.ar.rakna_inledande]),
        },
    )


def _tabeller(ar: int, galler: Q) -> dict[int, Andelstabell]:
    """Give the table that holds for each year up to `ar`: the decided one, for the year itself else the preliminary."""
    tabeller = Andelstabell.objects.filter(galler, ar__lte=ar).exclude(ar__lt=ar, slag=Tabellslag.PRELIMINAR)
    svar: dict[int, Andelstabell] = {}
    for tabell in tabeller.select_related("ar").order_by("ar", *galler_forst()):
        svar.setdefault(tabell.ar_id, tabell)
    return svar


def _andelar(tabeller: dict[int, Andelstabell]) -> Andelar:
    svar: Andelar = {ett: {} for ett in tabeller}
    rader = Andel.objects.filter(tabell__in=tabeller.values()).values_list("tabell__ar", "kommun", "promille")
    for ett, kommun, promille in rader:
        svar[ett][kommun] = tusendelar(promille)
    return svar


def _overlatelser(tabeller: dict[int, Andelstabell], galler: Q) -> Overlatelser:
    """Add up the ledger case by case: what is left of each is a giver, a receiver and a share."""
    i_tabellerna = Q(pk=None)
    for ett, tabell in tabeller.items():
        i_tabellerna |= Q(ar=ett, tabell__publicerad__lte=tabell.publicerad)
    per_arende: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    rader = Andelsandring.objects.filter(galler, i_tabellerna).values_list("ar", "arende", "kommun", "promille")
    for ett, arende, kommun, promille in rader:
        per_arende[ett, arende][kommun] += tusendelar(promille)
    svar: Overlatelser = defaultdict(dict)
    for (ett, _), sidor in per_arende.items():
        (givare, lamnat), (mottagare, _) = sorted(sidor.items(), key=lambda sida: sida[1])
        if lamnat:
            svar[ett][givare] = (mottagare, -lamnat)
    return dict(svar)


def _antal(ar: int, *, rakna_inledande: bool) -> Antal:
    svar: Antal = {}
    rader = Anvisningsraknare.objects.filter(ar__lte=ar).exclude(antal=0).order_by("ar", "typ", "kommun_id")
    if not rakna_inledande:
        rader = rader.exclude(typ=Anvisningstyp.INLEDANDE)
    for ett, typ, kommun, antal in rader.values_list("ar", "typ", "kommun", "antal"):
        svar.setdefault(ett, {}).setdefault(typ, {})[kommun] = antal
    return svar


def _arsdata(
    andelar: dict[str, int], overlatelser: dict[str, tuple[str, int]], antal: dict[str, dict[str, int]]
) -> Arsdata:
    ovriga: Counter[str] = Counter()
    for typ, per_kommun in antal.items():
        if typ != Anvisningstyp.UTJAMNANDE:
            ovriga.update(per_kommun)
    return Arsdata(
        ordinarie=andelar,
        overlatelser=overlatelser,
        utjamnande=antal.get(Anvisningstyp.UTJAMNANDE, {}),
        ovriga=ovriga,
    )


def _per() -> date | None:
    bokningar = Anvisningsbokning.objects.filter(slag__in=MED_ANVISNINGAR, angrad_genom=None)
    dag: date | None = bokningar.aggregate(dag=Max("till_och_med"))["dag"]
    return dag


def _avtryck(vad: Any) -> str:
    return hashlib.sha256(json.dumps(vad, sort_keys=True).encode()).hexdigest()
