"""What the municipalities do: send, change, approve, say no, withdraw. The county may register it for them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from anvisning.behorighet import LANET_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Konto
from anvisning.visning import promille as visa_promille
from omfordelning.expediering import expediera
from omfordelning.handlaggning.avslut import avsluta_som, forfall
from omfordelning.handlaggning.beslut import Beslutsuppgifter, sida_av, valj_beslut
from omfordelning.handlaggning.las import flytta, krav, krav_inkommen, krav_skickat_fore, las_tidplan, oppna, oversatt
from omfordelning.handlaggning.undanrojande import undanroj_forfall
from omfordelning.handlaggning.utkast import krav_sett, nytt, spara_version
from omfordelning.lage import Akt, Arende, Innehall, Registrering, forfallna
from omfordelning.models import Forslag, Forslagsversion, Godkannande, Kommunbeslut
from omfordelning.process import Sida, Steg

Beslut = Beslutsuppgifter | Kommunbeslut | None


@transaction.atomic
def skicka(forslag_id: int, *, av: Konto, nu: datetime, beslut: Beslut = None, sett: str | None = None) -> Forslag:
    """Send a draft. Sending is the sender's own approval of that version; `nu` is when it arrived.

    `sett` is what the sender has seen (`utkast.avtryck`): a draft that a colleague has changed since is not sent.
    """
    arende = _oppna(forslag_id, nu)
    krav_sett(arende.forslag, arende.version, sett)
    return _skicka(arende, av, nu, beslut, None)


@transaction.atomic
def registrera(
    ar: int,
    *,
    givare: str,
    mottagare: str,
    innehall: Innehall,
    av: Konto,
    nu: datetime,
    registrering: Registrering,
    beslut: Beslut = None,
) -> Forslag:
    """Register for a municipality a proposal that came by mail: judged by its own inkommen time."""
    krav_roll(av, *LANET_ARBETAR)
    if not givare.startswith(av.lanskod):
        raise Forslag.DoesNotExist
    las_tidplan(ar, givare[:2])
    forslag = nytt(ar, givare, mottagare, Sida(registrering.sida), innehall, av, nu, None)
    return _skicka(_oppna(forslag.pk, nu), av, nu, beslut, registrering)


def _oppna(forslag_id: int, nu: datetime) -> Arende:
    """Open a case that takes a place. A case whose time is out holds none: it lapses first, without the clock."""
    forslag = Forslag.objects.get(pk=forslag_id)
    las_tidplan(forslag.ar_id, forslag.lan_id)
    parter = (forslag.givare_id, forslag.mottagare_id)
    andra = Forslag.objects.filter(Q(givare__in=parter) | Q(mottagare__in=parter), ar=forslag.ar_id)
    for annat in forfallna(andra.exclude(pk=forslag_id), nu):
        forfall(annat, nu=nu)
    return oppna(forslag_id)


def _inled(
    arende: Arende,
    av: Konto,
    nu: datetime,
    registrering: Registrering | None,
    *,
    beslut: Beslut = None,
    **mer: Any,
) -> Akt:
    """Begin an act: whose it is, when it came in, and the decision it rests on."""
    krav_inkommen(registrering, nu)
    sida = sida_av(arende.forslag, av, registrering)
    krav_skickat_fore(arende.version, registrering)
    undanroj_forfall(arende, registrering, av=av, nu=nu)
    rad = valj_beslut(beslut, arende.forslag, sida, av=av, nu=nu, registrering=registrering)
    return Akt(av=av, nu=registrering.inkommen if registrering else nu, sida=sida, beslut=rad, **mer)


def _skicka(arende: Arende, av: Konto, nu: datetime, beslut: Beslut, registrering: Registrering | None) -> Forslag:
    forslag, akt = arende.forslag, _inled(arende, av, nu, registrering, beslut=beslut)
    sida = Sida(forslag.initiativ)
    if akt.sida is not sida:
        raise Forslag.DoesNotExist
    krav(arende, Steg.SKICKA, akt)
    forslag.nummer = 1 + (
        Forslag.objects.filter(ar=forslag.ar_id, lan=forslag.lan_id).aggregate(n=Max("nummer"))["n"] or 0
    )
    forslag.slut = arende.slut
    version = arende.version
    version.promille, version.skickad = arende.promille(), akt.nu
    version.save(update_fields=["promille", "skickad"])
    _godkann(arende, version, akt, registrering, Steg.SKICKA)
    ord_ = "en inbjudan" if forslag.ar_inbjudan else "ett förslag"
    expediera(
        arende,
        "inbjudan_skickad" if forslag.ar_inbjudan else "forslag_skickat",
        f"{_namn(forslag, sida)} skickade {ord_} till {_namn(forslag, sida.motsatt)} om {_siffra(version)}.",
        av=av,
        nu=nu,
        sida=sida,
        registrering=registrering,
        beslut=akt.beslut,
        notis_till=(sida.motsatt,),
    )
    return forslag


def _godkann(arende: Arende, version: Forslagsversion, akt: Akt, registrering: Registrering | None, steg: Steg) -> None:
    """Write one side's approval; the giver's takes the giver's one place for the year (unique index)."""
    forslag = arende.forslag
    if akt.sida is Sida.GIVARE:
        forslag.givare_bunden = akt.nu
    flytta(arende, steg)
    try:
        with transaction.atomic():
            forslag.save()
            Godkannande.objects.create(
                version=version,
                sida=akt.sida,
                kommunbeslut=akt.beslut,
                ram_bekraftad=akt.ram_bekraftad,
                av=akt.av,
                mottaget=akt.nu,
                registrerat_av_lan=registrering is not None,
                handling=registrering.handling if registrering else None,
            )
    except IntegrityError as fel:
        raise oversatt(fel) from fel


