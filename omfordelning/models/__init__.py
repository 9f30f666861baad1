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
from omfordelning.models.paminnelse import Paminnelse
from omfordelning.models.redovisning import (
    Avvikelse,
    Kommunicering,
    Komplettering,
    Kontroll,
    Redovisning,
    Redovisningsfil,
    Redovisningsrad,
)
from omfordelning.models.sammantraden import Arsbesked, Beredningstid, Sammantrade

__all__ = [
    "Anstand",
    "Arsbesked",
    "Avvikelse",
    "Beredningstid",
    "Brev",
    "Forslag",
    "Forslagsversion",
    "Godkannande",
    "Kommunbeslut",
    "Kommunicering",
    "Komplettering",
    "Kontroll",
    "Omstandighet",
    "Paminnelse",
    "Redovisning",
    "Redovisningsfil",
    "Redovisningsrad",
    "Sammantrade",
    "SenInlamning",
]
