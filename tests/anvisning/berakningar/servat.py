"""A published month as anybody fetches it, and what each of its numbers must follow from: counts, sums, shares."""

import heapq
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.test import Client

from anvisning.models import Metodval
from anvisning.visning import avrundat

Rad = dict[str, Any]
INOM = 3000
"""How many children ahead places are told."""
OKAND = 3
"""What a municipality that has never been shown is counted as in the others' places."""
UPPGIFTER = {"Kommunkod", "Kommun", "Län", "Till och med", "Andel (promille)", "Anmärkning"}
MIGRATIONSVERKETS = {"Migrationsverkets måluppfyllelse (procent)", "Migrationsverkets dag"}


@dataclass(frozen=True)
class Sett:
    """What a reader takes from a month: counts that are shown, sums of counties, the country's number."""

    manad: date
    per: date
    metod: str
    ar: int
    """The year of the shares."""
    rader: list[Rad]
    lansrader: list[Rad]
    visat: Mapping[str, int]
    lan: Mapping[str, int | None]
    riket: int | None

    @cached_property
    def lan_av(self) -> dict[str, str]:
        koder = {rad["Län"]: rad["Länskod"] for rad in self.lansrader}
        return {rad["Kommunkod"]: koder[rad["Län"]] for rad in self.rader}

    @cached_property
    def andelar(self) -> dict[str, Fraction]:
        return {rad["Kommunkod"]: Fraction(rad["Andel (promille)"]) for rad in self.rader}

    @cached_property
    def andelarnas_summa(self) -> Fraction:
        return sum(self.andelar.values(), Fraction(0))

    @property
    def hos_migrationsverket(self) -> set[str]:
        """Municipalities whose figure for the same day Migrationsverket has published."""
        return {r["Kommunkod"] for r in self.rader if r["Migrationsverkets dag"] == self.per.isoformat()}


def las(manad: date) -> Sett:
    """Fetch a month's two files."""
    adress = f"/maluppfyllelse/{manad:%Y-%m}"
    kommuner, lanen = (json.loads(Client().get(vag).content) for vag in (f"{adress}.json", f"{adress}/lan.json"))
    *lansrader, landet = lanen["rader"]
    ar = re.search(r"Andelar: \D*(\d{4})", kommuner["not"])
    assert ar, kommuner["not"]
    return Sett(
        manad=manad,
        per=date.fromisoformat(kommuner["rader"][0]["Till och med"]),
        metod=next(m.value for m in Metodval if f"Metod: {m.label}." in kommuner["not"]),
        ar=int(ar[1]),
        rader=kommuner["rader"],
        lansrader=lansrader,
        visat={rad["Kommunkod"]: rad["Antal barn"] for rad in kommuner["rader"] if rad["Antal barn"] is not None},
        lan={rad["Länskod"]: rad["Antal barn"] for rad in lansrader},
        riket=landet["Antal barn"],
    )


def krav_inget_mer(manader: Sequence[Sett]) -> None:
    """Every number of the last month's rows follows from what the reader takes of the months, and none is more."""
    sett = manader[-1]
    platser = _platser(manader)
    for rad in sett.rader:
        vantad = kommunens(rad["Kommunkod"], manader, platser)
        utan = {namn: rad[namn] for namn in rad.keys() - UPPGIFTER - MIGRATIONSVERKETS}
        if sett.metod == Metodval.PERIODSUMMA:  # targets are of shares and the country's numbers of all years
            for namn in ("Beräknad måluppfyllelse (procent)", "Mot målet när året började (barn)"):
                assert rad["Antal barn"] is not None or rad[namn] is None
        else:
            assert {n: _tal(v) for n, v in utan.items() if n in vantad} == vantad, (sett.manad, rad)
        assert utan.keys() >= vantad.keys()
        assert not utan.keys() - vantad.keys() - PLATSEN, "a column that nobody has thought of"
        if rad["Antal barn"] is None:
            assert {rad[namn] for namn in PLATSEN} == {None}
    if sett.metod != Metodval.PERIODSUMMA:
        _krav_summor(sett)


PLATSEN = {"Barn till i landet före (ungefär)", "Kommuner före"}


