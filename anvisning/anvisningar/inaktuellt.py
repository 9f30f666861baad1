"""A cumulative table rests upon the last posting when it was read: after another posting it has to be read anew."""

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from anvisning.models import Anvisningsbokning, Anvisningsunderlag, Underlagsslag


def med_inaktuell(rader: QuerySet[Anvisningsunderlag]) -> QuerySet[Anvisningsunderlag]:
    """Annotate `inaktuell`: something else has been posted since the difference was taken."""
    senaste = Subquery(Anvisningsbokning.objects.order_by("-pk").values("pk")[:1])
    annan = Q(slag=Underlagsslag.SAMMANLAGT) & ~Q(byggd_pa=F("senaste"))
    return rader.annotate(
        senaste=Coalesce(senaste, 0),
        byggd_pa=Coalesce("bas_id", 0),
        inaktuell=ExpressionWrapper(annan, BooleanField()),
    )


def ar_inaktuell(underlag: Anvisningsunderlag) -> bool:
    """Tell whether something else has been posted since the difference was taken."""
    return med_inaktuell(Anvisningsunderlag.objects.filter(pk=underlag.pk)).filter(inaktuell=True).exists()
