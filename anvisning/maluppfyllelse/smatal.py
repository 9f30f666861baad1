"""The small-number shield (domain section 7, end): which public figures are withheld, so that no count of 1–5 shows.

What is public is one series: per publication (a month) the counted children of every municipality, their sum per
county, and the country's number, which Migrationsverket publishes. Four rules decide it.

1. **A small count is withheld**: 1–5 children.
2. **So is a small change.** A figure that differs by 1–5 from any that has been shown for the municipality is withheld,
   whatever its size: two dates side by side would give it. The page keeps showing the last one, with its date, until
   at least six have been added. Rules 1 and 2 hold for a county's sum too, when municipalities in it are withheld.
3. **Nor can it be worked out.** For every small figure, now and at every earlier date, at least three values must be
   possible (with two a guess is as often right as wrong) to the reader that `slutsatser` describes, who adds up,
   compares dates and knows why each figure is withheld; now also to each withheld municipality, which knows its own
   figure besides. Until that is so one thing more is withheld: a municipality that was withheld the last time for
   others' sake; another in the county, that has grown; the county's sum; the sum of another county with withheld
   figures; another municipality anywhere; at last the country's number. Which one of several is settled by what was
   shown last and by code, never by what is true now: a reader who knows that the smallest is taken would know that the
   small figure is at least the sum less the next smallest. What is left too few values even when nothing is shown
   (Migrationsverket's own figures tell it) is not what anything is withheld for.
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
    minst = {kod: senast.get(kod, 0) + STORST_DOLDA + 1 for kod in antal}
    vaxta = {kod: minst[kod] for kod, tal in antal.items() if tal >= minst[kod]}
    vakt = _Vakt(tidigare, utgava, hos_migrationsverket, lanet)
    while not utgava.riket_dolt and (tranga := vakt.tranga(utgava)):
        synliga = antal.keys() - utgava.dolda.keys() - hos_migrationsverket
        i_ordning = sorted(synliga, key=lambda kod: (senast.get(kod, 0), kod))
        utgava = _dolj_mer(utgava, tranga, i_ordning, vaxta, nyss, lanet)
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
        # a small figure that Migrationsverket has shown is followed by one that may also be a small change from it
        smatt = [visat for visat in visade[-1:] if visat <= STORST_DOLDA]
        return 1, STORST_DOLDA + sum(smatt)
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


class _Vakt:
    """Looks at each attempt as the reader would: who is left too few values, that could be left more."""

    def __init__(
        self, tidigare: Sequence[Utgava], utgava: Utgava, hos_migrationsverket: frozenset[str], lanet: Mapping[str, str]
    ) -> None:
        self._sma, self._lanet = [_sma(u) for u in tidigare], lanet
        self._lasare = Lasare(tidigare, lanet)
        dolda = dict.fromkeys(utgava.antal.keys() - hos_migrationsverket, (0, OANDLIGT)) | dict(utgava.dolda)
        inget = replace(utgava, dolda=dolda, dolda_lan=frozenset(lanet.values()), riket_dolt=True)
        self._inget_visat = self._lasare.med(inget)

    def tranga(self, utgava: Utgava) -> _Tranga:
        alla, ensam = self._lasare.med(utgava), self._lasare.ensam(utgava)
        *forr, nu = [
            self._lan(alla.trangre_an(nr, MINST_MOJLIGA, self._inget_visat) & sma)
            for nr, sma in enumerate([*self._sma, _sma(utgava)])
        ]
        for_sig = ensam.trangre_an(0, MINST_MOJLIGA) & {*utgava.dolda, *utgava.dolda_lan}
        for_alla = _Tranga(nu | self._lan(for_sig), set().union(*forr))
        return for_alla or _Tranga(self._lan(self._for_grannar(utgava, alla)), set())

    def _for_grannar(self, utgava: Utgava, alla: Slutsatser) -> set[str]:
        """Give the small figures that some withheld municipality leaves too few values, knowing its own besides."""
        egna, sma = sorted(utgava.dolda), _sma(utgava)
        med_eget, basta = (self._lasare.med_eget(egna, utgava, s) for s in (alla, self._inget_visat))
        return {
            nod
            for nr, kod in enumerate(egna)
            for nod in (med_eget.trangre_an(nr, MINST_MOJLIGA, basta) & sma) - {kod, self._lanet[kod]}
        }

    def _lan(self, noder: set[str]) -> set[str]:
        return {self._lanet.get(nod, nod) for nod in noder}


def _sma(utgava: Utgava) -> set[str]:
    """Give the municipalities and counties whose own figure is small."""
    return {*(utgava.dolda.keys() - utgava.dolda_for_andra), *utgava.sma_lan}


def _dolj_mer(
    utgava: Utgava,
    tranga: _Tranga,
    synliga: list[str],
    vaxta: Mapping[str, int],
    nyss: set[str],
    lanet: Mapping[str, str],
) -> Utgava:
    """Withhold one thing more, in the order of rule 3.

    `synliga` are the municipalities that may be, in the order to choose them; `vaxta` have grown by six since they were
    last shown, to at least what stands there (what has not says by its last figure what it is); `nyss` were withheld
    for others' sake the last time.
    """
    igen = [kod for kod in synliga if kod in nyss]
    vaxta_synliga = [kod for kod in synliga if kod in vaxta]
    summor = {lanet[kod] for kod in utgava.dolda} - utgava.dolda_lan
    lan = min(summor & (tranga.nu | tranga.forr), default=None)
    i_lanet = [kod for kod in vaxta_synliga if lanet[kod] == lan]
    if tranga.forr and igen:
        return _utan(utgava, igen[0], vaxta)
    if i_lanet:
        return _utan(utgava, i_lanet[0], vaxta)
    if summor:
        return _utan_lan(utgava, lan or min(summor))
    if synliga:
        kod = (vaxta_synliga or synliga)[0]
        return _utan_lan(_utan(utgava, kod, vaxta), lanet[kod])
    return replace(utgava, riket_dolt=True)


def _utan(utgava: Utgava, kod: str, vaxta: Mapping[str, int]) -> Utgava:
    """Withhold a municipality for the others' sake: who knows the rule knows that it is not small, and nothing more."""
    return replace(utgava, dolda={**utgava.dolda, kod: (vaxta.get(kod, 0), OANDLIGT)})


def _utan_lan(utgava: Utgava, lan: str) -> Utgava:
    return replace(utgava, dolda_lan=utgava.dolda_lan | {lan})
