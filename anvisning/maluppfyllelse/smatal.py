"""The small-number shield (domain section 7, end): which public figures are withheld, so that no count of 1–5 shows.

What is public is one series: per publication (a month) the counted children of every municipality, their sum per
county, and the country's number, which Migrationsverket publishes. Four rules decide it.

1. **A small count is withheld**: 1–5 children.
2. **So is a small change.** A figure that differs by 1–5 from any that has been shown for the municipality is withheld,
   whatever its size: two dates side by side would give it. The page keeps showing the last one, with its date, until
   at least six have been added. Rules 1 and 2 hold for a county's sum too, when municipalities in it are withheld.
3. **Nor can it be worked out.** For every small figure, now and at every earlier date, at least three values must be
   possible (with two a guess is as often right as wrong) to the reader that `slutsatser` describes, who adds up,
   compares dates and knows why each figure is withheld. Until that is so one thing more is withheld: a municipality
   that was withheld the last time for others' sake; another in the county, that has grown; the county's sum; the sum
   of another county with withheld figures; another municipality anywhere; at last the country's number.
4. **All else is computed from what is shown**, never from what is true: percentage, distance to target, place in the
   queue and differences of a withheld municipality are withheld, and the others' come from `rakna_med`. A function of
   public figures cannot tell more than they do. Parts of a redistributed account are not public at all: their counts
   are of one year, and nearly always small.

Figures that Migrationsverket has published are shown as they are: they are public already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from anvisning.maluppfyllelse.slutsatser import OANDLIGT, Granser, Lasare, Slutsatser, Utgava

STORST_DOLDA: Final = 5
MINST_MOJLIGA: Final = 3
"""How many values a withheld figure can have, at least."""
ANTAGET: Final = 3
"""What a municipality that has never been shown is counted as in public figures of others: the middle of 1–5."""


@dataclass(frozen=True, kw_only=True)
class Publicering:
    """What is shown; None is withheld."""

    kommuner: Mapping[str, int | None]
    lan: Mapping[str, int | None]
    riket: int | None
    """Withheld only in a country so small that nothing else helps."""


def publicera(
    tidigare: Sequence[Utgava], antal: Mapping[str, int], hos_migrationsverket: frozenset[str], lanet: Mapping[str, str]
) -> Utgava:
    """Decide what is withheld of `antal` (children by municipality), after all earlier publications, oldest first.

    `hos_migrationsverket` names the municipalities whose figure Migrationsverket has published, `lanet` gives the
    county of each municipality. The municipalities are the same at all dates. The same input gives the same answer.
    """
    dolda = {
        kod: granser
        for kod, tal in sorted(antal.items())
        if kod not in hos_migrationsverket
        if (granser := sma_granser(tal, [u.antal[kod] for u in tidigare if kod not in u.dolda]))
    }
    dolda_lan = {
        lan
        for lan in {lanet[kod] for kod in dolda}
        if sma_granser(
            lansumma(antal, lan, lanet), [lansumma(u.antal, lan, lanet) for u in tidigare if lan not in u.dolda_lan]
        )
    }
    sma_lan = frozenset(dolda_lan)
    utgava = Utgava(antal=antal, dolda=dolda, dolda_lan=sma_lan, sma_lan=sma_lan, riket_dolt=False)
    nyss = {kod for u in tidigare[-1:] for kod in u.dolda_for_andra}
    senast = {kod: tal for u in tidigare for kod, tal in u.antal.items() if kod not in u.dolda}
    vaxta = {kod for kod, tal in antal.items() if tal - senast.get(kod, 0) > STORST_DOLDA}
    lasare = Lasare(tidigare, lanet)
    while not utgava.riket_dolt and (tranga := _tranga(lasare, tidigare, utgava, lanet)):
        synliga = sorted(antal.keys() - utgava.dolda.keys() - hos_migrationsverket, key=lambda kod: (antal[kod], kod))
        utgava = _dolj_mer(utgava, tranga, synliga, vaxta, nyss, lanet)
    return utgava


def visa(utgava: Utgava, lanet: Mapping[str, str]) -> Publicering:
    """Give what the public sees of a publication."""
    lan = sorted(set(lanet.values()))
    return Publicering(
        kommuner={kod: None if kod in utgava.dolda else tal for kod, tal in utgava.antal.items()},
        lan={n: None if n in utgava.dolda_lan else lansumma(utgava.antal, n, lanet) for n in lan},
        riket=None if utgava.riket_dolt else sum(utgava.antal.values()),
    )


def rakna_med(publicering: Publicering, tidigare: Sequence[Publicering]) -> dict[str, int]:
    """Give the counts that everything else public is computed from: the latest shown of each municipality."""
    svar = dict.fromkeys(publicering.kommuner, ANTAGET)
    for en in (*tidigare, publicering):
        svar |= {kod: tal for kod, tal in en.kommuner.items() if tal is not None}
    return svar


def sma_granser(tal: int, visade: Sequence[int]) -> Granser | None:
    """Give the values that a small figure is hidden among (rules 1 and 2), or None when it is not small.

    `visade` is what has been shown of the same municipality or county, oldest first.
    """
    if 1 <= tal <= STORST_DOLDA:
        return 1, STORST_DOLDA
    for visat in reversed(visade):
        if 1 <= tal - visat <= STORST_DOLDA:
            return visat + 1, visat + STORST_DOLDA
        if 1 <= visat - tal <= STORST_DOLDA:
            return max(visat - STORST_DOLDA, 0), max(visat, STORST_DOLDA) - 1
    return None


def lansumma(antal: Mapping[str, int], lan: str, lanet: Mapping[str, str]) -> int:
    """Give the county's sum."""
    return sum(tal for kod, tal in antal.items() if lanet[kod] == lan)


