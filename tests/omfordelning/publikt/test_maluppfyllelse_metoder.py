"""A month whose method is another: what cannot be said is not, with the reason, and the formulas are the method's."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from anvisning.arsarbete import andra_ar, uppgifter_om
from anvisning.models import Ar
from tests.anvisning.berakningar.scen import AR, BODEN
from tests.fabrik import klockan
from tests.omfordelning.publikt.manader import Manader, publicera
from tests.omfordelning.publikt.sidtext import avsnitt, celler, text

pytestmark = pytest.mark.langsam

SEPTEMBER = klockan(date(2026, 9, 5))
MANADEN = "/maluppfyllelse/2026-08/"


def med_metod(scen: Manader, metod: str) -> None:
    fore = uppgifter_om(Ar.objects.get(pk=AR))
    andra_ar(AR, uppgifter=type(fore)(**{**fore.__dict__, "metod": metod}), av=scen.riket.publicist, nu=SEPTEMBER)
    publicera(scen.riket, {BODEN: 8}, date(2026, 8, 31), SEPTEMBER)


@pytest.fixture(autouse=True)
def senare() -> object:
    with time_machine.travel(SEPTEMBER, tick=False):
        yield


def test_periodsumma(publicerade: Manader) -> None:
    med_metod(publicerade, "periodsumma")
    sidan = text(MANADEN)
    assert "Turordningen säger" not in sidan
    assert "Mot målet när" not in sidan.split("Så läser du tabellen")[0]
    assert "Det är inte 100 %, eftersom andelar saknas för 2025." in sidan
    assert "Metod: Varje års gällande andel, summerad." in sidan
    assert celler(MANADEN, f"k{BODEN}")[1] == "36"
    delar = avsnitt(f"{MANADEN}{BODEN}/")
    assert "0 + 2,57 ‰ × 19 barn / 1 000 = 0,04883 barn" in delar["mal"]
    assert "Gällande andel 2026" in delar["andel"]
    assert "Med den här metoden visas ingen turordning." in delar["plats"]
    assert "kan tidigare år och i år inte skiljas åt" in delar["ingaende"]
    assert "År utan inlästa andelar 2025" in delar["underlag"]
    assert "Med den här metoden visas ingen turordning." in avsnitt(f"/kommuner/{BODEN}/")["maluppfyllelse"]
    assert "turordningen" not in text("/lan/25/")
    assert Client().get("/maluppfyllelse/2026-08.json").status_code == 200


def test_gallande_andel(publicerade: Manader) -> None:
    med_metod(publicerade, "gallande_andel")
    delar = avsnitt(f"{MANADEN}{BODEN}/")
    assert "2,57 ‰ × 6 262 barn / 1 000 = 16,09334 barn" in delar["mal"]
    assert "36 / 16,09334 = 223,7 %" in delar["procent"]
    assert "Barn som är anvisade till kommunen." in delar["antal"]
    assert "December 2025 är inte publicerad med samma metod." in delar["ingaende"]
    assert "Turordningen säger ungefär hur många barn" in text(MANADEN)
