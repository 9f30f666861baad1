"""What a county's municipalities have said about the year: proposals, "inte aktuellt", or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from anvisning.models import Kommun
from anvisning.visning import kommuner
from omfordelning.models import Arsbesked, Forslag, Godkannande, Redovisning
from omfordelning.process import AVSLUTADE, Sida, Status


class Svar(Enum):
    """What holds for one municipality; the value is what pages say."""

    FORSLAG = "har förslag eller har svarat på ett"
    INTE_AKTUELLT = "inte aktuellt i år"
    INGET = "inget svar"


@dataclass(frozen=True, kw_only=True)
class Svarslage:
    """A county's year: each municipality (code, in Swedish order of names) with its answer and since when it holds."""

    namn: Mapping[str, str]
    svar: Mapping[str, Svar]
    svarat: Mapping[str, datetime]
    """When those who say that the year does not concern them said so."""

    def antal(self, svar: Svar) -> int:
        """Count the municipalities with an answer."""
        return sum(ett is svar for ett in self.svar.values())

    @property
    def inte_aktuellt(self) -> list[str]:
        """The names of those who say that the year does not concern them."""
        return [self.namn[kod] for kod, svar in self.svar.items() if svar is Svar.INTE_AKTUELLT]

    @property
    def inget_svar(self) -> list[str]:
        """The names of those who have said nothing."""
        return [self.namn[kod] for kod, svar in self.svar.items() if svar is Svar.INGET]

    @property
    def text(self) -> str:
        """The whole in two or three sentences, for pages and for the nollrapport in each of its formats."""
        nej, inget, forslag = (self.antal(svar) for svar in (Svar.INTE_AKTUELLT, Svar.INGET, Svar.FORSLAG))
        alla = len(self.svar)
        delar = [
            f"{nej or 'Ingen'} av länets {alla} kommuner har svarat att omfördelning inte är aktuellt för dem i år.",
            f"{kommuner(inget)} har inte svarat." if inget else "Ingen kommun är utan svar.",
        ]
        if forslag:
            delar.append(f"{kommuner(forslag)} har skickat eller svarat på förslag.")
        return " ".join(delar)


def svar_av(*, senast_nej: datetime | None, senast_godkant: datetime | None, pagar: bool, har_sagt_nej: bool) -> Svar:
    """Give what holds for one municipality.

    Takes when it last said "inte aktuellt" (None: not, or taken back), when its own side last approved something,
    whether a case its side has approved goes on, and whether it has said no to one. A proposal sent later takes the
    answer back.
    """
    if senast_nej and not pagar and (senast_godkant is None or senast_godkant <= senast_nej):
        return Svar.INTE_AKTUELLT
    return Svar.FORSLAG if senast_godkant or pagar or har_sagt_nej else Svar.INGET


def build_svarslage(ar: int, lanskod: str, per: datetime) -> Svarslage:
    """Gather a county's answers as they were at an instant (one query)."""
    return svarslage_av(med_svar(Kommun.objects.filter(lan=lanskod), ar, per))


def nollrapportens_svar(redovisning: Redovisning) -> Svarslage | None:
    """Give what the municipalities had answered when a nollrapport was decided (one query). None: no nollrapport."""
    if not redovisning.nollrapport:
        return None
    return build_svarslage(redovisning.ar_id, redovisning.lan_id, redovisning.beslutad)


def med_svar(kommuner: QuerySet[Kommun], ar: int, per: datetime) -> QuerySet[Kommun]:
    """Annotate what each municipality has said about a year, as it was at an instant; in Swedish order of names."""
    egen = OuterRef("pk")
    besked = Arsbesked.objects.filter(ar=ar, kommun=egen, svarat__lte=per).order_by("-svarat", "-pk")
    egna = Q(sida=Sida.GIVARE, version__forslag__givare=egen) | Q(sida=Sida.MOTTAGARE, version__forslag__mottagare=egen)
    godkanda = Godkannande.objects.filter(egna, version__forslag__ar=ar, mottaget__lte=per)
    nekade = Forslag.objects.filter(ar=ar, status=Status.NEJ, avslutad__lte=per).filter(
        Q(avslutad_av=Sida.GIVARE, givare=egen) | Q(avslutad_av=Sida.MOTTAGARE, mottagare=egen)
    )
    return kommuner.annotate(
        inte_aktuellt=Subquery(besked.values("inte_aktuellt")[:1]),
        svarat=Subquery(besked.values("svarat")[:1]),
        senast_godkant=Subquery(godkanda.order_by("-mottaget").values("mottaget")[:1]),
        pagar=Exists(godkanda.filter(_pagick(per))),
        har_sagt_nej=Exists(nekade),
    ).order_by("sortering")


def svarslage_av(kommuner: Iterable[Kommun]) -> Svarslage:
    """Give the answers of municipalities from `med_svar`."""
    svar, svarat, namn = {}, {}, {}
    for rad in kommuner:
        svar[rad.kod] = svar_av(
            senast_nej=rad.svarat if rad.inte_aktuellt else None,
            senast_godkant=rad.senast_godkant,
            pagar=rad.pagar,
            har_sagt_nej=rad.har_sagt_nej,
        )
        namn[rad.kod] = rad.namn
        if svar[rad.kod] is Svar.INTE_AKTUELLT:
            svarat[rad.kod] = rad.svarat
    return Svarslage(namn=namn, svar=svar, svarat=svarat)


def _pagick(per: datetime) -> Q:
    """The condition that an approval's case had not ended, and that the approval is of its current version."""
    inte_avslutat = ~Q(version__forslag__status__in=AVSLUTADE) | Q(version__forslag__avslutad__gt=per)
    return inte_avslutat & Q(version__nummer=F("version__forslag__version"))


@dataclass(frozen=True, kw_only=True)
class EgetSvar:
    """One municipality's own answer: since when it says that the year does not concern it, and its cases going on."""

    inte_aktuellt: datetime | None
    pagaende: list[str]
    """References of the cases that go on and that its own side has approved."""


def eget_svar(ar: int, kommunkod: str) -> EgetSvar:
    """Give one municipality's answer as it is now (one query)."""
    egna = Q(sida=Sida.GIVARE, version__forslag__givare=kommunkod)
    egna |= Q(sida=Sida.MOTTAGARE, version__forslag__mottagare=kommunkod)
    godkanda = Godkannande.objects.filter(egna, version__forslag__ar=ar)
    av_den_aktuella = godkanda.filter(version__nummer=F("version__forslag__version"))
    pagar = av_den_aktuella.exclude(version__forslag__status__in=AVSLUTADE).order_by("version__forslag__nummer")
    senaste = Arsbesked.objects.filter(ar=ar, kommun=kommunkod).order_by("-svarat", "-pk")
    inte_aktuellt, svarat, godkant, nummer = Kommun.objects.values_list(
        Subquery(senaste.values("inte_aktuellt")[:1]),
        Subquery(senaste.values("svarat")[:1]),
        Subquery(godkanda.order_by("-mottaget").values("mottaget")[:1]),
        ArraySubquery(pagar.values("version__forslag__nummer")),
    ).get(pk=kommunkod)
    nej = svarat if inte_aktuellt else None
    # A no to a proposal takes no "inte aktuellt" back, and nothing else is asked here.
    svar = svar_av(senast_nej=nej, senast_godkant=godkant, pagar=bool(nummer), har_sagt_nej=False)
    return EgetSvar(
        inte_aktuellt=nej if svar is Svar.INTE_AKTUELLT else None,
        pagaende=[Forslag(ar_id=ar, lan_id=kommunkod[:2], nummer=ett).referens for ett in nummer],
    )
