"""The municipality's decision as its own record: reported once, and it may cover several proposals and versions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from anvisning import tid
from anvisning.behorighet import KOMMUNEN_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Dokument, Konto, Organ, Organslag
from omfordelning.expediering import expediera
from omfordelning.handlaggning.las import krav, krav_inkommen, oppna
from omfordelning.lage import Akt, Arende, Registrering
from omfordelning.models import Forslag, Godkannande, Kommunbeslut
from omfordelning.process import HOS_KOMMUNERNA, Sida, Status, Steg


@dataclass(frozen=True, kw_only=True)
class Beslutsuppgifter:
    """What is reported of a decision. `ram` (promille) makes it cover any figure up to it."""

    organslag: str
    organnamn: str
    tillstand: str
    dag: date
    organ: Organ | None = None
    paragraf: str = ""
    delegationspunkt: str = ""
    diarienummer: str = ""
    ram: Decimal | None = None
    utdrag: Dokument | None = None


def dagens_hinder(tillstand: str | None, dag: date, nu: datetime) -> str:
    """Give why a decision in a state cannot have that day, or ""."""
    if tillstand == Kommunbeslut.Tillstand.PLANERAT or dag <= tid.svensk_dag(nu):
        return ""
    return "Beslutsdagen har inte varit än. Välj ”Planerat, inte fattat” eller rätta datumet."


def spara_beslut(
    uppgifter: Beslutsuppgifter, kommunkod: str, ar: int, *, av: Konto, nu: datetime, av_lan: bool
) -> Kommunbeslut:
    """Store a reported decision. Stops what cannot be: a decision taken in the future, delegation without point."""
    if skal := dagens_hinder(uppgifter.tillstand, uppgifter.dag, nu):
        raise Hinder(skal)
    if uppgifter.organslag == Organslag.DELEGATION and not uppgifter.delegationspunkt:
        raise Hinder("Ange punkten i delegationsordningen.")
    return Kommunbeslut.objects.create(
        kommun_id=kommunkod, ar_id=ar, skapad=nu, skapad_av=av, registrerat_av_lan=av_lan, **vars(uppgifter)
    )


@transaction.atomic
def forbered_beslut(forslag_id: int, *, beslut: Beslutsuppgifter, av: Konto, nu: datetime) -> Kommunbeslut:
    """Keep a municipality's decision at hand for whoever sends or approves. Like a draft it leaves no event."""
    return _lagg_undan(oppna(forslag_id), (Status.UTKAST, *HOS_KOMMUNERNA), beslut, av, nu)


@transaction.atomic
def behall_beslut(forslag_id: int, *, beslut: Beslutsuppgifter, av: Konto, nu: datetime) -> Kommunbeslut:
    """Keep a decision that was typed for an act that came too late, once however often it is sent.

    As `forbered_beslut`, and also when the case has lapsed.
    """
    arende = oppna(forslag_id)
    fakta = {falt: varde for falt, varde in vars(beslut).items() if falt != "utdrag"}
    samma = Kommunbeslut.objects.filter(kommun=av.kommunkod, ar=arende.forslag.ar_id, godkannanden=None, **fakta)
    tillatna = (Status.UTKAST, *HOS_KOMMUNERNA, Status.FORFALLEN)
    return samma.first() or _lagg_undan(arende, tillatna, beslut, av, nu)


def _lagg_undan(
    arende: Arende, tillatna: Collection[Status], beslut: Beslutsuppgifter, av: Konto, nu: datetime
) -> Kommunbeslut:
    krav_roll(av, *KOMMUNEN_ARBETAR)
    sida = sida_av(arende.forslag, av, None)
    if arende.forslag.status not in tillatna or sida in arende.godkand_av:
        raise Hinder("Det går inte att förbereda ett beslut nu. Läs sidan på nytt.")
    return spara_beslut(beslut, arende.forslag.kommunkod(sida), arende.forslag.ar_id, av=av, nu=nu, av_lan=False)


def valj_beslut(
    beslut: Beslutsuppgifter | Kommunbeslut | None,
    forslag: Forslag,
    sida: Sida,
    *,
    av: Konto,
    nu: datetime,
    registrering: Registrering | None,
) -> Kommunbeslut | None:
    """Give the decision an approval rests on: a new one is stored, an old one must be the same municipality's."""
    if beslut is None:
        return None
    kommunkod = forslag.kommunkod(sida)
    if isinstance(beslut, Kommunbeslut):
        if (beslut.kommun_id, beslut.ar_id) != (kommunkod, forslag.ar_id):
            raise Hinder("Välj ett beslut som kommunen har fattat om samma år.")
        return beslut
    return spara_beslut(beslut, kommunkod, forslag.ar_id, av=av, nu=nu, av_lan=registrering is not None)


@transaction.atomic
def meddela_beslut(
    forslag_id: int,
    *,
    beslut: Beslutsuppgifter | Kommunbeslut,
    av: Konto,
    nu: datetime,
    ram_bekraftad: bool = False,
    registrering: Registrering | None = None,
) -> Forslag:
    """Report or complete the decision behind an approval already given (minutes approved, extract attached)."""
    krav_inkommen(registrering, nu)
    arende = oppna(forslag_id)
    sida = sida_av(arende.forslag, av, registrering)
    rad = valj_beslut(beslut, arende.forslag, sida, av=av, nu=nu, registrering=registrering)
    mottaget = registrering.inkommen if registrering else nu
    krav(arende, Steg.MEDDELA_BESLUT, Akt(av=av, nu=mottaget, sida=sida, beslut=rad, ram_bekraftad=ram_bekraftad))
    fattat_forut = sida.value not in _saknar_fattat(arende)
    if arende.forslag.status not in HOS_KOMMUNERNA and fattat_forut and rad is not None and not rad.ar_fattat:
        raise Hinder(
            "Länsstyrelsen har beslutat om ärendet, och er kommuns beslut är meddelat som fattat. "
            "Har något hänt med beslutet? Anmäl en ändrad omständighet."
        )
    Godkannande.objects.filter(version=arende.version, sida=sida).update(kommunbeslut=rad, ram_bekraftad=ram_bekraftad)
    kommun = arende.forslag.givare if sida == Sida.GIVARE else arende.forslag.mottagare
    expediera(
        arende,
        "beslut_meddelat",
        f"{kommun.namn} meddelade sitt beslut: {rad}.",
        av=av,
        nu=nu,
        sida=sida,
        registrering=registrering,
        beslut=rad,
        notis_till=(sida.motsatt,),
    )
    return arende.forslag


def _saknar_fattat(arende: Arende) -> set[str]:
    """Give the sides whose approval does not rest on a decision that has been taken."""
    return {g.sida for g in arende.version.godkannanden.all() if not (g.kommunbeslut and g.kommunbeslut.ar_fattat)}


def sida_av(forslag: Forslag, av: Konto, registrering: Registrering | None) -> Sida:
    """Give whose act it is: the account's own municipality, or the one the county registers for."""
    if registrering is not None:
        if av.kommunkod:
            raise Hinder("Bara länsstyrelsen registrerar det som har kommit med post.")
        return Sida(registrering.sida)
    if not av.kommunkod:
        raise Hinder("Länsstyrelsen registrerar åt en kommun med handlingen bifogad och när den kom in.")
    sida = forslag.sida_for(av.kommunkod)
    if sida is None:
        raise Forslag.DoesNotExist
    return sida
