"""Which columns of a sheet are municipality, county and share, by their headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from anvisning.sortering import soknyckel
from anvisning.tabell.blad import Blad, Cell, Rad
from anvisning.tabell.tolkning import Form

Roll = Literal["kommunkod", "kommun", "lankod", "lan", "andel"]

SOK_INOM: Final = 60
"""Rows from the top in which the headings are looked for."""

_RUBRIKER: Final[dict[str, Roll]] = {
    **dict.fromkeys(
        ("kommunkod", "kod", "kommun kod", "kommunens kod", "kommunnr", "kommunnummer", "kommun nr", "knr"), "kommunkod"
    ),
    **dict.fromkeys(
        ("kommun", "kommuner", "kommunnamn", "kommun namn", "kommunens namn", "namn", "anvisningskommun"), "kommun"
    ),
    **dict.fromkeys(("lan kommun", "lan och kommun", "kommun och lan", "lan kommuner"), "kommun"),
    **dict.fromkeys(("lankod", "lanskod", "lan kod", "lansnr", "lansnummer"), "lankod"),
    **dict.fromkeys(("lan", "lansnamn", "lanets namn", "lan namn"), "lan"),
}
_ANDEL: Final = frozenset(
    "andel andelar andelstal anvisningsandel anvisningsandelar kommunandel kommunandelar promilleandel".split()
)
_ENHET: Final = frozenset({"promille", "‰"})
_BISATS: Final = frozenset(
    (
        "i av for ar ny nya aktuell kommunens preliminar preliminara preliminart faststalld faststallda faststallt "
        "slutlig slutliga ordinarie gallande fore efter omfordelning omfordelningen omfordelningar ensamkommande barn"
    ).split()
)
_AR: Final = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Rubrikrad:
    """The row of headings: its place in the sheet, the column of each role, and every column that may be the share."""

    index: int
    roller: dict[Roll, int]
    andelar: tuple[int, ...]


def find_roll(rubrik: Cell) -> Roll | None:
    """What a column with this heading holds, or None."""
    ord_ = _ord(rubrik)
    if roll := _RUBRIKER.get(" ".join(ord_)):
        return roll
    namner_andel = not _ANDEL.isdisjoint(ord_) or not _ENHET.isdisjoint(ord_)
    kanda = all(ordet in _ANDEL or ordet in _ENHET or ordet in _BISATS or _AR.fullmatch(ordet) for ordet in ord_)
    return "andel" if namner_andel and kanda else None


def find_form(rubrik: Cell) -> Form | None:
    """What a share column's heading says of itself: before or after redistribution, or nothing."""
    ord_ = set(_ord(rubrik))
    fore, efter = bool(ord_ & {"fore", "ordinarie"}), "efter" in ord_
    if fore == efter:
        return None
    return "fore" if fore else "efter"


def find_rubrikrad(blad: Blad) -> Rubrikrad | None:
    """The first row that heads both a municipality column and a share column, or None."""
    for index, rad in enumerate(blad.rader[:SOK_INOM]):
        roller: dict[Roll, int] = {}
        andelar: list[int] = []
        for kolumn, cell in enumerate(rad.celler):
            roll = find_roll(cell)
            if roll == "andel":
                andelar.append(kolumn)
            elif roll is not None:
                roller.setdefault(roll, kolumn)
        if andelar and not roller.keys().isdisjoint({"kommun", "kommunkod"}):
            return Rubrikrad(index, roller, tuple(andelar))
    return None


def valj_andel(rad: Rad, kandidater: Sequence[int], kolumn: Form | None) -> int | None:
    """The share column: the only one, or the only one whose heading says `kolumn`; None when that settles nothing."""
    if len(kandidater) == 1:
        return kandidater[0]
    passande = [index for index in kandidater if kolumn is not None and find_form(rad.celler[index]) == kolumn]
    return passande[0] if len(passande) == 1 else None


def _ord(rubrik: Cell) -> list[str]:
    return re.findall(r"[a-z0-9]+|[‰%]", soknyckel(rubrik)) if isinstance(rubrik, str) else []
