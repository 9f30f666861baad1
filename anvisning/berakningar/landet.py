"""The country as it stands in a year: shares, redistributions and counted assignments, as the engine reads them."""

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F, IntegerField, Q, Subquery
from django.db.models.functions import Cast

from anvisning.anvisningar.tackning import tackta
from anvisning.maluppfyllelse.konton import Arsdata
from anvisning.maluppfyllelse.underlag import Metod, Underlag
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
)
from anvisning.models.anvisningar import VARDESLAG
from anvisning.querysets import galler_forst

Andelar = dict[int, dict[str, int]]
"""Year → municipality → ordinary share (thousandths of a promille)."""
Overlatelser = dict[int, dict[str, tuple[str, int]]]
"""Year → giver → receiver, and what is handed over (thousandths of a promille)."""
Antal = dict[int, dict[str, dict[str, int]]]
"""Year → kind of assignment → children by municipality."""
TUSENDELAR = Cast(F("promille") * 1000, IntegerField())
"""Exact: what is stored has at most three decimals."""


@dataclass(frozen=True, kw_only=True)
class Landet:
    """A year's country, and what it was read from."""

    ar: Ar
    metod: Metod
    tabell: Andelstabell
    bokning: Anvisningsbokning | None
    """The newest posting."""
    per: date | None
    """The last day that posted files cover."""
    underlag: Underlag
    ar_utan_andelar: list[int]
    """Earlier years with children but without shares: with `periodsumma` they add nothing to any target."""
    andelar: Andelar
    overlatelser: Overlatelser
    antal: Antal

    @cached_property
    def fingeravtryck(self) -> dict[str, str]:
        """Input → SHA-256."""
        return {
            "anvisningar": _avtryck(self.antal),
            "andelar": _avtryck(self.andelar),
            "omfordelningar": _avtryck(self.overlatelser),
            "installningar": _avtryck([self.ar.pk, self.ar.metod, self.ar.rakna_inledande]),
        }


def las_landet(ar: int, dag: date) -> Landet | None:
    """Read the country of a year as it is known, with what applies on `dag` (on 1 January, for a year to come).

    None while the year has no shares. Five queries. ValueError when the figures cannot stand together.
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
    bokning = _senaste_bokning()
    return Landet(
        ar=tabell.ar,
        metod=Metod(tabell.ar.metod),
        tabell=tabell,
        bokning=bokning,
        per=bokning.per if bokning else None,
        underlag=bygg(aren, ar),
        ar_utan_andelar=sorted(antal.keys() - andelar.keys()),
        andelar=andelar,
        overlatelser=overlatelser,
        antal=antal,
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
    rader = Andel.objects.filter(tabell__in=tabeller.values()).annotate(tusendelar=TUSENDELAR)
    for ett, kommun, andel in rader.values_list("tabell__ar", "kommun", "tusendelar"):
        svar[ett][kommun] = andel
    return svar


def _overlatelser(tabeller: dict[int, Andelstabell], galler: Q) -> Overlatelser:
    """Add up the ledger case by case: what is left of each is a giver, a receiver and a share."""
    i_tabellerna = Q(pk=None)
    for ett, tabell in tabeller.items():
        i_tabellerna |= Q(ar=ett, tabell__publicerad__lte=tabell.publicerad)
    per_arende: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    rader = Andelsandring.objects.filter(galler, i_tabellerna).annotate(tusendelar=TUSENDELAR)
    for ett, arende, kommun, andring in rader.values_list("ar", "arende", "kommun", "tusendelar"):
        per_arende[ett, arende][kommun] += andring
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


def _senaste_bokning() -> Anvisningsbokning | None:
    """Give the newest posting of assignments, with `per`: the last day that posted files cover."""
    bokningar = Anvisningsbokning.objects.exclude(slag__in=VARDESLAG).exclude(angrar__slag__in=VARDESLAG)
    return bokningar.annotate(per=Subquery(tackta())).first()


def _avtryck(vad: Any) -> str:
    return hashlib.sha256(json.dumps(vad, sort_keys=True).encode()).hexdigest()
