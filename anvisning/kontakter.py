"""Commands about an organisation's dated organs, its contact functions, and who holds the national roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError

from anvisning import handelser, tid
from anvisning.behorighet import far_andra_kontakter, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Kontaktfunktion, Konto, Lan, Organ, Organisation, Organslag, Roll

FLEST = 20
"""The most contact functions, and the most organs in force, of one organisation."""
MYNDIGHETENS = (Organslag.MYNDIGHET,)
KOMMUNENS = (
    Organslag.FULLMAKTIGE,
    Organslag.KOMMUNSTYRELSE,
    Organslag.NAMND,
    Organslag.GEMENSAM,
    Organslag.UTSKOTT,
)
"""Bodies with a mailbox. A chairman or an official decides for one of them."""


def organslag(organisation: Organisation) -> tuple[Organslag, ...]:
    """Give the kinds of organs an organisation can have: a county and Migrationsverket are one authority each."""
    return KOMMUNENS if organisation.slag == Organisation.Slag.KOMMUN else MYNDIGHETENS


@dataclass(frozen=True, kw_only=True)
class Organuppgifter:
    """What is said of an organ. `eftertradare` (id) takes over its open work the day after `galler_till`."""

    slag: str
    namn: str
    funktionsbrevlada: str
    galler_fran: date
    galler_till: date | None = None
    eftertradare: int | None = None


@transaction.atomic
def lagg_till_organ(organisation_id: int, uppgifter: Organuppgifter, *, av: Konto, nu: datetime) -> Organ:
    """Add an organ with its mailbox."""
    organisation = _las(organisation_id, av)
    if organisation.organ.filter(galler_till=None).count() >= FLEST:
        raise Hinder(f"Ni har redan {FLEST} organ. Avsluta ett som inte finns längre.")
    organ = Organ(organisation=organisation)
    _satt_organ(organ, uppgifter)
    organ.save(force_insert=True)
    _handelse("organ_tillagt", f"Lade till {organ.namn}.", organisation, av, nu, _organfakta(organ))
    return organ


@transaction.atomic
def andra_organ(organ_id: int, uppgifter: Organuppgifter, *, av: Konto, nu: datetime) -> Organ:
    """Change an organ: its mailbox, its last day, what follows it. Old cases keep the name they were decided under."""
    organisation = _las(Organ.objects.values_list("organisation", flat=True).get(pk=organ_id), av)
    organ = Organ.objects.get(pk=organ_id)
    fore = _organfakta(organ)
    _satt_organ(organ, uppgifter)
    organ.save()
    text = f"Ändrade uppgifterna om {organ.namn}."
    _handelse("organ_andrat", text, organisation, av, nu, _organfakta(organ) | {"fore": fore})
    return organ


@transaction.atomic
def ta_bort_organ(organ_id: int, *, av: Konto, nu: datetime) -> None:
    """Remove an organ that was added by mistake. One that decisions, meetings or other organs name is ended instead."""
    organisation = _las(Organ.objects.values_list("organisation", flat=True).get(pk=organ_id), av)
    organ = Organ.objects.get(pk=organ_id)
    fakta = _organfakta(organ)
    try:
        with transaction.atomic():
            organ.delete()
    except ProtectedError as fel:
        raise Hinder(
            "Organet finns i beslut, har sammanträden eller följer på ett annat. Ange i stället en sista dag."
        ) from fel
    _handelse("organ_borttaget", f"Tog bort {organ.namn}.", organisation, av, nu, fakta)


@transaction.atomic
def lagg_till_kontakt(
    organisation_id: int, *, funktion: str, telefon: str, epost: str, av: Konto, nu: datetime
) -> Kontaktfunktion:
    """Add a function to call or write to."""
    organisation = _las(organisation_id, av)
    if organisation.kontakter.count() >= FLEST:
        raise Hinder(f"Ni har redan {FLEST} kontaktfunktioner. Ta bort en som inte används.")
    kontakt = Kontaktfunktion(organisation=organisation)
    _satt_kontakt(kontakt, funktion, telefon, epost)
    kontakt.save(force_insert=True)
    _handelse(
        "kontakt_tillagd", f"Lade till kontakten {kontakt.funktion}.", organisation, av, nu, _kontaktfakta(kontakt)
    )
    return kontakt


@transaction.atomic
def andra_kontakt(
    kontakt_id: int, *, funktion: str, telefon: str, epost: str, av: Konto, nu: datetime
) -> Kontaktfunktion:
    """Change a contact function."""
    organisation = _las(Kontaktfunktion.objects.values_list("organisation", flat=True).get(pk=kontakt_id), av)
    kontakt = Kontaktfunktion.objects.get(pk=kontakt_id)
    fore = _kontaktfakta(kontakt)
    _satt_kontakt(kontakt, funktion, telefon, epost)
    kontakt.save()
    text = f"Ändrade kontakten {kontakt.funktion}."
    _handelse("kontakt_andrad", text, organisation, av, nu, _kontaktfakta(kontakt) | {"fore": fore})
    return kontakt


@transaction.atomic
def ta_bort_kontakt(kontakt_id: int, *, av: Konto, nu: datetime) -> None:
    """Remove a contact function."""
    organisation = _las(Kontaktfunktion.objects.values_list("organisation", flat=True).get(pk=kontakt_id), av)
    kontakt = Kontaktfunktion.objects.get(pk=kontakt_id)
    fakta = _kontaktfakta(kontakt)
    kontakt.delete()
    _handelse("kontakt_borttagen", f"Tog bort kontakten {kontakt.funktion}.", organisation, av, nu, fakta)


@transaction.atomic
def satt_samordnande_lan(lanskod: str, *, av: Konto, nu: datetime) -> Organisation:
    """Say which county holds the national roles in Migrationsverket's place ("" for none)."""
    krav_roll(av, Roll.ADMINISTRATOR)
    organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).get(
        slag=Organisation.Slag.NATIONELL
    )
    lan = Lan.objects.filter(pk=lanskod).first()
    if lanskod and lan is None:
        raise Hinder("Välj ett län i listan, eller att Migrationsverket sköter rollerna själv.")
    organisation.samordnande_lan = lan
    organisation.save(update_fields=["samordnande_lan"])
    text = (
        f"Länsstyrelsen i {lan.namn} sköter de nationella rollerna och återger Migrationsverkets beslut."
        if lan
        else "Migrationsverket sköter de nationella rollerna."
    )
    _handelse("samordnande_lan_angivet", text, organisation, av, nu, {"samordnande_lan": lanskod})
    return organisation


