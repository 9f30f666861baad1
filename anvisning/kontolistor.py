"""Questions about accounts: which an account may manage, how each one stands, and searching among them."""

from django.db.models import F, Q, QuerySet

from anvisning.behorighet import LANET_ARBETAR
from anvisning.models import Konto, Organisation, Roll
from anvisning.sortering import soknyckel, sorteringsnyckel


def _egna(konto: Konto, vag: str) -> Q | None:
    """Give the condition for what the account manages, `vag` being the path to the organisation; None for nothing."""
    if not konto.is_active:
        return None
    if konto.roll == Roll.ADMINISTRATOR:
        return Q()
    if konto.roll in LANET_ARBETAR:
        return Q(**{f"{vag}kommun__lan": konto.lanskod}) | Q(**{f"{vag}lan": konto.lanskod})
    if konto.roll == Roll.KOMMUN_FORETRADARE:
        return Q(**{f"{vag}pk": konto.organisation_id})
    return None


def hanterbara_organisationer(konto: Konto) -> QuerySet[Organisation]:
    """Give the organisations whose accounts the account manages: boards first, then municipalities county by county."""
    villkor = _egna(konto, "")
    alla = Organisation.objects.none() if villkor is None else Organisation.objects.filter(villkor)
    return alla.select_related("kommun__lan", "lan").order_by(
        F("kommun__lan__sortering").asc(nulls_first=True),
        F("kommun__sortering").asc(nulls_first=True),
        F("lan__sortering").asc(nulls_last=True),
        "pk",
    )


def hanterbara_konton(konto: Konto) -> QuerySet[Konto]:
    """Give the accounts that the account manages, whatever their role (see `behorighet.delbara_roller` for which)."""
    villkor = _egna(konto, "organisation__")
    return Konto.objects.none() if villkor is None else Konto.objects.filter(villkor)


def lage(konto: Konto) -> str:
    """Say how an account stands: "Avstängt", "Inbjuden, har inte valt lösenord" or "Aktivt"."""
    if not konto.is_active:
        return "Avstängt"
    return "Aktivt" if konto.has_usable_password() else "Inbjuden, har inte valt lösenord"


def sok(konton: QuerySet[Konto], q: str) -> list[Konto]:
    """Give the accounts that have every word of `q` in name, address, organisation, role or state; in Swedish order."""
    ord_ = soknyckel(q).split()
    traffar = [
        konto
        for konto in konton
        if all(
            ett
            in soknyckel(
                f"{konto.namn} {konto.epost} {konto.organisation.namn} {konto.get_roll_display()} {lage(konto)}"
            )
            for ett in ord_
        )
    ]
    return sorted(traffar, key=lambda k: (sorteringsnyckel(k.organisation.namn), sorteringsnyckel(k.namn), k.pk))
