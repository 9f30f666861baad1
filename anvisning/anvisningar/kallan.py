"""What the counted children come from: the file that reaches the longest, and whether corrections are counted too.

A correction is never named by its own source, day or id: whoever reads of a figure that it did not touch could tell
from them when and where another municipality's small number changed.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from anvisning.models import Anvisningsbokning, Underlagsslag
from anvisning.models.anvisningar import ANVISNINGSSLAG


@dataclass(frozen=True)
class Kalla:
    """The newest file (None: no file is posted), and whether corrections are counted."""

    fil: Anvisningsbokning | None
    rattad: bool

    @property
    def tillagg(self) -> str:
        """What to write after the file's own source."""
        return " och rättelser" if self.rattad else ""


def kallan(bokning: Anvisningsbokning | None) -> Kalla:
    """Give what was counted when `bokning` was the last posting (None: nothing was). Later undoings change nothing.

    One query; one more where no file is posted.
    """
    if bokning is None:
        return Kalla(None, rattad=False)
    gallde = _gallde(bokning)
    rattelser = gallde.filter(slag=Underlagsslag.RATTELSE)
    filer = gallde.filter(slag__in=ANVISNINGSSLAG).annotate(rattad=Exists(rattelser))
    fil = filer.order_by("-till_och_med", "-pk").first()
    return Kalla(fil, fil.rattad if fil else rattelser.exists())


def _gallde(bokning: Anvisningsbokning) -> QuerySet[Anvisningsbokning]:
    """Give the postings that held then."""
    angrad = Anvisningsbokning.objects.filter(angrar=OuterRef("pk"), pk__lte=bokning.pk)
    return Anvisningsbokning.objects.filter(~Exists(angrad), pk__lte=bokning.pk)
