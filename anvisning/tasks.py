"""Celery tasks: thin, ids only, each a call of the outbox or of a duty."""

import logging
import time

from celery import shared_task
from django.utils import timezone

from anvisning import loggar, plikter, utkorg
from anvisning.halsa import STORSTA_KLOCKSKILLNAD, get_clock_difference

PER_SVEP = 2000
logg = logging.getLogger(__name__)


@shared_task
def utfor_rad(rad_id: int) -> None:
    """Do the work of one outbox row, and then of an urgent one: the broker hands rings over in the order they came.

    The urgent one is second, so that it takes no attempt, and no time, from the row that was rung for.
    """
    _utfor(rad_id)
    if (bradskande := utkorg.bradskande(timezone.now())) is not None:
        _utfor(bradskande)


def _utfor(rad_id: int) -> None:
    """Do the work of one row. Its lines in the log carry the id of the request that ordered it."""
    borjan = time.monotonic()
    with loggar.bundet(rad=rad_id):
        klar = utkorg.utfor(rad_id, nu=timezone.now())
        logg.info("outbox row", extra={"falt": {"klar": klar, "ms": round(1000 * (time.monotonic() - borjan))}})


@shared_task
def sopa() -> None:
    """Ring again for every row that is due (beat, each minute)."""
    for rad_id in utkorg.ta_att_gora(timezone.now(), PER_SVEP):
        utfor_rad.delay(rad_id)


@shared_task
def plikta() -> None:
    """Ring for every duty that is due (beat, each minute): each has the time limits of a task of its own."""
    for namn in plikter.dags(timezone.now()):
        gor_plikt.delay(namn)


@shared_task
def gor_plikt(namn: str) -> None:
    """Do one duty, if it still is due. One that is about time waits while this process's clock cannot be trusted."""
    with loggar.bundet(plikt=namn):
        if plikter.PLIKTER[namn].om_tid and abs(get_clock_difference()) > STORSTA_KLOCKSKILLNAD:
            logg.error("The clock differs from the database's: the duty waits")
            return
        gjord = plikter.gor(namn, nu=timezone.now())
        logg.info("duty", extra={"falt": {"gjord": gjord}})
