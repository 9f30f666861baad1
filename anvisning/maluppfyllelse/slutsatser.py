"""What a careful reader can conclude from everything that has been published: the shield's opponent.

The reader knows every figure shown at every date; that municipalities add up to counties and counties to the country;
which values each small figure is hidden among (so: why it is withheld); and that a count has not fallen from one date
to another, wherever that is true: dates are compared with the next and with the last. Each fact narrows what a withheld
figure can be, and the facts are used over and over until none narrows anything more. Bounds are kept, not every
combination: the tests try every history of small countries, and find no figure that bounds leave too loose.

Bounds stand in arrays, a row per date: first the municipalities county by county, then the counties, then the country.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Granser = tuple[int, int]
"""The least and the greatest that a figure can be."""
OANDLIGT = 10**9
Tal = npt.NDArray[np.int64]
Val = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Utgava:
    """One publication: what is true, and what of it is withheld."""

    antal: Mapping[str, int]
    """Counted children by municipality, as known then."""
    dolda: Mapping[str, Granser]
    """Withheld municipalities, with the values that each is hidden among: many when it is not small itself."""
    dolda_lan: frozenset[str]
    """Counties whose sum is withheld."""
    sma_lan: frozenset[str]
    """Of them, those whose sum is itself small."""
    riket_dolt: bool

    @property
    def dolda_for_andra(self) -> frozenset[str]:
        """Municipalities that are withheld for others' sake: they can be anything."""
        return frozenset(kod for kod, (_, hogst) in self.dolda.items() if hogst == OANDLIGT)


@dataclass(frozen=True)
class Slutsatser:
    """The bounds at every date, oldest first: what is true always lies within them. Rows of `noder`."""

    noder: tuple[str, ...]
    """Municipalities, then counties, then "" for the country."""
    lag: Tal
    hog: Tal

    def trangre_an(self, nr: int, antal: int, basta: "Slutsatser | None" = None) -> set[str]:
        """Give the nodes that are left fewer than so many values at a date, and fewer than in the best case."""
        kvar = self.hog[nr] - self.lag[nr] + 1
        krav = np.minimum(basta.hog[nr] - basta.lag[nr] + 1, antal) if basta else antal
        return {self.noder[plats] for plats in np.flatnonzero(kvar < krav)}


class Lasare:
    """A reader who has seen the earlier publications, oldest first, and now gets one more to think about.

    `lanet` gives the county of each municipality. What the earlier ones tell by themselves is worked out once.
    """

    def __init__(self, tidigare: Sequence[Utgava], lanet: Mapping[str, str]) -> None:
        self._landet = _Landet(lanet)
        self._antal = self._landet.antal(tidigare)
        self._lag, self._hog = self._landet.utgangslage(tidigare)
        self._landet.i_foljd(self._lag, self._hog, self._antal, np.ones(len(tidigare), bool))

    def ensam(self, utgava: Utgava) -> Slutsatser:
        """Give what the publication tells by itself."""
        lag, hog = self._landet.utgangslage([utgava])
        self._landet.summera(lag, hog)
        return Slutsatser(self._landet.noder, lag, hog)

    def med(self, utgava: Utgava) -> Slutsatser:
        """Give what all the publications tell, this one last."""
        landet, nya = self._landet, np.zeros(len(self._lag) + 1, bool)
        ny_lag, ny_hog = landet.utgangslage([utgava])
        lag, hog = np.concatenate([self._lag, ny_lag]), np.concatenate([self._hog, ny_hog])
        antal = np.concatenate([self._antal, landet.antal([utgava])])
        faller = antal[:-1] > antal[-1]
        nya[-1] = True
        while nya.any():
            fore_lag, fore_hog = lag.copy(), hog.copy()
            landet.summera(lag[-1:], hog[-1:])
            landet.folj(lag[:-1], hog[:-1], lag[-1:], hog[-1:], faller)
            landet.i_foljd(lag, hog, antal, _andrade(lag, hog, fore_lag, fore_hog))
            nya = _andrade(lag, hog, fore_lag, fore_hog)
        return Slutsatser(landet.noder, lag, hog)

    def med_eget(self, koder: Sequence[str], utgava: Utgava, alla: Slutsatser) -> Slutsatser:
        """Give what each of the municipalities concludes that knows its own count besides, a row for each.

        `alla` is what all the publications tell, of which `utgava` is the last. Of the last date only, and from what it
        adds up to: how one's own count has grown beside the others' is not followed.
        """
        landet, rader = self._landet, np.arange(len(koder))
        lag, hog = (np.repeat(granser[-1:], len(koder), axis=0) for granser in (alla.lag, alla.hog))
        egna = rader, landet.platser(koder)
        lag[egna] = hog[egna] = [utgava.antal[kod] for kod in koder]
        landet.summera(lag, hog)
        return Slutsatser(landet.noder, lag, hog)


