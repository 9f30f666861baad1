"""Countries for the tests: the worked example of domain section 7, and generated ones."""

from collections import Counter
from dataclasses import replace

from hypothesis import strategies as st

from anvisning.maluppfyllelse.underlag import HELA, Del, Kommun, Metod, Omfordelning, Underlag

FASTA = (Metod.ORDINARIE_ANDEL, Metod.GALLANDE_ANDEL)


def kommun(kod: str, ordinarie: int, antal: int, tidigare_mal: int = 0) -> Kommun:
    return Kommun(kod=kod, ordinarie=ordinarie, pa_kontot=antal, i_kommunen=antal, tidigare_mal=tidigare_mal)


def flytt(givare: str, mottagare: str, andel: int) -> Omfordelning:
    return Omfordelning(givare=givare, mottagare=mottagare, andel=andel, behallna=0, lamnade=0)


EXEMPLET = Underlag(
    kommuner=tuple(
        kommun(kod, promille * 1000, antal, promille * 1000 * 100)
        for kod, promille, antal in [("A", 400, 40), ("B", 300, 30), ("C", 200, 21), ("D", 100, 9)]
    ),
    omfordelningar=(flytt("D", "C", 60_000),),
    i_ar=0,
)
"""On 1 January: N = 100, ordinary shares 400, 300, 200 and 100 ‰; D gives 60 of its 100 ‰ to C."""

ANDELAR = st.sampled_from([0, 1, 2, 3, 1000, 2000, 3000, 12_345, 90_000])
"""Few values, so that many levels are equal; thousandths of a promille."""


@st.composite
def lander(draw: st.DrawFn, *, hela: bool = False) -> Underlag:
    """A country of up to seven municipalities. `hela`: the shares sum to exactly 1 000 ‰."""
    koder = draw(st.permutations("ABCDEFG"))[: draw(st.integers(1, 7))]
    andelar = [draw(ANDELAR) for _ in koder]
    if hela:
        andelar[0] += HELA - sum(andelar)
    antal = [draw(st.integers(0, 30)) for _ in koder]
    grund = Underlag(
        kommuner=tuple(
            kommun(kod, andel, barn, draw(st.sampled_from([0, 1, 10**6, 20 * 10**6, 20 * 10**6 + 1])))
            for kod, andel, barn in zip(koder, andelar, antal, strict=True)
        ),
        omfordelningar=(),
        i_ar=draw(st.integers(0, sum(antal))),
    )
    return draw(omfordelat(grund))


@st.composite
def omfordelat(draw: st.DrawFn, underlag: Underlag) -> Underlag:
    """The same country with any set of redistributions, and some children of the year in their parts."""
    flyttar, kvar, i_kommunen = [], underlag.i_ar, Counter({k.kod: k.i_kommunen for k in underlag.kommuner})
    koder = [k.kod for k in underlag.kommuner]
    for k in underlag.kommuner:
        andra = [kod for kod in koder if kod != k.kod]
        if k.ordinarie and andra and draw(st.booleans()):
            andel = draw(st.sampled_from(sorted({k.ordinarie, (k.ordinarie + 1) // 2, 1})))
            behallna = draw(st.integers(0, min(3, kvar)))
            lamnade = draw(st.integers(0, min(3, kvar - behallna, i_kommunen[k.kod])))
            kvar -= behallna + lamnade
            mottagare = draw(st.sampled_from(andra))
            i_kommunen[k.kod] -= lamnade
            i_kommunen[mottagare] += lamnade
            flyttar.append(replace(flytt(k.kod, mottagare, andel), behallna=behallna, lamnade=lamnade))
    kommuner = tuple(replace(k, i_kommunen=i_kommunen[k.kod]) for k in underlag.kommuner)
    return replace(underlag, kommuner=kommuner, omfordelningar=tuple(flyttar))


def pa_konton(barn: dict[Del, int]) -> dict[str, int]:
    """The children by account."""
    konton: Counter[str] = Counter()
    for del_, antal in barn.items():
        konton[del_.konto] += antal
    return dict(konton)
