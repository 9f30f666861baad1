"""Parts of a page of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from anvisning import tid
from anvisning.models import Ar, Tidplan
from anvisning.visning import veckodatum
from omfordelning.statusord import Flagga

BRATTOM = timedelta(days=7)
"""A deadline nearer than this is marked as urgent."""
ATGARD = "atgard"


@dataclass(frozen=True, kw_only=True)
class Uppgift:
    """One row of komponenter/uppgiftslista.html. `sedan` orders the list: when the task arose."""

    rubrik: str
    url: str
    sedan: datetime
    referens: str = ""
    text: str = ""
    slut: datetime | None = None
    brattom: bool = False
    status_kod: str = ""
    status_ord: str = ""
    vantar_pa: str = ""
    flaggor: Sequence[Flagga] = ()


@dataclass(frozen=True, kw_only=True)
class Grupp:
    """One heading of the page with its tasks, and what to say when there are none ("": the heading is left out).

    `egen`: the reader may do them, or some of them; else colleagues do.
    """

    namn: str
    rubrik: str
    uppgifter: list[Uppgift]
    tomt_rubrik: str = ""
    tomt_text: str = ""
    egen: bool = True

    @property
    def visas(self) -> bool:
        return bool(self.uppgifter or self.tomt_rubrik)


@dataclass(frozen=True, kw_only=True)
class Uppgiftssida:
    """A whole page: its sentence, its groups, links (text, url) to begin something new, and the dates ahead."""

    ingress: str
    grupper: list[Grupp]
    lankar: list[tuple[str, str]] = field(default_factory=list)
    dagar: list[dict[str, Any]] = field(default_factory=list)
    ar: int | None = None
    plan: Tidplan | None = None
    """The open round, for a municipality."""

    @property
    def antal(self) -> int:
        """How many tasks need an act of the reader."""
        return sum(len(grupp.uppgifter) for grupp in self.grupper if grupp.namn == ATGARD and grupp.egen)


def kraver_atgard(uppgifter: list[Uppgift], *, egen: bool, tomt_text: str) -> Grupp:
    """Give the page's first group; whoever may only read is told that colleagues act (`egen` false)."""
    return Grupp(
        namn=ATGARD,
        rubrik="Kräver åtgärd" if egen else "Kräver åtgärd av era kollegor",
        uppgifter=aldst_forst(uppgifter),
        tomt_rubrik="Inget väntar på er",
        tomt_text=tomt_text,
        egen=egen,
    )


def sammantradet(dag: date, nu: datetime) -> str:
    """Say when the board meets, or met: "Sammanträdet är onsdag 2 december 2026."."""
    return f"Sammanträdet {'var' if dag < tid.svensk_dag(nu) else 'är'} {veckodatum(dag)}."


def aldst_forst(uppgifter: list[Uppgift]) -> list[Uppgift]:
    """Order tasks by when they arose."""
    return sorted(uppgifter, key=lambda u: (u.sedan, u.referens))


def ar_brattom(slut: datetime | None, nu: datetime) -> bool:
    """Tell whether a deadline is near, or passed."""
    return slut is not None and slut - nu < BRATTOM


def dagar(ar: Ar, plan: Tidplan | None, nu: datetime) -> list[dict[str, Any]]:
    """Give a round's dates in order, each with what happens and whether it has been."""
    rader: list[tuple[date, str]] = [(ar.preliminar_dag, "Migrationsverket lämnar preliminära andelar")]
    if plan is not None:
        rader.append((plan.sista_dag, "Sista dag för kommunerna i länet"))
    rader += [
        (ar.redovisas_dag, "Sista dag för länsstyrelserna att redovisa till Migrationsverket"),
        (ar.faststalls_dag, "Migrationsverket fastställer andelarna"),
        (date(ar.ar, 1, 1), f"Andelarna för {ar.ar} börjar gälla"),
    ]
    idag = tid.svensk_dag(nu)
    return [{"dag": dag, "vad": vad, "varit": dag < idag} for dag, vad in sorted(rader, key=lambda rad: rad[0])]
