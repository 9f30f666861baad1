"""A case in words: its status with the reason it ended, whose turn it is, and its flags. The same in every list."""

from collections.abc import Iterable
from dataclasses import dataclass

from anvisning.visning import datum
from omfordelning.models import Forslag, Godkannande, Omstandighet
from omfordelning.process import AVSLUTADE, HOS_KOMMUNERNA, PAGAENDE, Sida, Status, vantar_pa

MIGRATIONSVERKET = "Migrationsverket"


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


def vantar_pa_namn(forslag: Forslag, godkand_av: Iterable[Sida]) -> str:
    """Give whom a case waits for, by name: "Boden", "länsstyrelsen", "Migrationsverket", "" for nobody."""
    vem = vantar_pa(Status(forslag.status), frozenset(godkand_av))
    if vem in (Sida.GIVARE, Sida.MOTTAGARE):
        return kommunnamn(forslag, vem)
    return {"lan": "länsstyrelsen", "migrationsverket": MIGRATIONSVERKET}.get(vem, "")


def flaggor(forslag: Forslag, godkannanden: Iterable[Godkannande]) -> list[Flagga]:
    """Give the flags of a case fetched with `med_fakta`, and the approvals of its current version with decisions."""
    godkannanden = list(godkannanden)
    rader = []
    if forslag.status in HOS_KOMMUNERNA:
        if forslag.anstand_begart:
            rader.append(Flagga("anstånd begärt", "varning"))
        if forslag.anstand_till:
            rader.append(Flagga(f"anstånd till {datum(forslag.anstand_till)}"))
        if forslag.sen_till:
            rader.append(Flagga(f"sen inlämning till {datum(forslag.sen_till)}"))
    if forslag.status in PAGAENDE:
        rader += _beslutsflaggor(forslag, godkannanden)
        if forslag.obesvarad_komplettering:
            rader.append(Flagga("komplettering begärd", "varning"))
    if forslag.andrad_omstandighet:
        rader.append(Flagga(_OMSTANDIGHET[forslag.andrad_omstandighet], "varning"))
    if getattr(forslag, "rattad", False):
        rader.append(Flagga("rättad"))
    if any(g.registrerat_av_lan for g in godkannanden):
        rader.append(Flagga("registrerat av länsstyrelsen"))
    return rader


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
