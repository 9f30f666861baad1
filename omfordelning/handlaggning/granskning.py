"""What the county does with a case before it decides, and circumstances that change afterwards."""

from datetime import date, datetime

from django.db import transaction

from anvisning import tid
from anvisning.hinder import Hinder
from anvisning.models import Konto
from omfordelning.expediering import expediera
from omfordelning.handlaggning.avslut import avsluta_som
from omfordelning.handlaggning.beslut import sida_av
from omfordelning.handlaggning.las import krav, krav_begard_fore, krav_inkommen, oppna
from omfordelning.lage import Akt, Arende, Registrering
from omfordelning.models import Forslag, Kommunicering, Komplettering, Kontroll, Omstandighet
from omfordelning.process import Sida, Steg


def kontrollpunkter(arende: Arende) -> dict[str, bool]:
    """Give what the formal check can see for itself, point by point in Swedish."""
    forslag, bindningar = arende.forslag, arende.bindningar
    return {
        "Båda kommunerna ligger i länet": forslag.givare_id[:2] == forslag.mottagare_id[:2] == forslag.lan_id,
        "Givaren lämnar över till en kommun, en gång": not bindningar["givaren_bunden_i"],
        "Ingen av kommunerna både ger och tar emot": arende.tidplan.bade_ge_och_ta
        or not (bindningar["givaren_tar_emot_i"] or bindningar["mottagaren_ger_i"]),
        "Båda kommunerna har godkänt samma version": arende.godkand_av == frozenset(Sida),
        "Båda kommunernas beslut är meddelade": not arende.beslut_saknas_hos(),
        "Det som förs över ryms i givarens andel": arende.ryms,
    }


@transaction.atomic
def kontrollera(
    forslag_id: int, *, utan_anmarkning: bool, av: Konto, nu: datetime, kand_version: int, anmarkning: str = ""
) -> Kontroll:
    """Record the formal check of the version that was seen, with or without a remark."""
    arende = oppna(forslag_id)
    krav(arende, Steg.KONTROLLERA, Akt(av=av, nu=nu, kand_version=kand_version))
    if not utan_anmarkning and not anmarkning.strip():
        raise Hinder("Skriv vad anmärkningen gäller.")
    kontroll = Kontroll.objects.create(
        version=arende.version,
        punkter=kontrollpunkter(arende),
        utan_anmarkning=utan_anmarkning,
        anmarkning=anmarkning.strip(),
        gjord=nu,
        gjord_av=av,
    )
    text = "utan anmärkning" if utan_anmarkning else f"med anmärkning: {anmarkning.strip()}"
    expediera(arende, "kontrollerad", f"Länsstyrelsen gjorde den formella kontrollen {text}.", av=av, nu=nu)
    return kontroll


@transaction.atomic
def begar_komplettering(forslag_id: int, *, sida: Sida, fraga: str, av: Konto, nu: datetime) -> Komplettering:
    """Ask one side for what is missing."""
    arende = oppna(forslag_id)
    krav(arende, Steg.BEGAR_KOMPLETTERING, Akt(av=av, nu=nu))
    if not fraga.strip():
        raise Hinder("Skriv vad kommunen ska komplettera med.")
    rad = Komplettering.objects.create(forslag=arende.forslag, sida=sida, fraga=fraga.strip(), begard=nu, begard_av=av)
    expediera(
        arende,
        "komplettering_begard",
        f"Länsstyrelsen bad {_kommun(arende, sida)} om komplettering: {fraga.strip()}",
        av=av,
        nu=nu,
        notis_till=(sida,),
    )
    return rad


@transaction.atomic
def besvara_komplettering(
    komplettering_id: int, *, svar: str, av: Konto, nu: datetime, registrering: Registrering | None = None
) -> Komplettering:
    """Answer what the county asked for."""
    krav_inkommen(registrering, nu)
    rad = Komplettering.objects.get(pk=komplettering_id)
    arende = oppna(rad.forslag_id)
    sida = sida_av(arende.forslag, av, registrering)
    mottaget = registrering.inkommen if registrering else nu
    krav(arende, Steg.BESVARA_KOMPLETTERING, Akt(av=av, nu=mottaget, sida=sida))
    rad.refresh_from_db()
    if sida != rad.sida:
        raise Forslag.DoesNotExist
    if rad.besvarad is not None:
        raise Hinder("Frågan är redan besvarad.")
    krav_begard_fore(rad, registrering)
    if not svar.strip():
        raise Hinder("Skriv ert svar.")
    rad.svar, rad.besvarad, rad.besvarad_av = svar.strip(), mottaget, av
    rad.save()
    expediera(
        arende,
        "komplettering_besvarad",
        f"{_kommun(arende, sida)} svarade: {svar.strip()}",
        av=av,
        nu=nu,
        sida=sida,
        registrering=registrering,
        notis_lan=True,
    )
    return rad


