"""Broken, truncated, misnamed and hostile files: a corpus made here, and arbitrary bytes.

Whatever comes, the answer is a table that is understood row by row, or one Swedish sentence that says what to do.
"""

import ast
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import anvisning
from anvisning.tabell import TabellFel, Tolkning, las, tolka, varningar
from anvisning.tabell.export import Kolumn, Tabell
from tests.anvisning.tabellfiler import BLAD1, andra_del, get_andelar, get_kommuner, get_lan

ANVISNING = Path(anvisning.__file__).parent
UPPMANING = re.compile(r"\b(Spara|Ta bort|Öppna|Välj|Kopiera|Korta|Skriv|Rätta|Byt)\b")


@cache
def get_tabell() -> Tabell:
    andelar = get_andelar()
    return Tabell(
        "Anvisningsandelar",
        (Kolumn("Kommunkod"), Kolumn("Kommun"), Kolumn("Andel (promille)", "promille")),
        [[kommun.kod, kommun.namn, andelar[kommun.kod]] for kommun in get_kommuner()[:30]],
        exempeldata=True,
    )


def check_svar(innehall: bytes, filnamn: str) -> Tolkning | None:
    """Read and understand; the table, or None after a proper refusal. Fails for any other exception."""
    try:
        bok = las(innehall, filnamn)
    except TabellFel as fel:
        text = str(fel)
        assert text[0].isupper(), text
        assert text.endswith("."), text
        assert UPPMANING.search(text), text
        assert not re.search(r"ogiltig|felaktig|vänligen|error|None", text, re.IGNORECASE), text
        return None
    svar = tolka(bok, get_kommuner(), get_lan())
    assert Tolkning.from_json(svar.to_json()) == svar
    assert "\x00" not in repr(svar.to_json())
    assert all(rad.text for rad in svar.rader if rad.slag != "forstadd")
    lista = varningar(svar, kolumn="fore", foregaende=get_andelar())
    assert len({varning.id for varning in lista}) == len(lista)
    return svar


def xml_varianter(data: bytes) -> dict[str, bytes | None]:
    """What may be wrong with one part of a package."""
    return {
        "borta": None,
        "tom": b"",
        "skrap": b"\x00\xff" * 50,
        "inte xml": b"Kommun;Andel",
        "halv": data[: len(data) // 2],
        "utan slut": data[:-10],
        "utf-16": data.decode().encode("utf-16"),
        "doctype": data.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1),
        "entitet": data.replace(b">", b">&okand;", 3),
        "djup": b"<a>" * 20_000,
        "annat rum": data.replace(b"spreadsheetml", b"annat"),
        "stora tal": re.sub(rb'="[0-9]+"', b'="99999999999999999999"', data),
        "minus": re.sub(rb'="[0-9]+"', b'="-1"', data),
    }


