"""What the public may see: published tables, and redistributions that are confirmed or reported. Nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, LPad

from anvisning import querysets
from anvisning.models import Andelsandring, Andelstabell, Ar, Kommun, Organisation, Tabellslag
from anvisning.sortering import soknyckel
from anvisning.tabell.export import Kolumn, Tabell
from anvisning.visning import datum, promille
from omfordelning.models import Forslag, Forslagsversion, Omstandighet, Redovisningsrad
from omfordelning.process import Status

NOLL = Decimal(0)
PROMILLE = DecimalField(max_digits=7, decimal_places=3)
STANDARD = "namn"
ANDELSORDNINGAR = {
    "namn": "sortering",
    "lan": "lan__sortering",
    "ordinarie": "ordinarie",
    "andring": "andring",
    "andel": "i_kraft",
}
"""Sort keys of the list of shares → what they sort by."""
OMFORDELNINGSORDNINGAR = {
    "lan": "lan__sortering",
    "givare": "givare__sortering",
    "mottagare": "mottagare__sortering",
    "promille": "flyttat",
}
"""Sort keys of the list of redistributions → what they sort by."""
FORESLAGEN = "Föreslagen, inte fastställd"


@dataclass(frozen=True, kw_only=True)
class Arslage:
    """A year's published tables, newest first after the one that holds, and all years that have any, newest first."""

    ar: Ar
    tabell: Andelstabell
    tabeller: tuple[Andelstabell, ...]
    alla_ar: tuple[int, ...]
    samordnare: str
    """The county that holds the national roles and restates Migrationsverket's decisions; "" for none."""

    @property
    def tidigare(self) -> tuple[Andelstabell, ...]:
        """The versions that have been replaced."""
        return self.tabeller[1:]

    @property
    def aterger(self) -> str:
        """Say who restates Migrationsverket's decision, and its reference ("": Migrationsverket itself publishes)."""
        if not self.samordnare:
            return ""
        beteckning = f", beteckning {self.tabell.referens}" if self.tabell.referens else ""
        return f"Länsstyrelsen i {self.samordnare} återger Migrationsverkets beslut{beteckning}."


def arslage(ar: int | None = None) -> Arslage | None:
    """Give the state of a year (the newest when None), in one query; None when it has no published table."""
    samordnare = Organisation.objects.filter(slag=Organisation.Slag.NATIONELL).values("samordnande_lan__namn")[:1]
    tabeller = (
        Andelstabell.objects.select_related("ar")
        .annotate(samordnare=Subquery(samordnare))
        .order_by("-ar_id", *querysets.galler_forst())
    )
    per_ar: dict[int, list[Andelstabell]] = {}
    for tabell in tabeller:
        per_ar.setdefault(tabell.ar_id, []).append(tabell)
    if not per_ar or (ar is not None and ar not in per_ar):
        return None
    arets = per_ar[ar] if ar is not None else next(iter(per_ar.values()))
    return Arslage(
        ar=arets[0].ar,
        tabell=arets[0],
        tabeller=tuple(arets),
        alla_ar=tuple(per_ar),
        samordnare=arets[0].samordnare or "",
    )


def ordning(sortering: str, tillatna: Iterable[str], standard: str) -> str:
    """Give the asked order ("namn", or "-namn" for descending) if it is allowed, else the usual one."""
    return sortering if sortering.removeprefix("-") in tillatna else standard


def sortera(rader: QuerySet, sortering: str, falt: dict[str, str], sist: Sequence[str]) -> QuerySet:
    """Order by an allowed key; a missing number comes last, and equals come by `sist`: the order is always the same."""
    uttryck = F(falt[sortering.removeprefix("-")])
    forst = uttryck.desc(nulls_last=True) if sortering.startswith("-") else uttryck.asc(nulls_last=True)
    return rader.order_by(forst, *sist)


def andelslista(lage: Arslage, sortering: str = STANDARD) -> list[Kommun]:
    """Give the country's municipalities with their shares of a year, in order (one query)."""
    kommuner = querysets.med_andelar(lage.tabell).select_related("lan")
    return list(sortera(kommuner, sortering, ANDELSORDNINGAR, ("sortering", "kod")))


def sokrad(kommun: Kommun) -> str:
    """Give the words by which a municipality is found: as written, and folded (orebro finds Örebro)."""
    ord_ = f"{kommun.namn} {kommun.lan.namn} {kommun.kod}".lower()
    return f"{ord_} {soknyckel(ord_)}"


def sok(kommuner: Iterable[Kommun], q: str) -> list[Kommun]:
    """Keep the municipalities that have every word of `q` in their name, their county's name or their code."""
    ord_ = soknyckel(q).split()
    return [kommun for kommun in kommuner if all(ett in sokrad(kommun) for ett in ord_)]


def andelstabell(lage: Arslage, kommuner: Iterable[Kommun]) -> Tabell:
    """Give the list of shares as a table to download; it can be taken in again as it is."""
    noter = [f"{lage.tabell}. Källa: {lage.tabell.kalla}."]
    noter += [lage.aterger] if lage.aterger else []
    noter += [f"Rättelse: {lage.tabell.skal}"] if lage.tabell.skal else []
    return Tabell(
        rubrik=f"Anvisningsandelar {lage.ar.ar}",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Län"),
            Kolumn("Ordinarie andel (promille)", "promille"),
            Kolumn("Omfördelat (promille)", "promille"),
            Kolumn("Gällande andel efter omfördelning (promille)", "promille"),
        ),
        rader=[[k.kod, k.namn, k.lan.namn, k.ordinarie, k.andring, k.i_kraft] for k in kommuner],
        not_=" ".join(noter),
        preliminar=lage.tabell.ar_preliminar,
        exempeldata=lage.ar.exempeldata,
    )


