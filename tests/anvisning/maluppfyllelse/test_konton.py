"""Where a child counts, when the figures say only where it came."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from anvisning.maluppfyllelse.konton import Arsdata, rakna_konton
from anvisning.maluppfyllelse.underlag import Del


def ar(ordinarie, overlatelser=None, utjamnande=None, ovriga=None):
    return Arsdata(
        ordinarie=ordinarie, overlatelser=overlatelser or {}, utjamnande=utjamnande or {}, ovriga=ovriga or {}
    )


ANDELAR = {"A": 400_000, "B": 300_000, "C": 200_000, "D": 100_000}
FORE = ar(ANDELAR, ovriga={"A": 40, "B": 30, "C": 21, "D": 9})


def test_utan_overlatelser_raknas_barnet_dar_det_ar():
    konton = rakna_konton([FORE, ar(ANDELAR, utjamnande={"A": 2, "B": -1}, ovriga={"D": 3})])
    assert konton.antal == {"A": 42, "B": 29, "C": 21, "D": 12}
    assert {d: n for d, n in konton.delar.items() if n} == {Del("A", "A"): 2}


def test_exemplet_i_reglerna():
    """D, A, B, C (for D), A: what C got is D's."""
    konton = rakna_konton([FORE, ar(ANDELAR, {"D": ("C", 60_000)}, {"D": 1, "A": 2, "B": 1, "C": 1})])
    assert konton.antal == {"A": 42, "B": 31, "C": 21, "D": 11}
    assert konton.delar[Del("D", "C")] == 1
    assert konton.delar[Del("D", "D")] == 1
    assert konton.delar[Del("C", "C")] == 0


def test_nar_den_andra_delen_star_pa_tur_ar_barnet_ens_eget():
    """D has kept 40 and has got none: its account's next child is D's own, so C's child is C's."""
    konton = rakna_konton([FORE, ar(ANDELAR, {"D": ("C", 60_000)}, {"C": 1})])
    assert (konton.delar[Del("C", "C")], konton.delar[Del("D", "C")]) == (1, 0)


def test_hela_andelen_lamnad():
    konton = rakna_konton([FORE, ar(ANDELAR, {"D": ("C", 100_000)}, {"C": 3})])
    assert (konton.delar[Del("D", "C")], konton.delar[Del("C", "C")]) == (2, 1)
    assert (konton.antal["D"], konton.antal["C"]) == (11, 22)


def test_rattelse_som_vager_over_tar_fran_det_overtagna():
    konton = rakna_konton(
        [ar({"C": 1, "D": 9}, {"D": ("C", 9)}, {"C": 10}), ar({"C": 1, "D": 9}, utjamnande={"C": -5})]
    )
    assert konton.antal == {"C": 0, "D": 5}


KODER = "ABCD"
TAL = st.dictionaries(st.sampled_from(KODER), st.integers(-5, 12))


@st.composite
def aren(draw):
    alla = []
    for _ in range(draw(st.integers(1, 4))):
        ordinarie = {kod: draw(st.sampled_from([0, 1000, 2000, 90_000])) for kod in KODER}
        overlatelser = {
            kod: (draw(st.sampled_from([annan for annan in KODER if annan != kod])), draw(st.integers(1, andel)))
            for kod, andel in ordinarie.items()
            if andel and draw(st.booleans())
        }
        alla.append(ar(ordinarie, overlatelser, draw(TAL), draw(TAL)))
    return alla


@given(aren())
def test_summan_ar_siffrornas_och_inget_konto_under_noll(alla):
    konton = rakna_konton(alla)
    kommuner = Counter()
    for ett in alla:
        for tal in (ett.utjamnande, ett.ovriga):
            for kod, antal in tal.items():
                kommuner[kod] += antal
    assert sum(konton.antal.values()) == sum(kommuner.values())
    if all(antal >= 0 for antal in kommuner.values()):
        assert min(konton.antal.values(), default=0) >= 0
        parter = {
            kod for ett in alla for givare, (mottagare, _) in ett.overlatelser.items() for kod in (givare, mottagare)
        }
        assert all(konton.antal[kod] == kommuner[kod] for kod in KODER if kod not in parter)