def kommunens(
    kod: str, manader: Sequence[Sett], platser: Mapping[str, tuple[int, int]] | None = None
) -> dict[str, Any]:
    """Give every number of a municipality's row in the last month, worked out from what is taken of all months."""
    sett, e = manader[-1], exakta(kod, manader)
    antal, mal, procent, fore = sett.visat.get(kod), _rund(e["mal"]), _rund(e["procent"]), e["fore"]
    forut = [(m.visat[kod], m.per) for m in manader[:-1] if kod in m.visat]
    senast = forut[-1] if forut and antal is None else (None, None)
    svar = {
        "Antal barn": antal,
        "Senast visade antal": senast[0],
        "Senast visade antal till och med": senast[1] and senast[1].isoformat(),
        "Mål": mal,
        "Beräknad måluppfyllelse (procent)": procent,
        "Mot målet (barn)": None if procent is None else antal - mal,
        "Mot landets medel (procentenheter)": None if procent is None else procent - _rund(e["landets"]),
        "Mot målet när året började (barn)": _rund(e["ingaende"]),
        "Antal barn i år": None if fore is None else antal - fore,
        "Mål i år": _rund(e["arets_mal"]),
    }
    if platser is not None and sett.metod == Metodval.ORDINARIE_ANDEL:
        plats = platser.get(kod) if kod in sett.visat else None
        svar |= dict(zip(("Barn till i landet före (ungefär)", "Kommuner före"), plats or (None, None), strict=True))
    return svar


def exakta(kod: str, manader: Sequence[Sett]) -> dict[str, Fraction | None]:
    """Give the unrounded numbers behind a row."""
    sett = manader[-1]
    andel, antal, riket = sett.andelar[kod], sett.visat.get(kod), sett.riket
    mal = None if riket is None else andel * riket / 1000
    i_landet = i_ar(manader)
    arets_mal = None if i_landet is None else andel * i_landet / 1000
    borjan = _december(manader)
    fore = borjan.visat.get(kod) if borjan and arets_mal is not None and antal is not None and andel else None
    return {
        "mal": mal,
        "procent": 100 * antal / mal if antal is not None and mal else None,
        "avstand": antal - mal if antal is not None and mal else None,
        "landets": 100_000 / sett.andelarnas_summa if riket else None,
        "arets_mal": arets_mal,
        "vid_arets_borjan": None if arets_mal is None or mal is None else mal - arets_mal,
        "fore": fore,
        "ingaende": None if fore is None else fore - (mal - arets_mal),
    }


def i_ar(manader: Sequence[Sett]) -> int | None:
    """Give the country's children since the turn of the year, of the numbers shown then and now."""
    sett, borjan = manader[-1], _december(manader)
    if borjan is None or None in (borjan.riket, sett.riket):
        return None
    samma = (borjan.metod == Metodval.ORDINARIE_ANDEL) == (sett.metod == Metodval.ORDINARIE_ANDEL)
    return sett.riket - borjan.riket if samma else None


def _december(manader: Sequence[Sett]) -> Sett | None:
    return next((m for m in manader if m.manad == date(manader[-1].ar - 1, 12, 1)), None)


def _krav_summor(sett: Sett) -> None:
    for rad in sett.lansrader:
        mal = sum(
            andel * sett.riket / 1000
            for kod, andel in sett.andelar.items()
            if sett.lan_av[kod] == rad["Länskod"] and sett.riket is not None
        )
        antal = rad["Antal barn"]
        vantat: tuple[Decimal | None, ...] = (None, None, None)
        if sett.riket is not None:
            har_bada = antal is not None and mal
            vantat = (
                _rund(mal),
                _rund(100 * antal / mal) if har_bada else None,
                antal - _rund(mal) if antal is not None else None,
            )
        namn = ("Mål", "Beräknad måluppfyllelse (procent)", "Mot målet (barn)")
        assert tuple(_tal(rad[n]) for n in namn) == vantat, rad
        assert rad.keys() == {"Länskod", "Län", "Till och med", "Antal barn", *namn, "Anmärkning"}


def _platser(manader: Sequence[Sett]) -> dict[str, tuple[int, int]]:
    """Give places by placing child after child, with each municipality's last shown count."""
    sett = manader[-1]
    antal = {kod: next((m.visat[kod] for m in reversed(manader) if kod in m.visat), OKAND) for kod in sett.andelar}
    ko = [(antal[kod] / andel, -andel, kod) for kod, andel in sett.andelar.items() if andel]
    heapq.heapify(ko)
    svar: dict[str, tuple[int, int]] = {}
    for nr in range(INOM):
        _, minus, kod = ko[0]
        svar.setdefault(kod, (nr, len(svar)))
        antal[kod] += 1
        heapq.heapreplace(ko, (antal[kod] / -minus, minus, kod))
    return svar


def _rund(varde: Fraction | None) -> Decimal | None:
    return None if varde is None else avrundat(varde, 1)


def _tal(varde: Any) -> Any:
    """Give a number of a file; a day stays as it is written."""
    return Decimal(varde) if isinstance(varde, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", varde) else varde