def _las(organisation_id: int, av: Konto) -> Organisation:
    """Lock an organisation, under which its organs and contacts change one at a time; refuse who may not edit it."""
    organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation_id)
    if not far_andra_kontakter(av, organisation):
        raise PermissionDenied("Du får inte ändra kontaktuppgifterna för den organisationen.")
    return organisation


def _satt_organ(organ: Organ, uppgifter: Organuppgifter) -> None:
    organ.slag, organ.namn = uppgifter.slag, " ".join(uppgifter.namn.split())
    organ.funktionsbrevlada = uppgifter.funktionsbrevlada.strip().lower()
    organ.galler_fran, organ.galler_till = uppgifter.galler_fran, uppgifter.galler_till
    organ.eftertradare = (
        organ.organisation.organ.exclude(pk=organ.pk).get(pk=uppgifter.eftertradare) if uppgifter.eftertradare else None
    )
    if hinder := _organbrister(organ):
        raise Hinder(hinder)


def _organbrister(organ: Organ) -> list[str]:
    brister = []
    if organ.slag not in organslag(organ.organisation):
        brister.append("Välj ett slags organ som finns i organisationen.")
    if not organ.namn or not organ.funktionsbrevlada:
        brister.append("Skriv organets namn och funktionsbrevlåda.")
    if organ.galler_till and organ.galler_till < organ.galler_fran:
        brister.append("Sista dagen ligger före första dagen. Rätta en av dem.")
    dubblett = organ.organisation.organ.exclude(pk=organ.pk).filter(namn=organ.namn, galler_fran=organ.galler_fran)
    if dubblett.exists():
        brister.append("Det finns redan ett organ med det namnet från samma dag.")
    if efter := organ.eftertradare:
        brister += _foljdbrister(organ, efter)
    return brister


def _foljdbrister(organ: Organ, efter: Organ) -> list[str]:
    """Give what is wrong with a successor: it must be in force the day after, and may not lead back."""
    if organ.galler_till is None:
        return ["Ange organets sista dag när ett annat tar över."]
    dagen_efter = organ.galler_till + timedelta(days=1)
    brister = []
    if efter.galler_fran > dagen_efter or (efter.galler_till is not None and efter.galler_till < dagen_efter):
        brister.append(f"{efter.namn} finns inte dagen efter att {organ.namn} upphör. Rätta dagarna.")
    foljd: Organ | None = efter
    sedda = {organ.pk}
    while foljd is not None:
        if foljd.pk in sedda:
            return [*brister, f"{efter.namn} lämnar i sin tur över till {organ.namn}. Välj ett annat organ."]
        sedda.add(foljd.pk)
        foljd = foljd.eftertradare
    return brister


def _satt_kontakt(kontakt: Kontaktfunktion, funktion: str, telefon: str, epost: str) -> None:
    kontakt.funktion, kontakt.telefon = " ".join(funktion.split()), " ".join(telefon.split())
    kontakt.epost = epost.strip().lower()
    if not kontakt.funktion:
        raise Hinder("Skriv vad funktionen heter, till exempel Samordnare för mottagande.")
    if not kontakt.telefon and not kontakt.epost:
        raise Hinder("Skriv ett telefonnummer eller en e-postadress.")
    andra = kontakt.organisation.kontakter.exclude(pk=kontakt.pk).filter(funktion=kontakt.funktion)
    if andra.exists():
        raise Hinder("Det finns redan en kontakt med det namnet.")


def _organfakta(organ: Organ) -> dict[str, Any]:
    return {
        "namn": organ.namn,
        "organslag": organ.slag,
        "funktionsbrevlada": organ.funktionsbrevlada,
        "galler_fran": organ.galler_fran.isoformat(),
        "galler_till": organ.galler_till.isoformat() if organ.galler_till else None,
        "eftertradare": organ.eftertradare.namn if organ.eftertradare else None,
    }


def _kontaktfakta(kontakt: Kontaktfunktion) -> dict[str, Any]:
    return {"funktion": kontakt.funktion, "telefon": kontakt.telefon, "epost": kontakt.epost}


def _handelse(
    slag: str, text: str, organisation: Organisation, av: Konto, nu: datetime, fakta: Mapping[str, Any]
) -> None:
    handelser.skriv(
        slag,
        text,
        ar=tid.svensk_dag(nu).year,
        lanskod=organisation.lanskod or handelser.NATIONELL,
        av=av,
        nu=nu,
        organisation=organisation.namn,
        **fakta,
    )
