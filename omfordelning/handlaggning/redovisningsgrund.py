"""What the county's decision on its report rests on: the agreed cases and their figures, as they were seen."""

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from anvisning import querysets
from anvisning.models import Andelstabell
from omfordelning.lage import Arende
from omfordelning.models import Forslag, Redovisning
from omfordelning.process import Status, hela_eller_del

NOLL = Decimal(0)


def avtryck(arenden: Sequence[Arende], senaste: Redovisning | None) -> str:
    """Give what a decision is about as a hash: the agreed cases as they stand, and the version that it replaces."""
    sett = [
        (
            a.forslag.pk,
            a.forslag.version,
            a.forslag.status,
            str(a.promille()),
            a.forslag.andrad_omstandighet,
            a.forslag.kontroll_utan_anmarkning,
            bool(a.forslag.fragade_sidor),
            a.beslut_saknas_hos(),
            *(str(a.andelar.get(kod, NOLL)) for kod in (a.forslag.givare_id, a.forslag.mottagare_id)),
        )
        for a in arenden
    ]
    return hashlib.sha256(repr((sett, senaste.version if senaste else 0)).encode()).hexdigest()


def oprovade(ar: int, lanskod: str) -> QuerySet[Forslag]:
    """Give a county's agreed cases that it has not decided on."""
    return Forslag.objects.filter(ar=ar, lan=lanskod, status=Status.OVERENS).order_by("nummer")


def hinder_for_oversandande(redovisning: Redovisning, utan_beslut: Iterable[Forslag]) -> list[str]:
    """Give what stops a report's newest version from being sent, with the cases that are undecided (three queries)."""
    if redovisning.status != Redovisning.Status.BESLUTAD:
        return [f"Version {redovisning.version} är redan översänd."]
    if namn := ", ".join(f.referens for f in utan_beslut):
        return [f"Det finns ärenden som länsstyrelsen inte har beslutat om: {namn}. Besluta en ny version först."]
    tabell = querysets.gallande_tabell(redovisning.ar_id)
    if tabell is not None and not tabell.ar_preliminar:
        return [f"Andelarna för {redovisning.ar_id} är redan fastställda."]
    if namn := ", ".join(_andrade_sedan_beslutet(redovisning, tabell)):
        return [f"Andelarna har ändrats sedan länsstyrelsen beslutade: {namn}. Besluta en ny version först."]
    return []


def _andrade_sedan_beslutet(redovisning: Redovisning, tabell: Andelstabell | None) -> list[str]:
    """Give the references of cases taken along whose figures no longer are those that were decided on.

    New preliminary shares may come between the decision and the sending.
    """
    rader = redovisning.rader.filter(tas_med=True).select_related("forslag", "version").order_by("forslag__nummer")
    andelar = querysets.ordinarie_andelar(tabell)
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
