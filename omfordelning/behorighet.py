"""Who may take which step in a case, and which cases exist for whom."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from anvisning.behorighet import KOMMUNROLLER, LANSROLLER, NATIONELLA_ROLLER
from anvisning.models import Konto, Roll
from omfordelning.models import Forslag, Redovisningsrad
from omfordelning.process import Sida, Steg

_FORETRADARE = frozenset({Roll.KOMMUN_FORETRADARE})
_KOMMUN = frozenset({Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_FORETRADARE})
_LAN = frozenset({Roll.LAN_HANDLAGGARE, Roll.LAN_BESLUTSFATTARE})
_BESLUTSFATTARE = frozenset({Roll.LAN_BESLUTSFATTARE})

ROLLER: dict[Steg, frozenset[Roll]] = {
    Steg.SKICKA: _FORETRADARE | _LAN,
    Steg.ANDRA: _FORETRADARE | _LAN,
    Steg.GODKANN: _FORETRADARE | _LAN,
    Steg.AVBOJ: _FORETRADARE | _LAN,
    Steg.ATERKALLA: _FORETRADARE | _LAN,
    Steg.MEDDELA_BESLUT: _KOMMUN | _LAN,
    Steg.BEGAR_ANSTAND: _KOMMUN | _LAN,
    Steg.BESLUTA_ANSTAND: _LAN,
    Steg.FORFALL: frozenset(),
    Steg.UNDANROJ_FORFALL: _LAN,
    Steg.KONTROLLERA: _LAN,
    Steg.BEGAR_KOMPLETTERING: _LAN,
    Steg.BESVARA_KOMPLETTERING: _KOMMUN | _LAN,
    Steg.KOMMUNICERA: _LAN,
    Steg.TA_MED: _BESLUTSFATTARE,
    Steg.TA_INTE_MED: _BESLUTSFATTARE,
    Steg.AVSLUTA: _BESLUTSFATTARE,
    Steg.REDOVISA: _LAN,
    Steg.FASTSTALL: frozenset({Roll.ADMINISTRATOR}),
    Steg.FASTSTALL_INTE: frozenset({Roll.ADMINISTRATOR}),
    Steg.ANMAL_OMSTANDIGHET: _KOMMUN | _LAN,
}
"""The roles for each step. A county role takes a municipality's step only by registering what came by mail."""

NEKAD = "Din roll får inte göra det här. Be den som är företrädare eller beslutsfattare i din organisation."


def far(steg: Steg, konto: Konto) -> bool:
    """Tell whether the account's role may take the step at all, in a case that is its own."""
    return konto.is_active and konto.roll in ROLLER[steg]


def krav(steg: Steg, konto: Konto) -> None:
    """Refuse (PermissionDenied, in Swedish) unless the role may take the step."""
    if not far(steg, konto):
        raise PermissionDenied(NEKAD)


def synliga_for(konto: Konto) -> QuerySet[Forslag]:
    """Give the cases that exist for an account; for everybody else they are not there (404).

    A draft is seen by the municipality that writes it, and by the county when the county itself registers it.
    """
    if not konto.is_active:
        return Forslag.objects.none()
    if konto.roll in KOMMUNROLLER:
        kod = konto.kommunkod
        eget_utkast = Q(givare=kod, initiativ=Sida.GIVARE) | Q(mottagare=kod, initiativ=Sida.MOTTAGARE)
        skickat = Q(nummer__isnull=False) & (Q(givare=kod) | Q(mottagare=kod))
        return Forslag.objects.filter(skickat | eget_utkast)
    if konto.roll in LANSROLLER:
        return Forslag.objects.filter(lan=konto.lanskod, nummer__isnull=False)
    if konto.roll in NATIONELLA_ROLLER:
        oversanda = Redovisningsrad.objects.filter(redovisning__oversand__isnull=False)
        return Forslag.objects.filter(pk__in=oversanda.values("forslag"))
    return Forslag.objects.none()


def sida_for(konto: Konto, forslag: Forslag) -> Sida | None:
    """Give the side the account acts on in a case (None for county and national accounts)."""
    return forslag.sida_for(konto.kommunkod) if konto.kommunkod else None
