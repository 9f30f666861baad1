"""A municipality's cases in lists: fetched with flags, figures and approvals in two queries, whatever the number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

from anvisning.models import Konto
from omfordelning import behorighet
from omfordelning import statusord as ord_
from omfordelning.arendefragor import rattad
from omfordelning.kvar import Slag, kvar_att_gora
from omfordelning.lage import slut_for
from omfordelning.models import Anstand, Forslag, Godkannande, Komplettering
from omfordelning.process import PAGAENDE, Sida, Status
from omfordelning.querysets import (
    aktuell_version,
    aktuella_godkannanden,
    med_fakta,
    med_givarens_andel,
    med_givarens_bindning,
)


@dataclass(kw_only=True)
class Listrad:
    """One case as the account's municipality sees it in a list."""

    forslag: Forslag
    godkannanden: dict[str, Godkannande]
    """Side → its approval of the current version."""
    sida: Sida

    @property
    def godkand_av(self) -> frozenset[Sida]:
        return frozenset(map(Sida, self.godkannanden))

    @property
    def egen(self) -> Godkannande | None:
        """The own side's approval of the current version."""
        return self.godkannanden.get(self.sida)

    @property
    def andras(self) -> Godkannande | None:
        """The other side's approval of the current version."""
        return self.godkannanden.get(self.sida.motsatt)

    @property
    def motpart(self) -> str:
        return ord_.kommunnamn(self.forslag, self.sida.motsatt)

    @property
    def var_tur(self) -> bool:
        """Tell whether the own municipality is to answer."""
        return self.forslag.status == Status.VANTAR_SVAR and self.egen is None

    def kvar(self, krav_beslut: bool) -> Iterator[tuple[Slag, datetime]]:
        """Give what the own municipality has left to do, and since when. Takes if the county demands decisions."""
        return kvar_att_gora(
            self.forslag,
            self.sida,
            eget=self.egen,
            andras=self.andras,
            fraga=self.forslag.fraga_begard,
            krav_beslut=krav_beslut,
            ryms=self.ryms,
        )

    @property
    def statusord(self) -> str:
        return ord_.statusord(self.forslag)

    @property
    def statuskod(self) -> str:
        return ord_.statuskod(self.forslag)

    @property
    def vantar_pa(self) -> str:
        return ord_.tur(self.forslag, self.godkand_av, ryms=self.ryms).namn

    @property
    def flaggor(self) -> list[ord_.Flagga]:
        return ord_.flaggor(self.forslag, self.godkannanden.values())

    @property
    def promille(self) -> Decimal:
        """What moves by the share that holds now; the figure sent where there is none."""
        return ord_.flyttas(self.forslag, self.forslag.givarens_andel)

    @property
    def ryms(self) -> bool:
        """Tell whether what is not decided yet still fits in the giver's share (a new table may have come)."""
        oppet = self.forslag.status in (Status.UTKAST, *PAGAENDE)
        return not oppet or ord_.ryms(self.forslag, self.forslag.givarens_andel)

    @property
    def ryms_inte(self) -> str:
        """Say that the figure does not fit; "" when it does."""
        return "" if self.ryms else ord_.ryms_inte(self.forslag, self.promille, self.forslag.givarens_andel)

    def slut(self, lanets: datetime) -> datetime:
        """The exclusive deadline with anstånd and late lane counted in; `lanets` is the county's, for a draft."""
        return slut_for(self.forslag, lanets)


def kommunens_fall(konto: Konto, ar: int | None = None) -> QuerySet[Forslag]:
    """Give the municipality's cases with facts, figure, and what is open on its own side: question and anstånd."""
    kod = konto.kommunkod
    fragor = Komplettering.objects.filter(forslag=OuterRef("pk"), besvarad=None, sida=OuterRef("egen_sida"))
    anstand = Anstand.objects.filter(forslag=OuterRef("pk"), beslutat=None, sida=OuterRef("egen_sida"))
    rader = med_givarens_andel(aktuell_version(med_fakta(behorighet.synliga_for(konto))))
    rader = med_givarens_bindning(rader).annotate(
        egen_sida=Case(When(givare=kod, then=Value(Sida.GIVARE.value)), default=Value(Sida.MOTTAGARE.value)),
        rattad=rattad(),
        fraga_id=Subquery(fragor.order_by("begard").values("pk")[:1]),
        fraga_begard=Subquery(fragor.order_by("begard").values("begard")[:1]),
        fraga=Subquery(fragor.order_by("begard").values("fraga")[:1]),
        begart_anstand=Subquery(anstand.order_by("begart").values("sammantrade")[:1]),
    )
    return rader.filter(ar=ar) if ar else rader


def med_godkannanden(forslag: QuerySet[Forslag]) -> list[Listrad]:
    """Fetch the cases (of `kommunens_fall`) and their current versions' approvals (two queries)."""
    fall = list(forslag)
    per_fall = aktuella_godkannanden(fall)
    return [Listrad(forslag=f, godkannanden=per_fall[f.pk], sida=Sida(f.egen_sida)) for f in fall]


def overenskommet(rader: Iterable[Listrad]) -> tuple[Decimal | None, list[str]]:
    """Give how the own share changes by what is agreed and not decided (None: nothing), and what does not fit in that.

    What does not fit is given as references: it moves nothing until the municipalities have changed the figure.
    """
    fall = [rad for rad in rader if rad.forslag.status in PAGAENDE and rad.forslag.status != Status.VANTAR_SVAR]
    andringar = [rad.promille * (-1 if rad.sida is Sida.GIVARE else 1) for rad in fall if rad.ryms]
    return sum(andringar, Decimal(0)) if andringar else None, [r.forslag.referens for r in fall if not r.ryms]
