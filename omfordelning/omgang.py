"""Which year's round a municipality or a county is in."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from anvisning.models import Andelstabell, Ar, Tabellslag, Tidplan
from anvisning.models.andelar import BESLUTADE


def rundor(lanskod: str) -> QuerySet[Tidplan]:
    """Give a county's timetables, oldest year first, each with its year, `preliminar` and `faststalld` (bool)."""
    tabeller = Andelstabell.objects.filter(ar=OuterRef("ar"))
    return (
        Tidplan.objects.filter(lan=lanskod)
        .select_related("ar", "lan")
        .annotate(
            preliminar=Exists(tabeller.filter(slag=Tabellslag.PRELIMINAR)),
            faststalld=Exists(tabeller.filter(slag__in=BESLUTADE)),
        )
        .order_by("ar")
    )


def oppen_runda(lanskod: str, nu: datetime) -> Tidplan | None:
    """Give the timetable that new proposals belong to: the first year not fixed and not past its national date.

    When every year that is left has passed its date, the last of them; None when all years are fixed.
    """
    plan = visad_runda(lanskod, nu)
    return None if plan is None or plan.faststalld else plan


def visad_runda(lanskod: str, nu: datetime) -> Tidplan | None:
    """Give the open round, or the newest one when all years are fixed; None when there is none at all (one query)."""
    planer = list(rundor(lanskod))
    kvar = [plan for plan in planer if not plan.faststalld]
    return next((plan for plan in kvar if nu < plan.ar.redovisas_senast), next(reversed(kvar or planer), None))


def visat_ar() -> Ar | None:
    """Give the newest year that has published shares, or else the newest year there is."""
    ar = Ar.objects.annotate(har_andelar=Exists(Andelstabell.objects.filter(ar=OuterRef("pk"))))
    return ar.order_by("-har_andelar", "-ar").first()
