"""Who comes to an address: the roles, alone and together."""

from anvisning.models import Roll

BESOKARE = "besokare"
"""Somebody who is not logged in."""
KOMMUN = frozenset(Roll.for_slag("kommun"))
LAN = frozenset(Roll.for_slag("lansstyrelse"))
RIKET = frozenset(Roll.for_slag("nationell"))
INLOGGADE = KOMMUN | LAN | RIKET
ALLA = INLOGGADE | {BESOKARE}
KOMMUNEN_GOR = frozenset({Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_FORETRADARE})
FORETRADARE = frozenset({Roll.KOMMUN_FORETRADARE})
LANET_GOR = frozenset({Roll.LAN_HANDLAGGARE, Roll.LAN_BESLUTSFATTARE})
BESLUTSFATTARE = frozenset({Roll.LAN_BESLUTSFATTARE})
ADMINISTRATOR = frozenset({Roll.ADMINISTRATOR})
KONTOHANTERARE = FORETRADARE | LANET_GOR | ADMINISTRATOR
