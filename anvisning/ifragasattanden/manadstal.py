"""The months whose numbers may be disputed, the rows behind a disputed one, and what may have corrected it."""

from datetime import date, datetime

from django.db.models import QuerySet

from anvisning import tid
from anvisning.anvisningar.siffra import rader_bakom
from anvisning.anvisningar.tackning import tackt_till
from anvisning.models import Anvisningsbokning, Anvisningsrad, Ifragasattande


def sista_manaden(nu: datetime) -> date | None:
    """Give the first day of the last month that posted files reach into, never in the future; None: there are none."""
    sista = tackt_till()
    return min(sista, tid.svensk_dag(nu)).replace(day=1) if sista else None


def bakom(rad: Ifragasattande) -> list[Anvisningsrad]:
    """Give the rows behind a disputed number as they are now, with their postings, oldest posting first."""
    rader = rader_bakom(rad.kommun_id, rad.manad, rad.typ).select_related("bokning__angrad_genom")
    return list(rader.order_by("bokning_id", "pk"))


def mojliga_rattelser(rad: Ifragasattande) -> QuerySet[Anvisningsbokning]:
    """Give the postings that hold, came after the question's number was read and have rows behind it, newest first."""
    bakom_siffran = rader_bakom(rad.kommun_id, rad.manad, rad.typ).values("bokning")
    bokfort = Anvisningsbokning.objects.filter(pk__in=bakom_siffran, pk__gt=rad.bas_id, angrad_genom=None)
    return bokfort.order_by("-pk")
