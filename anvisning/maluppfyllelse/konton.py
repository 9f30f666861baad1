"""On which account each child counts. Migrationsverket's figures say where a child came, not from whose share.

For almost all municipalities the two are the same. One that has taken over a share gets children from its own account
and from the giver's. Which they are is worked out by the rule itself (domain section 7): among the municipality's parts
the child is of the account with the lowest fulfilment, and of an account only when its turn is that part's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from anvisning.maluppfyllelse.underlag import Del


@dataclass(frozen=True, kw_only=True)
class Arsdata:
    """One year: ordinary shares, who handed over what to whom (thousandths of a promille), and what was counted."""

    ordinarie: Mapping[str, int]
    overlatelser: Mapping[str, tuple[str, int]]
    """Giver -> receiver, and what is handed over."""
    utjamnande: Mapping[str, int]
    """Equalising assignments by the municipality that got them. A correction can make a year's number negative."""
    ovriga: Mapping[str, int]
    """Other counted assignments (by tie): they count on the account of the municipality that gets them."""


@dataclass
class Konton:
    """Children by account since 2016, and the last year's equalising ones by part."""

    antal: Counter[str] = field(default_factory=Counter)
    delar: Counter[Del] = field(default_factory=Counter)


def rakna_konton(aren: Iterable[Arsdata]) -> Konton:
    """Give on which accounts the children of all years count, oldest year first.

    The accounts sum to the figures, and none is below zero when no municipality is.
    """
    konton = Konton()
    hos_andra: dict[str, Counter[str]] = {}
    for ar in aren:
        konton.delar = Counter()
        konton.antal.update(ar.ovriga)
        mottagare = {mottagare for mottagare, _ in ar.overlatelser.values()}
        for kod, antal in sorted(ar.utjamnande.items(), key=lambda rad: (rad[0] in mottagare, rad[0])):
            if kod in mottagare:
                for _ in range(antal):
                    del_ = _barnets_del(kod, ar, konton)
                    konton.antal[del_.konto] += 1
                    konton.delar[del_] += 1
                    hos_andra.setdefault(kod, Counter())[del_.konto] += del_.konto != kod
                antal = min(antal, 0)
            konton.antal[kod] += antal
            konton.delar[Del(kod, kod)] += max(antal, 0)
    for kod, konto in hos_andra.items():
        _tack_minus(konton.antal, kod, konto)
    return konton


def _barnets_del(kommun: str, ar: Arsdata, konton: Konton) -> Del:
    """Give the part of the municipality that its next child counts on: its own when no part's turn it is."""
    egna = [Del(kommun, kommun)]
    overtagna = [
        Del(givare, kommun) for givare, (mottagare, _) in sorted(ar.overlatelser.items()) if mottagare == kommun
    ]
    i_tur = [del_ for del_ in egna + overtagna if ar.ordinarie.get(del_.konto) and _delens_tur(del_, ar, konton)]

    def fyllnad(del_: Del) -> tuple[Fraction, int, str]:
        andel = ar.ordinarie[del_.konto]
        return Fraction(konton.antal[del_.konto], andel), -andel, del_.konto

    return min(i_tur, key=fyllnad, default=egna[0])


def _delens_tur(del_: Del, ar: Arsdata, konton: Konton) -> bool:
    """Tell whether the account's next child is this part's: lowest count/share since 1 January, the kept part first."""
    if del_.konto not in ar.overlatelser:
        return True
    mottagare, lamnas = ar.overlatelser[del_.konto]
    behalls = ar.ordinarie[del_.konto] - lamnas
    behallna, lamnade = konton.delar[Del(del_.konto, del_.konto)], konton.delar[Del(del_.konto, mottagare)]
    behallnas_tur = behalls > 0 and behallna * lamnas <= lamnade * behalls
    return behallnas_tur == (del_.konto == del_.kommun)


def _tack_minus(antal: Counter[str], kommun: str, hos_andra: Counter[str]) -> None:
    """Take what corrections have taken too much from the municipality's own account from those it took over."""
    for konto in sorted(hos_andra, key=lambda konto: (-hos_andra[konto], konto)):
        flytt = min(-antal[kommun], hos_andra[konto])
        if flytt <= 0:
            return
        antal[kommun] += flytt
        antal[konto] -= flytt
