"""Who manages which accounts, who may hand out which role, and who edits whose contacts: the whole table."""

import pytest

from anvisning.behorighet import delbara_roller, far_andra_kontakter, far_hantera_konton
from anvisning.models import Kommun, Konto, Lan, Organisation, Roll

KALMAR_LAN, NORRBOTTEN = Lan(kod="08", namn="Kalmar län"), Lan(kod="25", namn="Norrbottens län")
KALMAR = Kommun(kod="0880", namn="Kalmar", lan=KALMAR_LAN)
NYBRO = Kommun(kod="0881", namn="Nybro", lan=KALMAR_LAN)
BODEN = Kommun(kod="2582", namn="Boden", lan=NORRBOTTEN)
PLATSER = {
    "Kalmar": Organisation(pk=1, slag="kommun", namn="Kalmar kommun", kommun=KALMAR),
    "Nybro": Organisation(pk=2, slag="kommun", namn="Nybro kommun", kommun=NYBRO),
    "Boden": Organisation(pk=3, slag="kommun", namn="Bodens kommun", kommun=BODEN),
    "Kalmar län": Organisation(pk=4, slag="lansstyrelse", namn="Länsstyrelsen i Kalmar län", lan=KALMAR_LAN),
    "Norrbotten": Organisation(pk=5, slag="lansstyrelse", namn="Länsstyrelsen i Norrbottens län", lan=NORRBOTTEN),
    "Riket": Organisation(pk=6, slag="nationell", namn="Migrationsverket"),
}
HEMMA = {"k": "Kalmar", "l": "Kalmar län", "n": "Riket"}
HANTERAR = {
    Roll.KOMMUN_FORETRADARE: {"Kalmar"},
    Roll.LAN_HANDLAGGARE: {"Kalmar", "Nybro", "Kalmar län"},
    Roll.LAN_BESLUTSFATTARE: {"Kalmar", "Nybro", "Kalmar län"},
    Roll.ADMINISTRATOR: set(PLATSER),
}
ANDRAR_KONTAKTER = HANTERAR | {Roll.KOMMUN_HANDLAGGARE: {"Kalmar"}}


def konto(roll: Roll, *, aktivt: bool = True) -> Konto:
    return Konto(pk=7, roll=roll, organisation=PLATSER[HEMMA[roll.value[0]]], is_active=aktivt)


@pytest.mark.parametrize("plats", PLATSER)
@pytest.mark.parametrize("roll", list(Roll))
def test_hela_tabellen(roll: Roll, plats: str) -> None:
    organisation = PLATSER[plats]
    assert far_hantera_konton(konto(roll), organisation) == (plats in HANTERAR.get(roll, set()))
    assert far_andra_kontakter(konto(roll), organisation) == (plats in ANDRAR_KONTAKTER.get(roll, set()))
    assert not far_hantera_konton(konto(roll, aktivt=False), organisation)
    assert not far_andra_kontakter(konto(roll, aktivt=False), organisation)
    assert delbara_roller(konto(roll, aktivt=False), organisation) == []


@pytest.mark.parametrize("plats", PLATSER)
@pytest.mark.parametrize("roll", list(Roll))
def test_den_som_bereder_utser_inte_den_som_beslutar(roll: Roll, plats: str) -> None:
    roller = delbara_roller(konto(roll), PLATSER[plats])
    if plats not in HANTERAR.get(roll, set()):
        assert roller == []
        return
    vantat = Roll.for_slag(PLATSER[plats].slag)
    if roll == Roll.LAN_HANDLAGGARE and plats == "Kalmar län":
        vantat = [Roll.LAN_HANDLAGGARE, Roll.LAN_LASARE]
    assert roller == vantat
