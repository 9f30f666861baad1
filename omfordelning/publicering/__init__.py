"""What publishing a table would do: ordinary shares, each redistribution's outcome, and where it differs and why."""

from omfordelning.publicering.differenser import Differens
from omfordelning.publicering.oavgjorda import Oavgjorda, Omraknade, oavgjorda, omraknade
from omfordelning.publicering.plan import Plan, planera, redovisade
from omfordelning.publicering.utfall import Utfall

__all__ = [
    "Differens",
    "Oavgjorda",
    "Omraknade",
    "Plan",
    "Utfall",
    "oavgjorda",
    "omraknade",
    "planera",
    "redovisade",
]
