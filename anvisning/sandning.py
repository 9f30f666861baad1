"""Mail is sent here, by the worker: its headers, what the mail server answers, and what is done with a no.

A server that cannot be talked to is tried by the oldest mail alone; the others rest meanwhile, so that their order is
kept and no worker is held up. What a server says no to for good is no work to do again but a task for a person.
"""

import logging
import smtplib
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.module_loading import import_string

from anvisning import leverans, utkorg
from anvisning.models import Dokument, Epostmeddelande, Leveransfel, SantForeAterlasning, Utkorgsrad
from anvisning.visning import en_rad

logg = logging.getLogger(__name__)
HOGST_BRUTET = 3
"""So often the others wait for a mail whose conversation broke: after that the mail itself may be the cause."""

FOR_STORT = 552
"""The answer to a mail's size, already when its sender is named."""


class ServernSvararInte(Exception):
    """No conversation with the mail server: no mail and no recipient has anything to do with it."""


class SamtaletBrots(Exception):
    """The mail server fell silent, cut the line or would not hear of our sender, in the middle of a mail."""


def skicka(epostmeddelande_id: int, *, nu: datetime) -> None:
    """Send one message (outbox work). A no for good is noted as a Leveransfel, and the work is done with that.

    A mail that asks for what has been done meanwhile, or that a person has seen to since it was given up, is not
    sent, and marked so; one that went out before the database was restored is only marked as sent. Either way it is
    nobody's task any more that it was given up once. Raises `InteAn` while a document it carries is being made and
    while an older mail tries a server that is away, RuntimeError when the document was given up, and what the mail
    server's refusal raises.
    """
    meddelande = Epostmeddelande.objects.select_related("organisation").get(pk=epostmeddelande_id)
    if not _behovs(meddelande, nu):
        meddelande.upphavd = nu
    elif not _gick_fore_aterlasningen(meddelande) and (nej := _overlamna(meddelande)):
        leverans.notera(meddelande, Leveransfel.Slag.AVVISAT, nej, nu=nu)
        return
    else:
        meddelande.skickad = nu
    meddelande.save(update_fields=["skickad", "upphavd"])
    fel = Leveransfel.objects.filter(epostmeddelande=meddelande, slag=Leveransfel.Slag.UPPGIVET, hanterat=None)
    fel.update(hanterat=nu)


def _gick_fore_aterlasningen(meddelande: Epostmeddelande) -> bool:
    return SantForeAterlasning.objects.filter(pk=meddelande.message_id).exists()


def _overlamna(meddelande: Epostmeddelande) -> str:
    """Send a mail in its turn; gives the server's no for good ("": taken). Raises when it is worth another try."""
    _vanta_pa_aldre(meddelande)
    brev = build_brev(meddelande)
    koppling = get_connection()
    try:
        nej = _avvisad_adress(meddelande.till) or _lamna(koppling, brev)
    finally:
        _hejda(koppling)
    if not nej:
        # After a return from a backup this line tells that the mail went out (sakerhetskopia/aterkomst).
        logg.info("mail sent", extra={"falt": {"message_id": meddelande.message_id}})
    return nej


def _behovs(meddelande: Epostmeddelande, nu: datetime) -> bool:
    if Leveransfel.objects.filter(epostmeddelande=meddelande, hanterat_av__isnull=False).exists():
        return False
    return not meddelande.galler or import_string(meddelande.galler)(**meddelande.galler_fakta, nu=nu)


def gav_upp(epostmeddelande_id: int, fel: str, *, nu: datetime) -> None:
    """Make a mail that will not be tried again a task for a person."""
    meddelande = Epostmeddelande.objects.select_related("organisation").get(pk=epostmeddelande_id)
    leverans.notera(meddelande, Leveransfel.Slag.UPPGIVET, fel, nu=nu)


def prova_servern(*, nu: datetime) -> None:
    """Try a server that is away on behalf of the mails that rest (a duty): when it answers they are due at once.

    So nobody waits for the oldest mail's long rests after the server is back, and no attempt is spent on finding out.
    """
    borta = Q(fel__startswith=ServernSvararInte.__name__)
    vilar = Utkorgsrad.objects.filter(borta | Q(fel=""), uppgift="epost", klar=None, uppgiven=None, nasta__gt=nu)
    if not vilar.filter(borta).exists():
        return
    koppling = get_connection()
    try:
        koppling.open()
    except (OSError, smtplib.SMTPException):
        return
    finally:
        _hejda(koppling)
    vilar.update(nasta=nu)


