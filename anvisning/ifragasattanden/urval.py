"""Which disputed numbers exist for whom, and which wait for an answer."""

from django.db.models import Case, F, Q, QuerySet, When

from anvisning.behorighet import KOMMUNROLLER, LANSROLLER, NATIONELLA_ROLLER
from anvisning.models import Ifragasattande, Konto
from anvisning.models.ifragasattanden import OPPEN

STATUS = {
    Ifragasattande.Status.VANTAR: OPPEN,
    Ifragasattande.Status.RATTAD: Q(utfall=Ifragasattande.Utfall.RATTAD),
    Ifragasattande.Status.FORKLARAD: Q(utfall=Ifragasattande.Utfall.FORKLARAD),
    Ifragasattande.Status.ATERTAGEN: Q(atertaget__isnull=False),
}
"""Each state as a condition on the rows (`Ifragasattande.status` says a single one's)."""
ORDNING = (Case(When(OPPEN, then=F("ifragasatt"))).asc(nulls_last=True), "-ifragasatt", "-pk")
"""Open ones first, oldest first; then the others, newest first."""


def synliga_for(konto: Konto) -> QuerySet[Ifragasattande]:
    """Give those that exist for an account: its municipality's, its county's or all. For others they are not there."""
    rader = Ifragasattande.objects.select_related("kommun").order_by(*ORDNING)
    if konto.is_active and konto.roll in KOMMUNROLLER:
        return rader.filter(kommun=konto.kommunkod)
    if konto.is_active and konto.roll in LANSROLLER:
        return rader.filter(kommun__lan=konto.lanskod)
    if konto.is_active and konto.roll in NATIONELLA_ROLLER:
        return rader
    return rader.none()


def oppna() -> QuerySet[Ifragasattande]:
    """Give those that wait for an answer."""
    return Ifragasattande.objects.filter(OPPEN)
