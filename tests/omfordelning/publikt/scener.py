"""What the public may meet: nothing yet, preliminary shares, reported redistributions, confirmed ones, a rättelse."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from anvisning.models import Ar, Tabellslag, Tidplan
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Forslag
from tests import fabrik

KOMMUNER = ["Älvsbyn", "Arvidsjaur", "Jokkmokk", "Pajala", "Boden", "Kiruna", "Luleå", "Övertorneå"]
SKAL = "Räknefel i underlaget"
NOTERING = "Två kommuners andelar rättades."
OPPNA = [
    "/",
    "/andelar/2027/",
    "/andelar/2027.csv",
    "/andelar/2027.xlsx",
    "/andelar/2027.json",
    "/kommuner/",
    "/kommuner/2560/",
    "/lan/25/",
    "/omfordelningar/2027/",
    "/omfordelningar/2027.csv",
    "/omfordelningar/2027.xlsx",
    "/omfordelningar/2027.json",
    "/om/sa-fungerar-det/",
    "/om/tillganglighet/",
    "/om/personuppgifter/",
    "/om/kontakt/",
    "/om/handbok/",
]


@dataclass
class Scen:
    """The country, Norrbotten, and the cases by giver."""

    riket: fabrik.Riket
    lan: fabrik.Lansscen
    forslag: dict[str, Forslag]


def foreslagna(nya_preliminara: datetime | None = None) -> Scen:
    """Two counties' worth of everything: reported, agreed, waiting, ended, drafts; one may both give and receive.

    `nya_preliminara`: when a second preliminary table was published, in which Kiruna has 2.40.
    """
    riket = fabrik.bygg_riket()
    if nya_preliminara:
        riket.publicera(andelar=fabrik.andrade(k2584="2.40"), nu=nya_preliminara)
    Tidplan.objects.filter(lan="25").update(bade_ge_och_ta=True)
    lan = fabrik.bygg_lan(riket, "25", KOMMUNER)
    forslag = {
        "Älvsbyn": lan.overens("Älvsbyn", "Luleå"),
        "Arvidsjaur": lan.overens("Arvidsjaur", "Boden", "0.40"),
        "Boden": lan.overens("Boden", "Luleå", "0.50"),
    }
    lan.utkast("Kiruna", "Luleå", "0.33", meddelande="HEMLIGT UTKAST")
    lan.skickat("Pajala", "Luleå", "0.44", meddelande="HEMLIGT MEDDELANDE")
    nej = lan.skickat("Jokkmokk", "Boden", "0.55")
    kommandon.avboj(nej.pk, skal="HEMLIGT SKÄL", av=lan.foretradare("Boden"), nu=fabrik.SVARAT, kand_version=1)
    lan.redovisat()
    return Scen(riket, lan, forslag)


def faststallda() -> Scen:
    """The same, confirmed."""
    scen = foreslagna()
    scen.riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
    return scen


def ratta(scen: Scen, *, nu: object = fabrik.RATTAT, **andelar: str) -> None:
    """Publish a rättelse of some municipalities' ordinary shares: `k2560="1.40"`."""
    scen.riket.publicera(
        Tabellslag.RATTELSE,
        fabrik.andrade(**andelar),
        nu=nu,
        skal=SKAL,
        notering=NOTERING,
        galler_fran=date(2027, 3, 1),
        referens="MV-RAT-1",
    )


ANDRA_PRELIMINARA = fabrik.klockan(date(2026, 8, 31))
IDAG = date(2027, 8, 1)
"""When the rättelser of `rattade` are looked back on."""
RATTELSE_TILL = fabrik.klockan(date(2027, 5, 4), 23, 59)


def rattade() -> Scen:
    """The year 2027 with two preliminary tables, the final one, and two rättelser; and the final table of 2026.

    The first rättelse is published on 3 February and applies from 1 March (Kiruna 2.50, Älvsbyn, who gives the whole,
    1.40). The second is published on 4 May a minute before midnight and applies from 15 February (Kiruna 2.60).
    """
    gammalt = fabrik.bygg_riket(nu=None, ar=2026)
    gammalt.publicera(Tabellslag.FASTSTALLD, nu=fabrik.klockan(date(2025, 12, 22)))
    scen = foreslagna(nya_preliminara=ANDRA_PRELIMINARA)
    scen.riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
    ratta(scen, k2560="1.40", k2584="2.50")
    scen.riket.publicera(
        Tabellslag.RATTELSE,
        fabrik.andrade(k2560="1.40", k2584="2.60"),
        nu=RATTELSE_TILL,
        skal=SKAL,
        galler_fran=date(2027, 2, 15),
        referens="MV-RAT-2",
    )
    return scen


def tidigare_ar() -> None:
    """An older year with final shares, published before."""
    riket = fabrik.bygg_riket(nu=None, ar=2026)
    riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.klockan(date(2025, 12, 22)))
    assert Ar.objects.count() >= 1


def promille(text: str) -> Decimal:
    """Read a share from a page."""
    return Decimal(text.replace("\xa0", "").replace(",", ".").replace("−", "-"))
