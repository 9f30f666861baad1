"""Questions about organisations: which an account may see, what they lack, and the mailbox they read."""

from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from anvisning.behorighet import NATIONELLA_ROLLER
from anvisning.models import Kontaktfunktion, Konto, Organ, Organisation, Roll


def synliga_organisationer(konto: Konto) -> QuerySet[Organisation]:
    """Give the organisations whose contacts the account may read: its county's and the national one; else none exist.

    National accounts see every organisation. The county board comes first, then the municipalities in Swedish order.
    """
    alla = Organisation.objects.select_related("kommun__lan", "lan", "samordnande_lan")
    if konto.roll not in NATIONELLA_ROLLER:
        alla = alla.filter(Q(kommun__lan=konto.lanskod) | Q(lan=konto.lanskod) | Q(slag=Organisation.Slag.NATIONELL))
    return alla.order_by(
        F("kommun__lan__sortering").asc(nulls_first=True),
        F("kommun__sortering").asc(nulls_first=True),
        F("lan__sortering").asc(nulls_last=True),
        "pk",
    )


def galler(dag: date) -> Q:
    """Give the condition that an organ is in force on a day."""
    return Q(galler_fran__lte=dag) & (Q(galler_till=None) | Q(galler_till__gte=dag))


def med_brister(organisationer: QuerySet[Organisation], dag: date) -> QuerySet[Organisation]:
    """Annotate what an organisation has on a day: `har_brevlada`, `har_kontakt`, and `har_foretradare`.

    A företrädare is an active account of somebody who has chosen a password and may bind the organisation.
    """
    egen = OuterRef("pk")
    binder = (Roll.KOMMUN_FORETRADARE, Roll.LAN_BESLUTSFATTARE, Roll.ADMINISTRATOR)
    konton = Konto.objects.filter(organisation=egen, is_active=True, roll__in=binder)
    return organisationer.annotate(
        har_brevlada=Exists(Organ.objects.filter(galler(dag), organisation=egen)),
        har_kontakt=Exists(Kontaktfunktion.objects.filter(organisation=egen)),
        har_foretradare=Exists(konton.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)),
    )


def brister(organisation: Organisation) -> list[str]:
    """Say what an organisation from `med_brister` lacks, in words."""
    binder = {"kommun": "aktiv företrädare", "lansstyrelse": "aktiv beslutsfattare"}.get(
        organisation.slag, "aktiv administratör"
    )
    saknas = [
        (organisation.har_brevlada, "funktionsbrevlåda"),
        (organisation.har_kontakt, "kontaktfunktion"),
        (organisation.har_foretradare, binder),
    ]
    return [vad for finns, vad in saknas if not finns]


def brevlada(lanskod: str, dag: date) -> str:
    """Give the e-mail address of a county board's mailbox on a day, "" when none is registered."""
    organ = Organ.objects.filter(galler(dag), organisation__lan=lanskod).order_by("galler_fran", "pk").first()
    return organ.funktionsbrevlada if organ else ""
