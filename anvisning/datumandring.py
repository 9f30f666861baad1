"""A date that is moved leaves a row: why, and what the open pages say of it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet

from anvisning.hinder import Hinder
from anvisning.models import Ar, Datumandring, Konto, Lan

SKAL_KRAVS = "Skriv varför dagen flyttas, med minst en mening."


def krav_skal(skal: str) -> None:
    """Refuse to move a date without a reason."""
    if not skal.strip():
        raise Hinder(SKAL_KRAVS)


def anteckna(
    ar: Ar,
    flyttade: Mapping[str, tuple[date, date]],
    *,
    skal: str,
    notis: str,
    av: Konto,
    nu: datetime,
    lan: Lan | None = None,
) -> list[Datumandring]:
    """Write one row for each moved date: field (`Datumandring.Datum`) → from, to. `lan` for a county's own day."""
    if flyttade:
        krav_skal(skal)
    return Datumandring.objects.bulk_create(
        Datumandring(
            ar=ar, lan=lan, vilket=vilket, fran=fran, till=till, skal=skal.strip(), notis=notis.strip(), nar=nu, av=av
        )
        for vilket, (fran, till) in flyttade.items()
    )


def visade(ar: Ar, lanskod: str = "") -> QuerySet[Datumandring]:
    """Give the moved dates that concern a year in the whole country, or in one county too; newest first."""
    return Datumandring.objects.filter(Q(lan=None) | Q(lan=lanskod), ar=ar)
