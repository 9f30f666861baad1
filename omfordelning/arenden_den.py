"""An account's own cases as they stood at the end of a day."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet, Subquery, Sum

from anvisning.behorighet import KOMMUNROLLER, LANSROLLER
from anvisning.models import Konto
from anvisning.per_datum import Per
from omfordelning import oppet, statusord
from omfordelning.behorighet import synliga_for
from omfordelning.models import Forslag
from omfordelning.process import Sida, Status
from omfordelning.status_den import status_den


@dataclass(frozen=True, slots=True)
class Dagsrad:
    """One case that day. `promille`: what it moved; None for a draft, whose figure then nobody has kept."""

    forslag: Forslag
    status: Status
    promille: Decimal | None
    akt: str
    """The last act until then, in a sentence; "" for a draft."""
    nar: datetime | None

    @property
    def statuskod(self) -> str:
        return self.status.name

    @property
    def statusord(self) -> str:
        """The status as people saw it then."""
        if self.status is Status.NEJ:  # an end that is never undone: who said no is who says it still
            return f"{self.status.text} från {statusord.kommunnamn(self.forslag, self.forslag.avslutad_av)}"
        return self.status.text

    @property
    def referens(self) -> str:
        """The reference; "" for what was a draft then."""
        return "" if self.status is Status.UTKAST else self.forslag.referens


def sedda_da(konto: Konto, fore: datetime) -> QuerySet[Forslag]:
    """Give the cases that existed for a municipality or a county just before an instant, with `status_den`.

    What is not theirs now is never there, and another's draft was not theirs either before it was sent.
    """
    if konto.roll not in KOMMUNROLLER | LANSROLLER:
        return Forslag.objects.none()
    kod = konto.kommunkod
    eget = Q(initiativ=Sida.GIVARE, givare=kod) | Q(initiativ=Sida.MOTTAGARE, mottagare=kod) if kod else Q(pk=None)
    return status_den(synliga_for(konto), fore).filter(~Q(status_da=Status.UTKAST) | eget)


def arenden_den(konto: Konto, per: Per) -> list[Dagsrad]:
    """Give a year's cases as they stood for a municipality or a county at the end of a day (one query)."""
    summa = oppet.bokfort(per).order_by().values("arende").annotate(s=Sum("promille")).values("s")
    rader = (
        sedda_da(konto, per.kant_fore)
        .filter(ar=per.ar)
        .annotate(ref=oppet.referens())
        .annotate(bokfort=Subquery(summa, output_field=oppet.PROMILLE))
        .select_related("ar", "givare", "mottagare")
        .order_by("nummer", "pk")
    )
    return [_dagsrad(rad) for rad in rader]


def _dagsrad(forslag: Forslag) -> Dagsrad:
    status, akt = Status(forslag.status_da), forslag.akt_da
    promille = Decimal(akt["promille"]) if akt else None
    if status is Status.FASTSTALLD:
        promille = -(forslag.bokfort or oppet.NOLL)
    return Dagsrad(
        forslag=forslag,
        status=status,
        promille=promille,
        akt=akt["text"] if akt else "",
        nar=datetime.fromisoformat(akt["nar"]) if akt else None,
    )
