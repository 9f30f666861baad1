"""The county's report, and the register copies of its sending and its answer."""

from datetime import date
from decimal import Decimal as D

import pytest

from omfordelning import brev, brevunderlag
from omfordelning.handlaggning import redovisning
from omfordelning.process import Villkor
from tests import fabrik
from tests.omfordelning.brevunderlag.lasning import kopior, uppgifter

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def test_pairs_sums_and_what_was_left_out(lanet: fabrik.Lansscen) -> None:
    lanet.overens("Boden", "Luleå", "0.60", villkor=Villkor.PROPORTION)
    lanet.overens("Älvsbyn", "Luleå", None)
    kalix = lanet.overens("Kalix", "Piteå", "0.30")
    dokument = brevunderlag.redovisningsdokument(lanet.beslutat(nej={kalix.pk: "Beslutet är upphävt."}))
    assert dokument.beteckning == "Redovisning 2027, Norrbottens län, version 1"
    assert [(r.givare.namn, r.promille, r.hela_andelen) for r in dokument.rader] == [
        ("Boden", D("0.60"), False),
        ("Älvsbyn", D("1.00"), True),
    ]
    for rad in dokument.rader:
        assert (rad.mottagare.fore, rad.mottagare.andring, rad.mottagare.efter) == (D("7.30"), D("1.60"), D("8.90"))
    kommuner = {k.namn: k for k in dokument.kommuner}
    assert len(kommuner) == 14
    assert (kommuner["Luleå"].tar_emot, kommuner["Luleå"].efter) == (D("1.60"), D("8.90"))
    assert (kommuner["Kalix"].lamnar, kommuner["Piteå"].tar_emot) == (0, 0)
    assert [(e.referens, e.givare, e.skal) for e in dokument.ej_medtagna] == [
        (kalix.referens, "Kalix", "Beslutet är upphävt.")
    ]
    assert dokument.mottagare.epost == "registrator.riket@example.org"
    assert dokument.kontakt.funktion == "handläggare för anvisningsandelar"


def test_nollrapport_and_a_version_that_replaces(lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
    noll = lanet.redovisat()
    assert brevunderlag.redovisningsdokument(noll).beteckning == "Nollrapport 2027, Norrbottens län, version 1"
    redovisning.aterlamna(noll.pk, skal="Kontrollera Boden.", rader={}, av=riket.importor, nu=fabrik.KVITTERAT)
    ny = brevunderlag.redovisningsdokument(lanet.beslutat(nu=fabrik.klockan(date(2026, 11, 13))))
    assert ny.ersatter == brev.ErsattHandling(
        beteckning="version 1",
        datum=date(2026, 11, 10),
        skal="Migrationsverket lämnade tillbaka version 1. Kontrollera Boden.",
    )


def test_register_copies_of_sending_and_answer(lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
    f = lanet.overens("Boden", "Luleå", "0.60")
    rapport = lanet.redovisat()
    lan, mv = "Länsstyrelsen i Norrbottens län", "Migrationsverket"
    sandningen = kopior("redovisning_oversand")
    assert {namn: kopia.mottagen for namn, kopia in sandningen.items()} == {lan: False, mv: True}
    assert uppgifter(sandningen[mv])[f"{f.referens}: Boden till Luleå", "Luleå"] == (
        "7,30\u00a0‰ före, 7,90\u00a0‰ efter allt som tas emot"
    )
    redovisning.kvittera(
        rapport.pk, kvittens="MV-77", av=lanet.handlaggare, nu=fabrik.KVITTERAT, inkommen=fabrik.OVERSANT
    )
    svaret = kopior("redovisning_mottagen")
    assert {namn: kopia.mottagen for namn, kopia in svaret.items()} == {lan: True, mv: False}
    assert (svaret[lan].avsandare, svaret[lan].tidpunkt) == (mv, fabrik.OVERSANT)
    assert svaret[lan].registrerad == fabrik.KVITTERAT
    assert riket.ar.exempeldata is svaret[lan].exempeldata is False
