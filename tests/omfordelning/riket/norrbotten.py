"""Norrbotten's five reported redistributions, and the short ways of a table, for the tests of publishing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anvisning import andelar, querysets
from anvisning.models import Andelsandring, Andelstabell, Tabellimport, Tabellslag
from omfordelning.handlaggning.publicering import publicera
from omfordelning.models import Forslag
from omfordelning.process import Villkor
from omfordelning.publicering import planera
from tests import fabrik
from tests.fabrik import AR, FASTSTALLT, RATTAT, Lansscen, Riket, som_csv

FASTSTALLD, RATTELSE = Tabellslag.FASTSTALLD, Tabellslag.RATTELSE
ALVSBYN, ARVIDSJAUR, JOKKMOKK, PAJALA, OVERKALIX = "2560", "2505", "2510", "2521", "2513"
LULEA, BODEN, KIRUNA = "2580", "2582", "2584"


@dataclass
class Scen:
    """The country, the county and its cases."""

    riket: Riket
    lan: Lansscen
    forslag: dict[str, int]
    """giver → case id"""

    def arende(self, kod: str) -> Forslag:
        return Forslag.objects.get(pk=self.forslag[kod])


def bygg() -> Scen:
    """Norrbotten has reported five redistributions to two receivers."""
    riket = fabrik.bygg_riket()
    namn = ["Älvsbyn", "Arvidsjaur", "Jokkmokk", "Pajala", "Överkalix", "Luleå", "Boden", "Kiruna"]
    lan = fabrik.bygg_lan(riket, kommuner=namn)
    forslag = {
        ALVSBYN: lan.overens("Älvsbyn", "Luleå"),
        ARVIDSJAUR: lan.overens("Arvidsjaur", "Luleå", "0.50"),
        JOKKMOKK: lan.overens("Jokkmokk", "Luleå", "0.40", villkor=Villkor.PROPORTION),
        PAJALA: lan.overens("Pajala", "Boden", "0.30", villkor=Villkor.FORFALL),
        OVERKALIX: lan.overens("Överkalix", "Boden"),
    }
    lan.redovisat()
    return Scen(riket, lan, {kod: f.pk for kod, f in forslag.items()})


def i_kraft(dag: date | None = None) -> dict[str, Decimal]:
    return {k.kod: k.i_kraft for k in querysets.med_andelar(querysets.gallande_tabell(AR, dag), dag)}


def bokfort() -> dict[tuple[int, str], Decimal]:
    """Give (case's number, municipality) → what the ledger holds, without what sums to 0."""
    summor: Counter[tuple[int, str]] = Counter()
    for rad in Andelsandring.objects.all():
        summor[int(rad.arende[-3:]), rad.kommun_id] += rad.promille
    return {nyckel: summa for nyckel, summa in summor.items() if summa}


def import_av(
    scen: Scen, tabell: dict[str, Decimal], slag: str = FASTSTALLD, kolumn: str = "fore", **andra: object
) -> Tabellimport:
    riket = scen.riket
    nu = RATTAT if slag == RATTELSE else FASTSTALLT
    rad = andelar.importera(AR, slag, "t.csv", som_csv(tabell), av=riket.importor, nu=nu)
    falt = {"kolumn": kolumn, "kalla": "Migrationsverket", "beslutsdag": nu.date(), "referens": f"MV-{slag}"}
    if slag == RATTELSE:
        falt |= {"skal": "Räknefel i underlaget", "galler_fran": date(2027, 3, 1)}
    return andelar.komplettera_import(rad.pk, av=riket.importor, nu=nu, **falt | andra)


def ut(scen: Scen, rad: Tabellimport, *, senare: int = 0) -> Andelstabell:
    rad.refresh_from_db()
    nu = (RATTAT if rad.slag == RATTELSE else FASTSTALLT) + timedelta(days=senare)
    return publicera(rad.pk, godkanda=[v.id for v in planera(rad).varningar], av=scen.riket.publicist, nu=nu)


def fore(**nya: str) -> dict[str, Decimal]:
    """Give the preliminary shares with some changed, by code; Stockholm takes the difference."""
    return fabrik.andrade(**{f"k{kod}": andel for kod, andel in nya.items()})


ANDRADE = {ALVSBYN: "1.30", JOKKMOKK: "1.10", PAJALA: "1.05", OVERKALIX: "1.00", KIRUNA: "2.55"}
"""Final shares that differ: whole, proportion, one that lapses, one unchanged, and one outside."""


def slutliga() -> dict[str, Decimal]:
    """Give the final shares of the tests."""
    return fore(**ANDRADE)


def visa(varde: Decimal) -> str:
    """Write a share as the sentences do."""
    return f"{varde:.2f}".replace(".", ",") + "\u00a0‰"


def bygg_faststalld() -> Scen:
    """As `bygg`, with the final shares published."""
    scen = bygg()
    ut(scen, import_av(scen, slutliga()))
    return scen
