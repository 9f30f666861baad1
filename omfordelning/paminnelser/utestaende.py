"""What each side of a case has left to do, and by when: the one who is reminded. Four queries, however many cases."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from anvisning import tid
from anvisning.models import Tidplan
from omfordelning.kvar import kvar_att_gora
from omfordelning.lage import slut_for
from omfordelning.models import Forslag, Godkannande, Komplettering, Paminnelse
from omfordelning.process import PAGAENDE, Sida, Status
from omfordelning.querysets import (
    aktuell_version,
    aktuella_godkannanden,
    med_fakta,
    med_givarens_andel,
    med_givarens_bindning,
)
from omfordelning.statusord import ryms

Slag = Paminnelse.Slag


@dataclass(frozen=True, kw_only=True)
class Utestaende:
    """One thing a side has left to do. `sedan`: when it arose; `slut`: the exclusive instant it must be done by."""

    forslag: Forslag
    sida: Sida
    slag: Slag
    sedan: datetime
    slut: datetime

    @property
    def sista_dag(self) -> date:
        """The deadline's last Swedish day."""
        return tid.sista_dagen(self.slut)

    @property
    def nyckel(self) -> tuple[int, str, str]:
        """Which thing it is, whatever its deadline."""
        return self.forslag.pk, self.sida.value, self.slag.value


def utestaende(forslag: QuerySet[Forslag], plan: Tidplan, nu: datetime) -> list[Utestaende]:
    """Give what is left to do in a county's cases of a year, before deadlines that have not passed.

    Nothing where anstånd is requested: no day holds until the county has decided. What the county needs for its
    report (decisions, minutes, answers) has the national date as deadline when the municipalities' own has passed.
    """
    oppna = forslag.filter(ar=plan.ar_id, lan=plan.lan_id, status__in=(Status.UTKAST, *PAGAENDE))
    rader = med_givarens_bindning(med_givarens_andel(aktuell_version(med_fakta(oppna))))
    fall = list(rader.order_by("nummer", "pk"))
    godkannanden = aktuella_godkannanden(fall)
    fragor = _fragor(fall)
    return [
        rad
        for f in fall
        if not f.anstand_begart
        for rad in _i_fallet(f, plan, godkannanden[f.pk], fragor[f.pk], nu)
        if nu < rad.slut
    ]


def kvarstar(*, forslag: int, sida: str, slag: str, sista_dag: str, nu: datetime) -> bool:
    """Tell whether a reminder still holds: the side has the thing left to do, by the same day (ISO)."""
    fall = Forslag.objects.filter(pk=forslag)
    plan = Tidplan.objects.select_related("ar").filter(ar__in=fall.values("ar"), lan__in=fall.values("lan")).first()
    kvar = utestaende(fall, plan, nu) if plan else []
    return any((r.sida, r.slag, r.sista_dag.isoformat()) == (sida, slag, sista_dag) for r in kvar)


def _fragor(fall: list[Forslag]) -> dict[int, dict[str, datetime]]:
    """Give per case and side since when the county has waited for an answer."""
    per_fall: dict[int, dict[str, datetime]] = defaultdict(dict)
    obesvarade = Komplettering.objects.filter(forslag__in=[f.pk for f in fall], besvarad=None)
    for pk, sida, begard in obesvarade.order_by("begard").values_list("forslag", "sida", "begard"):
        per_fall[pk].setdefault(sida, begard)
    return per_fall


def _i_fallet(
    forslag: Forslag,
    plan: Tidplan,
    godkannanden: Mapping[str, Godkannande],
    fragor: Mapping[str, datetime],
    nu: datetime,
) -> Iterator[Utestaende]:
    slut = slut_for(forslag, plan.slut)
    if forslag.status == Status.UTKAST:
        if not forslag.givaren_bunden:
            yield Utestaende(
                forslag=forslag, sida=Sida(forslag.initiativ), slag=Slag.UTKAST, sedan=forslag.skapad, slut=slut
            )
        return
    for sida in Sida:
        for slag, sedan in kvar_att_gora(
            forslag,
            sida,
            eget=godkannanden.get(sida),
            andras=godkannanden.get(sida.motsatt),
            fraga=fragor.get(sida),
            krav_beslut=plan.krav_beslut,
            ryms=ryms(forslag, forslag.givarens_andel),
        ):
            senast = slut if slag in (Slag.SVAR, Slag.SIFFRA) or nu < slut else plan.ar.redovisas_senast
            yield Utestaende(forslag=forslag, sida=sida, slag=slag, sedan=sedan, slut=senast)
