"""Drafts: they belong to the municipality, and are no public documents until they are sent."""

import hashlib
from datetime import datetime

from django.db import transaction

from anvisning.behorighet import KOMMUNEN_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Konto, Tidplan
from omfordelning.handlaggning.las import las_tidplan
from omfordelning.lage import Innehall
from omfordelning.models import Forslag, Forslagsversion
from omfordelning.process import Sida, Status


def avtryck(forslag: Forslag, version: Forslagsversion) -> str:
    """Give what a draft says as a hash: with whom, how much, and the message."""
    sagt = (forslag.givare_id, forslag.mottagare_id, version.hela, f"{version.promille:.3f}", version.villkor)
    return hashlib.sha256(repr((*sagt, version.meddelande)).encode()).hexdigest()


def krav_sett(forslag: Forslag, version: Forslagsversion, sett: str | None) -> None:
    """Refuse when the draft no longer says what the person has seen (`avtryck`; None: nothing is claimed)."""
    if sett is not None and sett != avtryck(forslag, version):
        raise Hinder("Utkastet har ändrats sedan du öppnade sidan. Läs det på nytt innan du går vidare.")


def nytt(
    ar: int, givare: str, mottagare: str, sida: Sida, innehall: Innehall, av: Konto, nu: datetime, kopia: Forslag | None
) -> Forslag:
    """Write a draft with its first version (no rights asked: the commands do)."""
    if givare == mottagare:
        raise Hinder("Välj en annan kommun än er egen.")
    if givare[:2] != mottagare[:2]:
        raise Hinder("Båda kommunerna måste ligga i samma län.")
    if not Tidplan.objects.filter(ar=ar, lan=givare[:2]).exists():
        raise Hinder(f"Det går inte att omfördela andelar för {ar} i länet.")
    forslag = Forslag.objects.create(
        ar_id=ar,
        lan_id=givare[:2],
        givare_id=givare,
        mottagare_id=mottagare,
        initiativ=sida,
        skapad=nu,
        skapad_av=av,
        kopia_av=kopia,
    )
    spara_version(forslag, 1, sida, innehall, av, nu)
    return forslag


def spara_version(
    forslag: Forslag, nummer: int, sida: Sida, innehall: Innehall, av: Konto, nu: datetime, *, skickad: bool = False
) -> Forslagsversion:
    """Write a version: of a draft, or sent at once."""
    return Forslagsversion.objects.create(
        forslag=forslag,
        nummer=nummer,
        sida=sida,
        hela=innehall.hela,
        promille=innehall.promille,
        villkor=innehall.villkor,
        meddelande=innehall.meddelande,
        skapad=nu,
        skapad_av=av,
        skickad=nu if skickad else None,
    )


@transaction.atomic
def skapa_utkast(
    ar: int,
    *,
    givare: str,
    mottagare: str,
    innehall: Innehall,
    av: Konto,
    nu: datetime,
    kopia_av: Forslag | None = None,
) -> Forslag:
    """Make a draft that belongs to the actor's municipality (which must be the giver or the receiver)."""
    krav_roll(av, *KOMMUNEN_ARBETAR)
    sidor = {givare: Sida.GIVARE, mottagare: Sida.MOTTAGARE}
    if av.kommunkod not in sidor:
        raise Hinder("Ett utkast gäller alltid den egna kommunen.")
    return nytt(ar, givare, mottagare, sidor[av.kommunkod], innehall, av, nu, kopia_av)


@transaction.atomic
def andra_utkast(
    forslag_id: int, *, motpart: str, innehall: Innehall, av: Konto, nu: datetime, sett: str | None = None
) -> Forslag:
    """Change a draft: the other municipality and what it says. `sett` is what the person has seen (`avtryck`)."""
    forslag = _eget_utkast(forslag_id, av)
    krav_sett(forslag, forslag.versioner.get(), sett)
    if motpart == av.kommunkod:
        raise Hinder("Välj en annan kommun än er egen.")
    if motpart[:2] != forslag.lan_id:
        raise Hinder("Båda kommunerna måste ligga i samma län.")
    if forslag.initiativ == Sida.GIVARE:
        forslag.mottagare_id = motpart
    else:
        forslag.givare_id = motpart
    forslag.save()
    Forslagsversion.objects.filter(forslag=forslag).update(
        hela=innehall.hela,
        promille=innehall.promille,
        villkor=innehall.villkor,
        meddelande=innehall.meddelande,
        skapad=nu,
        skapad_av=av,
    )
    return forslag


@transaction.atomic
def kasta_utkast(forslag_id: int, *, av: Konto) -> None:
    """Throw a draft away. It was never sent and is no public document."""
    _eget_utkast(forslag_id, av).delete()


def _eget_utkast(forslag_id: int, av: Konto) -> Forslag:
    krav_roll(av, *KOMMUNEN_ARBETAR)
    las_tidplan(*Forslag.objects.values_list("ar", "lan").get(pk=forslag_id))
    forslag = Forslag.objects.select_for_update(of=("self",), no_key=True).get(pk=forslag_id)
    if forslag.status != Status.UTKAST:
        raise Hinder("Förslaget är redan skickat. Ett skickat förslag ändras med en ny version.")
    if forslag.sida_for(av.kommunkod) != forslag.initiativ:
        raise Forslag.DoesNotExist
    return forslag
