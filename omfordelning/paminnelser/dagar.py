"""Which reminder is due on a day. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from anvisning import tid


def paminnelsedag(sista_dag: date, dagar: int) -> date:
    """Give the day of the reminder so many days before a last day: that day, or the working day before it."""
    return tid.arbetsdagar_fore(sista_dag - timedelta(days=dagar - 1), 1)


def dags(sista_dag: date, dagarna: Iterable[int], senast: date, idag: date) -> int | None:
    """Give which reminder (days before) is due: the nearest whose day has come since `senast`; None when none is.

    `senast` is the day on which the thing arose, or of the last reminder of it. A reminder that was missed is sent
    late, but of several only the nearest: no burst.
    """
    komna = [dagar for dagar in dagarna if paminnelsedag(sista_dag, dagar) <= idag]
    if not komna or idag > sista_dag:
        return None
    narmast = min(komna)
    return narmast if senast < paminnelsedag(sista_dag, narmast) else None
