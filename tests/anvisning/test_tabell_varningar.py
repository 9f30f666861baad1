"""What the second person ticks, one by one."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from anvisning.tabell import Tolkning, Varning, varningar
from tests.anvisning.tabellfiler import get_andelar, get_kommuner, tolka_csv

GAMLA: Mapping[str, Decimal] = get_andelar()


def build(andring: Mapping[str, str | None] | None = None, rubrik: str = "Andel", slut: str = "") -> Tolkning:
    """The whole country's table with some shares changed (as text), or the municipality left out (None)."""
    andelar = {kod: str(andel).replace(".", ",") for kod, andel in GAMLA.items()} | dict(andring or {})
    rader = "".join(
        f"{kommun.namn};{andelar[kommun.kod]}\n" for kommun in get_kommuner() if andelar[kommun.kod] is not None
    )
    return tolka_csv(f"Kommun;{rubrik}\n{rader}{slut}")


def ids(lista: list[Varning]) -> list[str]:
    return [varning.id for varning in lista]


def test_a_whole_table_gives_no_warning() -> None:
    assert varningar(build(), kolumn="fore", foregaende=GAMLA) == []
    assert varningar(build(), kolumn="efter", foregaende=GAMLA) == []


def test_each_missing_municipality_is_one_warning() -> None:
    svar = varningar(build({"0643": None, "0305": None}), kolumn="fore", tolerans=Decimal(10))
    assert svar == [
        Varning("saknas-0305", "saknas", "Håbo (0305) saknas i tabellen.", "0305"),
        Varning("saknas-0643", "saknas", "Habo (0643) saknas i tabellen.", "0643"),
    ]


@pytest.mark.parametrize(
    ("kalmar", "varnar"), [("6,75", False), ("7,17", False), ("7,18", True), ("6,17", False), ("6,16", True)]
)
def test_sum_off_by_more_than_the_tolerance(kalmar: str, varnar: bool) -> None:
    assert GAMLA["0880"] == Decimal("6.67")
    svar = varningar(build({"0880": kalmar}), kolumn="fore")
    assert ids(svar) == (["summa"] if varnar else [])


def test_tolerance_is_the_callers() -> None:
    svar = varningar(build({"0880": "6,68"}), kolumn="fore", tolerans=Decimal(0))
    assert svar == [Varning("summa", "summa", "Andelarna är tillsammans 1\u00a0000,01\u00a0‰, inte 1\u00a0000\u00a0‰.")]


def test_a_table_in_per_cent_is_suspected() -> None:
    procent = {kod: str(andel / 10).replace(".", ",") for kod, andel in GAMLA.items()}
    svar = varningar(build(procent), kolumn="efter")
    assert svar[0].text == (
        "Andelarna är tillsammans 100,00\u00a0‰, inte 1\u00a0000\u00a0‰. De ser ut att vara skrivna i procent."
    )


def test_the_floor_holds_for_ordinary_shares_only() -> None:
    tabell = build({"2463": "0,99", "0880": "7,01"})
    assert GAMLA["2463"] == 1
    assert varningar(tabell, kolumn="fore", tolerans=Decimal(1)) == [
        Varning(
            "golv-2463", "golv", "Åsele (2463) har 0,99\u00a0‰. En andel före omfördelning är minst 1\u00a0‰.", "2463"
        )
    ]
    assert varningar(tabell, kolumn="efter", tolerans=Decimal(1)) == []
    assert varningar(tabell, kolumn="fore", tolerans=Decimal(1), golv=Decimal("0.5")) == []


@pytest.mark.parametrize(("ny", "varnar"), [("9", False), ("9,01", True), ("3", False), ("2,99", True), ("0", True)])
def test_a_jump_is_more_than_half_up_or_down(ny: str, varnar: bool) -> None:
    tidigare = {**GAMLA, "0880": Decimal(6)}
    svar = varningar(build({"0880": ny}), kolumn="efter", tolerans=Decimal(10), foregaende=tidigare)
    assert ids(svar) == (["hopp-0880"] if varnar else [])