class _Landet:
    """How the nodes hang together, and the reader's three facts about them. Bounds are changed where they stand."""

    def __init__(self, lanet: Mapping[str, str]) -> None:
        self.koder = tuple(sorted(lanet, key=lambda kod: (lanet[kod], kod)))
        self.lan = tuple(sorted(set(lanet.values())))
        self.noder = (*self.koder, *self.lan, "")
        self._plats = {nod: nr for nr, nod in enumerate(self.noder)}
        self._lan_av = np.array([self._plats[lanet[kod]] for kod in self.koder]) - len(self.koder)
        self._borjar = np.searchsorted(self._lan_av, np.arange(len(self.lan)))
        self._kommuner = slice(len(self.koder))
        self._lanen = slice(len(self.koder), -1)
        self._riket = slice(-1, None)

    def platser(self, noder: Sequence[str]) -> Tal:
        """Give the nodes' columns."""
        return np.array([self._plats[nod] for nod in noder], np.int64)

    def antal(self, utgavor: Sequence[Utgava]) -> Tal:
        """Give the municipalities' true counts, a row per date."""
        rader = [[u.antal[kod] for kod in self.koder] for u in utgavor]
        return np.array(rader, np.int64).reshape(len(utgavor), len(self.koder))

    def utgangslage(self, utgavor: Sequence[Utgava]) -> tuple[Tal, Tal]:
        """What is shown is known; what is withheld lies among the values that hide it; a withheld sum is unknown."""
        antal = self.antal(utgavor)
        lan = self._per_lan(antal)
        lag = np.concatenate([antal, lan, lan.sum(axis=1, keepdims=True)], axis=1)
        hog = lag.copy()
        for nr, u in enumerate(utgavor):
            okanda = dict.fromkeys(u.dolda_lan, (0, OANDLIGT)) | ({"": (0, OANDLIGT)} if u.riket_dolt else {})
            for nod, granser in {**u.dolda, **okanda}.items():
                plats = self._plats[nod]
                lag[nr, plats], hog[nr, plats] = granser
        return lag, hog

    def summera(self, lag: Tal, hog: Tal) -> None:
        """Within a date: the parts add up to the whole, so they bound it, and it bounds each by the others."""
        kommuner, lanen, riket = self._kommuner, self._lanen, self._riket
        fore: tuple[Tal, Tal] | None = None
        while fore is None or (lag != fore[0]).any() or (hog != fore[1]).any():
            fore = lag.copy(), hog.copy()
            minst, mest = self._per_lan(lag[:, kommuner]), self._per_lan(hog[:, kommuner])
            _snitt(lag[:, lanen], hog[:, lanen], minst, mest)
            minst_alla, mest_alla = _summa(lag[:, lanen]), _summa(hog[:, lanen])
            _snitt(lag[:, riket], hog[:, riket], minst_alla, mest_alla)
            _resten(lag[:, lanen], hog[:, lanen], lag[:, riket] - mest_alla, hog[:, riket] - minst_alla)
            till_lag, till_hog = lag[:, lanen] - mest, hog[:, lanen] - minst
            _resten(lag[:, kommuner], hog[:, kommuner], till_lag[:, self._lan_av], till_hog[:, self._lan_av])

    def i_foljd(self, lag: Tal, hog: Tal, antal: Tal, nya: Val) -> None:
        """Use all that is known of each date and the next, from the dates that are new until nothing is narrowed."""
        self.summera(lag, hog)
        framat = True
        while nya.any():
            par = np.flatnonzero(nya[:-1] | nya[1:])
            nya = np.zeros(len(lag), bool)
            for nr in par if framat else par[::-1]:
                bada, fore_lag, fore_hog = slice(nr, nr + 2), lag[nr : nr + 2].copy(), hog[nr : nr + 2].copy()
                faller = antal[nr : nr + 1] > antal[nr + 1]
                self.folj(lag[nr : nr + 1], hog[nr : nr + 1], lag[nr + 1 : nr + 2], hog[nr + 1 : nr + 2], faller)
                if _andrade(lag[bada], hog[bada], fore_lag, fore_hog).any():
                    self.summera(lag[bada], hog[bada])
                    nya[bada] |= _andrade(lag[bada], hog[bada], fore_lag, fore_hog)
            framat = not framat

    def folj(self, lag: Tal, hog: Tal, lag_sedan: Tal, hog_sedan: Tal, faller: Val) -> None:
        """From each date to a later one (one row): a municipality stands still or grows, by no more than the others
        leave of the whole.

        `minst` and `mest` bound what each municipality, county and the country grows; those in `faller` may grow by
        less than nothing.
        """
        if not len(lag):
            return
        kommuner, lanen, riket = self._kommuner, self._lanen, self._riket
        minst, mest = lag_sedan - hog, hog_sedan - lag
        minst[:, kommuner][~faller & (minst[:, kommuner] < 0)] = 0
        lanens = self._per_lan(minst[:, kommuner])
        np.maximum(minst[:, lanen], lanens, out=minst[:, lanen])
        rikets = _summa(minst[:, lanen])
        np.maximum(minst[:, riket], rikets, out=minst[:, riket])
        np.minimum(mest[:, lanen], minst[:, lanen] + (mest[:, riket] - rikets), out=mest[:, lanen])
        ovisst = (mest[:, lanen] - lanens)[:, self._lan_av]
        np.minimum(mest[:, kommuner], minst[:, kommuner] + ovisst, out=mest[:, kommuner])
        sedan = (lag + minst).max(axis=0), (hog + mest).min(axis=0)
        _snitt(lag, hog, lag_sedan - mest, hog_sedan - minst)
        _snitt(lag_sedan, hog_sedan, *sedan)

    def _per_lan(self, kommuner: Tal) -> Tal:
        summor: Tal = np.add.reduceat(kommuner, self._borjar, axis=1)
        return summor


def _snitt(lag: Tal, hog: Tal, minst: Tal, mest: Tal) -> None:
    np.maximum(lag, minst, out=lag)
    np.minimum(hog, mest, out=hog)


def _resten(lag: Tal, hog: Tal, till_lag: Tal, till_hog: Tal) -> None:
    """Bound each part by what the whole leaves when the other parts are at their most, and at their least."""
    minst, mest = till_lag + hog, till_hog + lag
    _snitt(lag, hog, minst, mest)


def _summa(tal: Tal) -> Tal:
    summa: Tal = tal.sum(axis=1, keepdims=True)
    return summa


def _andrade(lag: Tal, hog: Tal, fore_lag: Tal, fore_hog: Tal) -> Val:
    andrade: Val = ((lag != fore_lag) | (hog != fore_hog)).any(axis=1)
    return andrade