@transaction.atomic
def godkann(
    forslag_id: int,
    *,
    av: Konto,
    nu: datetime,
    kand_version: int,
    beslut: Beslut = None,
    ram_bekraftad: bool = False,
    registrering: Registrering | None = None,
) -> Forslag:
    """Report the answering side's approval of the version it has seen. Both have then approved: `OVERENS`."""
    arende = _oppna(forslag_id, nu)
    akt = _inled(arende, av, nu, registrering, beslut=beslut, kand_version=kand_version, ram_bekraftad=ram_bekraftad)
    krav(arende, Steg.GODKANN, akt)
    _godkann(arende, arende.version, akt, registrering, Steg.GODKANN)
    expediera(
        arende,
        "forslag_godkant",
        f"{_namn(arende.forslag, akt.sida)} godkände {_siffra(arende.version)}. Kommunerna är överens.",
        av=av,
        nu=nu,
        sida=akt.sida,
        registrering=registrering,
        beslut=akt.beslut,
        notis_till=(akt.sida.motsatt,),
        notis_lan=True,
    )
    return arende.forslag


@transaction.atomic
def andra(
    forslag_id: int,
    *,
    innehall: Innehall,
    av: Konto,
    nu: datetime,
    kand_version: int,
    beslut: Beslut = None,
    ram_bekraftad: bool = False,
    registrering: Registrering | None = None,
) -> Forslag:
    """Answer with another figure: a new version, which voids earlier approvals and is the sender's own approval."""
    arende = _oppna(forslag_id, nu)
    forslag, fore = arende.forslag, arende.version
    if (fore.hela, fore.promille, fore.villkor) == (innehall.hela, innehall.promille, innehall.villkor):
        raise Hinder("Förslaget säger redan det. Ändra siffran, eller godkänn det som det är.")
    akt = _inled(
        arende,
        av,
        nu,
        registrering,
        beslut=beslut,
        kand_version=kand_version,
        innehall=innehall,
        ram_bekraftad=ram_bekraftad,
    )
    krav(arende, Steg.ANDRA, akt)
    forslag.version += 1
    forslag.givare_bunden = None
    skrivet = replace(innehall, promille=arende.promille(innehall))
    ny = spara_version(forslag, forslag.version, akt.sida, skrivet, av, akt.nu, skickad=True)
    _godkann(arende, ny, akt, registrering, Steg.ANDRA)
    expediera(
        arende,
        "forslag_andrat",
        f"{_namn(arende.forslag, akt.sida)} svarade med en annan siffra: {_siffra(ny)} i stället för {_siffra(fore)}.",
        av=av,
        nu=nu,
        sida=akt.sida,
        registrering=registrering,
        beslut=akt.beslut,
        notis_till=(akt.sida.motsatt,),
    )
    return arende.forslag


@transaction.atomic
def avboj(
    forslag_id: int,
    *,
    skal: str,
    av: Konto,
    nu: datetime,
    kand_version: int,
    registrering: Registrering | None = None,
) -> Forslag:
    """Say no with a reason. The giver is free at once to agree with somebody else."""
    arende = oppna(forslag_id)
    akt = _inled(arende, av, nu, registrering, kand_version=kand_version, skal=skal)
    krav(arende, Steg.AVBOJ, akt)
    avsluta_som(arende, Steg.AVBOJ, akt.sida, skal, akt.nu)
    expediera(
        arende,
        "forslag_avbojt",
        f"{_namn(arende.forslag, akt.sida)} sade nej. Skäl: {skal.strip()}",
        av=av,
        nu=nu,
        sida=akt.sida,
        registrering=registrering,
        notis_till=(akt.sida.motsatt,),
    )
    return arende.forslag


@transaction.atomic
def aterkalla(
    forslag_id: int,
    *,
    av: Konto,
    nu: datetime,
    skal: str = "",
    beslut: Beslut = None,
    registrering: Registrering | None = None,
) -> Forslag:
    """Withdraw: freely before the other side has approved, with the municipality's decision as basis after it."""
    arende = oppna(forslag_id)
    akt = _inled(arende, av, nu, registrering, beslut=beslut, skal=skal)
    krav(arende, Steg.ATERKALLA, akt)
    avsluta_som(arende, Steg.ATERKALLA, akt.sida, skal, akt.nu)
    expediera(
        arende,
        "forslag_aterkallat",
        f"{_namn(arende.forslag, akt.sida)} återkallade förslaget."
        + (f" Skäl: {skal.strip()}" if skal.strip() else ""),
        av=av,
        nu=nu,
        sida=akt.sida,
        registrering=registrering,
        beslut=akt.beslut,
        notis_till=(akt.sida.motsatt,),
        notis_lan=True,
    )
    return arende.forslag


def _namn(forslag: Forslag, sida: Sida | None) -> str:
    return (forslag.givare if sida == Sida.GIVARE else forslag.mottagare).namn


def _siffra(version: Forslagsversion) -> str:
    return f"hela andelen, {visa_promille(version.promille)}" if version.hela else visa_promille(version.promille)