def _referens() -> Concat:
    """Give a case's reference as the ledger writes it (`Forslag.referens`), as an expression."""
    nummer = Cast("nummer", CharField())
    return Concat(
        Value("OMF-"),
        Cast("ar_id", CharField()),
        Value("-"),
        F("lan_id"),
        Value("-"),
        Case(When(nummer__lt=1000, then=LPad(nummer, 3, Value("0"))), default=nummer),
        output_field=CharField(),
    )


def offentliga(forslag: QuerySet[Forslag]) -> QuerySet[Forslag]:
    """Keep the redistributions that are public, with what the pages say of them annotated (one query).

    Confirmed ones always, with what the ledger has moved in the end; reported ones while the year's setting says so,
    with what the report says. `flyttat` promille; `fran_borjan` promille as first confirmed; `rattelse` a dict about
    the table that last changed it (None: none did); `hela`; `omstandighet` the last reported circumstance.
    """
    rapporterat = Redovisningsrad.objects.filter(
        forslag=OuterRef("pk"), tas_med=True, redovisning__oversand__isnull=False
    ).order_by("-redovisning__version")
    bokfort = Andelsandring.objects.filter(ar=OuterRef("ar"), arende=OuterRef("ref"), kommun=OuterRef("givare"))
    summa = bokfort.order_by().values("arende").annotate(s=Sum("promille"))
    rattelser = bokfort.filter(tabell__slag=Tabellslag.RATTELSE).order_by("-tabell__publicerad")
    omstandigheter = Omstandighet.objects.filter(forslag=OuterRef("pk")).order_by("-pk")
    version = Forslagsversion.objects.filter(forslag=OuterRef("pk"), nummer=OuterRef("version"))
    return (
        forslag.filter(Q(status=Status.FASTSTALLD) | Q(status=Status.REDOVISAD, ar__visa_foreslagna=True))
        .annotate(ref=_referens())
        .annotate(
            flyttat=Case(
                When(
                    status=Status.FASTSTALLD,
                    then=Coalesce(-Subquery(summa.values("s"), output_field=PROMILLE), Value(NOLL, PROMILLE)),
                ),
                default=Subquery(rapporterat.values("promille")[:1]),
                output_field=PROMILLE,
            ),
            fran_borjan=-Subquery(summa.filter(tabell__slag=Tabellslag.FASTSTALLD).values("s"), output_field=PROMILLE),
            rattelse=Subquery(
                rattelser.values(
                    rad=JSONObject(skal="tabell__skal", referens="tabell__referens", galler_fran="tabell__galler_fran")
                )[:1]
            ),
            hela=Subquery(version.values("hela")),
            omstandighet=Subquery(omstandigheter.values("slag")[:1]),
        )
        .select_related("ar", "lan", "givare", "mottagare")
        .order_by("lan__sortering", "nummer")
    )


def mening(forslag: Forslag) -> str:
    """Give one plain sentence about a redistribution that `offentliga` gave."""
    givare, mottagare = forslag.givare.namn, forslag.mottagare.namn
    if not forslag.flyttat:
        return f"{givare} skulle lämna över till {mottagare}. Efter rättelsen lämnas ingenting över."
    verb = "lämnar över" if forslag.status == Status.FASTSTALLD else "föreslås lämna över"
    hela = "hela sin andel, " if forslag.hela else ""
    slut = "," if forslag.hela else ""
    return f"{givare} {verb} {hela}{promille(forslag.flyttat)}{slut} till {mottagare}."


def rattelsemening(forslag: Forslag) -> str:
    """Say how a rättelse changed a redistribution, and why; "" when none did."""
    if not forslag.rattelse:
        return ""
    dag = datum(date.fromisoformat(forslag.rattelse["galler_fran"]))
    return f"Rättad från den {dag}: förut {promille(forslag.fran_borjan)}. Skäl: {forslag.rattelse['skal']}"


def omstandighet(forslag: Forslag) -> str:
    """Say what has happened to the municipality's decision afterwards ("" for nothing): "beslutet är överklagat"."""
    if not forslag.omstandighet:
        return ""
    ord_ = Omstandighet.Slag(forslag.omstandighet).label
    return ord_[0].lower() + ord_[1:]


def omfordelningstabell(lage: Arslage, forslag: Iterable[Forslag]) -> Tabell:
    """Give a year's redistributions as a table to download."""
    return Tabell(
        rubrik=f"Omfördelningar {lage.ar.ar}",
        kolumner=(
            Kolumn("Referens"),
            Kolumn("Län"),
            Kolumn("Givande kommun, kod"),
            Kolumn("Givande kommun"),
            Kolumn("Mottagande kommun, kod"),
            Kolumn("Mottagande kommun"),
            Kolumn("Promille", "promille"),
            Kolumn("Omfattning"),
            Kolumn("Status"),
            Kolumn("Anmärkning"),
        ),
        rader=[
            [
                f.referens,
                f.lan.namn,
                f.givare_id,
                f.givare.namn,
                f.mottagare_id,
                f.mottagare.namn,
                f.flyttat,
                "hela andelen" if f.hela else "en del",
                "Fastställd" if f.status == Status.FASTSTALLD else FORESLAGEN,
                "; ".join(filter(None, (rattelsemening(f), omstandighet(f)))),
            ]
            for f in forslag
        ],
        not_=lage.aterger,
        preliminar=lage.tabell.ar_preliminar,
        exempeldata=lage.ar.exempeldata,
    )


def summa(kommuner: Iterable[Kommun], falt: str) -> Decimal:
    """Add up an annotated column, None as 0."""
    return sum((getattr(k, falt) or NOLL for k in kommuner), NOLL)
