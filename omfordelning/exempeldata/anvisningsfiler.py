"""The invented assignments as files, in the form that Migrationsverket's tables come in (domain 9). Labelled."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from anvisning.maluppfyllelse.metoder import Uppfyllelse
from anvisning.models import Anvisningstyp, Kommun
from anvisning.tabell.anvisningsceller import Period
from anvisning.tabell.export import Kolumn, Tabell
from omfordelning.exempeldata.andelar import FRO
from omfordelning.exempeldata.anvisningar import Antal

RUBRIK = "Exempeldata: påhittade anvisningar"
TYPRUBRIKER = {
    Anvisningstyp.UTJAMNANDE: "Utjämnande anvisningar",
    Anvisningstyp.ANKNYTNING: "Anknytningsanvisningar",
    Anvisningstyp.INLEDANDE: "Inledande åtgärder",
}
FAKTORER = {
    "Mottagna nyanlända": 2500,
    "Mottagna ensamkommande barn": 120,
    "Dygn i mottagningssystemet": 200_000,
    "Dygn som ankomstkommun": 4000,
}
"""Invented factor → how much of it there is in the country for each million inhabitants."""

Rad = tuple[Kommun, list[str], list[int]]
"""A municipality, the cells between its name and its numbers, and a number of each type."""


def arsfil(kommuner: Sequence[Kommun], manader: Sequence[tuple[Period, Antal]], uppdaterad: date) -> bytes:
    """Give a year as CSV, a row for each municipality and month in which a child was assigned.

    The municipalities come county by county, here and below.
    """
    typer = _typer(antal for _, antal in manader)
    rader: list[Rad] = [
        (kommun, [f"{period.fran:%Y-%m}"], tal)
        for kommun in kommuner
        for period, antal in manader
        if any(tal := _tal(kommun, antal, typer))
    ]
    return _csv(["Månad"], typer, rader, uppdaterad)


def periodfil(kommuner: Sequence[Kommun], antal: Antal, uppdaterad: date) -> bytes:
    """Give a period as CSV, a row for each municipality. The file does not say which days it covers."""
    typer = _typer([antal])
    return _csv([], typer, [(kommun, [], _tal(kommun, antal, typer)) for kommun in kommuner], uppdaterad)


def periodbok(kommuner: Sequence[Kommun], antal: Antal) -> bytes:
    """Give a period as XLSX, a row for each municipality, with codes. The file does not say which days it covers."""
    typer = _typer([antal])
    kolumner = [Kolumn("Kommunkod"), Kolumn("Kommun"), *(Kolumn(TYPRUBRIKER[typ], "heltal") for typ in typer)]
    rader = [[kommun.kod, kommun.namn, *_tal(kommun, antal, typer)] for kommun in kommuner]
    return Tabell(rubrik=RUBRIK, kolumner=kolumner, rader=rader, exempeldata=True).till_xlsx()


def maluppfyllelsefil(kommuner: Sequence[Kommun], uppfyllelser: Mapping[str, Uppfyllelse]) -> bytes:
    """Give the municipalities' fulfilment in percent, with one decimal, as CSV."""
    kolumner = [Kolumn("Kommunkod"), Kolumn("Kommun"), Kolumn("Måluppfyllelse i procent", "promille", 1)]
    rader = [
        [kommun.kod, kommun.namn, Decimal(round(kvot * 1000)) / 10]
        for kommun in kommuner
        if (kvot := uppfyllelser[kommun.kod].kvot) is not None
    ]
    rubrik = "Exempeldata: påhittad måluppfyllelse"
    return Tabell(rubrik=rubrik, kolumner=kolumner, rader=rader, exempeldata=True).till_csv()


def faktorfil(kommuner: Sequence[Kommun], folkmangd: Mapping[str, int], ar: int) -> bytes:
    """Give the invented factors behind the shares as CSV: each follows the population, with a seeded variation."""
    slump = random.Random(f"{FRO} faktorer {ar}")  # noqa: S311  a demonstration, not a secret
    kolumner = [Kolumn(namn, "heltal") for namn in ("Folkmängd", *FAKTORER)]
    rader = [
        [
            kommun.kod,
            kommun.namn,
            folkmangd[kommun.kod] * slump.randint(99, 101) // 100,
            *(folkmangd[kommun.kod] * hela * slump.randint(50, 150) // 100_000_000 for hela in FAKTORER.values()),
        ]
        for kommun in kommuner
    ]
    tabell = Tabell(
        rubrik="Exempeldata: påhittade faktorer",
        kolumner=[Kolumn("Kommunkod"), Kolumn("Kommun"), *kolumner],
        rader=rader,
        exempeldata=True,
    )
    return tabell.till_csv()


def _typer(alla: Iterable[Antal]) -> list[Anvisningstyp]:
    """Give the types that there are, equalising and tie always."""
    funna = {typ for antal in alla for _, typ in antal}
    return [typ for typ in TYPRUBRIKER if typ in funna or typ != Anvisningstyp.INLEDANDE]


def _tal(kommun: Kommun, antal: Antal, typer: Iterable[Anvisningstyp]) -> list[int]:
    return [antal[kommun.kod, typ] for typ in typer]


def _csv(mellan: list[str], typer: Sequence[Anvisningstyp], rader: Sequence[Rad], uppdaterad: date) -> bytes:
    """Write titles, headings, a block for each county with its subtotal, and the total; blanks for zero."""
    ut = [
        ["Rubrik", RUBRIK],
        ["Uppdaterad", uppdaterad.isoformat()],
        [],
        ["Län", "Kommun", *mellan, *(TYPRUBRIKER[typ] for typ in typer), "Summa"],
    ]
    for lan, lanets in groupby(rader, key=lambda rad: rad[0].lan):
        block = list(lanets)
        for nummer, (kommun, celler, tal) in enumerate(block):
            ut.append(["" if nummer else lan.namn.upper(), kommun.namn.upper(), *celler, *_celler(tal)])
        ut.append(["", "Delsumma", *("" for _ in mellan), *_celler(_summor(block, typer))])
    ut.append(["", "Totalt", *("" for _ in mellan), *_celler(_summor(rader, typer))])
    return "".join(f"{';'.join(rad)}\r\n" for rad in ut).encode("utf-8-sig")


def _summor(rader: Iterable[Rad], typer: Sequence[Anvisningstyp]) -> list[int]:
    return [sum(kolumn) for kolumn in zip(*(tal for _, _, tal in rader), strict=True)] or [0 for _ in typer]


def _celler(tal: list[int]) -> list[str]:
    return [str(antal) if antal else "" for antal in (*tal, sum(tal))]
