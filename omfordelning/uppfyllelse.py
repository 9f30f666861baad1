"""Published goal fulfilment in words: how each public number is written, sorted, and said in a sentence.

All public pages and files write them from here, so that a number is the same wherever it stands. Targets, percentages
and distances are rounded once, to one decimal, from exact numbers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse

from anvisning import karta
from anvisning.berakningar.lasning import metod
from anvisning.berakningar.manad import HORISONT
from anvisning.berakningar.manadsbild import Kommunrad, Lansrad, Manadsbild
from anvisning.maluppfyllelse.metoder import UTAN_ANDEL
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Manadspublicering
from anvisning.visning import HARDBLANK, TANKSTRECK, avrundat, datum, kommuner, tal

SKYDD = "Visas inte: små tal kan röja enskilda barn."
VISAS_INTE = "visas inte"
NAR_SOM_HELST = "En anknytningsanvisning kan komma när som helst."
STANDARD = "namn"
ORDNINGAR: dict[str, Callable[[Kommunrad], Any]] = {
    "namn": lambda rad: rad.kommun.sortering,
    "lan": lambda rad: rad.kommun.lan.sortering,
    "antal": lambda rad: rad.uppfyllelse and rad.uppfyllelse.antal,
    "mal": lambda rad: rad.mal,
    "procent": lambda rad: rad.kvot,
    "avstand": lambda rad: rad.avstand,
    "ingaende": lambda rad: rad.ingaende,
    "plats": lambda rad: rad.plats and rad.plats.barn_fore,
    "migrationsverket": lambda rad: rad.migrationsverkets and rad.migrationsverkets.procent,
}
"""Sort keys of the list → what they sort by; None comes last."""
KLASSER = (90, 98, 102, 110)
"""The map's classes: percentages at which the next one begins. Assignments even it out, so most lie near 100."""
FORKLARING = (
    "visas inte, eller andelen är 0 ‰",
    "under 90 procent",
    "90 till under 98 procent",
    "98 till under 102 procent",
    "102 till under 110 procent",
    "110 procent och mer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tal:
    """A municipality's, a county's or the country's public numbers, rounded as they are shown; None is not shown."""

    antal: int | None
    mal: Decimal | None
    procent: Decimal | None
    avstand: Decimal | None
    """Children: the count less the target as it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kommuntal(Tal):
    """A municipality's public numbers."""

    fran_medel: Decimal | None
    """Percentage points: less the country's percentage as it is shown."""
    ingaende: Decimal | None
    """Children more (negative: fewer) than the target when the year began."""
    i_ar: int | None
    arets_mal: Decimal | None
    plats: Plats | None


def rundat(varde: Fraction | None, decimaler: int = 1) -> Decimal | None:
    """Round an exact number as the pages show it."""
    return None if varde is None else avrundat(varde, decimaler)


def procent(kvot: Fraction | None) -> Decimal | None:
    """Give a quotient in percent, as the pages show it."""
    return None if kvot is None else avrundat(100 * kvot, 1)


def avstand(antal: int | None, mal: Decimal | None) -> Decimal | None:
    """Give how many children more (negative: fewer) than the target."""
    return None if antal is None or mal is None else antal - mal


def kommuntal(rad: Kommunrad, medel: Fraction | None) -> Kommuntal:
    """Give a municipality's numbers; `medel` is the country's quotient."""
    antal = rad.uppfyllelse.antal if rad.uppfyllelse else None
    mal, egen, landets = rundat(rad.mal), procent(rad.kvot), procent(medel)
    return Kommuntal(
        antal=antal,
        mal=mal,
        procent=egen,
        avstand=avstand(antal, mal) if egen is not None else None,
        fran_medel=None if egen is None or landets is None else egen - landets,
        ingaende=rundat(rad.ingaende),
        i_ar=rad.i_ar,
        arets_mal=rundat(rad.arets_mal),
        plats=rad.plats,
    )


def lanstal(rad: Lansrad) -> Tal:
    """Give a county's numbers."""
    return _summa(rad.antal, rad.mal, rad.kvot)


def rikstal(bild: Manadsbild) -> Tal:
    """Give the country's numbers."""
    return _summa(bild.riket, bild.mal, bild.medel)


def _summa(antal: int | None, exakt_mal: Fraction | None, kvot: Fraction | None) -> Tal:
    mal = rundat(exakt_mal)
    return Tal(antal=antal, mal=mal, procent=procent(kvot), avstand=avstand(antal, mal))


def tecken(varde: Decimal | None) -> str:
    """Write a difference with one decimal and its sign: `+1,2`, `−0,4`, `0,0`. None gives a dash."""
    text = tal(varde, 1)
    return f"+{text}" if varde is not None and varde > 0 else text


def med_procent(varde: Decimal | None) -> str:
    """Write a percentage: `97,5 %`. None gives a dash."""
    return TANKSTRECK if varde is None else f"{tal(varde, 1)}{HARDBLANK}%"


def som_text(t: Tal) -> dict[str, str]:
    """Write the numbers that a municipality, a county and the country have."""
    return {
        "antal": VISAS_INTE if t.antal is None else tal(t.antal),
        "mal": tal(t.mal, 1),
        "procent": tal(t.procent, 1),
        "avstand": tecken(t.avstand),
    }


def sortera(rader: Iterable[Kommunrad], sortering: str) -> list[Kommunrad]:
    """Sort rows that are in Swedish order by an allowed key; those without the number come last, in Swedish order."""
    nyckel = ORDNINGAR[sortering.removeprefix("-")]
    alla = [(nyckel(rad), rad) for rad in rader]
    med = sorted((par for par in alla if par[0] is not None), key=lambda par: par[0], reverse=sortering[0] == "-")
    return [rad for _, rad in med] + [rad for varde, rad in alla if varde is None]


def visat_forut(rad: Kommunrad) -> list[str]:
    """Give the sentence about the count that was shown last, if any."""
    visat = rad.senast_visat
    return [f"Senast visades {tal(visat.antal)} barn, till och med den {datum(visat.per)}."] if visat else []


def varfor_inte(rad: Kommunrad) -> str:
    """Say why a number is missing; "" when none is."""
    if not rad.visas:
        return SKYDD
    return rad.uppfyllelse.skal if rad.uppfyllelse else ""


def har_turordning(publicering: Manadspublicering) -> bool:
    """Tell whether the month's method gives places in the queue."""
    return metod(publicering.berakning) is not Metod.PERIODSUMMA


def arsskiftesrubrik(publicering: Manadspublicering) -> str:
    """Name the number of children against the target when the month's year began."""
    return f"Mot målet när {publicering.berakning.ar_id} började"


def platsord(rad: Kommunrad) -> str:
    """Write a place in the queue as the list does: about how many children before."""
    if rad.plats:
        return tal(rad.plats.barn_fore)
    return f"över {tal(HORISONT)}" if rad.kvot is not None else TANKSTRECK


def turmening(rad: Kommunrad) -> str:
    """Say a municipality's place in the queue, or why there is none, in a sentence or two."""
    if not rad.visas:
        return f"{SKYDD} {NAR_SOM_HELST}"
    if not rad.andel:
        return f"{UTAN_ANDEL.split('.')[0]}. Då har kommunen ingen plats i turordningen. {NAR_SOM_HELST}"
    if not har_turordning(rad.publicering):
        return f"Med den här metoden visas ingen turordning. {NAR_SOM_HELST}"
    if rad.plats is None:
        return f"Det är mer än {tal(HORISONT)} barn till i landet innan det är kommunens tur. {NAR_SOM_HELST}"
    barn, fore = rad.plats.barn_fore, rad.plats.kommuner_fore
    if not barn:
        return f"Kommunen står ungefär först i turordningen. {NAR_SOM_HELST}"
    tills = f"Ungefär {tal(barn)} barn till i landet innan det är kommunens tur."
    return f"{tills} {kommuner(fore)} står före. {NAR_SOM_HELST}"


def laget(bild: Manadsbild) -> str:
    """Say in two sentences what the month shows."""
    nadde = sum(1 for rad in bild.rader if rad.kvot is not None and rad.kvot >= 1)
    under = sum(1 for rad in bild.rader if rad.kvot is not None and rad.kvot < 1)
    dolda = sum(1 for rad in bild.rader if not rad.visas)
    dag = datum(bild.publicering.per)
    text = f"Till och med den {dag} är {tal(bild.riket)} barn anvisade i landet sedan 2016."
    if bild.riket is None:
        text = f"Antalet barn i landet till och med den {dag} visas inte."
    text += f" {kommuner(nadde)} har nått sitt mål och {kommuner(under)} har inte nått det."
    return f"{text} För {kommuner(dolda)} visas inte antalet." if dolda else text


def kommunens_mening(rad: Kommunrad) -> str:
    """Say a municipality's fulfilment in a sentence: number, target and percentage together."""
    t = kommuntal(rad, None)
    fram_till = f"till och med den {datum(rad.publicering.per)}"
    if t.antal is None:
        return " ".join([f"Antalet barn {fram_till} visas inte: små tal kan röja enskilda barn.", *visat_forut(rad)])
    if t.procent is None:
        return f"{tal(t.antal)} barn är anvisade {fram_till}. {varfor_inte(rad)}"
    return (
        f"{tal(t.antal)} barn är anvisade {fram_till}. Målet är {tal(t.mal, 1)} barn. Det ger {med_procent(t.procent)}."
    )


def build_karta(bild: Manadsbild) -> karta.Karta:
    """Paint the municipalities by percentage, each with the way to how it is computed."""
    lagen = {rad.kommun.pk: _kartlage(rad) for rad in bild.rader}
    return karta.bygg(lagen, FORKLARING, rubrik=f"Beräknad till och med {datum(bild.publicering.per)}")


def _kartlage(rad: Kommunrad) -> karta.Lage:
    ord_ = FORKLARING[karta.VISAS_INTE] if rad.kvot is None else med_procent(procent(rad.kvot))
    sida = reverse("maluppfyllelse_kommun", args=[rad.publicering.manad, rad.kommun.pk])
    return karta.Lage(klass(rad.kvot), ord_, sida)


def klass(kvot: Fraction | None) -> int:
    """Give the map's class of a quotient; 0 is not shown."""
    return 0 if kvot is None else 1 + sum(100 * kvot >= grans for grans in KLASSER)
