"""The outbox: work that must happen is a row in the act's own transaction; the broker is only a doorbell.

A worker takes the row under a lock, so that a second ring is harmless; the sweeper rings again for what is due.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from anvisning import loggar
from anvisning.ensam import UTKORGEN, ensam
from anvisning.models import Utkorgsrad

logg = logging.getLogger(__name__)
_tyst: ContextVar[bool] = ContextVar("tyst", default=False)

UPPGIFTER = {
    "epost": "anvisning.sandning.skicka",
    "dokument": "omfordelning.dokument.framstall",
    "redovisning": "omfordelning.redovisningsfiler.framstall",
    "arendefil": "omfordelning.arendefil.framstall",
    "berakning": "anvisning.berakningar.korning.berakna",
}
"""Which function, by its path, does each kind of work: it takes the object's id and the instant."""
GAV_UPP = {"epost": "anvisning.sandning.gav_upp"}
"""What is told, by its path, when work of a kind is given up: it takes the object's id, why, and the instant."""
HOGST_AVBRUTNA = {"epost": 1}
"""How many attempts that never told their end are made again, where a repeat is seen by somebody: a mail may have gone
out before its worker died. Other work is repeated as often as it is tried."""
BRADSKANDE = ("berakning",)
"""Work that somebody waits for before they can go on (a month is published from its run): it does not stand in line
behind letters and mails that were rung for before it."""
VANTA = [timedelta(seconds=s) for s in (30, 120, 600, 3600, 6 * 3600, 6 * 3600, 12 * 3600)]
"""Back-off between attempts, more than a day in all: a mail server may be away so long. Then the row is given up."""
INTE_AN = timedelta(seconds=10)
"""The shortest rest of work that waits for other work."""
RINGD = timedelta(seconds=50)
"""How long the sweeper waits before it rings again for a row: what a broker forgets is done within two minutes."""
SVEP = timedelta(seconds=60)
"""How often the sweeper comes: a longer rest than this is left to it."""
AVBRUTEN = "The work never told its end: its worker was killed each time."
RINGPAUS = 5.0
"""Seconds without ringing after the broker did not answer: nobody who acts waits for it row by row."""
_ringer_igen = 0.0
"""When (monotonic clock) this process rings again."""


class InteAn(Exception):
    """The work waits for other work that is on its way (a mail for its letter): no failure, and no attempt.

    `tidigast` is the instant before which there is no use in trying again.
    """

    def __init__(self, vantar_pa: str, tidigast: datetime | None = None) -> None:
        super().__init__(vantar_pa)
        self.tidigast = tidigast


def lagg(uppgift: str, objekt: Iterable[int], *, nu: datetime) -> None:
    """Order work about rows that were just written: once each (unique). Rings when the transaction is committed."""
    rader = Utkorgsrad.objects.bulk_create(
        Utkorgsrad(uppgift=uppgift, objekt=pk, skapad=nu, nasta=nu, begaran=loggar.begaran()) for pk in objekt
    )
    if not _tyst.get():
        transaction.on_commit(lambda: [ring(rad.pk) for rad in rader])


@contextmanager
def tyst() -> Iterator[None]:
    """Order without ringing: for a load of thousands of rows, which the sweeper takes in its own time."""
    token = _tyst.set(True)
    try:
        yield
    finally:
        _tyst.reset(token)


def ring(rad_id: int, om: timedelta = timedelta()) -> bool:
    """Ring the broker's doorbell, now or in a while. If the broker does not answer, the sweeper will ring.

    Tells whether it was rung. After a broker that did not answer it is left alone for a few seconds.
    """
    from anvisning.tasks import utfor_rad

    global _ringer_igen
    if time.monotonic() < _ringer_igen:
        return False
    try:
        utfor_rad.apply_async((rad_id,), countdown=om.total_seconds() or None, retry=False)
    except (OperationalError, OSError) as fel:
        _ringer_igen = time.monotonic() + RINGPAUS
        logg.warning("The broker did not answer; row %s and those after it wait for the sweeper: %s", rad_id, fel)
        return False
    return True


def ta_att_gora(nu: datetime, hogst: int) -> list[int]:
    """Take at most `hogst` rows that are due, oldest first, for ringing. They are not due again for a while."""
    with transaction.atomic():
        rader = Utkorgsrad.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            klar=None, uppgiven=None, nasta__lte=nu
        )
        tagna = list(rader.order_by("nasta", "pk").values_list("pk", flat=True)[:hogst])
        Utkorgsrad.objects.filter(pk__in=tagna).update(nasta=nu + RINGD)
    return tagna


