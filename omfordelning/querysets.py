"""Questions about cases: the facts a guard needs, fetched together, and the open work of a municipality or county."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject

from anvisning.falt import PromilleField
from anvisning.models import Andel, Andelstabell
from anvisning.querysets import galler_forst
from omfordelning.models import (
    Anstand,
    Forslag,
    Forslagsversion,
    Godkannande,
    Kommunicering,
    Komplettering,
    Kontroll,
    Omstandighet,
    Paminnelse,
    SenInlamning,
)
from omfordelning.process import AVSLUTADE, Sida

_EGEN = OuterRef("pk")
FAKTA = {
    "anstand_begart": Exists(Anstand.objects.filter(forslag=_EGEN, beslutat=None)),
    "anstand_till": Subquery(
        Anstand.objects.filter(forslag=_EGEN).order_by().values("forslag").annotate(t=Max("beviljat_till")).values("t")
    ),
    "sen_till": Subquery(
        SenInlamning.objects.filter(ar=OuterRef("ar"), givare=OuterRef("givare")).order_by("-till").values("till")[:1]
    ),
    "kontroll_utan_anmarkning": Subquery(
        Kontroll.objects.filter(version__forslag=_EGEN, version__nummer=OuterRef("version"))
        .order_by("-pk")
        .values("utan_anmarkning")[:1]
    ),
    "yttrande_till": Subquery(
        Kommunicering.objects.filter(forslag=_EGEN)
        .order_by()
        .values("forslag")
        .annotate(dag=Max("svar_senast"))
        .values("dag")
    ),
    "fragade_sidor": ArraySubquery(
        Komplettering.objects.filter(forslag=_EGEN, besvarad=None).order_by("sida").values("sida")
    ),
    "andrad_omstandighet": Subquery(Omstandighet.objects.filter(forslag=_EGEN).order_by("-pk").values("slag")[:1]),
}
"""What a case's guards and flags need. Made once: to build them anew was a third of what each question cost."""