def build_brev(meddelande: Epostmeddelande) -> EmailMultiAlternatives:
    """Give the message as it goes out. Bounces come to an address of their own: the envelope's sender (RFC 3834)."""
    doman = settings.MEJLDOMAN
    brev = EmailMultiAlternatives(
        en_rad(meddelande.amne),
        meddelande.text,
        from_email=settings.STUDS_ADRESS,
        to=[meddelande.till],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": meddelande.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "List-Id": f"<omfordelning.{doman}>",
        },
    )
    brev.attach_alternative(meddelande.html, "text/html")
    for dokument in meddelande.bilagor.all():
        if dokument.klar is None:
            _vanta_pa(dokument)
        brev.attach(en_rad(dokument.filnamn), bytes(dokument.innehall), dokument.mediatyp)
    return brev


def _lamna(koppling: Any, brev: EmailMultiAlternatives) -> str:
    """Hand a mail to the server; gives its no for good ("": taken). Raises when it is worth another try."""
    try:
        koppling.open()
    except (OSError, smtplib.SMTPException) as fel:
        raise ServernSvararInte(f"{type(fel).__name__}: {fel}") from fel
    try:
        koppling.send_messages([brev])
    except smtplib.SMTPSenderRefused as fel:
        if fel.smtp_code == FOR_STORT:
            return _nej(fel.smtp_code, fel.smtp_error, fel)
        raise SamtaletBrots(f"{type(fel).__name__}: {fel}") from fel
    except smtplib.SMTPRecipientsRefused as fel:
        (kod, svar) = next(iter(fel.recipients.values()))
        return _nej(kod, svar, fel)
    except smtplib.SMTPDataError as fel:
        return _nej(fel.smtp_code, fel.smtp_error, fel)
    except (TimeoutError, smtplib.SMTPServerDisconnected) as fel:
        raise SamtaletBrots(f"{type(fel).__name__}: {fel}") from fel
    return ""


def _hejda(koppling: Any) -> None:
    """Say goodbye: what is delivered is delivered, whatever comes of that."""
    with suppress(OSError, smtplib.SMTPException):
        koppling.close()


def _nej(kod: int, svar: bytes | str, fel: smtplib.SMTPException) -> str:
    """Give a refusal for good in words; any other is raised, to be tried again."""
    if not 500 <= kod < 600:
        raise fel
    text = svar.decode("utf-8", "replace") if isinstance(svar, bytes) else svar
    return f"{kod} {text}"


def _avvisad_adress(adress: str) -> str:
    """Tell why nothing can be sent to an address ("": it can): control characters never come near a header."""
    lokal = adress.rpartition("@")[0]
    with suppress(ValidationError):
        validate_email(adress)
        if adress.isprintable() and lokal.isascii():
            return ""
    return "Adressen går inte att skicka till."


def _vanta_pa_aldre(meddelande: Epostmeddelande) -> None:
    """Rest while an older mail is the one that tries a server which did not answer it."""
    borta = Q(fel__startswith=ServernSvararInte.__name__)
    brutet = Q(fel__startswith=SamtaletBrots.__name__, forsok__lte=HOGST_BRUTET)
    aldre = Utkorgsrad.objects.filter(
        borta | brutet, uppgift="epost", klar=None, uppgiven=None, objekt__lt=meddelande.pk
    ).order_by("objekt")
    if rad := aldre.first():
        raise utkorg.InteAn("an older mail tries the mail server first", rad.nasta)


def _vanta_pa(dokument: Dokument) -> None:
    rad = Utkorgsrad.objects.filter(uppgift="dokument", objekt=dokument.pk).first()
    if rad is None or rad.uppgiven:
        raise RuntimeError(f"{dokument.filnamn} will not be rendered")
    raise utkorg.InteAn(f"{dokument.filnamn} is not rendered yet", rad.nasta if rad.fel else None)
