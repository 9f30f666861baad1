"""The questions behind a case's page: what stands around the case, and the table and shares it is counted on."""

from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from anvisning.models import Andelstabell, Kontaktfunktion, Konto, Roll
from anvisning.models.andelar import Tabellslag
from omfordelning.models import Anstand, Brev, Forslag, Forslagsversion, Godkannande, Komplettering
from omfordelning.moten import organisationens_rader
from omfordelning.querysets import paminda_sidor


def rattad() -> Exists:
    """Tell whether the case's confirmation has been replaced (as an annotation)."""
    return Exists(Brev.objects.filter(forslag=OuterRef("pk"), slag=Brev.Slag.BEKRAFTELSE, version__gt=1))


def med_bilder(forslag: QuerySet[Forslag], konto: Konto) -> QuerySet[Forslag]:
    """Annotate what stands around a case as lists of dicts, and join the municipalities' own names."""
    egen = OuterRef("pk")
    return forslag.select_related(
        "ar", "lan", "givare__organisation", "mottagare__organisation", "kopia_av", "skapad_av"
    ).annotate(
        rattad=rattad(),
        brevlista=ArraySubquery(
            Brev.objects.filter(forslag=egen)
            .order_by("slag", "-version", "sida")
            .values(
                rad=JSONObject(
                    slag="slag",
                    version="version",
                    sida="sida",
                    publikt_id="dokument__publikt_id",
                    filnamn="dokument__filnamn",
                    klar="dokument__klar",
                )
            )
        ),
        obesvarade_fragor=ArraySubquery(
            Komplettering.objects.filter(forslag=egen, besvarad=None)
            .order_by("begard")
            .values(rad=JSONObject(id="pk", sida="sida", fraga="fraga", begard="begard"))
        ),
        anstandslista=ArraySubquery(
            Anstand.objects.filter(forslag=egen)
            .order_by("begart")
            .values(
                rad=JSONObject(
                    id="pk", sida="sida", sammantrade="sammantrade", beslutat="beslutat", beviljat_till="beviljat_till"
                )
            )
        ),
        paminda_sidor=paminda_sidor(),
        lanets_kontakter=ArraySubquery(
            Kontaktfunktion.objects.filter(organisation__lan=OuterRef("lan"))
            .order_by("funktion")
            .values(rad=JSONObject(funktion="funktion", telefon="telefon", epost="epost"))
        ),
        egna_moten=ArraySubquery(organisationens_rader(konto.organisation_id, OuterRef("ar__preliminar_dag"))),
        foretradare=ArraySubquery(
            Konto.objects.filter(organisation=konto.organisation_id, roll=Roll.KOMMUN_FORETRADARE, is_active=True)
            .order_by("namn")
            .values("namn")
        ),
    )


def med_handlingar(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Prefetch versions, approvals, the decisions they rest on, and the documents without their bytes (two queries)."""
    godkannanden = (
        Godkannande.objects.select_related("kommunbeslut__utdrag", "handling", "av__organisation")
        .defer("kommunbeslut__utdrag__innehall", "handling__innehall")
        .order_by("sida")
    )
    versioner = Forslagsversion.objects.select_related("skapad_av").prefetch_related(
        Prefetch("godkannanden", godkannanden)
    )
    return forslag.prefetch_related(Prefetch("versioner", versioner))


def tabell_och_andelar(ar: int, *kommuner: str) -> tuple[Andelstabell | None, dict[str, Decimal]]:
    """Give the table that holds for a year and the named municipalities' ordinary shares (promille), in one query.

    The same choice as `anvisning.querysets.gallande_tabell`: the newest decided table, or else the newest preliminary.
    """
    rader = list(
        Andelstabell.objects.filter(ar=ar)
        .annotate(andel=FilteredRelation("andelar", condition=Q(andelar__kommun__in=kommuner)))
        .annotate(kommun=F("andel__kommun"), promille=F("andel__promille"))
        .order_by("-publicerad")
    )
    beslutade = [rad for rad in rader if rad.slag != Tabellslag.PRELIMINAR]
    forst = next(iter(beslutade or rader), None)
    if forst is None:
        return None, {}
    return forst, {rad.kommun: rad.promille for rad in rader if rad.pk == forst.pk and rad.kommun}
