"""What was understood of a table of shares, row by row, and its JSON form for the preview kept on the server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Self, cast, get_args

from anvisning.tabell.kommunnamn import KommunRef

Radslag = Literal["forstadd", "fel", "hoppad"]
"""Understood, an error that stops the import, or passed over (title, subtotal, empty row)."""
Form = Literal["fore", "efter"]
"""Ordinary shares before redistribution, or the shares after it."""


@dataclass(frozen=True, slots=True)
class TolkadRad:
    """One row of the file.

    `last` is what stands in the row. For an understood row `kommunkod`, `namn` and `promille` are set and `text` may
    hold a remark; for an error `text` is the sentence to show and `forslag` the codes of municipalities that may have
    been meant; for a row passed over `text` is the reason. `tom` marks an empty share that was read as 0.
    """

    radnummer: int
    slag: Radslag
    last: str
    text: str = ""
    kommunkod: str = ""
    namn: str = ""
    promille: Decimal | None = None
    tom: bool = False
    forslag: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delsumma:
    """A sum row: what it says (None when unreadable), what its rows add up to, and whether the two agree."""

    radnummer: int
    omfattning: str
    angiven: Decimal | None
    summa: Decimal
    stammer: bool


@dataclass(frozen=True, slots=True)
class AnvandKolumn:
    """A recognised column: what it was used as, its letter and its heading."""

    roll: str
    bokstav: str
    rubrik: str


@dataclass(frozen=True, slots=True)
class Tolkning:
    """A table of shares as understood. `fel` are sentences about the table as a whole; with any, nothing is applied.

    `rubriker` are the title rows above the table, `kolumnform` what the heading of the share column says about itself,
    `decimaler` the number of decimals the year shows, `saknade` the municipalities that no understood row names.
    `fragar_kolumn`: the file has a column before and one after redistribution, and whoever reads it in says which.
    """

    slag: str
    kodning: str
    skiljetecken: str
    blad: str
    oanvanda_blad: tuple[str, ...]
    rubriker: tuple[str, ...]
    rubrikrad: int
    kolumner: tuple[AnvandKolumn, ...]
    oanvanda_kolumner: tuple[str, ...]
    kolumnform: Form | None
    decimaler: int
    fel: tuple[str, ...]
    rader: tuple[TolkadRad, ...]
    delsummor: tuple[Delsumma, ...]
    saknade: tuple[KommunRef, ...]
    fragar_kolumn: bool = False

    @property
    def forstadda(self) -> tuple[TolkadRad, ...]:
        return tuple(rad for rad in self.rader if rad.slag == "forstadd")

    @property
    def felrader(self) -> tuple[TolkadRad, ...]:
        return tuple(rad for rad in self.rader if rad.slag == "fel")

    @property
    def har_fel(self) -> bool:
        """True when the import stops: an error about the table, or in any row."""
        return bool(self.fel) or any(rad.slag == "fel" for rad in self.rader)

    @property
    def andelar(self) -> dict[str, Decimal]:
        """Promille by municipality code, for the understood rows, in the file's order."""
        return {rad.kommunkod: rad.promille for rad in self.rader if rad.promille is not None}

    @property
    def summa(self) -> Decimal:
        return sum(self.andelar.values(), Decimal(0))

    def to_json(self) -> dict[str, Any]:
        """The whole as JSON values, with decimals as strings."""
        return cast(dict[str, Any], json.loads(json.dumps(self, default=_skriv)))

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | str) -> Self:
        """The reverse of `to_json`, from the values or their text. Raises ValueError when it is something else."""
        try:
            falt: dict[str, Any] = dict(json.loads(data) if isinstance(data, str) else data)
            if falt["kolumnform"] not in (None, *get_args(Form)):
                raise ValueError(f"Unknown form {falt['kolumnform']!r}.")
            falt |= {namn: tuple(falt[namn]) for namn in ("oanvanda_blad", "rubriker", "oanvanda_kolumner", "fel")}
            falt["kolumner"] = tuple(AnvandKolumn(**kolumn) for kolumn in falt["kolumner"])
            falt["saknade"] = tuple(KommunRef(**kommun) for kommun in falt["saknade"])
            falt["rader"] = tuple(_las_rad(rad) for rad in falt["rader"])
            falt["delsummor"] = tuple(
                Delsumma(**{**rad, "angiven": _las_decimal(rad["angiven"]), "summa": Decimal(rad["summa"])})
                for rad in falt["delsummor"]
            )
            return cls(**falt)
        except (KeyError, TypeError, AttributeError, InvalidOperation) as fel:
            raise ValueError("This is no saved Tolkning.") from fel


def _skriv(varde: object) -> object:
    if isinstance(varde, Decimal):
        return str(varde)
    if is_dataclass(varde):
        return {falt.name: getattr(varde, falt.name) for falt in fields(varde)}
    raise TypeError(f"{type(varde).__name__} has no place in a Tolkning.")


def _las_decimal(varde: str | None) -> Decimal | None:
    return None if varde is None else Decimal(varde)


def _las_rad(rad: Mapping[str, Any]) -> TolkadRad:
    if rad["slag"] not in get_args(Radslag):
        raise ValueError(f"Unknown kind of row {rad['slag']!r}.")
    return TolkadRad(**{**rad, "promille": _las_decimal(rad["promille"]), "forslag": tuple(rad["forslag"])})
