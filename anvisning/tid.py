"""Time: the only owner of Europe/Stockholm, of deadlines and of working days.

A deadline is a whole Swedish day ("till och med 2 november") and is stored as an exclusive instant:
the start of the day after. An act is in time when it arrived before that instant.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAG = timedelta(days=1)


def slut_pa_dagen(dag: date) -> datetime:
    """Give the exclusive instant (UTC) that ends the Swedish day `dag`, whatever the clocks do that night."""
    return datetime.combine(dag + DAG, time(), STOCKHOLM).astimezone(UTC)


def start_pa_dagen(dag: date) -> datetime:
    """Give the instant (UTC) at which the Swedish day `dag` begins."""
    return slut_pa_dagen(dag - DAG)


def manadens_sista(dag: date) -> date:
    """Give the last day of the month of `dag`."""
    return dag.replace(day=monthrange(dag.year, dag.month)[1])


def lokal(instant: datetime) -> datetime:
    """Give an aware instant as Swedish local time."""
    return instant.astimezone(STOCKHOLM)


def svensk_dag(instant: datetime) -> date:
    """Give the Swedish calendar day on which an aware instant falls."""
    return lokal(instant).date()


def sista_dagen(slut: datetime) -> date:
    """Give the last Swedish day before an exclusive deadline instant."""
    return svensk_dag(slut - timedelta(microseconds=1))


@lru_cache(maxsize=8)
def _lediga(ar: int) -> holidays.HolidayBase:
    return holidays.country_holidays(
        "SE", years=ar, categories=("public", "de_facto"), include_sundays=False, language="sv"
    )


def ar_arbetsdag(dag: date) -> bool:
    """Tell whether `dag` is a Swedish working day (Midsummer's, Christmas and New Year's Eve are not)."""
    return dag.weekday() < 5 and dag not in _lediga(dag.year)


def narmaste_arbetsdag(dag: date) -> date:
    """Give `dag` itself if it is a working day, else the next one."""
    while not ar_arbetsdag(dag):
        dag += DAG
    return dag


def arbetsdagar_fore(dag: date, antal: int) -> date:
    """Give the working day that lies `antal` working days before `dag`."""
    while antal:
        dag -= DAG
        antal -= ar_arbetsdag(dag)
    return dag


def forslagen_kalender(ar: int) -> dict[str, date]:
    """Give the usual dates of the round for the share year `ar`, all in the autumn before it.

    Preliminary shares 20 August, the county's day the first Friday of November, report to Migrationsverket
    15 November, final shares 20 December; each moved to the next working day.
    """
    forra = ar - 1
    forsta_fredagen = date(forra, 11, 1 + (4 - date(forra, 11, 1).weekday()) % 7)
    dagar = {
        "preliminar": date(forra, 8, 20),
        "lanets_dag": forsta_fredagen,
        "redovisas": date(forra, 11, 15),
        "faststalls": date(forra, 12, 20),
    }
    return {namn: narmaste_arbetsdag(dag) for namn, dag in dagar.items()}
