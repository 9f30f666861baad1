"""Acts on a mail that did not arrive: mark it as seen to, or send it again to an address of the same organisation."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from anvisning import leverans, tid, utskick
from anvisning.behorighet import LANET_ARBETAR, LANSROLLER, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Konto, Leveransfel, Organ, Roll, Utkorgsrad

REDAN = "Mejlet är redan åtgärdat."
PAGAR = "Tjänsten försöker skicka mejlet igen just nu. Kommer det inte fram kan du åtgärda det då."


def synliga_for(konto: Konto) -> QuerySet[Leveransfel]:
    """Give the failures that exist for an account: its county's own and municipalities', for administrators all."""
    alla = Leveransfel.objects.select_related("epostmeddelande__organisation", "hanterat_av__organisation")
    if konto.is_active and konto.roll == Roll.ADMINISTRATOR:
        return alla
    if konto.is_active and konto.roll in LANSROLLER:
        return alla.filter(
            Q(epostmeddelande__organisation__lan=konto.lanskod)
            | Q(epostmeddelande__organisation__kommun__lan=konto.lanskod)
        )
    return alla.none()


def att_gora(konto: Konto) -> QuerySet[Leveransfel]:
    """Give the failures that wait for the account's own authority: the nation's are those of no county."""
    rader = synliga_for(konto).filter(hanterat=None)
    if konto.roll == Roll.ADMINISTRATOR:
        rader = rader.filter(epostmeddelande__organisation__lan=None, epostmeddelande__organisation__kommun=None)
    return rader


def adresser(fel: Leveransfel, nu: datetime) -> list[tuple[str, str]]:
    """Give where the mail may be sent again, as (address, whose): the organisation's mailboxes and people now.

    Empty for a mail that belongs to no act: an invitation or a new password is its owner's alone.
    """
    organisation = fel.epostmeddelande.organisation
    if organisation is None or not fel.epostmeddelande.arende:
        return []
    dag = tid.svensk_dag(nu)
    organ = Organ.objects.filter(organisation=organisation, galler_fran__lte=dag).exclude(galler_till__lt=dag)
    konton = Konto.objects.filter(organisation=organisation, is_active=True).order_by("namn")
    return list(
        {
            **{ett.funktionsbrevlada: ett.namn for ett in organ.order_by("namn")},
            **{konto.epost: f"{konto.namn}, {konto.get_roll_display().lower()}" for konto in konton},
        }.items()
    )


@transaction.atomic
def hantera(fel_id: int, *, av: Konto, nu: datetime) -> None:
    """Mark a failure as seen to. Raises Hinder when somebody has been there already, or the mail is tried again."""
    fel = _las(fel_id, av)
    _avsluta(fel, av, nu)
    text = f"Markerade som åtgärdat att ett mejl inte kom fram: {fel.epostmeddelande.amne}."
    leverans.skriv("mejlfel_hanterat", text, fel.epostmeddelande, av=av, nu=nu)


@transaction.atomic
def skicka_igen(fel_id: int, till: str, *, av: Konto, nu: datetime) -> None:
    """Send the mail anew to one of `adresser`, and mark the failure as seen to."""
    fel = _las(fel_id, av)
    if till not in dict(adresser(fel, nu)):
        raise Hinder("Välj en av organisationens adresser.")
    fel.nytt = utskick.bestall_igen(fel.epostmeddelande, till, nyckel=f"igen:{fel.pk}", nu=nu)
    _avsluta(fel, av, nu)
    vem = fel.epostmeddelande.organisation.namn
    text = f"Skickade mejlet till {vem} igen: {fel.epostmeddelande.amne}."
    leverans.skriv("mejl_skickat_igen", text, fel.epostmeddelande, av=av, nu=nu)


def _las(fel_id: int, av: Konto) -> Leveransfel:
    """Lock a failure and its mail's work, in the order of whoever sends: work first, and without waiting for it."""
    krav_roll(av, Roll.ADMINISTRATOR, *LANET_ARBETAR)
    mejlet = synliga_for(av).filter(pk=fel_id).values_list("epostmeddelande", flat=True).first()
    if mejlet is None:
        raise PermissionDenied("Mejlet hör till ett annat län.")
    arbetet = Utkorgsrad.objects.select_for_update(of=("self",), skip_locked=True)
    vilar = [rad.uppgiven is not None for rad in arbetet.filter(uppgift="epost", objekt=mejlet)]
    fel = Leveransfel.objects.select_for_update(of=("self",)).get(pk=fel_id)
    if fel.hanterat is not None:
        raise Hinder(REDAN)
    if fel.slag == Leveransfel.Slag.UPPGIVET and vilar != [True]:
        raise Hinder(PAGAR)
    return fel


def _avsluta(fel: Leveransfel, av: Konto, nu: datetime) -> None:
    fel.hanterat, fel.hanterat_av = nu, av
    fel.save(update_fields=["hanterat", "hanterat_av", "nytt"])
