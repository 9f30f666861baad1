"""The grammar of shares, and the two roundings: largest remainder and proportional part."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anvisning.promille import (
    HELA,
    PromilleFel,
    andel_proportionell,
    antal_decimaler,
    parse_promille,
    parse_tal,
    storsta_rest,
    vantade_barn,
)

GODA = {
    "1,25": "1.25",
    "1.25": "1.25",
    "0": "0",
    "0,001": "0.001",
    "1000": "1000",
    "1 000": "1000",
    "1\u00a0000,000": "1000",
    "1\u202f000": "1000",
    "1\u2009000": "1000",
    " 3,5 ": "3.5",
    "3,5‰": "3.5",
    "3,25\u00a0‰": "3.25",
    "007,5": "7.5",
}
DALIGA = {
    "": "Skriv hur många",
    " ": "Skriv hur många",
    "‰": "Skriv hur många",
    "1,25‰‰": "Skriv hur många",
    ",5": "Skriv hur många",
    "5,": "Skriv hur många",
    "1,2,3": "Skriv hur många",
    "1.000,5": "Skriv hur många",
    "1'000": "Skriv hur många",
    "1_000": "Skriv hur många",
    "1e3": "Skriv hur många",
    "1E-2": "Skriv hur många",
    "0x10": "Skriv hur många",
    "NaN": "Skriv hur många",
    "inf": "Skriv hur många",
    "en halv": "Skriv hur många",
    "1/2": "Skriv hur många",
    "5 %": "Skriv hur många",
    "1\t000": "Skriv hur många",
    "1\n": "Skriv hur många",
    "1" * 200: "Skriv hur många",
    "-1": "plus eller minus",
    "−1,5": "plus eller minus",
    "+1": "plus eller minus",
    "٣": "siffrorna 0–9",
    "３,5": "siffrorna 0–9",
    "1,²": "siffrorna 0–9",
    "1,2345": "högst tre decimaler",
    "1,2500": "högst tre decimaler",
    "1000,001": "mellan 0 och",
    "1001": "mellan 0 och",
    "999999999999": "mellan 0 och",
}


@pytest.mark.parametrize(("text", "varde"), GODA.items())
def test_what_is_a_share(text: str, varde: str) -> None:
    assert parse_promille(text) == Decimal(varde)


@pytest.mark.parametrize(("text", "rad"), DALIGA.items())
def test_what_is_no_share_is_told_how_to_be_written(text: str, rad: str) -> None:
    with pytest.raises(PromilleFel, match=rad) as fel:
        parse_promille(text)
    assert str(fel.value).startswith("Skriv ")
    assert str(fel.value).endswith(".")


@pytest.mark.parametrize(
    ("decimaler", "gar", "gar_inte", "rad"),
    [
        (0, "2", "2,0", "helt tal"),
        (1, "2,5", "2,55", "högst en decimal,"),
        (2, "2,55", "2,555", "högst två decimaler"),
        (3, "2,555", "2,5555", "högst tre decimaler"),
    ],
)
def test_as_many_decimals_as_the_year_has(decimaler: int, gar: str, gar_inte: str, rad: str) -> None:
    assert parse_promille(gar, decimaler) == Decimal(gar.replace(",", "."))
    with pytest.raises(PromilleFel, match=rad):
        parse_promille(gar_inte, decimaler)


def test_decimals_are_between_none_and_three() -> None:
    for decimaler in (-1, 4):
        with pytest.raises(ValueError, match="between 0 and 3"):
            parse_promille("1", decimaler)


@given(st.text(max_size=80))
def test_any_text_is_a_share_or_a_sentence(text: str) -> None:
    try:
        varde = parse_promille(text)
    except PromilleFel as fel:
        svar = str(fel)
    else:
        svar = "Skriv inget annat."
        assert 0 <= varde <= HELA
        assert antal_decimaler(varde) <= 3
        assert set(text) <= set("0123456789,.‰ \u00a0\u202f\u2009")
    assert svar.startswith("Skriv ")
    assert svar.endswith(".")


@given(st.integers(0, 1_000_000), st.sampled_from(",."), st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009"]))
def test_every_share_is_read_as_it_is_written(tusendelar: int, komma: str, mellan: str) -> None:
    hela, resten = divmod(tusendelar, 1000)
    text = f"{hela:,}".replace(",", mellan) + f"{komma}{resten:03}"
    assert parse_promille(text) == Decimal(tusendelar) / 1000


def test_a_sum_may_be_above_a_thousand() -> None:
    assert parse_tal("1 000,25", 2) == Decimal("1000.25")
    with pytest.raises(PromilleFel):
        parse_tal("1e3", 2)


@pytest.mark.parametrize(("varde", "antal"), [("1.250", 2), ("10", 0), ("0", 0), ("1E+2", 0), ("0.001", 3)])
def test_decimals_a_value_needs(varde: str, antal: int) -> None:
    assert antal_decimaler(Decimal(varde)) == antal


def test_decimals_of_no_number() -> None:
    with pytest.raises(ValueError, match="finite"):
        antal_decimaler(Decimal("NaN"))


def test_largest_remainder_by_hand() -> None:
    assert storsta_rest({"A": 1, "B": 1, "C": 1}, Decimal(1), 2, Decimal(0)) == {
        "A": Decimal("0.34"),
        "B": Decimal("0.33"),
        "C": Decimal("0.33"),
    }
    # 0.5 and 1.5 hundredths: the remainders are equal, so the unit goes to the larger weight.
    assert storsta_rest({"A": 1, "B": 3}, Decimal("0.02"), 2, Decimal(0)) == {
        "A": Decimal("0.00"),
        "B": Decimal("0.02"),
    }
    # D would get 10, gets the floor 20; the other 980 are shared 5:3:1 among A, B and C.
    assert storsta_rest({"A": 50, "B": 30, "C": 10, "D": 1}, HELA, 0, Decimal(20)) == {
        "A": Decimal(544),
        "B": Decimal(327),
        "C": Decimal(109),
        "D": Decimal(20),
    }


def test_floor_pushes_others_under_the_floor() -> None:
    # C stands on the floor; of the 70 that are left B would get 28, so B too stands on the floor and A gets the rest.
    assert storsta_rest({"A": 60, "B": 40, "C": 0}, Decimal(100), 0, Decimal(30)) == {
        "A": Decimal(40),
        "B": Decimal(30),
        "C": Decimal(30),
    }


@pytest.mark.parametrize(
    ("vikter", "total", "decimaler", "golv"),
    [
        ({"A": 1, "B": 1}, Decimal(1), 0, Decimal(1)),
        ({"A": 0, "B": 0}, Decimal(5), 0, Decimal(1)),
        ({"A": -1, "B": 2}, Decimal(5), 0, Decimal(0)),
        ({}, Decimal(5), 0, Decimal(0)),
        ({"A": 1}, Decimal("0.5"), 0, Decimal(0)),
        ({"A": 1}, Decimal(5), 0, Decimal("0.5")),
        ({"A": 1}, Decimal(-5), 0, Decimal(0)),
    ],
)
def test_impossible_distributions_are_refused(
    vikter: dict[str, int], total: Decimal, decimaler: int, golv: Decimal
) -> None:
    with pytest.raises(ValueError, match=r"\."):
        storsta_rest(vikter, total, decimaler, golv)


def test_floors_alone_need_no_weight() -> None:
    assert storsta_rest({"A": 0, "B": 0}, Decimal(2), 0, Decimal(1)) == {"A": Decimal(1), "B": Decimal(1)}


VIKTER = st.dictionaries(st.text("0123456789", min_size=4, max_size=4), st.integers(0, 10**9), min_size=1, max_size=60)


@given(VIKTER, st.integers(0, 3), st.sampled_from(["0", "1", "3"]))
def test_distribution_is_exact_floored_proportional_and_deterministic(
    vikter: dict[str, int], decimaler: int, golvtext: str
) -> None:
    vikter = {**vikter, "9999": 7}
    golv, enhet = Decimal(golvtext), Decimal(1).scaleb(-decimaler)
    andelar = storsta_rest(vikter, HELA, decimaler, golv)
    assert list(andelar) == list(vikter)
    assert sum(andelar.values()) == HELA
    assert min(andelar.values()) >= golv
    assert all(antal_decimaler(andel) <= decimaler for andel in andelar.values())
    assert storsta_rest(dict(reversed(vikter.items())), HELA, decimaler, golv) == andelar
    for kod, vikt in vikter.items():
        for annan, annan_vikt in vikter.items():
            if vikt > annan_vikt:
                assert andelar[kod] >= andelar[annan]
    over = [kod for kod in vikter if andelar[kod] > golv]
    if len(over) > 1:
        rest, summa = HELA - golv * (len(vikter) - len(over)), sum(vikter[kod] for kod in over)
        for kod in over:
            exakt = Fraction(rest) * vikter[kod] / summa
            assert abs(Fraction(andelar[kod]) - exakt) <= Fraction(enhet) * len(vikter)


@given(st.dictionaries(st.text("0123456789", min_size=4, max_size=4), st.integers(1, 10**6), min_size=1, max_size=40))
def test_without_a_floor_nobody_is_a_unit_away_from_the_exact_share(vikter: dict[str, int]) -> None:
    summa = sum(vikter.values())
    for kod, andel in storsta_rest(vikter, HELA, 2, Decimal(0)).items():
        assert abs(Fraction(andel) - Fraction(1000 * vikter[kod], summa)) < Fraction(1, 100)


@pytest.mark.parametrize(
    ("del_", "gammal", "ny", "decimaler", "blir"),
    [
        ("1.00", "4.00", "2.00", 2, "0.50"),
        ("1.00", "3.00", "2.00", 2, "0.67"),
        ("0.01", "2.00", "1.00", 2, "0.01"),  # exactly half a hundredth: up
        ("1.00", "3.00", "1.00", 0, "0"),
        ("3.00", "3.00", "3.125", 2, "3.125"),  # would be 3.13, above the new share
        ("2.00", "2.00", "0.00", 2, "0.00"),
        ("0.00", "2.00", "5.00", 2, "0.00"),
        ("2.50", "5.00", "7.003", 3, "3.502"),
    ],
)
def test_kept_proportion(del_: str, gammal: str, ny: str, decimaler: int, blir: str) -> None:
    assert andel_proportionell(Decimal(del_), Decimal(gammal), Decimal(ny), decimaler) == Decimal(blir)


@pytest.mark.parametrize(
    ("del_", "gammal", "ny"), [("3", "2", "1"), ("0", "0", "1"), ("-1", "2", "1"), ("1", "2", "-1")]
)
def test_no_part_of_a_share(del_: str, gammal: str, ny: str) -> None:
    with pytest.raises(ValueError, match="part"):
        andel_proportionell(Decimal(del_), Decimal(gammal), Decimal(ny), 2)


PROMILLE = st.decimals(0, 1000, places=3)


@given(PROMILLE, PROMILLE.filter(bool), PROMILLE, st.integers(0, 3))
def test_proportion_is_rounded_once_and_stays_within_the_share(
    a: Decimal, b: Decimal, ny: Decimal, decimaler: int
) -> None:
    del_, gammal = min(a, b), max(a, b)
    svar = andel_proportionell(del_, gammal, ny, decimaler)
    exakt = Fraction(del_) * Fraction(ny) / Fraction(gammal)
    assert 0 <= svar <= ny
    halv = Fraction(1, 2 * 10**decimaler)
    assert svar == ny or -halv < exakt - Fraction(svar) < halv or exakt - Fraction(svar) == -halv


@pytest.mark.parametrize(
    ("andel", "antal", "barn"), [("2.50", 1000, 3), ("3.50", 1000, 4), ("2.49", 1000, 2), ("0", 900, 0)]
)
def test_a_share_of_a_number_of_children_is_rounded_half_up(andel: str, antal: int, barn: int) -> None:
    assert vantade_barn(Decimal(andel), antal) == barn
