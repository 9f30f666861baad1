"""The county's one decision on its whole report, and the report's way to Migrationsverket and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from anvisning import handelser, querysets, tid, utkorg
from anvisning.behorighet import LANET_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Konto, Lan, Roll
from omfordelning.brevbestallning import bestall_besked
from omfordelning.expediering import expediera, expediera_redovisning
from omfordelning.handlaggning.avslut import avsluta_som
from omfordelning.handlaggning.las import flytta, krav, las_tidplan, oppna_alla
from omfordelning.handlaggning.redovisningsgrund import avtryck, hinder_for_oversandande, oprovade
from omfordelning.lage import Akt, Arende
from omfordelning.models import Forslag, Redovisning, Redovisningsrad
from omfordelning.process import HOS_LANET, Sida, Status, Steg, hinder

ANDRAT = "Ärendena eller andelarna har ändrats, eller någon annan har just beslutat. Läs på nytt innan du beslutar."


@dataclass(frozen=True, kw_only=True)
class Val:
    """The county's stand on one case: taken along, or not, with reasons."""

    tas_med: bool
    skal: str = ""


@transaction.atomic
def besluta(
    ar: int,
    lanskod: str,
    *,
    val: Mapping[int, Val],
    diarienummer: str,
    beslutsdag: date,
    foredragande: str,
    av: Konto,
    nu: datetime,
    narvarande: str = "",
    rattslig_grund: str = "",
    sett: str | None = None,
) -> Redovisning:
    """Decide on every agreed case at once: taken along or not. With none taken along it is a nollrapport.

    A later decision is a new version that replaces the former, until the final shares are published. `sett` is what
    the person has seen (`avtryck`): a decision on anything else is refused.
    """
    krav_roll(av, Roll.LAN_BESLUTSFATTARE)
    if av.lanskod != lanskod:
        raise Lan.DoesNotExist
    if not Lan.objects.get(pk=lanskod).kan_omfordela:
        raise Hinder("Gotlands län har bara en kommun och redovisar ingenting.")
    las_tidplan(ar, lanskod)
    _krav_inte_faststallt(ar)
    if not diarienummer.strip():
        raise Hinder("Ange länsstyrelsens diarienummer.")
    if beslutsdag > tid.svensk_dag(nu):
        raise Hinder("Beslutsdagen har inte varit än.")
    if " ".join(foredragande.split()).casefold() == " ".join(av.namn.split()).casefold():
        raise Hinder("Den som beslutar kan inte själv vara föredragande.")
    arenden = oppna_alla(Forslag.objects.filter(ar=ar, lan=lanskod, status__in=HOS_LANET))
    tidigare = Redovisning.objects.filter(ar=ar, lan=lanskod).order_by("-version").first()
    if sett is not None and sett != avtryck(arenden, tidigare):
        raise Hinder(ANDRAT)
    saknas = [a.forslag.referens for a in arenden if a.forslag.pk not in val]
    if saknas:
        raise Hinder(f"Ta ställning till varje ärende. Det saknas för {', '.join(saknas)}.")
    skal = [f"{a.forslag.referens}: {text}" for a in arenden for text in _hinder(a, val[a.forslag.pk], av, nu)]
    if skal:
        raise Hinder(skal)
    redovisning = Redovisning.objects.create(
        ar_id=ar,
        lan_id=lanskod,
        version=tidigare.version + 1 if tidigare else 1,
        status=Redovisning.Status.BESLUTAD,
        nollrapport=not any(val[a.forslag.pk].tas_med for a in arenden),
        diarienummer=diarienummer.strip(),
        beslutsdag=beslutsdag,
        beslutad=nu,
        beslutad_av=av,
        foredragande=foredragande.strip(),
        narvarande=narvarande.strip(),
        rattslig_grund=rattslig_grund.strip(),
    )
    for arende, rad in zip(arenden, _skriv_rader(redovisning, arenden, val), strict=True):
        _besluta_arende(arende, rad, av, nu)
    handelser.skriv(
        "redovisning_beslutad",
        f"Länsstyrelsen beslutade om sin {'nollrapport' if redovisning.nollrapport else 'redovisning'}, "
        f"version {redovisning.version}.",
        ar=ar,
        lanskod=lanskod,
        av=av,
        nu=nu,
        diarienummer=redovisning.diarienummer,
        tas_med=sum(val[a.forslag.pk].tas_med for a in arenden),
    )
    utkorg.lagg("redovisning", [redovisning.pk], nu=nu)
    return redovisning


