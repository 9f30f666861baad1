"""What the county's decision on its report rests on: the agreed cases and their figures, as they were seen."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from anvisning import querysets
from omfordelning.lage import Arende
from omfordelning.models import Redovisning
from omfordelning.process import hela_eller_del

NOLL = Decimal(0)


def avtryck(arenden: Sequence[Arende], senaste: Redovisning | None) -> str:
    """Give what a decision is about as a hash: the agreed cases with their figures, and the version it replaces."""
    sett = [
        (
            a.forslag.pk,
            a.forslag.version,
            a.forslag.status,
            str(a.promille()),
            *(str(a.andelar.get(kod, NOLL)) for kod in (a.forslag.givare_id, a.forslag.mottagare_id)),
        )
        for a in arenden
    ]
    return hashlib.sha256(repr((sett, senaste.version if senaste else 0)).encode()).hexdigest()


def andrade_sedan_beslutet(redovisning: Redovisning) -> list[str]:
    """Give the references of cases taken along whose figures no longer are those that were decided on (two queries).

    New preliminary shares may come between the decision and the sending.
    """
    rader = list(
        redovisning.rader.filter(tas_med=True).select_related("forslag", "version").order_by("forslag__nummer")
    )
    andelar = querysets.ordinarie_andelar(querysets.gallande_tabell(redovisning.ar_id))
    return [
        rad.forslag.referens
        for rad in rader
        if (rad.promille, rad.givare_fore, rad.mottagare_fore)
        != (
            hela_eller_del(rad.version.promille, rad.version.hela, andelar.get(rad.forslag.givare_id, NOLL)),
            andelar.get(rad.forslag.givare_id, NOLL),
            andelar.get(rad.forslag.mottagare_id, NOLL),
        )
    ]
