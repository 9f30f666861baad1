"""Reminders: those who have something left to do are told before its deadline, each reminder once, nobody else ever."""

from omfordelning.paminnelser.gang import paminn
from omfordelning.paminnelser.utestaende import kvarstar

__all__ = ["kvarstar", "paminn"]
