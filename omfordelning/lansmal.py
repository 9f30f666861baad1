"""A county's goal fulfilment in a run: every municipality with the parts it has kept or taken over, and as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from anvisning.anvisningar.kommunens import migrationsverkets
from anvisning.berakningar import lasning
from anvisning.berakningar.kommunbild import Delbild, Kommunlage, lagen
from anvisning.berakningar.manad import HORISONT
from anvisning.maluppfyllelse.metoder import Uppfyllelse
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.models import Berakning, Kommun, Lan, PubliceradMaluppfyllelse
from anvisning.tabell import RAKNAS_FRAN
from anvisning.tabell.export import SMA_ANTAL, Kolumn, Tabell, Varde
from anvisning.visning import avrundat, datum, tal
from omfordelning.malord import BARN, PROCENT, delens_namn, procenttal

HELA = "Kommunen"
"""What a line is about when it is not a part."""


@dataclass(frozen=True, kw_only=True)
class Rad:
    """One line: a municipality (its account, with `ordinarie_andel`), or a part that it has kept or taken over."""

    kommun: Kommun
    galler: str
    fran: date
    """From when children are counted."""
    andel: Decimal
    uppfyllelse: Uppfyllelse
    plats: Plats | None
    """Its own part's for a municipality's line, else the part's. None beyond the horizon, and without a share."""
    ingen_plats: str = ""
    """Why there is no place."""
    migrationsverkets: PubliceradMaluppfyllelse | None = None

    @property
    def ar_del(self) -> bool:
        return self.galler != HELA

    @property
    def avstand(self) -> Fraction | None:
        """Children more (or, negative, fewer) than the target."""
        u = self.uppfyllelse
        return u.antal - u.mal if u.kvot is not None else None


Grupp = tuple[Rad, ...]
"""A municipality's line, then those of its parts."""


@dataclass(frozen=True, kw_only=True)
class Lansmal:
    """A county in a run."""

    lan: Lan
    berakning: Berakning
    grupper: tuple[Grupp, ...]

    @property
    def summa(self) -> Uppfyllelse:
        """The municipalities together."""
        alla = [grupp[0].uppfyllelse for grupp in self.grupper]
        barn, mal = sum(u.antal for u in alla), sum((u.mal for u in alla), Fraction(0))
        return Uppfyllelse(antal=barn, mal=mal, kvot=barn / mal if mal else None, skal="")


SORTERING: dict[str, Callable[[Rad], Any]] = {
    "namn": lambda rad: rad.kommun.sortering,
    "antal": lambda rad: rad.uppfyllelse.antal,
    "mal": lambda rad: rad.uppfyllelse.mal,
    "procent": lambda rad: -1 if rad.uppfyllelse.kvot is None else rad.uppfyllelse.kvot,
    "avstand": lambda rad: rad.avstand or 0,
    "tur": lambda rad: rad.plats.barn_fore if rad.plats else HORISONT,
}
"""What the municipalities may be sorted by, as the address says it; "-" before it turns the order round."""


def build_lansmal(lan: Lan, berakning: Berakning) -> Lansmal:
    """Gather a county in a run (four queries)."""
    kommuner = {k.kod: k for k in Kommun.objects.filter(lan=lan)}
    publicerade = migrationsverkets(kommuner)
    i_korningen = lagen(lasning.underlag(berakning), lasning.metod(berakning), kommuner, HORISONT)
    grupper = (_grupp(lage, kommuner, publicerade.get(kod), berakning) for kod, lage in i_korningen.items())
    return Lansmal(lan=lan, berakning=berakning, grupper=tuple(grupper))


def sortera(grupper: Sequence[Grupp], onskad: str) -> tuple[str, list[Grupp]]:
    """Give the order that holds (an unknown one is by name) and the municipalities in it; equals stand by name."""
    nyckel = SORTERING.get(onskad.removeprefix("-"))
    if nyckel is None:
        onskad, nyckel = "namn", SORTERING["namn"]
    efter_namn = sorted(grupper, key=lambda grupp: grupp[0].kommun.sortering)
    return onskad, sorted(efter_namn, key=lambda grupp: nyckel(grupp[0]), reverse=onskad.startswith("-"))


