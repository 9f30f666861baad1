"""The public pages of goal fulfilment: what they say, how each number opens, and what they cost."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from anvisning.anvisningar import bokfor, forbered_motpost
from anvisning.anvisningar.kallan import Kalla
from anvisning.berakningar import offentligt
from anvisning.maluppfyllelse.metoder import UTAN_ANDEL, Uppfyllelse
from anvisning.models import Anvisningsbokning
from anvisning.sortering import sorteringsnyckel
from anvisning.visning import HARDBLANK
from omfordelning import uppfyllelse, uppfyllelserakning
from tests.anvisning.berakningar.scen import BODEN, HAPARANDA, LULEA
from tests.fabrik import preliminara
from tests.omfordelning.publikt.manader import FILER, JULI, MANADEN, OVERTORNEA, SIDOR, Manader
from tests.omfordelning.publikt.sidtext import avsnitt, celler, text

pytestmark = [pytest.mark.usefixtures("i_augusti"), pytest.mark.langsam]


class TestManaden:
    def test_raderna(self, publicerade: Manader) -> None:
        boden = preliminara()[BODEN] * 6254 / 1000
        mal, arets = round(boden, 1), preliminara()[BODEN] * 11 / 1000
        assert (round(28 / boden * 100, 1), round(20 - (boden - arets), 1)) == (Decimal("174.2"), Decimal("4.0"))
        assert celler(MANADEN, f"k{BODEN}") == [
            "Boden",
            "28",
            "16,1",
            "174,2",
            "+11,9",
            "+74,2",
            "+4,0",
            "8 av 0,0",
            "över 3 000",
            "98,25 30 juni 2026",
            "Norrbottens län",
        ]
        assert mal == Decimal("16.1")
        assert celler(MANADEN, f"k{HAPARANDA}")[1] == "visas inte senast 20, december 2025"
        assert celler(MANADEN, f"k{HAPARANDA}")[3:10] == ["–"] * 7
        assert celler(MANADEN, f"k{LULEA}")[1:] == ["visas inte", "45,7", *["–"] * 7, "Norrbottens län"]
        assert celler(MANADEN, f"k{OVERTORNEA}")[1:9] == [
            "0", "6,3", "0,0", "−6,3", "−100,0", "−6,2", "0 av 0,0", "0",
        ]  # fmt: skip
        assert celler(MANADEN, "riket") == [
            "Hela landet", "6 254", "6 254,0", "100,0", "0,0", "–", "–", "11", "–", "–", "",
        ]  # fmt: skip
        assert celler(MANADEN, "l25") == ["Norrbottens län", "254", "167,7", "151,5", "+86,3"]

    def test_huvudmeningen_och_vad_landet_ar(self, publicerade: Manader) -> None:
        sidan = text(MANADEN)
        assert (
            "Till och med den 31 juli 2026 är 6 254 barn anvisade i landet sedan 2016. 211 kommuner har nått sitt mål "
            "och 76 kommuner har inte nått det. För 3 kommuner visas inte antalet." in sidan
        )
        assert "Hela landet är 100 %, eftersom alla andelar tillsammans är 1 000 ‰." in sidan
        assert "Migrationsverkets egen siffra gäller före den, där den finns." in sidan
        assert "Föregående: december 2025" in sidan

    def test_den_forsta_manaden_har_inget_arsskifte_fore_sig(self, publicerade: Manader) -> None:
        sidan = text("/maluppfyllelse/2025-12/")
        assert "Nästa: juli 2026" in sidan
        assert "Mot målet när 2026 började" in sidan  # December is its own turn of the year: nothing of 2026 has come
        assert celler("/maluppfyllelse/2025-12/", f"k{BODEN}")[6:8] == ["+4,0", "0 av 0,0"]

    def test_soker_och_raknar(self, publicerade: Manader) -> None:
        svar = Client().get(MANADEN, {"q": "norrbotten haparanda"})
        assert [rad["namn"] for rad in svar.context["rader"]] == ["Haparanda"]
        assert "Visar 1 av 290 kommuner" in text(MANADEN, q="haparanda")
        assert "Ingen kommun passar sökningen" in text(MANADEN, q="finns-inte")

    @pytest.mark.parametrize("vand", ["", "-"])
    @pytest.mark.parametrize("nyckel", uppfyllelse.ORDNINGAR)
    def test_ordningen(self, publicerade: Manader, nyckel: str, vand: str) -> None:
        bild = offentligt.manadsbild(publicerade.juli)
        sorterade = uppfyllelse.sortera(bild.rader, vand + nyckel)
        varden = [uppfyllelse.ORDNINGAR[nyckel](rad) for rad in sorterade]
        med = [varde for varde in varden if varde is not None]
        assert len(varden) == 290
        assert med == sorted(med, reverse=bool(vand))
        assert varden[len(med) :] == [None] * (290 - len(med))
        sist = [sorteringsnyckel(rad.kommun.namn) for rad in sorterade[len(med) :]]
        assert sist == sorted(sist)
        if nyckel == "namn" and not vand:
            namn = [rad.kommun.namn for rad in sorterade]
            assert namn.index("Ystad") < namn.index("Åmål") < namn.index("Ängelholm") < namn.index("Öckerö")
        if nyckel == "procent":
            assert [rad.kommun.namn for rad in sorterade[-2:]] == ["Haparanda", "Luleå"]

    def test_kartan_har_de_tal_som_visas_och_vagen_till_dem(self, publicerade: Manader) -> None:
        html = Client().get(MANADEN).content.decode()
        assert "<title>Luleå: visas inte, eller andelen är 0 ‰</title>" in html
        procent = celler(MANADEN, f"k{BODEN}")[3]
        lank = re.search(r'<a href="([^"]*)"[^>]*><path class="([^"]*)"[^>]*><title>Boden: ([^<]*)</title>', html)
        assert lank
        assert lank.groups() == (f"{MANADEN}{BODEN}/", "karta-5", f"{procent}{HARDBLANK}%")
        assert re.findall(r"<title>Haparanda: ([^<]*)</title>", html) == ["visas inte, eller andelen är 0 ‰"]


class TestRakningen:
    def test_varje_tal_oppnas(self, publicerade: Manader) -> None:
        delar = avsnitt(f"{MANADEN}{BODEN}/")
        assert list(delar) == [
            "andel", "antal", "mal", "procent", "avstand", "medel", "ingaende", "i-ar", "plats", "migrationsverket",
            "underlag", "historik",
        ]  # fmt: skip
        for id_, formel in {
            "mal": "2,57 ‰ × 6 254 barn / 1 000 = 16,07278 barn",
            "procent": "28 / 16,07278 = 174,2 %",
            "avstand": "28 − 16,07278 = 11,92722 barn",
            "medel": "174,2 % − 100,0 % = +74,2 procentenheter",
            "ingaende": "20 − (16,07278 − 0,02827) = 3,95549 barn",
            "i-ar": "28 − 20 = 8 barn",
        }.items():
            assert formel in delar[id_], id_
        assert "98,25 %" in delar["migrationsverket"]
        assert "Källa: Migrationsverkets webbplats, 30 juni 2026." in delar["migrationsverket"]
        berakning = publicerade.juli.berakning
        for fakta in (
            str(berakning.publikt_id),
            berakning.kodversion,
            berakning.tabell.sha256,
            "5 augusti 2026 kl. 12.00",
            "Ordinarie andel, med konton och delar",
            "Fastställda andelar 2026, version 1",
        ):
            assert fakta in delar["underlag"]
        assert "31 juli 2026 28 16,1 174,2 +11,9" in delar["historik"]
        assert "31 december 2025 20 16,0 124,7 +4,0" in delar["historik"]

    def test_skalen(self, publicerade: Manader) -> None:
        delar = avsnitt(f"{MANADEN}{HAPARANDA}/")
        for id_ in ("antal", "procent", "avstand", "medel", "ingaende", "i-ar", "plats"):
            assert uppfyllelse.SKYDD in delar[id_], id_
            assert ": visas inte" in delar[id_], id_
            assert "Läs om varför små tal inte visas" in delar[id_]
        assert "Senast visades 20 barn, till och med den 31 december 2025." in delar["antal"]

    def test_kommun_som_inte_ar_med(self, publicerade: Manader) -> None:
        for kod in ("9999", "abcd", "258", "%00"):
            assert Client().get(f"{MANADEN}{kod}/").status_code == 404

    def test_filens_kontrollsumma(self, publicerade: Manader) -> None:
        avtryck = set(Anvisningsbokning.objects.values_list("sha256", flat=True))
        assert publicerade.juli.berakning.bokning.sha256 in avtryck
        assert not [ett for ett in avtryck if ett in text(f"{MANADEN}{BODEN}/")]


class TestAndraSidor:
    def test_kommunen(self, publicerade: Manader) -> None:
        del_ = avsnitt(f"/kommuner/{BODEN}/")["maluppfyllelse"]
        assert "28 barn är anvisade till och med den 31 juli 2026. Målet är 16,1 barn. Det ger 174,2 %." in del_
        assert "Migrationsverkets egen siffra är 98,25 procent den 30 juni 2026." in del_
        assert "En anknytningsanvisning kan komma när som helst." in del_
        assert "Kommunen står ungefär först i turordningen." in avsnitt(f"/kommuner/{OVERTORNEA}/")["maluppfyllelse"]
        del_ = avsnitt("/kommuner/2581/")["maluppfyllelse"]
        assert "Ungefär 1 659 barn till i landet innan det är kommunens tur. 64 kommuner står före." in del_
        del_ = avsnitt(f"/kommuner/{HAPARANDA}/")["maluppfyllelse"]
        assert f"Turordning: {uppfyllelse.SKYDD} En anknytningsanvisning kan komma när som helst." in del_
        assert "visas inte: små tal kan röja enskilda barn. Senast visades 20 barn" in del_

    def test_lanet(self, publicerade: Manader) -> None:
        sidan = text("/lan/25/")
        assert "Beräknad måluppfyllelse i Norrbottens län till och med 31 juli 2026" in sidan
        assert celler("/lan/25/", f"k{BODEN}") == ["Boden", "28", "16,1", "174,2", "+11,9", "över 3 000"]
        assert celler("/lan/25/", f"k{LULEA}") == ["Luleå", "visas inte", "45,7", "–", "–", "–"]
        assert "Länets summa 254 167,7 151,5 +86,3" in sidan

    def test_starten(self, publicerade: Manader) -> None:
        assert "Till och med den 31 juli 2026 är 6 254 barn anvisade i landet sedan 2016." in text("/")

    def test_forklaringen(self, publicerade: Manader) -> None:
        sidan = text("/om/sa-fungerar-det/")
        assert "Så räknas måluppfyllelsen" in sidan
        assert "Varför små tal inte visas" in sidan

    def test_en_angrad_siffra_fran_migrationsverket_visas_inte(self, publicerade: Manader) -> None:
        bokning = Anvisningsbokning.objects.get(slag="maluppfyllelse")
        motpost = forbered_motpost(bokning.pk, skal="Fel fil.", av=publicerade.riket.importor, nu=JULI)
        bokfor(motpost.pk, kand_version=1, av=publicerade.riket.publicist, nu=JULI)
        assert "98,25" not in text(MANADEN)
        assert "98,25" not in text(f"/kommuner/{BODEN}/")


FRAGOR = {
    "/maluppfyllelse/": 1,
    MANADEN: 2,
    f"{MANADEN}?q=boden&sortera=-procent": 2,
    "/maluppfyllelse/2026-07.csv": 2,
    "/maluppfyllelse/2026-07/lan.json": 2,
    "/maluppfyllelse.xlsx": 2,
    f"{MANADEN}{BODEN}/": 3,
    f"/kommuner/{BODEN}/": 5,
    "/lan/25/": 8,
    "/": 5,
}


def test_fa_fragor(publicerade: Manader, django_assert_max_num_queries: Any) -> None:
    for adress, hogst in FRAGOR.items():
        with django_assert_max_num_queries(hogst, info=adress):
            Client().get(adress)


@pytest.mark.parametrize("adress", [*SIDOR, *FILER, "/maluppfyllelse/"])
def test_ingen_kaka_och_bara_lasning(publicerade: Manader, adress: str) -> None:
    svar = Client().get(adress)
    assert svar.status_code in (200, 302)
    assert svar.cookies == {}
    assert Client().post(adress).status_code == 405


def test_utan_andel_sags_skalet(publicerade: Manader) -> None:
    rad = offentligt.kommunens_senaste(BODEN)
    assert rad is not None
    utan = replace(
        rad,
        andel=Decimal(0),
        mal=Fraction(0),
        uppfyllelse=Uppfyllelse(antal=7, mal=Fraction(0), kvot=None, skal=UTAN_ANDEL),
        plats=None,
    )
    t = uppfyllelse.kommuntal(utan, Fraction(1))
    assert (t.antal, t.procent, t.avstand, t.fran_medel) == (7, None, None, None)
    assert uppfyllelse.varfor_inte(utan) == UTAN_ANDEL
    assert uppfyllelse.platsord(utan) == "–"
    assert uppfyllelse.klass(utan.kvot) == 0
    assert uppfyllelse.turmening(utan) == (
        "Andelen är 0 promille. Då har kommunen ingen plats i turordningen. En anknytningsanvisning kan komma när som "
        "helst."
    )
    assert uppfyllelse.kommunens_mening(utan) == f"7 barn är anvisade till och med den 31 juli 2026. {UTAN_ANDEL}"
    delar = uppfyllelserakning.avsnitt(utan, offentligt.manadsbild(publicerade.juli), Kalla(None, rattad=False))
    for del_ in delar:
        if del_["id"] in ("procent", "avstand", "medel", "ingaende", "i-ar"):
            assert UTAN_ANDEL in del_["skal"] or "December" in del_["skal"], del_["id"]


@pytest.mark.parametrize(
    ("kvot", "klass"), [("0", 1), ("0.899", 1), ("0.9", 2), ("0.98", 3), ("1", 3), ("1.02", 4), ("1.1", 5), ("9", 5)]
)
def test_kartans_klasser(kvot: str, klass: int) -> None:
    assert uppfyllelse.klass(Fraction(kvot)) == klass