def _steg(tas_med: bool) -> Steg:
    return Steg.TA_MED if tas_med else Steg.TA_INTE_MED


def _hinder(arende: Arende, val: Val, av: Konto, nu: datetime) -> list[str]:
    return hinder(_steg(val.tas_med), arende.lage(Akt(av=av, nu=nu, skal=val.skal)))


def _skriv_rader(redovisning: Redovisning, arenden: list[Arende], val: Mapping[int, Val]) -> list[Redovisningsrad]:
    far: dict[str, Decimal] = {}
    for a in arenden:
        if val[a.forslag.pk].tas_med:
            far[a.forslag.mottagare_id] = far.get(a.forslag.mottagare_id, Decimal(0)) + a.promille()
    return Redovisningsrad.objects.bulk_create(
        Redovisningsrad(
            redovisning=redovisning,
            forslag=a.forslag,
            version=a.version,
            tas_med=val[a.forslag.pk].tas_med,
            skal=val[a.forslag.pk].skal.strip(),
            promille=a.promille(),
            givare_fore=a.andelar.get(a.forslag.givare_id, Decimal(0)),
            mottagare_fore=a.andelar.get(a.forslag.mottagare_id, Decimal(0)),
            mottagare_far=far.get(a.forslag.mottagare_id, Decimal(0)),
        )
        for a in arenden
    )


def _besluta_arende(arende: Arende, rad: Redovisningsrad, av: Konto, nu: datetime) -> None:
    redovisning, steg = rad.redovisning, _steg(rad.tas_med)
    if rad.tas_med:
        flytta(arende, steg)
        arende.forslag.save()
        text = f"Länsstyrelsen tog med ärendet i sin redovisning, version {redovisning.version}."
    else:
        avsluta_som(arende, steg, "lan", rad.skal, nu)
        text = f"Länsstyrelsen tog inte med ärendet. Skäl: {rad.skal}"
    bestall_besked(rad, nu=nu)
    expediera(
        arende,
        "tas_med" if rad.tas_med else "tas_inte_med",
        text,
        av=av,
        nu=nu,
        notis_till=tuple(Sida),
        diarienummer=redovisning.diarienummer,
        beslutsdag=redovisning.beslutsdag,
        foredragande=redovisning.foredragande or "ingen föredragande",
    )


@transaction.atomic
def oversand(redovisning_id: int, *, av: Konto, nu: datetime) -> Redovisning:
    """Send the decided report to Migrationsverket. Not while an agreed case is undecided."""
    redovisning = _oppna_redovisning(redovisning_id)
    krav_roll(av, *LANET_ARBETAR)
    if av.lanskod != redovisning.lan_id:
        raise Redovisning.DoesNotExist
    if skal := hinder_for_oversandande(redovisning, oprovade(redovisning.ar_id, redovisning.lan_id)):
        raise Hinder(skal)
    redovisning.status, redovisning.oversand, redovisning.oversand_av = Redovisning.Status.OVERSAND, nu, av
    redovisning.save()
    foreslagna = redovisning.rader.filter(tas_med=True, forslag__status=Status.FORESLAGEN).values("forslag")
    for arende in oppna_alla(Forslag.objects.filter(pk__in=foreslagna)):
        krav(arende, Steg.REDOVISA, Akt(av=av, nu=nu))
        flytta(arende, Steg.REDOVISA)
        arende.forslag.save()
        expediera(arende, "redovisad", "Länsstyrelsen redovisade ärendet till Migrationsverket.", av=av, nu=nu)
    expediera_redovisning(
        redovisning,
        "redovisning_oversand",
        f"Länsstyrelsen sände sin redovisning, version {redovisning.version}, till Migrationsverket.",
        av=av,
        nu=nu,
    )
    return redovisning


