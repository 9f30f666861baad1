"""A case in words: its status with the reason it ended, whose turn it is, and its flags. The same in every list."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from anvisning import tid
from anvisning.visning import datum, promille
from omfordelning.lage import Arende
from omfordelning.models import Forslag, Godkannande, Omstandighet
from omfordelning.process import (
    AVSLUTADE,
    HOS_KOMMUNERNA,
    PAGAENDE,
    Sida,
    Status,
    far_rum,
    hela_eller_del,
    vantar_pa,
)

KOMMUNER, LAN, MIGRATIONSVERKET = "kommuner", "lan", "migrationsverket"
_MYNDIGHET = {LAN: "länsstyrelsen", MIGRATIONSVERKET: "Migrationsverket"}


@dataclass(frozen=True)
class Flagga:
    """What stands beside a status. `slag` is "varning" when something must be done, else ""."""

    text: str
    slag: str = ""


def kommunnamn(forslag: Forslag, sida: str) -> str:
    """Give the short name of the municipality on a side."""
    return (forslag.givare if sida == Sida.GIVARE else forslag.mottagare).namn


def statusord(forslag: Forslag) -> str:
    """Give the status as people see it: ended ones with who and why."""
    status = Status(forslag.status)
    if status is Status.NEJ:
        return f"{status.text} från {kommunnamn(forslag, forslag.avslutad_av)}"
    return status.text


def statuskod(forslag: Forslag) -> str:
    """Give the code that the component status.html takes."""
    return Status(forslag.status).name


@dataclass(frozen=True)
class Tur:
    """Whose turn a case is: `vem` is one of the codes above or "" for nobody, `namn` is as people read it."""

    vem: str
    namn: str


def tur(forslag: Forslag, godkand_av: Iterable[Sida], *, ryms: bool) -> Tur:
    """Give whose turn a case (with `med_fakta`) is: the one truth of every list, count and page.

    The municipalities have the turn while one is to answer, an asked one has not replied, or what they agreed on does
    not fit; a requested anstånd is the county's to decide.
    """
    status = Status(forslag.status)
    vem = vantar_pa(status, frozenset(godkand_av))
    sidor = [Sida(vem)] if vem in (Sida.GIVARE, Sida.MOTTAGARE) else []
    if vem == LAN:
        sidor = list(dict.fromkeys(Sida(sida) for sida in forslag.fragade_sidor))
        if not sidor and status is Status.OVERENS and not ryms:
            sidor = list(Sida)
    if status in HOS_KOMMUNERNA and forslag.anstand_begart:
        sidor, vem = [], LAN
    if sidor:
        return Tur(KOMMUNER, " och ".join(kommunnamn(forslag, sida) for sida in sidor))
    return Tur(vem, _MYNDIGHET[vem]) if vem in _MYNDIGHET else Tur("", "")


def ryms(forslag: Forslag, givarens_andel: Decimal | None) -> bool:
    """Tell whether a case's figure (fetched with `aktuell_version`) fits in the giver's share; yes before any share."""
    return givarens_andel is None or far_rum(flyttas(forslag, givarens_andel), givarens_andel)


def flyttas(forslag: Forslag, givarens_andel: Decimal | None) -> Decimal:
    """Give what a case (with `aktuell_version`) moves by the share that holds; the figure sent where there is none."""
    andel = forslag.promille if givarens_andel is None else givarens_andel
    return hela_eller_del(forslag.promille, forslag.hela, andel)


def ryms_inte(forslag: Forslag, antal: Decimal, givarens_andel: Decimal) -> str:
    """Say that a figure (promille) does not fit: "2,50 ‰ ryms inte i andelen för Nybro, 1,73 ‰."."""
    d = forslag.ar.decimaler
    return f"{promille(antal, d)} ryms inte i andelen för {forslag.givare.namn}, {promille(givarens_andel, d)}."


def flaggor(forslag: Forslag, godkannanden: Iterable[Godkannande]) -> list[Flagga]:
    """Give the flags of a case fetched with `med_fakta`, and the approvals of its current version with decisions."""
    godkannanden = list(godkannanden)
    rader = []
    if forslag.status in HOS_KOMMUNERNA:
        if forslag.anstand_begart:
            rader.append(Flagga("anstånd begärt", "varning"))
        if forslag.anstand_till:
            rader.append(Flagga(f"anstånd till {datum(forslag.anstand_till)}"))
        if forslag.sen_till and forslag.slut >= tid.slut_pa_dagen(forslag.sen_till):
            rader.append(Flagga(f"sen inlämning till {datum(forslag.sen_till)}"))
    if forslag.status in PAGAENDE:
        rader += _beslutsflaggor(forslag, godkannanden)
        if forslag.fragade_sidor:
            rader.append(Flagga("komplettering begärd", "varning"))
    if forslag.andrad_omstandighet:
        rader.append(Flagga(_OMSTANDIGHET[forslag.andrad_omstandighet], "varning"))
    if getattr(forslag, "rattad", False):
        rader.append(Flagga("rättad"))
    if any(g.registrerat_av_lan for g in godkannanden):
        rader.append(Flagga("registrerat av länsstyrelsen"))
    return rader


def varningsflaggor(arende: Arende) -> list[str]:
    """Give in words what stops nothing but whoever decides must know: a decision that is missing where the county does
    not demand it, and a circumstance that has changed.
    """
    saknas = [] if arende.tidplan.krav_beslut else arende.beslut_saknas_hos()
    omstandighet = arende.forslag.andrad_omstandighet
    return [
        *(f"beslut saknas från {namn}" for namn in saknas),
        *([_OMSTANDIGHET[omstandighet]] if omstandighet else []),
    ]


_OMSTANDIGHET = {
    Omstandighet.Slag.OVERKLAGAT: "överklagat",
    Omstandighet.Slag.INHIBITION: "inhibition",
    Omstandighet.Slag.UPPHAVT: "beslutet är upphävt",
    Omstandighet.Slag.ATERTAGET: "beslutet är återtaget",
}


def _beslutsflaggor(forslag: Forslag, godkannanden: list[Godkannande]) -> list[Flagga]:
    saknas = [g for g in godkannanden if g.kommunbeslut is None or not g.kommunbeslut.ar_fattat]
    foljer = [g for g in godkannanden if g.kommunbeslut is not None and g.kommunbeslut.utdrag_foljer]
    return [
        *(Flagga(f"beslut saknas från {kommunnamn(forslag, g.sida)}", "varning") for g in saknas),
        *(Flagga(f"protokollsutdrag följer från {kommunnamn(forslag, g.sida)}") for g in foljer),
    ]


def ar_avslutad(forslag: Forslag) -> bool:
    """Tell whether the case has ended without a redistribution."""
    return forslag.status in AVSLUTADE