@transaction.atomic
def kommunicera(forslag_id: int, *, text: str, svar_senast: date, av: Konto, nu: datetime) -> Kommunicering:
    """Let the parties comment before the case is left out (förvaltningslagen 25 §)."""
    arende = oppna(forslag_id)
    krav(arende, Steg.KOMMUNICERA, Akt(av=av, nu=nu))
    if not text.strip():
        raise Hinder("Skriv vad parterna ska få yttra sig över.")
    if svar_senast < tid.svensk_dag(nu):
        raise Hinder("Svarsdagen har redan varit. Skriv en senare dag.")
    rad = Kommunicering.objects.create(
        forslag=arende.forslag, text=text.strip(), svar_senast=svar_senast, skickad=nu, skickad_av=av
    )
    expediera(
        arende,
        "kommunicerat",
        f"Länsstyrelsen gav parterna tillfälle att yttra sig: {text.strip()}",
        av=av,
        nu=nu,
        notis_till=tuple(Sida),
        svar_senast=svar_senast,
    )
    return rad


@transaction.atomic
def avsluta(forslag_id: int, *, skal: str, av: Konto, nu: datetime) -> Forslag:
    """End a case that a party has asked to have ended when it can no longer withdraw by itself."""
    arende = oppna(forslag_id)
    krav(arende, Steg.AVSLUTA, Akt(av=av, nu=nu, skal=skal))
    avsluta_som(arende, Steg.AVSLUTA, "lan", skal, nu)
    expediera(
        arende,
        "arende_avslutat",
        f"Länsstyrelsen avslutade ärendet på en kommuns begäran. Skäl: {skal.strip()}",
        av=av,
        nu=nu,
        notis_till=tuple(Sida),
    )
    return arende.forslag


@transaction.atomic
def anmal_omstandighet(
    forslag_id: int,
    *,
    sida: Sida,
    slag: str,
    dag: date,
    av: Konto,
    nu: datetime,
    domstol: str = "",
    malnummer: str = "",
    beskrivning: str = "",
    registrering: Registrering | None = None,
) -> Omstandighet:
    """Report that a decision was appealed, stayed, annulled or taken back. No number changes by itself.

    The county may do it as its own act, or register (`registrering`) what a municipality has sent by mail.
    """
    krav_inkommen(registrering, nu)
    arende = oppna(forslag_id)
    egen = sida_av(arende.forslag, av, registrering) if av.kommunkod else None
    krav(arende, Steg.ANMAL_OMSTANDIGHET, Akt(av=av, nu=nu, sida=egen))
    if egen not in (None, sida):
        raise Forslag.DoesNotExist
    if dag > tid.svensk_dag(nu):
        raise Hinder("Dagen har inte varit än. Rätta datumet.")
    rad = Omstandighet.objects.create(
        forslag=arende.forslag,
        sida=sida,
        slag=slag,
        domstol=domstol.strip(),
        malnummer=malnummer.strip(),
        dag=dag,
        beskrivning=beskrivning.strip(),
        anmald=registrering.inkommen if registrering else nu,
        registrerad=nu,
        anmald_av=av,
    )
    mal = f" ({domstol.strip()}, mål {malnummer.strip()})" if domstol.strip() and malnummer.strip() else ""
    expediera(
        arende,
        "omstandighet_anmald",
        f"{_kommun(arende, sida)}: {rad.get_slag_display().lower()}{mal}.",
        av=av,
        nu=nu,
        sida=egen,
        registrering=registrering,
        notis_till=tuple(Sida),
        notis_lan=True,
        dag=dag,
    )
    return rad


def _kommun(arende: Arende, sida: str) -> str:
    return (arende.forslag.givare if sida == Sida.GIVARE else arende.forslag.mottagare).namn
