"""The open cases that a new table finds: what stands in the way, what lapses, what no longer fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anvisning.models import Tidplan
from omfordelning.lage import Arende
from omfordelning.models import Forslag
from omfordelning.process import PAGAENDE, Status, far_rum, hela_eller_del
from omfordelning.querysets import aktuell_version, med_fakta


@dataclass(frozen=True)
class Oavgjorda:
    """Cases not yet reported to Migrationsverket: those that stand in the way, and those that lapse at publishing."""

    hindrar: tuple[Forslag, ...]
    forfaller: tuple[Forslag, ...]


def oavgjorda(ar: int, nu: datetime) -> Oavgjorda:
    """Sort a year's open cases (two queries). One that waits past its deadline, without anstånd asked for, lapses."""
    planer = {plan.lan_id: plan for plan in Tidplan.objects.filter(ar=ar)}
    oppna = [s for s in PAGAENDE if s is not Status.REDOVISAD]
    hindrar, forfaller = [], []
    for forslag in med_fakta(Forslag.objects.filter(ar=ar, status__in=oppna)).order_by("lan", "nummer"):
        arende = Arende(
            forslag=forslag,
            tidplan=planer[forslag.lan_id],
            andelar={},
            bindningar={},
            preliminara_finns=True,
            faststallt=False,
        )
        ute = forslag.status == Status.VANTAR_SVAR and nu >= arende.slut and not forslag.anstand_begart
        (forfaller if ute else hindrar).append(forslag)
    return Oavgjorda(tuple(hindrar), tuple(forfaller))


@dataclass(frozen=True)
class Omraknade:
    """The open cases that new preliminary shares recalculate, and those whose figure then no longer fits."""

    alla: tuple[Forslag, ...]
    ryms_inte: tuple[Forslag, ...]


def omraknade(ar: int, ordinarie: Mapping[str, Decimal]) -> Omraknade:
    """Give the cases whose parties are told of new preliminary shares (promille by code). One query."""
    oppna = aktuell_version(Forslag.objects.filter(ar=ar, status__in=PAGAENDE)).order_by("lan", "nummer")
    alla = tuple(oppna.select_related("lan", "givare", "mottagare"))
    andel = {f.pk: ordinarie.get(f.givare_id, Decimal(0)) for f in alla}
    ryms_inte = [f for f in alla if not far_rum(hela_eller_del(f.promille, f.hela, andel[f.pk]), andel[f.pk])]
    return Omraknade(alla, tuple(ryms_inte))