def test_jump_says_from_what_to_what() -> None:
    svar = varningar(build({"0880": "12"}), kolumn="efter", tolerans=Decimal(10), foregaende=GAMLA)
    assert svar[0].text == "Kalmar (0880) går från 6,67\u00a0‰ till 12,00\u00a0‰."
    assert svar[0].kommunkod == "0880"


def test_jump_from_nothing_and_jump_by_own_measure() -> None:
    assert ids(varningar(build(), kolumn="fore", foregaende=dict(GAMLA) | {"0880": Decimal(0)})) == ["hopp-0880"]
    assert (
        varningar(
            build({"0880": "0"}), kolumn="efter", tolerans=Decimal(10), foregaende=dict(GAMLA) | {"0880": Decimal(0)}
        )
        == []
    )
    assert ids(varningar(build(), kolumn="fore", foregaende={**GAMLA, "0880": Decimal("6")}, hopp=Decimal("0.1"))) == [
        "hopp-0880"
    ]


def test_a_municipality_the_last_version_did_not_have() -> None:
    utan = {kod: andel for kod, andel in GAMLA.items() if kod != "0880"}
    svar = varningar(build(), kolumn="fore", foregaende=utan)
    assert svar == [Varning("hopp-0880", "hopp", "Kalmar (0880) fanns inte i förra tabellen.", "0880")]


def test_blanks_read_as_zero_are_ticked_too() -> None:
    svar = varningar(build({"0880": ""}), kolumn="efter", tolerans=Decimal(10))
    rad = next(rad.radnummer for rad in build().rader if rad.kommunkod == "0880")
    assert svar == [Varning("tom-0880", "tom", f"Kalmar (0880) har ingen andel på rad {rad}: läst som 0.", "0880")]


def test_sums_that_do_not_agree() -> None:
    svar = varningar(build(slut="Totalt;990\n\nTotalt;se nedan\n"), kolumn="fore")
    assert [(v.id, v.text) for v in svar] == [
        (
            "delsumma-292",
            "På rad 292 (hela tabellen) står summan 990,00\u00a0‰, men raderna är tillsammans 1\u00a0000,00\u00a0‰.",
        ),
        (
            "delsumma-294",
            "På rad 294 (hela tabellen) går summan inte att läsa, men raderna är tillsammans 1\u00a0000,00\u00a0‰.",
        ),
    ]


def test_more_decimals_than_the_year_shows() -> None:
    svar = varningar(build({"0880": "6,671"}), kolumn="fore")
    assert [v.text for v in svar] == [
        "1 andel har fler decimaler än årets 2, till exempel Kalmar 6,671\u00a0‰. De sparas som de är."
    ]


@pytest.mark.parametrize(("rubrik", "kolumn", "varnar"), [
    ("Andel före omfördelning", "fore", False),
    ("Andel före omfördelning", "efter", True),
    ("Andel efter omfördelning", "fore", True),
    ("Andel", "fore", False),
])  # fmt: skip
def test_heading_against_choice(rubrik: str, kolumn: str, varnar: bool) -> None:
    svar = varningar(build(rubrik=rubrik), kolumn=kolumn)
    assert ids(svar) == (["kolumn"] if varnar else [])


def test_every_id_is_its_own_and_the_same_each_time() -> None:
    tabell = build({"0880": "", "0643": None, "0305": "0,1"}, "Andel efter omfördelning", "Totalt;1\n")
    svar = varningar(tabell, kolumn="fore", foregaende=GAMLA)
    assert ids(svar) == [
        "kolumn",
        "summa",
        "delsumma-291",
        "saknas-0643",
        "golv-0305",
        "hopp-0305",
        "tom-0880",
        "golv-0880",
        "hopp-0880",
    ]
    assert varningar(Tolkning.from_json(tabell.to_json()), kolumn="fore", foregaende=GAMLA) == svar
