"""Looking back: what was known at the end of a day, and what applied on it. The two are asked for together."""

from dataclasses import dataclass
from datetime import date, datetime

from anvisning import tid
from anvisning.visning import datum


@dataclass(frozen=True, slots=True)
class Per:
    """One year's shares as they were seen at the end of a Swedish day.

    Known is what was published before `kant_fore`, whatever day it applies from. Of that, what applies on `galler` is
    what held: a rättelse may be published before the day it applies from, or after it.
    """

    ar: int
    dag: date

    @property
    def kant_fore(self) -> datetime:
        """The exclusive instant (UTC) that ends the day."""
        return tid.slut_pa_dagen(self.dag)

    @property
    def galler(self) -> date:
        """The day itself; before the year its first day (what was to come), after the year its last (what was)."""
        return min(max(self.dag, date(self.ar, 1, 1)), date(self.ar, 12, 31))

    @property
    def giltighet(self) -> str:
        """Say how the day lies to the year: "gällde den dagen", or "skulle gälla från den 1 januari 2027"."""
        if self.dag < self.galler:
            return f"skulle gälla från den {datum(self.galler)}"
        if self.dag > self.galler:
            return f"gällde till och med den {datum(self.galler)}"
        return "gällde den dagen"

    @property
    def mening(self) -> str:
        """Say what a table shows: "Läget vid slutet av den 3 mars 2027: det som var publicerat då och gällde …"."""
        return f"Läget vid slutet av den {datum(self.dag)}: det som var publicerat då och {self.giltighet}."
