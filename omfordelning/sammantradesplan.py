"""What a board's meeting means for the round: when the tjänsteskrivelse is due, and if the decision is in time.

Pure: no database, no clock. A deadline here is its last whole Swedish day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from anvisning import tid
from anvisning.visning import datum

DAGAR_FORE = 21
"""How many days before the meeting the tjänsteskrivelse must be ready, unless the organ says otherwise."""
MEST_FORE = 120
"""As many days before as an organ may say."""


class Hinner(Enum):
    """Whether what a meeting decides comes in time."""

    I_TID = "i_tid"
    MED_ANSTAND = "med_anstand"
    FOR_SENT = "for_sent"


@dataclass(frozen=True, kw_only=True)
class Frist:
    """The two days a meeting is held against: the municipality's last day, and the national date."""

    sista_dag: date
    redovisas_dag: date
    vems: str = "länets datum"
    """Whose day it is, as the sentences say it."""

    def hinner(self, sammantrade: date) -> Hinner:
        """Tell whether a decision of that day is in time, needs anstånd, or is too late (domain.md 3, Late)."""
        if sammantrade <= self.sista_dag:
            return Hinner.I_TID
        return Hinner.MED_ANSTAND if sammantrade <= self.redovisas_dag else Hinner.FOR_SENT

    def besked(self, sammantrade: date) -> str:
        """Say it in one sentence."""
        match self.hinner(sammantrade):
            case Hinner.I_TID:
                return f"Beslutet kommer i tid, {_fore((self.sista_dag - sammantrade).days, self.vems)}."
            case Hinner.MED_ANSTAND:
                return f"Beslutet kommer {self.sen(sammantrade)}: begär anstånd."
            case Hinner.FOR_SENT:
                return f"För sent: länsstyrelsen redovisar {datum(self.redovisas_dag)}."

    def sen(self, sammantrade: date) -> str:
        """Say how late a meeting after the last day is: "5 dagar efter länets datum"."""
        return f"{_dagar((sammantrade - self.sista_dag).days)} efter {self.vems}"


def _dagar(antal: int) -> str:
    return "1 dag" if antal == 1 else f"{antal} dagar"


def _fore(antal: int, vems: str) -> str:
    return f"{_dagar(antal)} före {vems}" if antal else f"samma dag som {vems}"


def skrivelsedag(sammantrade: date, dagar_fore: int) -> date:
    """Give the last day for the tjänsteskrivelse: that many days before the meeting, moved back to a working day."""
    return tid.arbetsdagar_fore(sammantrade - timedelta(days=dagar_fore - 1), 1)
