"""Every file with counts that the public does not see says that they are not to be handed out unexamined."""

import json

import pytest
from django.urls import reverse

from anvisning.tabell.export import SMA_ANTAL
from tests.omfordelning.mal.conftest import Besoker
from tests.omfordelning.mal.scen import Scen

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


@pytest.mark.parametrize(
    ("vem", "namn"),
    [
        ("kommunen", "min_maluppfyllelse_fil"),
        ("kommunen", "ifragasatt_fil"),
        ("länet", "lan_maluppfyllelse_fil"),
        ("länet", "lan_ifragasatta_fil"),
        ("riket", "riket_ifragasatta_fil"),
        ("riket", "riket_berakning_fil"),
    ],
)
def test_filen_sager_att_antalen_ar_skyddade(scen: Scen, besok: Besoker, vem: str, namn: str) -> None:
    konto = {"kommunen": "Luleå", "länet": scen.lan.handlaggare, "riket": scen.riket.granskare}[vem]
    berakning = [scen.berakning.publikt_id] if namn == "riket_berakning_fil" else []
    fil = besok(konto).get(reverse(namn, args=[*berakning, "json"]))
    assert SMA_ANTAL in json.loads(fil.content)["not"]
