"""Celery tasks: thin, ids only, each a call of the outbox."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from anvisning import utkorg

PER_SVEP = 2000


@shared_task
def utfor_rad(rad_id: int) -> None:
    """Do the work of one outbox row."""
    utkorg.utfor(rad_id, nu=timezone.now())


@shared_task
def sopa() -> None:
    """Ring again for every row that is due (beat, each minute)."""
    for rad_id in utkorg.ta_att_gora(timezone.now(), PER_SVEP):
        utfor_rad.delay(rad_id)


@shared_task
def glom_sessioner() -> None:
    """Delete the sessions that have ended (beat, each night)."""
    call_command("clearsessions")
