"""The counties' process: proposals, decisions, checks, reports and letters."""

from omfordelning.models.brev import Brev
from omfordelning.models.forslag import (
    Anstand,
    Forslag,
    Forslagsversion,
    Godkannande,
    Kommunbeslut,
    Omstandighet,
    SenInlamning,
)
from omfordelning.models.redovisning import (
    Avvikelse,
    Kommunicering,
    Komplettering,
    Kontroll,
    Redovisning,
    Redovisningsfil,
    Redovisningsrad,
)

__all__ = [
    "Anstand",
    "Avvikelse",
    "Brev",
    "Forslag",
    "Forslagsversion",
    "Godkannande",
    "Kommunbeslut",
    "Kommunicering",
    "Komplettering",
    "Kontroll",
    "Omstandighet",
    "Redovisning",
    "Redovisningsfil",
    "Redovisningsrad",
    "SenInlamning",
]
