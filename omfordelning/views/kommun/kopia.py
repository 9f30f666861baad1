"""A case copied to a new draft: what it says counted anew on the shares that hold now, with what has changed."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404

from anvisning import querysets
from anvisning.hinder import Hinder
from anvisning.models import Konto, Tidplan
from anvisning.promille import andel_proportionell
from anvisning.visning import promille
from omfordelning import behorighet
from omfordelning.forms.kommun_forslag import PLATSHALLARE, initial_fran
from omfordelning.lage import Innehall
from omfordelning.models import Forslag, Forslagsversion
from omfordelning.process import Sida, Status, Villkor


@dataclass(frozen=True, kw_only=True)
class Kopia:
    """The copied case, the account's side in it, and the new draft's content. `rader` compare then and now."""

    forslag: Forslag
    sida: Sida
    innehall: Innehall
    initial: dict[str, Any]
    rader: list[dict[str, Any]] = field(default_factory=list)


def build_kopia(konto: Konto, publikt_id: UUID, plan: Tidplan | None) -> Kopia:
    """Copy a sent case of the account's municipality. A draft is continued, not copied."""
    forslag = (
        behorighet.synliga_for(konto).filter(publikt_id=publikt_id).select_related("ar", "givare", "mottagare").first()
    )
    sida = forslag.sida_for(konto.kommunkod) if forslag else None
    if forslag is None or sida is None:
        raise Http404
    if forslag.status == Status.UTKAST:
        raise Hinder("Det är redan ett utkast. Fortsätt med det.")
    version = forslag.versioner.get(nummer=forslag.version)
    parter = (forslag.givare_id, forslag.mottagare_id)
    da = querysets.ordinarie_andelar(querysets.gallande_tabell(forslag.ar_id), parter)
    nu = querysets.ordinarie_andelar(querysets.gallande_tabell(plan.ar_id), parter) if plan else {}
    fore, efter = da.get(forslag.givare_id), nu.get(forslag.givare_id)
    decimaler = plan.ar.decimaler if plan else forslag.ar.decimaler
    antal = _antal(version, fore, efter, decimaler)
    return Kopia(
        forslag=forslag,
        sida=sida,
        innehall=Innehall(hela=version.hela, promille=antal, villkor=version.villkor, meddelande=version.meddelande),
        initial=initial_fran(version, antal) | {"motpart": forslag.kommunkod(sida.motsatt)},
        rader=[
            _rad(f"{forslag.givare.namn}, andel", fore, efter),
            _rad(f"{forslag.mottagare.namn}, andel", da.get(forslag.mottagare_id), nu.get(forslag.mottagare_id)),
            _rad("Det som förs över", version.promille, antal if efter is not None or not version.hela else None),
        ],
    )


def _antal(version: Forslagsversion, fore: Decimal | None, efter: Decimal | None, decimaler: int) -> Decimal:
    """Give the new figure: all of the new share, the same proportion of it, or the same promille (at most all)."""
    if version.hela:
        return efter or PLATSHALLARE
    if efter is None:
        return version.promille
    if version.villkor == Villkor.PROPORTION and fore and version.promille <= fore:
        return andel_proportionell(version.promille, fore, efter, decimaler)
    return min(version.promille, efter) if efter else version.promille


def _rad(namn: str, da: Decimal | None, nu: Decimal | None) -> dict[str, Any]:
    return {"namn": namn, "da": promille(da), "nu": promille(nu), "andrad": nu is not None and da != nu}
