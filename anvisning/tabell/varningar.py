"""What a second person must tick, one by one, before an understood table is published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from anvisning.promille import HELA, antal_decimaler
from anvisning.tabell.tolkning import Form, TolkadRad, Tolkning
from anvisning.visning import promille

Varningskod = Literal["kolumn", "summa", "decimaler", "delsumma", "saknas", "tom", "golv", "hopp"]


@dataclass(frozen=True, slots=True)
class Varning:
    """Something unlikely but possible. `id` is the same each time the same file is read; `kommunkod` may be ""."""

    id: str
    kod: Varningskod
    text: str
    kommunkod: str = ""


def varningar(
    tolkning: Tolkning,
    *,
    kolumn: Form,
    golv: Decimal = Decimal(1),
    tolerans: Decimal = Decimal("0.5"),
    foregaende: Mapping[str, Decimal] | None = None,
    hopp: Decimal = Decimal("0.5"),
) -> list[Varning]:
    """The warnings of a table whose column holds shares `kolumn` ("fore" or "efter") redistribution.

    `golv` (promille) is the floor of an ordinary share and is only checked for "fore": a redistribution may take a
    municipality lower. `tolerans` (promille) is how far from 1000 the sum may be. `foregaende` are the shares of the
    previous version in the same form; a share that differs by more than the part `hopp` (0.5 = by half) is a jump.
    Each warning has an id of its own, e.g. "saknas-0643". An exact sum is not demanded here, nor is anything stopped.
    """
    return [
        *_om_kolumnen(tolkning, kolumn),
        *_om_summan(tolkning, tolerans),
        *_om_decimaler(tolkning),
        *_om_delsummor(tolkning),
        *(
            Varning(f"saknas-{kommun.kod}", "saknas", f"{kommun.namn} ({kommun.kod}) saknas i tabellen.", kommun.kod)
            for kommun in tolkning.saknade
        ),
        *(
            varning
            for rad in tolkning.forstadda
            for varning in _om_raden(rad, tolkning, kolumn, golv, foregaende, hopp)
        ),
    ]


def _om_kolumnen(tolkning: Tolkning, kolumn: Form) -> Iterator[Varning]:
    if tolkning.kolumnform not in (None, kolumn):
        star, valt = ("före", "efter") if kolumn == "efter" else ("efter", "före")
        yield Varning(
            "kolumn", "kolumn", f"Kolumnens rubrik säger {star} omfördelning, men {valt} omfördelning är valt."
        )


def _om_summan(tolkning: Tolkning, tolerans: Decimal) -> Iterator[Varning]:
    summa = tolkning.summa
    if abs(summa - HELA) <= tolerans:
        return
    text = f"Andelarna är tillsammans {promille(summa, tolkning.decimaler)}, inte {promille(HELA, 0)}."
    if abs(summa * 10 - HELA) <= tolerans * 10:
        text += " De ser ut att vara skrivna i procent."
    yield Varning("summa", "summa", text)


def _om_decimaler(tolkning: Tolkning) -> Iterator[Varning]:
    langa = [rad for rad in tolkning.forstadda if rad.promille and antal_decimaler(rad.promille) > tolkning.decimaler]
    if langa:
        hur_manga = "1 andel" if len(langa) == 1 else f"{len(langa)} andelar"
        exempel = f"{langa[0].namn} {promille(langa[0].promille, tolkning.decimaler)}"
        yield Varning(
            "decimaler",
            "decimaler",
            f"{hur_manga} har fler decimaler än årets {tolkning.decimaler}, till exempel {exempel}. "
            "De sparas som de är.",
        )


def _om_delsummor(tolkning: Tolkning) -> Iterator[Varning]:
    for rad in tolkning.delsummor:
        if rad.stammer:
            continue
        raknad = promille(rad.summa, tolkning.decimaler)
        sager = (
            "går summan inte att läsa"
            if rad.angiven is None
            else f"står summan {promille(rad.angiven, tolkning.decimaler)}"
        )
        yield Varning(
            f"delsumma-{rad.radnummer}",
            "delsumma",
            f"På rad {rad.radnummer} ({rad.omfattning}) {sager}, men raderna är tillsammans {raknad}.",
        )


def _om_raden(
    rad: TolkadRad,
    tolkning: Tolkning,
    kolumn: Form,
    golv: Decimal,
    foregaende: Mapping[str, Decimal] | None,
    hopp: Decimal,
) -> Iterator[Varning]:
    andel = rad.promille or Decimal(0)
    vem, visad = f"{rad.namn} ({rad.kommunkod})", promille(andel, tolkning.decimaler)
    if rad.tom:
        text = f"{vem} har ingen andel på rad {rad.radnummer}: läst som 0."
        yield Varning(f"tom-{rad.kommunkod}", "tom", text, rad.kommunkod)
    if kolumn == "fore" and andel < golv:
        yield Varning(
            f"golv-{rad.kommunkod}",
            "golv",
            f"{vem} har {visad}. En andel före omfördelning är minst {promille(golv, 0)}.",
            rad.kommunkod,
        )
    if foregaende is None:
        return
    tidigare = foregaende.get(rad.kommunkod)
    if tidigare is None:
        yield Varning(f"hopp-{rad.kommunkod}", "hopp", f"{vem} fanns inte i förra tabellen.", rad.kommunkod)
    elif abs(andel - tidigare) > hopp * tidigare:
        forr = promille(tidigare, tolkning.decimaler)
        yield Varning(f"hopp-{rad.kommunkod}", "hopp", f"{vem} går från {forr} till {visad}.", rad.kommunkod)
