"""Calendar feeds: what stands on which day for a person, a municipality or a county, and how it is written as iCal."""

from datetime import datetime

from anvisning.models import Kalenderlank, Konto
from omfordelning.kalender.egna import egna_poster
from omfordelning.kalender.ics import skriv_ics
from omfordelning.kalender.kommun import kommunens_poster
from omfordelning.kalender.lan import lanets_poster

__all__ = ["build_ics"]


def build_ics(konto: Konto, slag: str, nu: datetime) -> bytes:
    """Give the bytes of an account's feed: the same state always gives the same bytes."""
    if slag == Kalenderlank.Slag.EGEN:
        return skriv_ics(f"Mina uppgifter, {konto.organisation.namn}", egna_poster(konto, nu))
    bygg = kommunens_poster if konto.kommunkod else lanets_poster
    return skriv_ics(f"Anvisningsandelar, {konto.organisation.namn}", bygg(konto, nu))
