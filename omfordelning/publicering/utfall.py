"""One redistribution's outcome in a decided table, and in words why it is what it is."""

from dataclasses import dataclass
from decimal import Decimal

from omfordelning.models import Forslag
from omfordelning.process import Villkor


@dataclass(frozen=True, kw_only=True)
class Utfall:
    """One redistribution's outcome: what was proposed, what the clause gives, and what was decided (0: not made)."""

    forslag: Forslag
    foreslaget: Decimal
    enligt_villkor: Decimal
    beslutat: Decimal
    forklaring: str
    """The administrator's own sentence; needed when the decided figure is not what the clause gives."""
    skal_kravs: bool = False
    tidigare: Decimal | None = None
    """What the ledger has moved before a rättelse; None for a final table."""
    aterlamnad: str = ""
    """Why Migrationsverket returned the report or the row that it rests on: then the figure must be stated."""
    angivet: bool = False
    """The administrator has stated the figure."""

    @property
    def saknar_forklaring(self) -> bool:
        return self.skal_kravs and not self.forklaring

    @property
    def maste_anges(self) -> bool:
        return bool(self.aterlamnad) and not self.angivet

    @property
    def skal(self) -> str:
        """Why it is the figure it is: the administrator's sentence, or what follows from the parties' clause."""
        return self.forklaring or _villkorsmening(self)


def _villkorsmening(u: Utfall) -> str:
    if not u.forslag.hela and u.forslag.villkor == Villkor.FORFALL:
        return "Kommunernas villkor är att omfördelningen förfaller när den fastställda andelen blir en annan."
    proportion = not u.forslag.hela and u.forslag.villkor == Villkor.PROPORTION
    if not u.beslutat:
        if proportion:
            return "Samma del av den fastställda andelen blir 0 ‰."
        return "Den givande kommunens fastställda andel är 0 ‰."
    if u.forslag.hela:
        return "Hela andelen är alltid hela den fastställda andelen."
    if proportion:
        return "Kommunernas villkor är att samma del av andelen förs över."
    return "Det är hela den fastställda andelen, och mer går inte att föra över."
