"""A case's figures as they stand: what was proposed, what moves, and both ordinary shares it moves between."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from anvisning import querysets
from anvisning.models import Andelsandring, Andelstabell
from omfordelning.brevunderlag.delar import NOLL
from omfordelning.lage import Arende
from omfordelning.models import Redovisningsrad
from omfordelning.process import AVSLUTADE, Status


@dataclass(frozen=True, kw_only=True)
class Siffror:
    """All in promille. `flyttas` is 0 in a case that has ended, and what the ledger holds in a confirmed one."""

    foreslaget: Decimal
    foreslaget_av: Decimal | None
    """The giver's share that the proposal was a part of."""
    flyttas: Decimal
    givare_fore: Decimal
    mottagare_fore: Decimal
    tabell: Andelstabell | None
    """The table that the two shares come from."""


def build_siffror(arende: Arende) -> Siffror:
    """Gather a case's figures (three queries)."""
    forslag = arende.forslag
    rad = Redovisningsrad.objects.filter(forslag=forslag).order_by("-redovisning__version").first()
    givare_fore = arende.andelar.get(forslag.givare_id, NOLL)
    if rad is not None:
        foreslaget, av = rad.promille, rad.givare_fore
    elif arende.faststallt:
        foreslaget, av = arende.version.promille, None
    else:
        foreslaget, av = arende.promille(), givare_fore
    if forslag.status == Status.FASTSTALLD:
        flyttas = _bokfort(forslag.referens, forslag.givare_id)
    else:
        flyttas = NOLL if forslag.status in AVSLUTADE else arende.promille()
    return Siffror(
        foreslaget=foreslaget,
        foreslaget_av=av,
        flyttas=flyttas,
        givare_fore=givare_fore,
        mottagare_fore=arende.andelar.get(forslag.mottagare_id, NOLL),
        tabell=querysets.gallande_tabell(forslag.ar_id),
    )


def _bokfort(referens: str, givare: str) -> Decimal:
    summa = Andelsandring.objects.filter(arende=referens, kommun=givare).aggregate(s=Sum("promille"))["s"]
    return -(summa or NOLL)