def korpus() -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes and file name of each variant. The random ones are the same each time."""
    slump = random.Random(20260820)
    xlsx, csv = get_tabell().till_xlsx(), get_tabell().till_csv()
    for nummer in range(30):
        langd = slump.randrange(1, len(xlsx))
        yield f"xlsx kapad vid {langd}", xlsx[:langd], "a.xlsx"
        plats, varde = slump.randrange(len(xlsx)), slump.randrange(256)
        yield f"xlsx byte {plats}", xlsx[:plats] + bytes([varde]) + xlsx[plats + 1 :], "a.xlsx"
        yield f"xlsx hål {nummer}", xlsx[: plats // 2] + xlsx[plats:], "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(xlsx)) as paket:
        delar = {namn: paket.read(namn) for namn in paket.namelist()}
    for namn in (BLAD1, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"):
        for vad, ny in xml_varianter(delar[namn]).items():
            yield f"{namn} {vad}", andra_del(xlsx, namn, lambda _, ny=ny: ny), "a.xlsx"
    for nummer in range(20):
        plats = slump.randrange(len(csv))
        yield f"csv byte {nummer}", csv[:plats] + slump.randbytes(1 + nummer % 3) + csv[plats:], "a.csv"
        yield f"csv kapad {nummer}", csv[:plats], "a.csv"
    text = csv.decode("utf-8-sig")
    for kodning in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp437", "cp1252", "mac-roman", "utf-8"):
        yield f"csv {kodning}", text.replace("‰", "").encode(kodning), "a.csv"
    for vad, gor in CSV_VARIANTER.items():
        yield f"csv {vad}", gor(text).encode(), "a.csv"
    for andelse in ("csv", "xlsx", "xls", "ods", "pdf", "", "zip", "txt"):
        yield f"xlsx som .{andelse}", xlsx, f"a.{andelse}"
        yield f"csv som .{andelse}", csv, f"a.{andelse}"


CSV_VARIANTER: dict[str, Callable[[str], str]] = {
    "citat öppet": lambda t: t.replace("Kalmar", '"Kalmar', 1) + '"',
    "citat överallt": lambda t: t.replace(";", '";"'),
    "rubriker två gånger": lambda t: t + t,
    "utan rubriker": lambda t: "\n".join(t.splitlines()[4:]),
    "bara rubriker": lambda t: "\n".join(t.splitlines()[:4]),
    "blandade skiljetecken": lambda t: t.replace(";", ",", 20),
    "radslut som i gamla Mac": lambda t: t.replace("\r\n", "\r"),
    "nollbredd": lambda t: t.replace("Kommun", "\ufeffKommun\u200b"),
    "tusen kolumner": lambda t: t + ";" * 1000 + "x",
    "en miljon kolumner": lambda t: t + ";" * 1_000_000 + "x",
    "många rader": lambda t: t + "\n" * 100_000 + "x",
    "lång cell": lambda t: t + "x" * 200_000,
    "styrtecken": lambda t: t.replace("Kommun", "Kom\x1bmun"),
    "högerställd": lambda t: t.replace("Vallentuna", "\u202eanutnellaV"),
    "formler": lambda t: t.replace(";", ";="),
    "bara skiljetecken": lambda t: ";;;\n" * 500,
    "bara blanka": lambda t: " \n" * 500,
    "bara citattecken": lambda t: '"' * 5001,
    "negativa": lambda t: re.sub(r";(\d+,)", r";-\1", t),
    "arabiska siffror": lambda t: t.translate({ord("0") + i: 0x660 + i for i in range(10)}),
    "exponenter": lambda t: t.replace(",", "e"),
    "dubbletter": lambda t: t + "\n".join(t.splitlines()[4:]),
}


def test_the_corpus_is_large_enough() -> None:
    assert len(list(korpus())) >= 200


@pytest.mark.parametrize("del_", range(8))
def test_every_variant_is_a_table_or_a_sentence(del_: int) -> None:
    utfall = [
        (namn, check_svar(innehall, filnamn))
        for nummer, (namn, innehall, filnamn) in enumerate(korpus())
        if nummer % 8 == del_
    ]
    assert {svar is None for _, svar in utfall} == {True, False}


def test_truncated_workbooks_are_always_refused() -> None:
    xlsx = get_tabell().till_xlsx()
    assert {check_svar(xlsx[:langd], "a.xlsx") for langd in range(1, len(xlsx), 97)} == {None}


def test_a_changed_byte_never_changes_a_share_in_a_workbook() -> None:
    xlsx, slump = get_tabell().till_xlsx(), random.Random(1)
    ratt = tolka(las(xlsx, "a.xlsx"), get_kommuner(), get_lan()).andelar
    for _ in range(150):
        plats = slump.randrange(len(xlsx))
        svar = check_svar(xlsx[:plats] + bytes([xlsx[plats] ^ 1 << slump.randrange(8)]) + xlsx[plats + 1 :], "a.xlsx")
        assert svar is None or svar.andelar == ratt


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a"]))
def test_any_bytes(innehall: bytes, filnamn: str) -> None:
    check_svar(innehall, filnamn)


@settings(max_examples=150)
@given(st.text(max_size=60), st.sampled_from(["Kommun;Andel\n", "Län;Kommun;Kommunkod;Andel\n", "Kod\tAndel\n", ""]))
def test_any_text_under_headings(text: str, rubriker: str) -> None:
    check_svar((rubriker + text).encode("utf-8", "surrogatepass"), "a.csv")


CELLER = st.one_of(
    st.sampled_from(
        [
            "Kalmar",
            "HABO",
            "Håbo",
            "Delsumma",
            "Totalt",
            "KALMAR LÄN",
            "Riket",
            "0880",
            "08",
            "880",
            "",
            "-",
            "1,5",
            "-1",
        ]
    ),
    st.text("Kkalmr 0123,.;-=åäö", max_size=12),
)


@pytest.mark.langsam
@settings(max_examples=150)
@given(st.lists(st.lists(CELLER, min_size=4, max_size=4), max_size=15))
def test_any_rows_are_understood_or_told(rader: list[list[str]]) -> None:
    innehall = Tabell("T", tuple(map(Kolumn, ("Län", "Kommun", "Kod", "Andel"))), rader).till_csv(svensk=False)
    svar = check_svar(b"sep=,\r\n" + innehall, "a.csv")
    assert svar is not None
    koder = [rad.kommunkod for rad in svar.forstadda]
    assert len(koder) == len(set(koder))
    assert len(svar.rader) <= len(rader) + 2


def test_no_binary_fraction_in_the_path_of_a_share() -> None:
    filer = [ANVISNING / "promille.py", ANVISNING / "falt.py", *sorted((ANVISNING / "tabell").glob("*.py"))]
    assert len(filer) > 10
    for fil in filer:
        for nod in ast.walk(ast.parse(fil.read_text("utf-8"))):
            assert not (isinstance(nod, ast.Constant) and isinstance(nod.value, float | complex)), (
                fil.name,
                nod.lineno,
            )
            assert not (isinstance(nod, ast.Call) and ast.unparse(nod.func) == "float"), (fil.name, nod.lineno)