def bradskande(nu: datetime) -> int | None:
    """Give the urgent row that has been due the longest, if any."""
    rader = Utkorgsrad.objects.filter(uppgift__in=BRADSKANDE, klar=None, uppgiven=None, nasta__lte=nu)
    return rader.order_by("nasta", "pk").values_list("pk", flat=True).first()


def utfor(rad_id: int, *, nu: datetime) -> bool:
    """Do the work of one row, at most once at a time. Gives True if it is done now.

    The row stays locked meanwhile, so another worker passes it by. A failure is noted with the time of the next try;
    work that waits for other work (`InteAn`) rests for 10 s or longer. The attempt is counted before it is made, so
    that work which kills its worker is given up too, and does not come back for ever. A first killed attempt may be
    the machine's fault, and is made again at once; from the second on the rest is booked beforehand as well, so that
    work which hangs until its worker is killed (the hard time limit) does not take the others' place again and again.
    """
    with ensam(UTKORGEN + rad_id) as fick:
        return fick and _borja(rad_id, nu) and _arbeta(rad_id, nu)


def _arbeta(rad_id: int, nu: datetime) -> bool:
    """Make an attempt that has been counted."""
    with transaction.atomic():
        rad = _ta(rad_id)
        if rad is None:
            return False
        rad.avbrutna -= 1
        try:
            with transaction.atomic():
                arbete: Callable[..., None] = import_string(UPPGIFTER[rad.uppgift])
                arbete(rad.objekt, nu=nu)
        except InteAn as vantan:
            rad.forsok -= 1
            rad.nasta = max(nu + INTE_AN, vantan.tidigast or nu)
            if (vila := rad.nasta - nu) <= SVEP:
                transaction.on_commit(lambda: ring(rad.pk, vila))
        except Exception as fel:  # whatever the work raises, the row must remember it
            logg.error("Row %s (%s %s) failed", rad.pk, rad.uppgift, rad.objekt, exc_info=_utan_ord(fel))
            rad.fel = f"{type(fel).__name__}: {fel}"[:2000]
            if rad.forsok > len(VANTA):
                _ge_upp(rad, nu)
            else:
                rad.nasta = nu + VANTA[rad.forsok - 1]
        else:
            rad.klar, rad.fel = nu, ""
        rad.save()
        return rad.klar is not None


def _utan_ord(fel: Exception) -> Exception:
    """Give an error as the log may have it: a mail server's words may name people, and stand in the row alone."""
    if not isinstance(fel, smtplib.SMTPException):
        return fel
    return smtplib.SMTPException(type(fel).__name__).with_traceback(fel.__traceback__)


def _ta(rad_id: int) -> Utkorgsrad | None:
    """Lock a row that is to be done; None when it is done, given up, or in another worker's hands."""
    rader = Utkorgsrad.objects.select_for_update(skip_locked=True, of=("self",))
    rad = rader.filter(pk=rad_id, klar=None, uppgiven=None).first()
    if rad is not None:
        loggar.bind(begaran=rad.begaran, uppgift=rad.uppgift, objekt=rad.objekt)
    return rad


def _borja(rad_id: int, nu: datetime) -> bool:
    """Count an attempt, for good; or give the row up when earlier ones left no trace but their number."""
    with transaction.atomic():
        rad = _ta(rad_id)
        if rad is None:
            return False
        if rad.avbrutna:
            vilken = (rad.pk, rad.uppgift, rad.objekt, rad.avbrutna, rad.forsok)
            logg.warning("Row %s (%s %s): %s of %s attempts never told their end", *vilken)
        for_ofta_avbruten = rad.avbrutna > HOGST_AVBRUTNA.get(rad.uppgift, len(VANTA))
        if rad.forsok > len(VANTA) or for_ofta_avbruten:
            rad.fel = AVBRUTEN if for_ofta_avbruten else rad.fel or AVBRUTEN
            _ge_upp(rad, nu)
            rad.save(update_fields=["uppgiven", "fel"])
            return False
        if rad.avbrutna and rad.forsok < len(VANTA):
            rad.nasta = nu + VANTA[rad.forsok]
        rad.forsok += 1
        rad.avbrutna += 1
        rad.save(update_fields=["forsok", "avbrutna", "nasta"])
        return True


def _ge_upp(rad: Utkorgsrad, nu: datetime) -> None:
    """Give a row up, and tell whoever needs to know; the caller saves it."""
    rad.uppgiven = nu
    logg.error("Row %s (%s %s) was given up: %s", rad.pk, rad.uppgift, rad.objekt, rad.felslag)
    if vag := GAV_UPP.get(rad.uppgift):
        import_string(vag)(rad.objekt, rad.fel, nu=nu)
