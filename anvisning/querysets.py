"""Questions about shares: which table holds, and each municipality's share in force. The answers are derived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from anvisning.models import Andel, Andelsandring, Andelstabell, Ar, Faktor, Faktorvarde, Kommun, Tabellslag
from anvisning.models.andelar import BESLUTADE

NOLL = Decimal(0)


def preliminar_tabell(ar: int) -> Andelstabell | None:
    """Give the newest table of preliminary shares for a year."""
    return Andelstabell.objects.filter(ar=ar, slag=Tabellslag.PRELIMINAR).order_by("-version").first()


def beslutad_tabell(ar: int, dag: date | None = None) -> Andelstabell | None:
    """Give the newest decided table for a year (final, or the rättelse that applies on `dag`)."""
    tabeller = Andelstabell.objects.filter(ar=ar, slag__in=BESLUTADE)
    if dag:
        tabeller = tabeller.filter(galler_fran__lte=dag)
    return tabeller.order_by("-publicerad").first()


def galler_forst() -> tuple[Case, str]:
    """Give the order in which a year's table that holds comes first: the decided one, or the newest preliminary."""
    return Case(When(slag=Tabellslag.PRELIMINAR, then=1), default=0), "-publicerad"


def gallande_tabell(ar: int, dag: date | None = None) -> Andelstabell | None:
    """Give the table that holds for a year: the decided one, or else the newest preliminary one."""
    tabeller = Andelstabell.objects.filter(ar=ar)
    if dag:
        tabeller = tabeller.filter(galler_fran__lte=dag)
    return tabeller.order_by(*galler_forst()).first()


def ordinarie_andelar(tabell: Andelstabell | None, kommuner: Iterable[str] | None = None) -> dict[str, Decimal]:
    """Give municipality code → ordinary share (promille) in a table; all municipalities unless some are named."""
    andelar = Andel.objects.filter(tabell=tabell)
    if kommuner is not None:
        andelar = andelar.filter(kommun__in=kommuner)
    return dict(andelar.values_list("kommun_id", "promille"))


def med_andelar(tabell: Andelstabell | None, dag: date | None = None) -> QuerySet[Kommun]:
    """Give the municipalities with `ordinarie`, `andring` and `i_kraft` (promille) annotated, in one query.

    `ordinarie` is None where the table lacks the municipality. Ledger rows count from their own day on.
    """
    andringar = Andelsandring.objects.filter(kommun=OuterRef("pk"), tabell__ar=tabell.ar_id if tabell else None)
    andringar = andringar.filter(tabell__publicerad__lte=tabell.publicerad) if tabell else andringar.none()
    if dag:
        andringar = andringar.filter(galler_fran__lte=dag)
    summa = andringar.order_by().values("kommun").annotate(s=Sum("promille")).values("s")
    noll = Value(NOLL, DecimalField(max_digits=7, decimal_places=3))
    return Kommun.objects.annotate(
        ordinarie=Subquery(Andel.objects.filter(tabell=tabell, kommun=OuterRef("pk")).values("promille")),
        andring=Coalesce(Subquery(summa), noll),
        i_kraft=F("ordinarie") + F("andring"),
    )


def har_exempeldata() -> bool:
    """Tell whether the country is invented: what is handed out of it says so."""
    return Ar.objects.filter(exempeldata=True).exists()


def faktorer(kommun: str, ar: int) -> list[Faktorvarde]:
    """Give the newest imported value of each factor behind a municipality's share of a year (or of a year before)."""
    varden = Faktorvarde.objects.filter(kommun=kommun, ar__lte=ar, bokning__angrad_genom=None)
    senaste = varden.order_by("faktor", "-ar", "-pk").distinct("faktor")
    ordning = list(Faktor)
    return sorted(senaste.select_related("bokning"), key=lambda varde: ordning.index(Faktor(varde.faktor)))


@dataclass(frozen=True)
class Summor:
    """Sums in promille of a list of municipalities: ordinary shares, changes, and shares in force."""

    ordinarie: Decimal
    andring: Decimal
    i_kraft: Decimal


def summera(kommuner: Iterable[Kommun]) -> Summor:
    """Add up what `med_andelar` annotated."""
    rader = [(k.ordinarie or NOLL, k.andring or NOLL) for k in kommuner]
    ordinarie = sum((o for o, _ in rader), NOLL)
    andring = sum((a for _, a in rader), NOLL)
    return Summor(ordinarie, andring, ordinarie + andring)