@dataclass(frozen=True)
class _Tranga:
    """Counties with a small figure that is left too few values: in this publication, or in an earlier one.

    Also those where the figures of this publication alone leave too few to any withheld figure, whatever its size.
    """

    nu: set[str]
    forr: set[str]

    def __bool__(self) -> bool:
        return bool(self.nu or self.forr)


def _tranga(lasare: Lasare, tidigare: Sequence[Utgava], utgava: Utgava, lanet: Mapping[str, str]) -> _Tranga:
    alla, ensam = lasare.med(utgava), lasare.ensam(utgava)
    forr = {lan for nr, u in enumerate(tidigare) for lan in _for_fa(alla, nr, _sma(u), lanet)}
    nu = _for_fa(alla, len(tidigare), _sma(utgava), lanet)
    return _Tranga(nu | _for_fa(ensam, 0, {*utgava.dolda, *utgava.dolda_lan}, lanet), forr)


def _sma(utgava: Utgava) -> set[str]:
    """Give the municipalities and counties whose own figure is small."""
    return {*(utgava.dolda.keys() - utgava.dolda_for_andra), *utgava.sma_lan}


def _for_fa(slutsatser: Slutsatser, nr: int, noder: set[str], lanet: Mapping[str, str]) -> set[str]:
    """Give the counties in which any of these municipalities and counties is left too few values at a date."""
    trangt = slutsatser.trangre_an(nr, MINST_MOJLIGA)
    return {lanet.get(nod, nod) for nod in noder & trangt}


def _dolj_mer(
    utgava: Utgava,
    tranga: _Tranga,
    synliga: list[str],
    vaxta: set[str],
    nyss: set[str],
    lanet: Mapping[str, str],
) -> Utgava:
    """Withhold one thing more, in the order of rule 3.

    `synliga` are the municipalities that may be, smallest first; `vaxta` have grown by six since they were last shown
    (what has not says by its last figure what it is); `nyss` were withheld for others' sake the last time.
    """
    igen = [kod for kod in synliga if kod in nyss]
    vaxta_synliga = [kod for kod in synliga if kod in vaxta]
    summor = {lanet[kod] for kod in utgava.dolda} - utgava.dolda_lan
    lan = min(summor & (tranga.nu | tranga.forr), default=None)
    i_lanet = [kod for kod in vaxta_synliga if lanet[kod] == lan]
    if tranga.forr and igen:
        return _utan(utgava, igen[0])
    if i_lanet:
        return _utan(utgava, i_lanet[0])
    if summor:
        return _utan_lan(utgava, lan or min(summor))
    if synliga:
        kod = (vaxta_synliga or synliga)[0]
        return _utan_lan(_utan(utgava, kod), lanet[kod])
    return replace(utgava, riket_dolt=True)


def _utan(utgava: Utgava, kod: str) -> Utgava:
    """Withhold a municipality for the others' sake: it can be anything."""
    return replace(utgava, dolda={**utgava.dolda, kod: (0, OANDLIGT)})


def _utan_lan(utgava: Utgava, lan: str) -> Utgava:
    return replace(utgava, dolda_lan=utgava.dolda_lan | {lan})
