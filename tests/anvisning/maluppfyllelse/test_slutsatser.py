"""The reader's conclusions: the same in arrays as written out plainly, and what is true always lies within them."""

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from anvisning.maluppfyllelse.slutsatser import OANDLIGT, Granser, Lasare, Slutsatser, Utgava
from anvisning.maluppfyllelse.smatal import publicera
from tests.anvisning.maluppfyllelse.publikt import LANET
from tests.anvisning.maluppfyllelse.slutsatser_i_klartext import dra_slutsatser

STORT = {
    f"{lan}{nr:02}": lan for lan, antal in zip("ABCDEFGH", (9, 1, 4, 7, 2, 5, 8, 3), strict=True) for nr in range(antal)
}


def per_nod(slutsatser: Slutsatser, nr: int) -> dict[str, Granser]:
    lag, hog = slutsatser.lag[nr].tolist(), slutsatser.hog[nr].tolist()
    return dict(zip(slutsatser.noder, zip(lag, hog, strict=True), strict=True))


def krav_lika(utgavor: Sequence[Utgava], lanet: Mapping[str, str]) -> None:
    lasare = Lasare(utgavor[:-1], lanet)
    alla, ensam = lasare.med(utgavor[-1]), lasare.ensam(utgavor[-1])
    klartext = [{"".join(nod[-1:]): g for nod, g in s.items()} for s in dra_slutsatser(utgavor, lanet)]
    assert [per_nod(alla, nr) for nr in range(len(utgavor))] == klartext
    assert [per_nod(ensam, 0)] == [
        {"".join(nod[-1:]): g for nod, g in s.items()} for s in dra_slutsatser(utgavor[-1:], lanet)
    ]
    for utgava, granser in zip(utgavor, klartext, strict=True):
        assert all(granser[kod][0] <= tal <= granser[kod][1] for kod, tal in utgava.antal.items())


@st.composite
def utgavor(draw: st.DrawFn) -> list[Utgava]:
    """Publications that withhold anything, at random."""
    svar = []
    for _ in range(draw(st.integers(1, 5))):
        antal = {kod: draw(st.integers(0, 12)) for kod in LANET}
        dolda = {}
        for kod in draw(st.sets(st.sampled_from(sorted(LANET)))):
            lag = draw(st.integers(0, antal[kod]))
            dolda[kod] = draw(st.sampled_from([(lag, antal[kod] + 2), (0, OANDLIGT)]))
        lan = draw(st.sets(st.sampled_from(sorted(set(LANET.values())))))
        svar.append(
            Utgava(
                antal=antal,
                dolda=dolda,
                dolda_lan=frozenset(lan),
                sma_lan=frozenset(),
                riket_dolt=draw(st.sampled_from([False, False, False, True])),
            )
        )
    return svar


@settings(max_examples=60)
@given(utgavor())
def test_lika_i_klartext_vad_som_an_doljs(alla: list[Utgava]) -> None:
    krav_lika(alla, LANET)


def test_lika_i_klartext_manad_efter_manad() -> None:
    """A country of eight counties, a year at a time: what the shield itself has published."""
    for fro in range(2):
        slump, tal = Random(fro), dict.fromkeys(STORT, 0)
        svar: list[Utgava] = []
        for _ in range(12):
            for kod in slump.choices(sorted(STORT), k=slump.choice([3, 20, 60])):
                tal[kod] = max(0, tal[kod] + slump.choice([1, 1, 1, 1, 5, -1]))
            svar.append(publicera(svar, dict(tal), frozenset(), STORT))
            krav_lika(svar, STORT)
