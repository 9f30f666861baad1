"""The worker's heartbeat: a duty like the others, which comes through beat, broker and worker, and does nothing else.

That it was done is noted as for every duty; `anvisning.uppstart.hjartslag` watches it.
"""

from datetime import datetime


def sla(*, nu: datetime) -> None:
    """Having come here is the news (quality R-11)."""
