"""Until which day the posted assignments are whole."""

from datetime import date

from django.db.models import QuerySet

from anvisning.models import Anvisningsbokning
from anvisning.models.anvisningar import ANVISNINGSSLAG


def tackta() -> QuerySet[Anvisningsbokning, date]:
    """Give the last day that posted files cover, to be asked within another question; nothing: there are none.

    A correction covers nothing, whatever day it is about: the files of that time are still to come.
    """
    filer = Anvisningsbokning.objects.filter(slag__in=ANVISNINGSSLAG, angrad_genom=None)
    return filer.order_by("-till_och_med").values_list("till_och_med", flat=True)[:1]


def tackt_till() -> date | None:
    """Give the last day that posted files cover; None: there are none."""
    return tackta().first()
