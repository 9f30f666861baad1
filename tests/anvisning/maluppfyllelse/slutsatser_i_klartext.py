"""The reader's conclusions written out plainly, a figure at a time: what the arrays of `slutsatser` must equal."""

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise

from anvisning.maluppfyllelse.slutsatser import OANDLIGT, Granser, Utgava

Nod = tuple[str, ...]
"""() is the country, (county,) a county, (county, municipality) a municipality."""
Slutsats = dict[Nod, Granser]
Delar = dict[Nod, list[Nod]]
"""Whole -> its parts, the country first."""


def dra_slutsatser(utgavor: Sequence[Utgava], lanet: Mapping[str, str]) -> list[Slutsats]:
    """Give the bounds of every municipality, county and the country at every date, oldest first.

    `lanet` gives the county of each municipality. What is true always lies within the bounds.
    """
    barn: Delar = {(): [(lan,) for lan in sorted(set(lanet.values()))]}
    for kod, lan in sorted(lanet.items()):
        barn.setdefault((lan,), []).append((lan, kod))
    svar = [_utgangslage(utgava, barn) for utgava in utgavor]
    sista = len(utgavor) - 1
    par = [*pairwise(range(len(utgavor))), *((nr, sista) for nr in range(sista - 1))]
    fore: list[Slutsats] = []
    while fore != svar:
        fore = [dict(slutsats) for slutsats in svar]
        for slutsats in svar:
            _summera(slutsats, barn)
        for nr, senare in par:
            faller = {kod for kod, tal in utgavor[nr].antal.items() if tal > utgavor[senare].antal[kod]}
            _folj(svar[nr], svar[senare], barn, faller)
    return svar


def _utgangslage(utgava: Utgava, barn: Delar) -> Slutsats:
    """What is shown is known; what is withheld lies among the values that hide it; a withheld sum is unknown."""
    summor: Slutsats = {(): (0, OANDLIGT) if utgava.riket_dolt else _exakt(sum(utgava.antal.values()))}
    for lan in barn[()]:
        summa = sum(utgava.antal[kod] for _, kod in barn[lan])
        summor[lan] = (0, OANDLIGT) if lan[0] in utgava.dolda_lan else _exakt(summa)
        summor |= {(namn, kod): utgava.dolda.get(kod, _exakt(utgava.antal[kod])) for namn, kod in barn[lan]}
    return summor


def _summera(slutsats: Slutsats, barn: Delar) -> None:
    """Within a date: the parts add up to the whole, so they bound it, and it bounds each by the others."""
    for hel in reversed(barn):
        slutsats[hel] = _snitt(slutsats[hel], _summa(slutsats[nod] for nod in barn[hel]))
    for hel, delar in barn.items():
        minst, mest = _summa(slutsats[nod] for nod in delar)
        lagst, hogst = slutsats[hel]
        for nod in delar:
            lag, hog = slutsats[nod]
            slutsats[nod] = _snitt((lag, hog), (lagst - (mest - hog), hogst - (minst - lag)))


def _folj(innan: Slutsats, sedan: Slutsats, barn: Delar, faller: Set[str]) -> None:
    """From one date to the next: a municipality stands still or grows, by no more than the others leave of the whole.

    `minst` and `mest` bound what each municipality, county and the country grows; those in `faller` may grow by less
    than nothing.
    """
    minst = {nod: sedan[nod][0] - innan[nod][1] for nod in innan}
    mest = {nod: sedan[nod][1] - innan[nod][0] for nod in innan}
    for lan in barn[()]:
        for nod in barn[lan]:
            minst[nod] = minst[nod] if nod[1] in faller else max(minst[nod], 0)
    for hel in reversed(barn):
        minst[hel] = max(minst[hel], sum(minst[nod] for nod in barn[hel]))
    for hel, delar in barn.items():
        ovisst = mest[hel] - sum(minst[nod] for nod in delar)
        for nod in delar:
            mest[nod] = min(mest[nod], minst[nod] + ovisst)
    for nod, (lag, hog) in innan.items():
        lag_sedan, hog_sedan = sedan[nod]
        innan[nod] = _snitt((lag, hog), (lag_sedan - mest[nod], hog_sedan - minst[nod]))
        sedan[nod] = _snitt((lag_sedan, hog_sedan), (lag + minst[nod], hog + mest[nod]))


def _exakt(tal: int) -> Granser:
    return tal, tal


def _snitt(ena: Granser, andra: Granser) -> Granser:
    return max(ena[0], andra[0]), min(ena[1], andra[1])


def _summa(granser: Iterable[Granser]) -> Granser:
    lagsta, hogsta = zip(*granser, strict=True)
    return sum(lagsta), sum(hogsta)
