"""The list of disputed numbers as the county and the national level read it: chosen, sorted, and as a table to fetch.

Numbers are for those who are logged in: small ones are never shown to everybody.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from anvisning import querysets
from anvisning.ifragasattanden import synliga_for
from anvisning.models import Ifragasattande, Konto
from anvisning.tabell.export import Kolumn, Tabell
from anvisning.tid import svensk_dag

SORTERING: dict[str, Callable[[Ifragasattande], Any]] = {
    "namn": lambda rad: rad.kommun.sortering,
    "manad": lambda rad: rad.manad,
    "ifragasatt": lambda rad: rad.ifragasatt,
}
"""What the list may be sorted by, as the address says it; "-" before it turns the order round."""


@dataclass(frozen=True, kw_only=True)
class Lista:
    """The rows that are shown, the state chosen ("": all), each state with its words and number, and the order."""

    rader: list[Ifragasattande]
    status: str
    val: list[tuple[str, str, int]]
    antal: int
    sortering: str


def build_lista(konto: Konto, fraga: Mapping[str, str]) -> Lista:
    """Give the list as an address asks for it (`status`, `sortera`); what it cannot mean is all, in the usual order.

    The usual order: open ones first, oldest first (one query).
    """
    alla = list(synliga_for(konto))
    per_status = {status.value: [rad for rad in alla if rad.status == status] for status in Ifragasattande.Status}
    vald = fraga.get("status", "")
    rader = per_status.get(vald, alla)
    sortering = fraga.get("sortera", "")
    nyckel = SORTERING.get(sortering.removeprefix("-"))
    if nyckel is not None:
        rader = sorted(rader, key=nyckel, reverse=sortering.startswith("-"))
    return Lista(
        rader=rader,
        status=vald if vald in per_status else "",
        val=[(kod, text, len(per_status[kod])) for kod, text in Ifragasattande.Status.choices],
        antal=len(alla),
        sortering=sortering if nyckel else "",
    )


def tabell(rader: Iterable[Ifragasattande], vilka: str) -> Tabell:
    """Give the rows as a table to fetch. `vilka` says whose they are."""
    return Tabell(
        rubrik=f"Ifrågasatta uppgifter, {vilka}",
        kolumner=(
            Kolumn("Referens"),
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Månad"),
            Kolumn("Slag av anvisning"),
            Kolumn("Kommunens antal", "heltal"),
            Kolumn("Tjänstens antal då", "heltal"),
            Kolumn("Ifrågasatt", "datum"),
            Kolumn("Läge"),
            Kolumn("Skäl"),
            Kolumn("Besvarat", "datum"),
        ),
        rader=[
            [
                rad.referens,
                rad.kommun_id,
                rad.kommun.namn,
                f"{rad.manad:%Y-%m}",
                rad.get_typ_display(),
                rad.uppgift,
                rad.tjanstens,
                svensk_dag(rad.ifragasatt),
                rad.status.label,
                rad.get_skal_display(),
                svensk_dag(rad.besvarat) if rad.besvarat else None,
            ]
            for rad in rader
        ],
        not_="Antalen är skyddade uppgifter när de är små. Lämna inte ut dem utan prövning.",
        exempeldata=querysets.har_exempeldata(),
    )