def _oppna_redovisning(redovisning_id: int) -> Redovisning:
    ar, lan = Redovisning.objects.values_list("ar", "lan").get(pk=redovisning_id)
    las_tidplan(ar, lan)
    redovisning = Redovisning.objects.select_for_update(of=("self",), no_key=True).get(pk=redovisning_id)
    senaste = Redovisning.objects.filter(ar=ar, lan=lan).aggregate(v=Max("version"))["v"]
    if redovisning.version != senaste:
        raise Hinder(f"Version {redovisning.version} är ersatt av version {senaste}.")
    return redovisning


def _krav_inte_faststallt(ar: int) -> None:
    """Refuse once the shares are final: nothing the county decides can reach them any more."""
    if querysets.beslutad_tabell(ar) is not None:
        raise Hinder(f"Andelarna för {ar} är redan fastställda.")


def _far_besvara(redovisning: Redovisning, av: Konto) -> bool:
    """Tell who answers: the administrator, or the county that records Migrationsverket's answer by hand."""
    krav_roll(av, Roll.ADMINISTRATOR, *LANET_ARBETAR)
    if av.lanskod and av.lanskod != redovisning.lan_id:
        raise Redovisning.DoesNotExist
    if redovisning.status != Redovisning.Status.OVERSAND:
        raise Hinder("Redovisningen väntar inte på svar från Migrationsverket.")
    return bool(av.lanskod)


@transaction.atomic
def kvittera(
    redovisning_id: int, *, kvittens: str, av: Konto, nu: datetime, inkommen: datetime | None = None
) -> Redovisning:
    """Record Migrationsverket's receipt; by the county by hand with its own inkommen time."""
    redovisning = _oppna_redovisning(redovisning_id)
    redovisning.kvittens_av_lan = _far_besvara(redovisning, av)
    if not kvittens.strip():
        raise Hinder("Ange Migrationsverkets beteckning eller vem som bekräftade.")
    _besvara(redovisning, Redovisning.Status.MOTTAGEN, inkommen, av, nu)
    redovisning.kvittens = kvittens.strip()
    redovisning.save()
    expediera_redovisning(
        redovisning,
        "redovisning_mottagen",
        f"Migrationsverket har tagit emot redovisningen ({kvittens.strip()}).",
        av=av,
        nu=nu,
    )
    return redovisning


@transaction.atomic
def aterlamna(
    redovisning_id: int,
    *,
    skal: str,
    rader: Mapping[int, str],
    av: Konto,
    nu: datetime,
    inkommen: datetime | None = None,
) -> Redovisning:
    """Return the report, with a reason for the whole or per row (row id → reason). The county decides anew."""
    redovisning = _oppna_redovisning(redovisning_id)
    redovisning.kvittens_av_lan = _far_besvara(redovisning, av)
    _krav_inte_faststallt(redovisning.ar_id)
    if not skal.strip() and not any(s.strip() for s in rader.values()):
        raise Hinder("Skriv skälet, för hela redovisningen eller för en rad.")
    egna = {rad.pk: rad for rad in redovisning.rader.all()}
    if not rader.keys() <= egna.keys():
        raise Redovisningsrad.DoesNotExist
    _besvara(redovisning, Redovisning.Status.ATERLAMNAD, inkommen, av, nu)
    redovisning.aterlamnad_skal = skal.strip()
    redovisning.save()
    for pk, radskal in rader.items():
        if radskal.strip():
            egna[pk].aterlamnad_skal = radskal.strip()
            egna[pk].save(update_fields=["aterlamnad_skal"])
    expediera_redovisning(
        redovisning,
        "redovisning_aterlamnad",
        f"Migrationsverket lämnade tillbaka redovisningen. {skal.strip()}",
        av=av,
        nu=nu,
    )
    return redovisning


def _besvara(redovisning: Redovisning, status: str, inkommen: datetime | None, av: Konto, nu: datetime) -> None:
    nar = inkommen or nu
    if nar > nu or (redovisning.oversand and nar < redovisning.oversand):
        raise Hinder("Svaret kan inte ha kommit före översändandet eller efter nu. Rätta datum och klockslag.")
    redovisning.status, redovisning.besvarad, redovisning.besvarad_av = status, nar, av
