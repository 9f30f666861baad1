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
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, LPad

from anvisning import querysets, tid
from anvisning.handelser import NATIONELL
from anvisning.models import Andelsandring, Andelstabell, Ar, Handelse, Kommun, Organisation, Tabellslag
from anvisning.per_datum import Per
from anvisning.sortering import soknyckel
from anvisning.visning import datum, promille
from omfordelning.models import Forslag, Forslagsversion, Omstandighet, Redovisningsrad
from omfordelning.process import Status
from omfordelning.status_den import status_den

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
    """A year's published tables, newest first after the one that holds, and all years that have any, newest first.

    As of a day (`per`): only what was published then, and what applied then holds.
    """

    ar: Ar
    tabell: Andelstabell
    tabeller: tuple[Andelstabell, ...]
    alla_ar: tuple[int, ...]
    samordnare: str
    """The county that holds the national roles and restates Migrationsverket's decisions; "" for none."""
    per: Per | None = None
    rattad_senare: tuple[Andelstabell, ...] = ()
    """As of a day: tables that nobody had seen then, but which apply from that day or an earlier one."""

    @property
    def tidigare(self) -> tuple[Andelstabell, ...]:
        """The versions that have been replaced."""
        return tuple(t for t in self.tabeller[1:] if t not in self.kommande)

    @property
    def kommande(self) -> tuple[Andelstabell, ...]:
        """As of a day: tables that were published then and apply from a later day."""
        return tuple(t for t in self.tabeller if self.per and t.galler_fran > self.per.galler)

    @property
    def aterger(self) -> str:
        """Say who restates Migrationsverket's decision, and its reference ("": Migrationsverket itself publishes)."""
        if not self.samordnare:
            return ""
        beteckning = f", beteckning {self.tabell.referens}" if self.tabell.referens else ""
        return f"Länsstyrelsen i {self.samordnare} återger Migrationsverkets beslut{beteckning}."


def publicerade() -> list[Andelstabell]:
    """Give every table that is published, newest year first and in each the one that holds first (one query)."""
    samordnare = Organisation.objects.filter(slag=Organisation.Slag.NATIONELL).values("samordnande_lan__namn")[:1]
    tabeller = Andelstabell.objects.select_related("ar").annotate(samordnare=Subquery(samordnare))
    return list(tabeller.order_by("-ar_id", *querysets.galler_forst()))


def arslage(ar: int | None = None) -> Arslage | None:
    """Give the state of a year (the newest when None), in one query; None when it has no published table."""
    return arslage_av(publicerade(), ar)


def arslage_av(tabeller: Sequence[Andelstabell], ar: int | None = None, dag: date | None = None) -> Arslage | None:
    """Give what `publicerade` says of a year (the newest when None), now or at the end of a day."""
    da = [t for t in tabeller if dag is None or t.publicerad < tid.slut_pa_dagen(dag)]
    per_ar: dict[int, list[Andelstabell]] = {}
    for tabell in da:
        per_ar.setdefault(tabell.ar_id, []).append(tabell)
    if not per_ar or (ar is not None and ar not in per_ar):
        return None
    arets = per_ar[ar] if ar is not None else next(iter(per_ar.values()))
    per = Per(arets[0].ar_id, dag) if dag else None
    if per:
        arets.sort(key=lambda t: t.galler_fran > per.galler)  # stable: what applied that day comes first
    return Arslage(
        ar=arets[0].ar,
        tabell=arets[0],
        tabeller=tuple(arets),
        alla_ar=tuple(per_ar),
        samordnare=arets[0].samordnare or "",
        per=per,
        rattad_senare=tuple(t for t in tabeller if per and t.ar_id == per.ar and t not in da and _gallde(t, per)),
    )


def aren_den(tabeller: Sequence[Andelstabell], dag: date) -> list[Arslage]:
    """Give every year that had a published table at the end of a day, newest first."""
    nyast = arslage_av(tabeller, None, dag)
    lagen = (arslage_av(tabeller, ar, dag) for ar in (nyast.alla_ar if nyast else ()))
    return [lage for lage in lagen if lage]


def _gallde(tabell: Andelstabell, per: Per) -> bool:
    """Tell whether a table that came after a day changes what applied on it."""
    return tabell.slag == Tabellslag.RATTELSE and tabell.galler_fran <= per.galler


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
    kommuner = querysets.med_andelar(lage.tabell, lage.per and lage.per.galler).select_related("lan")
    return list(sortera(kommuner, sortering, ANDELSORDNINGAR, ("sortering", "kod")))


