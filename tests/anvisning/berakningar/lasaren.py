"""All that is public of all months, as one reader's equations."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from anvisning.berakningar.manadsbild import Manadsbild
from tests.anvisning.berakningar.ekvationer import OKANT, Ekvationer

Sant = Mapping[str, int]
"""Municipality → true count."""
Granser = tuple[int, int]
Cell = tuple[int, str]
"""Month's number, and a municipality."""


def sma(sant: Sequence[Sant], visat: Sequence[Mapping[str, int]]) -> dict[Cell, Granser]:
    """Give the figures that are small, or a small change from one that has been shown, and what each hides among."""
    svar = {}
    for nr, antal in enumerate(sant):
        for kod, tal in antal.items():
            fore = [manad[kod] for manad in visat[:nr] if kod in manad]
            nara = [v for v in reversed(fore) if 1 <= abs(tal - v) <= 5]
            if 1 <= tal <= 5:
                svar[nr, kod] = 1, 5 + (fore[-1] if fore and fore[-1] <= 5 else 0)
            elif nara:
                svar[nr, kod] = (
                    (nara[0] + 1, nara[0] + 5) if tal > nara[0] else (max(nara[0] - 5, 0), max(nara[0], 5) - 1)
                )
    return svar


def visade(bild: Manadsbild) -> dict[str, int]:
    """Give the counts that a month shows, from every figure that holds one."""
    svar = {}
    for rad in bild.rader:
        u = rad.uppfyllelse
        if u is None:
            assert (rad.avstand, rad.kvot, rad.kvarstod, rad.i_ar, rad.plats) == (None,) * 5
            continue
        svar[rad.kommun.pk] = u.antal
        if u.kvot is not None:
            assert u.kvot * u.mal == u.antal
    return svar


def krav_landets_tal(bild: Manadsbild) -> None:
    """Targets and shares tell no other number of the country than the one that is said, and none that is withheld."""
    ur_mal = {
        u.mal * 1000 / Fraction(rad.andel)
        for rad in bild.rader
        if rad.andel and (u := rad.uppfyllelse) and bild.publicering.berakning.metod != "periodsumma"
    }
    assert ur_mal <= {Fraction(bild.riket)} if bild.riket is not None else not ur_mal
    i_ar = {rad.arets_mal * 1000 / Fraction(rad.andel) for rad in bild.rader if rad.andel and rad.arets_mal is not None}
    assert len(i_ar) <= 1


def krav_arsskiftet(bild: Manadsbild, visat: Sequence[Mapping[str, int]], borjan: int | None) -> None:
    """What is said since the turn of the year is differences of what was shown then and now, and nothing more."""
    for rad in bild.rader:
        if rad.i_ar is not None:
            assert borjan is not None
            assert rad.uppfyllelse is not None
            assert rad.i_ar == rad.uppfyllelse.antal - visat[borjan][rad.kommun.pk]
            assert rad.kvarstod == rad.uppfyllelse.mal - rad.arets_mal - visat[borjan][rad.kommun.pk]


def stall_upp(
    bilder: Sequence[Manadsbild],
    visat: Sequence[Mapping[str, int]],
    sant: Sequence[Sant],
    granser: Mapping[Cell, Granser],
) -> Ekvationer:
    """Put up what a reader knows who is told why each figure is withheld, and who has fallen between which months."""
    e = Ekvationer()
    lan_av = {rad.kommun.pk: rad.kommun.lan_id for rad in bilder[0].rader}
    for nr, bild in enumerate(bilder):
        for kod in lan_av:
            e.tal((nr, kod), *([visat[nr][kod]] * 2 if kod in visat[nr] else granser.get((nr, kod), (0, OKANT))))
        for namn, summa in bild.lan.items():
            e.tal((nr, namn), *([summa] * 2 if summa is not None else (0, OKANT)))
            e.summa({(nr, kod): 1 for kod in lan_av if lan_av[kod] == namn} | {(nr, namn): -1}, 0)
        e.tal((nr, ""), *([bild.riket] * 2 if bild.riket is not None else (0, OKANT)))
        e.summa({(nr, namn): 1 for namn in bild.lan} | {(nr, ""): -1}, 0)
    for nr in range(1, len(bilder)):
        _folj(e, nr, lan_av, sant)
    e.los()
    return e


def _folj(e: Ekvationer, nr: int, lan_av: Mapping[str, str], sant: Sequence[Sant]) -> None:
    """What is known of the growth since the month before: none is less than nothing, but of those that fell."""
    for kod in lan_av:
        foll = sant[nr][kod] < sant[nr - 1][kod]
        e.tal((nr, kod, "nya"), -OKANT if foll else 0)
        e.summa({(nr - 1, kod): 1, (nr, kod, "nya"): 1, (nr, kod): -1}, 0)
    for lan in sorted(set(lan_av.values())):
        e.tal((nr, lan, "nya"), -OKANT)
        e.summa({(nr - 1, lan): 1, (nr, lan, "nya"): 1, (nr, lan): -1}, 0)
        e.summa({(nr, kod, "nya"): 1 for kod in lan_av if lan_av[kod] == lan} | {(nr, lan, "nya"): -1}, 0)
    e.tal((nr, "", "nya"), -OKANT)
    e.summa({(nr - 1, ""): 1, (nr, "", "nya"): 1, (nr, ""): -1}, 0)
    e.summa({(nr, lan, "nya"): 1 for lan in set(lan_av.values())} | {(nr, "", "nya"): -1}, 0)
