"""Published months of goal fulfilment: the turn of the year, and July with small changes withheld."""

from dataclasses import dataclass
from datetime import date, datetime

from anvisning import anvisningar
from anvisning.berakningar import manad
from anvisning.models import Manadspublicering
from tests.anvisning.berakningar import scen
from tests.anvisning.berakningar.scen import BODEN, HAPARANDA, LULEA, STOCKHOLM, alla, bokfor, rakna
from tests.fabrik import Riket, klockan

DECEMBER, JULI = klockan(date(2026, 1, 8)), klockan(date(2026, 8, 5))
"""When each month was published."""
I_DAG = klockan(date(2026, 8, 20))
OVERTORNEA = "2518"
MANADEN = "/maluppfyllelse/2026-07/"
SIDOR = [
    MANADEN,
    f"{MANADEN}?sortera=-procent",
    f"{MANADEN}{LULEA}/",
    f"{MANADEN}{BODEN}/",
    f"{MANADEN}{HAPARANDA}/",
    f"{MANADEN}{OVERTORNEA}/",
    "/maluppfyllelse/2025-12/",
    f"/maluppfyllelse/2025-12/{HAPARANDA}/",
    f"/kommuner/{LULEA}/",
    f"/kommuner/{BODEN}/",
    f"/kommuner/{HAPARANDA}/",
    "/lan/25/",
    "/",
    "/om/sa-fungerar-det/",
]
"""Every page that shows or explains a number of goal fulfilment."""
FILER = [
    f"/maluppfyllelse{vad}.{format}"
    for vad in ("", "/2026-07", "/2025-12", "/2026-07/lan", "/2025-12/lan")
    for format in ("csv", "xlsx", "json", "maskin.csv")
]


@dataclass
class Manader:
    """The country, and its months."""

    riket: Riket
    december: Manadspublicering
    juli: Manadspublicering


def bygg() -> Manader:
    """Luleå has 3 children all the time, Haparanda gets 3 and Boden 8 in the year, Övertorneå has none at all.

    Migrationsverket has published Boden's fulfilment for an earlier day.
    """
    riket = scen.bygg()
    antal = alla(20) | {STOCKHOLM: 500, LULEA: 3}
    del antal[OVERTORNEA]
    december = publicera(riket, antal, date(2025, 12, 31), DECEMBER)
    uppgifter = anvisningar.Filuppgifter("Migrationsverkets webbplats", date(2026, 6, 30))
    text = "Kommun;Måluppfyllelse\nBoden;98,25 %\n".encode()
    egna = anvisningar.las_in("maluppfyllelse", "juni.csv", text, uppgifter, av=riket.importor, nu=JULI)
    sedda = anvisningar.varningar(egna)
    anvisningar.bokfor(egna.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=JULI)
    juli = publicera(riket, {BODEN: 8, HAPARANDA: 3}, date(2026, 7, 31), JULI)
    return Manader(riket, december, juli)


def publicera(riket: Riket, antal: dict[str, int], dag: date, nu: datetime) -> Manadspublicering:
    """Post numbers of children on a day, compute, and make the month public."""
    bokfor(riket, antal, dag=dag, nu=nu)
    berakning = rakna(nu)
    assert berakning is not None
    return manad.publicera(berakning.pk, av=riket.publicist, nu=nu)
