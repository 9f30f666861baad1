"""Who may do what on the national level, and who may invite whom."""

from django.core.exceptions import PermissionDenied

from anvisning.models import Konto, Organisation, Roll

KOMMUNROLLER = frozenset({Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_FORETRADARE, Roll.KOMMUN_LASARE})
LANSROLLER = frozenset({Roll.LAN_HANDLAGGARE, Roll.LAN_BESLUTSFATTARE, Roll.LAN_LASARE})
NATIONELLA_ROLLER = frozenset({Roll.ADMINISTRATOR, Roll.GRANSKARE})
LANET_ARBETAR = frozenset({Roll.LAN_HANDLAGGARE, Roll.LAN_BESLUTSFATTARE})
KOMMUNEN_ARBETAR = frozenset({Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_FORETRADARE})
FAR_NOTISER = KOMMUNEN_ARBETAR | LANET_ARBETAR | NATIONELLA_ROLLER
"""Who is told of acts by mail: those who may only read look for themselves."""


def krav_roll(konto: Konto, *roller: str) -> None:
    """Refuse (PermissionDenied, in Swedish) unless the account is active and has one of the roles."""
    if not konto.is_active or konto.roll not in roller:
        raise PermissionDenied("Din roll får inte göra det här. Be någon i din organisation som har rätt roll.")


def far_hantera_konton(konto: Konto, organisation: Organisation) -> bool:
    """Tell whether the account may invite to and deactivate in an organisation.

    The administrator for every organisation, the county for its own people and its municipalities, and a
    municipality's företrädare for their own colleagues.
    """
    if not konto.is_active:
        return False
    if konto.roll == Roll.ADMINISTRATOR:
        return True
    if konto.roll in LANET_ARBETAR:
        return organisation.lanskod == konto.lanskod
    return konto.roll == Roll.KOMMUN_FORETRADARE and organisation.pk == konto.organisation_id


def delbara_roller(konto: Konto, organisation: Organisation) -> list[Roll]:
    """Give the roles that the account may hand out in an organisation, and whose accounts it may manage.

    A county's handläggare does not make beslutsfattare: who decides on the report is not chosen by who prepares it.
    """
    if not far_hantera_konton(konto, organisation):
        return []
    roller = Roll.for_slag(organisation.slag)
    return [r for r in roller if not (konto.roll == Roll.LAN_HANDLAGGARE and r == Roll.LAN_BESLUTSFATTARE)]


def far_andra_kontakter(konto: Konto, organisation: Organisation) -> bool:
    """Tell whether the account may edit an organisation's organs and contacts.

    Those who work in a municipality for their own, the county for itself and its municipalities, the administrator
    for all.
    """
    if not konto.is_active:
        return False
    if konto.roll == Roll.ADMINISTRATOR:
        return True
    if konto.roll in LANET_ARBETAR:
        return organisation.lanskod == konto.lanskod
    return konto.roll in KOMMUNEN_ARBETAR and organisation.pk == konto.organisation_id