def sokrad(kommun: Kommun) -> str:
    """Give the words by which a municipality is found: as written, and folded (orebro finds Örebro)."""
    ord_ = f"{kommun.namn} {kommun.lan.namn} {kommun.kod}".lower()
    return f"{ord_} {soknyckel(ord_)}"


def sok(kommuner: Iterable[Kommun], q: str) -> list[Kommun]:
    """Keep the municipalities that have every word of `q` in their name, their county's name or their code."""
    ord_ = soknyckel(q).split()
    return [kommun for kommun in kommuner if all(ett in sokrad(kommun) for ett in ord_)]


def referens() -> Concat:
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


def bokfort(per: Per | None = None) -> QuerySet[Andelsandring]:
    """Give the giver's ledger rows of a case (annotated `ref`), for a subquery: all, or those that held as of a day."""
    rader = Andelsandring.objects.filter(ar=OuterRef("ar"), arende=OuterRef("ref"), kommun=OuterRef("givare"))
    return rader.filter(tabell__publicerad__lt=per.kant_fore, galler_fran__lte=per.galler) if per else rader


def offentliga(forslag: QuerySet[Forslag], per: Per | None = None) -> QuerySet[Forslag]:
    """Keep the redistributions that are public, with what the pages say of them annotated (one query).

    Confirmed ones always, with what the ledger has moved in the end; reported ones while the year's setting says so,
    with what the report says. `flyttat` promille; `fran_borjan` promille as first confirmed; `rattelse` a dict about
    the table that last changed it (None: none did); `hela`; `omstandighet` the last reported circumstance.

    With `per` (of the cases' year) all is as it was at the end of that day, and `status_da` the status then: what was
    public then, unless the year's setting hides it now.
    """
    rapporterat = Redovisningsrad.objects.filter(
        forslag=OuterRef("pk"), tas_med=True, redovisning__oversand__isnull=False
    ).order_by("-redovisning__version")
    rader = bokfort(per)
    omstandigheter = Omstandighet.objects.filter(forslag=OuterRef("pk")).order_by("-pk")
    status = "status_da" if per else "status"
    visas = Q(ar__visa_foreslagna=True)
    if per:
        forslag = _med_installningen_da(status_den(forslag, per.kant_fore), per)
        visas &= Q(visades_da="true") | Q(visades_da=None)
        rapporterat = rapporterat.filter(redovisning__oversand__lt=per.kant_fore)
        omstandigheter = omstandigheter.filter(registrerad__lt=per.kant_fore)
    summa = rader.order_by().values("arende").annotate(s=Sum("promille"))
    rattelser = rader.filter(tabell__slag=Tabellslag.RATTELSE).order_by("-tabell__publicerad")
    version = Forslagsversion.objects.filter(forslag=OuterRef("pk"), nummer=OuterRef("version"))
    return (
        forslag.filter(Q(**{status: Status.FASTSTALLD}) | Q(**{status: Status.REDOVISAD}) & visas)
        .annotate(ref=referens())
        .annotate(
            flyttat=Case(
                When(
                    Q(**{status: Status.FASTSTALLD}),
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


def _med_installningen_da(forslag: QuerySet[Forslag], per: Per) -> QuerySet[Forslag]:
    """Annotate `visades_da`: how the year's setting `visa_foreslagna` stood then; None if it is as it stands now."""
    andrat_sedan = Handelse.objects.filter(
        ar=OuterRef("ar"),
        lanskod=NATIONELL,
        slag="ar_andrat",
        nar__gte=per.kant_fore,
        uppgifter__fore__has_key="visa_foreslagna",
    ).order_by("nummer")
    fore = andrat_sedan.annotate(fore=KT("uppgifter__fore__visa_foreslagna")).values("fore")
    return forslag.annotate(visades_da=Subquery(fore[:1]))


def omfordelningslista(lage: Arslage, sortering: str = "") -> list[Forslag]:
    """Give a year's public redistributions with what the pages say of each (one query); "": by county and reference.

    As of a day, `status` is the status then: the rows are for reading.
    """
    rader = offentliga(Forslag.objects.filter(ar=lage.ar), lage.per)
    if sortering:
        sist = ("lan__sortering", "givare__sortering", "nummer")
        rader = sortera(rader, sortering, OMFORDELNINGSORDNINGAR, sist)
    lista = list(rader)
    for rad in lista:
        rad.status = rad.status_da if lage.per else rad.status
        rad.rattad = rattelsemening(rad)
        rad.handelse = omstandighet(rad)
    return lista


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


def summa(kommuner: Iterable[Kommun], falt: str) -> Decimal:
    """Add up an annotated column, None as 0."""
    return sum((getattr(k, falt) or NOLL for k in kommuner), NOLL)
