"""A cumulative table rests upon the last posting when it was read: after another posting it has to be read anew.

It is thrown away instead when what is posted reaches later than the table, or when its reader's account is closed.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from anvisning.models import Anvisningsbokning, Anvisningsunderlag, Underlagsslag
from anvisning.models.anvisningar import RADSLAG
from anvisning.visning import datum


@dataclass(frozen=True)
class Inaktuell:
    """Why a stale table cannot be posted and who is to do what, and whether that is to throw it away."""

    skal: str
    ska_kasseras: bool


def med_inaktuell(rader: QuerySet[Anvisningsunderlag]) -> QuerySet[Anvisningsunderlag]:
    """Annotate `inaktuell`: something else has been posted since the difference was taken.

    And `ska_kasseras`: so it has, and nobody can read the table anew (`bokfort_till` says until when is posted).
    """
    senaste = Subquery(Anvisningsbokning.objects.order_by("-pk").values("pk")[:1])
    annan = Q(slag=Underlagsslag.SAMMANLAGT) & ~Q(byggd_pa=F("senaste"))
    ingen = Q(bokfort_till__isnull=False) | Q(forberedd_av__is_active=False)
    return rader.annotate(
        senaste=Coalesce(senaste, 0),
        byggd_pa=Coalesce("bas_id", 0),
        bokfort_till=Subquery(_senare(OuterRef("till_och_med"))),
        inaktuell=ExpressionWrapper(annan, BooleanField()),
        ska_kasseras=ExpressionWrapper(annan & ingen, BooleanField()),
    )


def inaktualitet(underlag: Anvisningsunderlag) -> Inaktuell | None:
    """Tell whether something else has been posted since the difference was taken, and what is to be done (one query).

    None when nothing has.
    """
    rader = med_inaktuell(Anvisningsunderlag.objects.filter(pk=underlag.pk)).filter(inaktuell=True)
    rad = rader.values_list("bokfort_till", "ska_kasseras", "forberedd_av__namn").first()
    if rad is None:
        return None
    bokfort_till, ska_kasseras, namn = rad
    if bokfort_till:
        skal = f"{redan_bokfort(bokfort_till)} Kassera underlaget."
    elif ska_kasseras:
        skal = f"{namn} förberedde tabellen, och kontot är avstängt. Kassera underlaget och läs in filen igen."
    else:
        skal = f"{namn} behöver läsa om tabellen."
    return Inaktuell(f"Något annat har bokförts sedan skillnaden räknades. {skal}", ska_kasseras)


def bokfort_senare(dag: date) -> date | None:
    """Give until which day assignments are posted, when that is later than a day: a table until it is then too old."""
    return _senare(dag).first()


def redan_bokfort(till: date) -> str:
    """Say that a cumulative table is too old."""
    return f"Det finns redan bokförda anvisningar till och med {datum(till)}. En sammanlagd tabell ska vara nyare."


def _senare(dag: date | OuterRef) -> QuerySet[Anvisningsbokning, date]:
    bokningar = Anvisningsbokning.objects.filter(slag__in=RADSLAG, angrad_genom=None, till_och_med__gt=dag)
    return bokningar.order_by("-till_och_med").values_list("till_och_med", flat=True)[:1]
