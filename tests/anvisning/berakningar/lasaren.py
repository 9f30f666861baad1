"""All that is public of all months, as one reader's equations."""

from collections.abc import Mapping, Sequence

from tests.anvisning.berakningar.ekvationer import OKANT, Ekvationer
from tests.anvisning.berakningar.servat import Sett

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


def stall_upp(manader: Sequence[Sett], sant: Sequence[Sant], granser: Mapping[Cell, Granser]) -> Ekvationer:
    """Put up what a reader knows who is told why each figure is withheld, and who has fallen between which months."""
    e = Ekvationer()
    lan_av = manader[0].lan_av
    for nr, sett in enumerate(manader):
        for kod in lan_av:
            e.tal((nr, kod), *([sett.visat[kod]] * 2 if kod in sett.visat else granser.get((nr, kod), (0, OKANT))))
        for namn, summa in sett.lan.items():
            e.tal((nr, namn), *([summa] * 2 if summa is not None else (0, OKANT)))
            e.summa({(nr, kod): 1 for kod in lan_av if lan_av[kod] == namn} | {(nr, namn): -1}, 0)
        e.tal((nr, ""), *([sett.riket] * 2 if sett.riket is not None else (0, OKANT)))
        e.summa({(nr, namn): 1 for namn in sett.lan} | {(nr, ""): -1}, 0)
    for nr in range(1, len(manader)):
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
