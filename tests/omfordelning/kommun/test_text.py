"""The text for the board: giver and receiver, whole and part, every clause, several cases in one decision."""

from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pytest

from anvisning.models import Roll
from omfordelning.process import Sida, Villkor
from omfordelning.text import Sak, beslutstext, motesrad
from tests.fabrik import Lansscen
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.kommun.sidor import SKRAP, sida
from tests.omfordelning.lan.besok import text

pytestmark = pytest.mark.langsam

H = "\u00a0"
DEL = Sak(
    givare="Kiruna kommun",
    mottagare="Bodens kommun",
    hela=False,
    antal=Decimal("1.25"),
    villkor=Villkor.PROMILLE,
    andel=Decimal("2.06"),
    ar=2027,
)
HELA = Sak(**{**vars(DEL), "hela": True, "givare": "Älvsbyns kommun", "andel": Decimal("1.05")})


def test_the_givers_decision_on_a_part() -> None:
    assert beslutstext([DEL], Sida.GIVARE).split("\n\n") == [
        "Kommunstyrelsen beslutar",
        f"att omfördela 1,25{H}‰ av kommunens anvisningsandel för 2027 till Bodens kommun,",
        "att samma antal promille omfördelas om den fastställda andelen avviker från den preliminära,",
        "att kommundirektören får lämna kommunens besked till länsstyrelsen och",
        "att paragrafen justeras omedelbart.",
    ]


def test_a_frame_and_another_body() -> None:
    rader = beslutstext([DEL], Sida.GIVARE, organ="Socialnämnden", ram=Decimal("2.10")).split("\n\n")
    assert rader[:2] == [
        "Socialnämnden beslutar",
        f"att omfördela upp till 2,10{H}‰ av kommunens anvisningsandel för 2027 till Bodens kommun,",
    ]
    assert "att kommundirektören får lämna kommunens besked till länsstyrelsen och slutföra" in rader[3]


def test_the_receivers_decision_covers_several_givers() -> None:
    rader = beslutstext([HELA, DEL], Sida.MOTTAGARE).split("\n\n")
    assert rader == [
        "Kommunstyrelsen beslutar",
        f"att ta emot hela Älvsbyns kommuns anvisningsandel för 2027 (1,05{H}‰ i den preliminära tabellen),",
        "att hela Älvsbyns kommuns fastställda andel för 2027 omfördelas, även om den avviker från den preliminära,",
        f"att ta emot 1,25{H}‰ av Kiruna kommuns anvisningsandel för 2027,",
        "att samma antal promille omfördelas från Kiruna kommun om dess fastställda andel avviker från den "
        "preliminära,",
        "att kommundirektören får lämna kommunens besked till länsstyrelsen och",
        "att paragrafen justeras omedelbart.",
    ]


def _villkoren(*delar: tuple[str, Villkor]) -> list[str]:
    saker = [Sak(**{**vars(DEL), "givare": f"{namn} kommun", "villkor": villkor}) for namn, villkor in delar]
    return [r.rstrip(",") for r in beslutstext(saker, Sida.MOTTAGARE).split("\n\n") if "fastställda" in r]


def test_what_holds_for_every_giver_alike_is_said_once_and_otherwise_with_its_name() -> None:
    assert _villkoren(("Boden", Villkor.PROMILLE), ("Kiruna", Villkor.PROMILLE)) == [
        "att samma antal promille omfördelas från varje kommun om dess fastställda andel avviker från den preliminära"
    ]
    assert _villkoren(("Boden", Villkor.PROMILLE), ("Kiruna", Villkor.FORFALL)) == [
        "att samma antal promille omfördelas från Boden kommun om dess fastställda andel avviker från den preliminära",
        "att omfördelningen från Kiruna kommun förfaller om dess fastställda andel avviker från den preliminära",
    ]


@pytest.mark.parametrize(
    ("villkor", "sats"),
    [
        (Villkor.PROPORTION, "att samma del av andelen omfördelas om"),
        (Villkor.FORFALL, "att omfördelningen förfaller om"),
    ],
)
def test_each_clause_has_its_words(villkor: Villkor, sats: str) -> None:
    assert sats in beslutstext([Sak(**{**vars(DEL), "villkor": villkor})], Sida.GIVARE)


def test_advice_names_the_last_day_and_after_it_whom_to_call() -> None:
    dag = date(2026, 11, 6)
    assert "senast fredag 6 november 2026" in motesrad(date(2026, 9, 1), dag)[0]
    assert "senast fredag 6 november 2026" in motesrad(dag, dag)[0]
    assert motesrad(date(2026, 11, 7), dag) == [
        "Sista dagen var fredag 6 november 2026.",
        "Ring länsstyrelsen innan nämnden beslutar. De kan ge anstånd eller tillåta sen inlämning.",
    ]


@pytest.mark.django_db
def test_the_page_for_each_side_and_role(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå")
    adress = sida(forslag, "arende_text")
    givarens = text(besok("Älvsbyn", Roll.KOMMUN_LASARE).get(adress))
    assert "att omfördela hela kommunens anvisningsandel för 2027" in givarens
    assert "En kommun med 0 ‰ kan ändå få ett barn anvisat" in givarens
    assert "att ta emot hela Älvsbyns kommuns anvisningsandel" in text(besok("Luleå").get(adress))
    assert besok(lan.handlaggare).get(adress).status_code == 403
    assert besok("Boden").get(adress).status_code == 404


@pytest.mark.django_db
def test_the_page_takes_a_body_and_a_frame(lan: Lansscen, besok: Besoker) -> None:
    adress, besoket = sida(lan.skickat("Älvsbyn", "Luleå", "0.50"), "arende_text"), besok("Älvsbyn")
    sagt = text(besoket.get(f"{adress}?organ=Socialnämnden&ram=0,80"))
    assert "Socialnämnden beslutar" in sagt
    assert "upp till 0,80 ‰" in sagt


@pytest.mark.django_db
@pytest.mark.parametrize("skrot", SKRAP)
def test_a_frame_that_is_no_number_is_said(skrot: str, lan: Lansscen, besok: Besoker) -> None:
    adress = sida(lan.skickat("Älvsbyn", "Luleå", "0.50"), "arende_text")
    svar = besok("Älvsbyn").get(f"{adress}?ram={quote(skrot)}")
    assert svar.status_code == 422
    assert "Kommunstyrelsen beslutar" in text(svar)
