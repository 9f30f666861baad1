"""What a proposal is made within: the county's round, the shares that hold, and the county's municipalities."""

from dataclasses import dataclass
from decimal import Decimal

from anvisning import querysets
from anvisning.models import Andelstabell, Kommun, Konto, Tidplan


@dataclass(frozen=True, kw_only=True)
class Runda:
    """What a proposal is made within: the county's round, the shares that hold, and the county's municipalities."""

    plan: Tidplan
    tabell: Andelstabell | None
    andelar: dict[str, Decimal]
    kommuner: list[Kommun]

    def val(self, konto: Konto) -> list[tuple[str, str]]:
        """Give the other municipalities of the county as choices, in Swedish order."""
        return [(k.kod, k.namn) for k in self.kommuner if k.kod != konto.kommunkod]

    def kommun(self, kod: str) -> Kommun:
        """Give one of the municipalities."""
        return next(k for k in self.kommuner if k.kod == kod)

    def namn(self, kod: str) -> str:
        """Give a municipality's short name."""
        return self.kommun(kod).namn


def build_runda(plan: Tidplan) -> Runda:
    """Gather a county's round (three queries)."""
    tabell = querysets.gallande_tabell(plan.ar_id)
    kommuner = list(Kommun.objects.filter(lan=plan.lan_id).order_by("sortering"))
    andelar = querysets.ordinarie_andelar(tabell, [k.kod for k in kommuner]) if tabell else {}
    return Runda(plan=plan, tabell=tabell, andelar=andelar, kommuner=kommuner)
