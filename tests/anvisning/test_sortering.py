"""Swedish order from plain byte order, and folded search."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anvisning import sortering
from anvisning.sortering import soknyckel, sorteringsnyckel

DATA = Path(sortering.__file__).parent / "data" / "kommuner.csv"
REFERENS = Path(__file__).parent / "svensk_ordning.txt"
"""All 290 names in the order of PostgreSQL's ICU collation for Swedish (`ORDER BY namn COLLATE "sv-x-icu"`)."""


def get_namn() -> list[str]:
    with DATA.open(encoding="utf-8") as fil:
        return [rad["namn"] for rad in csv.DictReader(fil)]


def test_all_290_names_in_the_order_of_the_reference_list() -> None:
    namn = get_namn()
    assert len(namn) == 290
    assert sorted(namn, key=lambda ett: sorteringsnyckel(ett).encode()) == REFERENS.read_text("utf-8").split("\n")[:-1]


def test_all_290_keys_are_different_and_ascii() -> None:
    nycklar = {sorteringsnyckel(namn) for namn in get_namn()}
    assert len(nycklar) == 290
    assert all(nyckel.isascii() for nyckel in nycklar)


@pytest.mark.parametrize(
    "ordning",
    [
        ["Arboga", "Vaxholm", "Åmål", "Åre", "Älvdalen", "Ängelholm", "Öckerö", "Överkalix"],
        ["Habo", "Håbo"],
        ["Upplands Väsby", "Upplands-Bro", "Uppsala"],
        ["Malmö", "Malung-Sälen", "Malå"],
        ["Vara", "Wara", "Xara", "Yara", "Zara", "Åra"],
        ["ide", "idé b", "ide c"],
        ["lycksele", "Lützen", "Lyxa"],
        ["Ål", "ål 2", "ÅL 3"],
    ],
)
def test_swedish_order(ordning: list[str]) -> None:
    baklanges = ordning[::-1]
    assert sorted(baklanges, key=sorteringsnyckel) == ordning


@pytest.mark.parametrize(
    ("ett", "annat"),
    [
        ("KALMAR", "kalmar"),
        ("Lekeberg", "Lékeberg"),
        ("Müller", "Myller"),
        ("Älmhult", "Ælmhult"),
        ("Överkalix", "Øverkalix"),
        ("Dals\u2011Ed", "Dals-Ed"),
        ("Upplands\u00a0 Väsby", "Upplands Väsby"),
        ("  Åre ", "Åre"),
        ("A\u030are", "Åre"),
        ("O\u0308rebro", "Örebro"),
        ("Ka\u00adlmar", "Kalmar"),
        ("Kal\x00mar", "Kalmar"),
    ],
)
def test_same_place_in_the_order(ett: str, annat: str) -> None:
    assert sorteringsnyckel(ett) == sorteringsnyckel(annat)


@pytest.mark.parametrize(
    ("skrivet", "namn"),
    [
        ("orebro", "Örebro"),
        ("ÖREBRO", "Örebro"),
        ("o\u0308reb", "Örebro"),
        ("habo", "Håbo"),
        ("dals ed", "Dals-Ed"),
        ("dals-ed", "Dals-Ed"),
        ("malung sälen", "Malung-Sälen"),
        ("vasby", "Upplands Väsby"),
        ("lekéberg", "Lekeberg"),
    ],
)
def test_search_finds(skrivet: str, namn: str) -> None:
    assert soknyckel(skrivet) in soknyckel(namn)


def test_search_never_tells_municipalities_apart() -> None:
    assert soknyckel("Habo") == soknyckel("Håbo")
    assert sorteringsnyckel("Habo") != sorteringsnyckel("Håbo")


ALFABET = "abcdefghijklmnopqrstuvwxyzåäö"


@given(st.text(ALFABET + " -", max_size=12), st.text(ALFABET + " -", max_size=12))
def test_keys_follow_the_swedish_alphabet_letter_by_letter(ett: str, annat: str) -> None:
    def plats(namn: str) -> list[int]:
        return [(" -" + ALFABET).index(tecken) for tecken in " ".join(namn.split())]

    assert (sorteringsnyckel(ett).encode() < sorteringsnyckel(annat).encode()) == (plats(ett) < plats(annat))


@given(st.text(max_size=40))
def test_keys_do_not_depend_on_case_form_or_control_characters(namn: str) -> None:
    for nyckel in (sorteringsnyckel, soknyckel):
        svar = nyckel(namn)
        assert nyckel(unicodedata.normalize("NFD", namn)) == nyckel(unicodedata.normalize("NFC", namn))
        assert "\x00" not in svar
        svar.encode()