def lanstabell(mal: Lansmal) -> Tabell:
    """Give all lines with a total, municipalities in Swedish order."""
    b, s = mal.berakning, mal.summa
    rader: list[Sequence[Varde]] = [_filrad(rad) for grupp in sortera(mal.grupper, "namn")[1] for rad in grupp]
    summarad = ["", "Summa", mal.lan.namn, RAKNAS_FRAN, None, s.antal, avrundat(s.mal, BARN), procenttal(s.kvot)]
    return Tabell(
        rubrik=f"Beräknad måluppfyllelse till och med {datum(b.per)}, {mal.lan.namn}",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Gäller"),
            Kolumn("Räknat från", "datum"),
            Kolumn("Andel (promille)", "promille", b.ar.decimaler),
            Kolumn("Antal barn", "heltal"),
            Kolumn("Mål (barn)", "promille", BARN),
            Kolumn("Måluppfyllelse (procent)", "promille", PROCENT),
            Kolumn("Avstånd till målet (barn)", "promille", BARN),
            Kolumn("Kommuner före", "heltal"),
            Kolumn("Barn i landet före", "heltal"),
            Kolumn("Varför ingen plats"),
            Kolumn("Migrationsverkets siffra (procent)", "promille", PROCENT),
            Kolumn("Migrationsverkets siffra gäller", "datum"),
        ),
        rader=[*rader, [*summarad, avrundat(s.antal - s.mal, BARN), None, None, "", None, None]],
        not_=f"Metod: {b.get_metod_display()}. Beräkning {b.publikt_id}. {SMA_ANTAL}",
        exempeldata=b.ar.exempeldata,
    )


def _grupp(
    lage: Kommunlage,
    kommuner: Mapping[str, Kommun],
    publicerad: PubliceradMaluppfyllelse | None,
    berakning: Berakning,
) -> Grupp:
    kommun, namn = kommuner[lage.kod], {kod: k.namn for kod, k in kommuner.items()}
    egen = lage.delar[0]
    hela = Rad(
        kommun=kommun,
        galler=HELA,
        fran=RAKNAS_FRAN,
        andel=lage.andel,
        uppfyllelse=lage.uppfyllelse,
        plats=egen.plats,
        ingen_plats=_ingen_plats(egen, lage, namn),
        migrationsverkets=publicerad,
    )
    delar = (
        Rad(
            kommun=kommun,
            galler=delens_namn(d, lage, namn),
            fran=date(berakning.ar_id, 1, 1),
            andel=d.andel,
            uppfyllelse=d.uppfyllelse,
            plats=d.plats,
            ingen_plats=_ingen_plats(d, lage, namn),
        )
        for d in lage.delar
        if d.uppfyllelse
    )
    return (hela, *delar)


def _ingen_plats(del_: Delbild, lage: Kommunlage, namn: Mapping[str, str]) -> str:
    if del_.plats:
        return ""
    if del_.andel:
        return f"mer än {tal(HORISONT)} barn"
    return f"hela andelen är omfördelad till {namn[lage.lamnad_till]}" if lage.lamnad_till else "andelen är 0 ‰"


def _filrad(rad: Rad) -> list[Varde]:
    u, mv = rad.uppfyllelse, rad.migrationsverkets
    return [
        rad.kommun.kod,
        rad.kommun.namn,
        rad.galler,
        rad.fran,
        rad.andel,
        u.antal,
        avrundat(u.mal, BARN),
        procenttal(u.kvot),
        None if rad.avstand is None else avrundat(rad.avstand, BARN),
        rad.plats.kommuner_fore if rad.plats else None,
        rad.plats.barn_fore if rad.plats else None,
        rad.ingen_plats,
        mv.procent.normalize() if mv else None,
        mv.dag if mv else None,
    ]
