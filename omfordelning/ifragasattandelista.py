"""The list of disputed numbers as the county and the national level read it: chosen, sorted, and as a table to fetch.

Numbers are for those who are logged in: small ones are never shown to everybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count

from anvisning import querysets
from anvisning.ifragasattanden import synliga_for
from anvisning.ifragasattanden.urval import ORDNING, STATUS
from anvisning.models import Ifragasattande, Konto
from anvisning.tabell.export import SMA_ANTAL, Kolumn, Tabell
from anvisning.tid import svensk_dag

SORTERING = {"namn": "kommun__sortering", "manad": "manad", "ifragasatt": "ifragasatt"}
"""What the list may be sorted by, as the address says it; "-" before it turns the order round."""
PER_SIDA = 50


@dataclass(frozen=True, kw_only=True)
class Lista:
    """A page of the rows, the state chosen ("": all), each state with its words and number, and the order."""

    rader: Page
    status: str
    val: list[tuple[str, str, int]]
    antal: int
    sortering: str


def build_lista(konto: Konto, fraga: Mapping[str, str]) -> Lista:
    """Give the list as an address asks for it (`status`, `sortera`, `sida`); what it cannot mean is all, as usual.

    The usual order: open ones first, oldest first (three queries).
    """
    rader = synliga_for(konto)
    antal = rader.aggregate(**{kod.value: Count("pk", filter=villkor) for kod, villkor in STATUS.items()})
    status, sortering = fraga.get("status", ""), fraga.get("sortera", "")
    if status in antal:
        rader = rader.filter(STATUS[Ifragasattande.Status(status)])
    if falt := SORTERING.get(sortering.removeprefix("-")):
        rader = rader.order_by(f"-{falt}" if sortering.startswith("-") else falt, *ORDNING)
    return Lista(
        rader=Paginator(rader, PER_SIDA).get_page(fraga.get("sida")),
        status=status if status in antal else "",
        val=[(kod, text, antal[kod]) for kod, text in Ifragasattande.Status.choices],
        antal=sum(antal.values()),
        sortering=sortering if falt else "",
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
        not_=SMA_ANTAL,
        exempeldata=querysets.har_exempeldata(),
    )
