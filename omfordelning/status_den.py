"""Where cases stood at an instant: read from the events, which say the status after each act. Never guessed."""

from datetime import datetime

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, JSONObject

from anvisning.models import Handelse
from omfordelning.models import Forslag
from omfordelning.process import Status


def status_den(forslag: QuerySet[Forslag], fore: datetime) -> QuerySet[Forslag]:
    """Annotate each case with `status_da`, its status just before an instant, and `akt_da` (one query for them all).

    What was done counts from when it reached the service: what the county typed in later was not known before that.
    `akt_da` is the last act until then as a dict of `text`, `nar` (ISO 8601), `promille` (text) and `sida`; None for a
    draft, which has no acts. Cases that had not been begun are left out.
    """
    handelser = Handelse.objects.filter(
        arende=Cast(OuterRef("publikt_id"), CharField()), nar__lt=fore, uppgifter__has_key="status"
    ).order_by("-nummer")
    akt = JSONObject(text="text", nar="nar", promille="uppgifter__promille", sida="uppgifter__sida")
    return forslag.filter(skapad__lt=fore).annotate(
        akt_da=Subquery(handelser.values(akt=akt)[:1]),
        status_da=Coalesce(
            Subquery(handelser.annotate(status=KT("uppgifter__status")).values("status")[:1]),
            Value(Status.UTKAST.value),
            output_field=CharField(),
        ),
    )