def med_fakta(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Annotate each case with what its guards and flags need (`FAKTA`), without a query per case."""
    return forslag.annotate(**FAKTA).select_related("ar", "lan", "givare", "mottagare")


def med_versioner(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Prefetch the versions with their approvals and the decisions these rest on (two queries in all)."""
    godkannanden = Godkannande.objects.select_related("kommunbeslut", "av__organisation").order_by("sida")
    versioner = Forslagsversion.objects.select_related("skapad_av").prefetch_related(
        Prefetch("godkannanden", godkannanden)
    )
    return forslag.prefetch_related(Prefetch("versioner", versioner))


def aktuella_godkannanden(forslag: Iterable[Forslag]) -> dict[int, dict[str, Godkannande]]:
    """Give case (id) → side → its approval of the current version, with the decision behind it; the giver first.

    One query, none without cases. Every case is there, also one that nobody has approved.
    """
    per_fall: dict[int, dict[str, Godkannande]] = {f.pk: {} for f in forslag}
    rader = Godkannande.objects.filter(
        version__forslag__in=list(per_fall), version__nummer=F("version__forslag__version")
    )
    for rad in rader.select_related("version", "kommunbeslut").order_by("sida"):
        per_fall[rad.version.forslag_id][rad.sida] = rad
    return per_fall


def pagaende(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Keep the sent cases that have not ended."""
    return forslag.filter(nummer__isnull=False).exclude(status__in=AVSLUTADE)


def med_givarens_bindning(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Annotate `givaren_bunden`: the giver has bound itself in another of the year's cases, which is going on."""
    andra = Forslag.objects.filter(ar=OuterRef("ar"), givare=OuterRef("givare"), givare_bunden__isnull=False)
    return forslag.annotate(givaren_bunden=Exists(pagaende(andra.exclude(pk=OuterRef("pk")))))


def med_sidors_godkannande(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Annotate `mottagare_godkant`: the receiver's side has approved the current version."""
    godkant = Godkannande.objects.filter(
        version__forslag=OuterRef("pk"), version__nummer=OuterRef("version"), sida=Sida.MOTTAGARE
    )
    return forslag.annotate(mottagare_godkant=Exists(godkant))


def andra_bindningar(forslag: Sequence[Forslag], utom: Iterable[int] = ()) -> dict[int, dict[str, str]]:
    """Give per case (of one year, by id) what else binds its two municipalities: facts of `Lage` → that reference.

    A giver is bound by its own approval, a receiver by its own. `utom`: cases that bind nobody any more (by id).
    """
    givare, mottagare = {f.givare_id for f in forslag}, {f.mottagare_id for f in forslag}
    andra = med_sidors_godkannande(pagaende(Forslag.objects.filter(ar__in={f.ar_id for f in forslag}))).filter(
        Q(givare__in=givare | mottagare, givare_bunden__isnull=False) | Q(mottagare__in=givare, mottagare_godkant=True)
    )
    bundna = list(andra.exclude(pk__in=utom).order_by("lan", "nummer"))
    return {f.pk: _bindningar(f, [annat for annat in bundna if annat.pk != f.pk]) for f in forslag}


def _bindningar(forslag: Forslag, andra: Iterable[Forslag]) -> dict[str, str]:
    fakta = {"givaren_bunden_i": "", "givaren_tar_emot_i": "", "mottagaren_ger_i": ""}
    for annat in andra:
        if annat.givare_id == forslag.givare_id and annat.givare_bunden:
            fakta["givaren_bunden_i"] = annat.referens
        if annat.mottagare_id == forslag.givare_id and annat.mottagare_godkant:
            fakta["givaren_tar_emot_i"] = annat.referens
        if annat.givare_id == forslag.mottagare_id and annat.givare_bunden:
            fakta["mottagaren_ger_i"] = annat.referens
    return fakta


def aktuell_version(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Annotate the current version's `promille`, `hela` and `villkor`."""
    version = Forslagsversion.objects.filter(forslag=OuterRef("pk"), nummer=OuterRef("version"))
    return forslag.annotate(
        promille=Subquery(version.values("promille")),
        hela=Subquery(version.values("hela")),
        villkor=Subquery(version.values("villkor")),
    )


def med_givarens_andel(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Annotate `givarens_andel`: the giver's ordinary share (promille) in the table that holds now.

    None without a table, 0 where the table lacks the municipality.
    """
    andel = Andel.objects.filter(tabell=OuterRef("pk"), kommun=OuterRef(OuterRef("givare"))).values("promille")
    tabeller = Andelstabell.objects.filter(ar=OuterRef("ar")).order_by(*galler_forst())
    egen = tabeller.annotate(andel=Coalesce(Subquery(andel), Value(Decimal(0), PromilleField())))
    return forslag.annotate(givarens_andel=Subquery(egen.values("andel")[:1]))


def paminda_sidor() -> ArraySubquery:
    """Give each case's sides that have been reminded, and when last (`sida`, `nar`), as an annotation.

    Reminders of a draft are the municipality's own, and are told to nobody else.
    """
    rader = synliga_paminnelser().filter(forslag=OuterRef("pk")).values("sida").annotate(nar=Max("skickad"))
    return ArraySubquery(rader.order_by("sida").values(rad=JSONObject(sida="sida", nar="nar")))


def senast_pamind(kommuner: Iterable[str], ar: int) -> dict[str, datetime]:
    """Give per municipality (code) when it was last reminded in any case of a year; who never was is left out."""
    kommun = Case(When(sida=Sida.GIVARE, then=F("forslag__givare")), default=F("forslag__mottagare"))
    rader = synliga_paminnelser().filter(forslag__ar=ar).annotate(kommun=kommun).filter(kommun__in=list(kommuner))
    return dict(rader.values_list("kommun").annotate(Max("skickad")))


def synliga_paminnelser() -> QuerySet[Paminnelse]:
    """Give the reminders that others than the reminded may know of: not those of drafts."""
    return Paminnelse.objects.exclude(slag=Paminnelse.Slag.UTKAST).order_by()
