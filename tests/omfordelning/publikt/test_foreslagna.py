"""Before the decision: preliminary and proposed are marked, nothing else of a case is seen, and the pages are cheap."""

import csv
import io
import json
import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from anvisning.andelar.inlasning import tolka_fil
from anvisning.models import Ar, Kommun, Organisation, Tidplan
from anvisning.sortering import sorteringsnyckel
from omfordelning.models import Forslag, Redovisningsrad
from tests import fabrik
from tests.omfordelning.publikt import scener
from tests.omfordelning.publikt.scener import OPPNA, Scen

pytestmark = pytest.mark.langsam
FORESLAGEN = "Föreslagen, inte fastställd"


def text(client: Client, adress: str, **fraga: str) -> str:
    svar = client.get(adress, fraga)
    assert svar.status_code == 200, adress
    return svar.content.decode("utf-8-sig", "replace")


@pytest.mark.parametrize("adress", OPPNA)
def test_ingen_kaka_och_ingen_session(foreslagna: Scen, adress: str) -> None:
    client = Client()
    svar = client.get(adress)
    assert svar.status_code == 200
    assert svar.cookies == {}
    assert client.head(adress).status_code == 200
    assert client.post(adress).status_code == 405


@pytest.mark.parametrize("adress", OPPNA)
def test_inget_av_arendena_men_det_redovisade_syns(foreslagna: Scen, adress: str) -> None:
    innehall = text(Client(), adress)
    for hemligt in ("HEMLIGT", "0,33", "0,44", "0,55", "Påhittad", "Företrädare 25", "foretradare."):
        assert hemligt not in innehall
    assert not re.search(r"OMF-2027-25-00[45]", innehall)


@pytest.mark.parametrize("adress", ["/", "/andelar/2027/", "/kommuner/2560/", "/lan/25/"])
def test_preliminara_siffror_ar_markta(foreslagna: Scen, adress: str) -> None:
    assert 'class="preliminar__ord">Preliminär</span>' in text(Client(), adress)


@pytest.mark.parametrize("adress", ["/omfordelningar/2027/", "/kommuner/2560/", "/kommuner/2580/", "/lan/25/"])
def test_det_foreslagna_ar_markt(foreslagna: Scen, adress: str) -> None:
    assert FORESLAGEN in text(Client(), adress)


def test_startsidan_sager_laget(foreslagna: Scen) -> None:
    innehall = " ".join(text(Client(), "/").split())
    assert "3 omfördelningar i 1 län är redovisade till Migrationsverket och omfattar 1,90 ‰" in innehall
    assert "Föreslagna, inte fastställda" in innehall


def test_kommunernas_dagar_pagar_och_lanet_gar_att_na(foreslagna: Scen) -> None:
    with time_machine.travel(fabrik.SISTA_MINUTEN, tick=False):
        Tidplan.objects.filter(lan="08").update(sista_dag=date(2026, 11, 10))
        innehall = " ".join(text(Client(), "/").split())
    assert "Just nu kommer kommunerna överens. Sista dagen är olika i varje län, senast 10 november 2026." in innehall
    assert "010-000 00 01" in text(Client(), "/kommuner/2560/")


def test_meningarna(foreslagna: Scen) -> None:
    innehall = text(Client(), "/kommuner/2582/")
    assert "Boden föreslås lämna över 0,50\xa0‰ till Luleå." in innehall
    assert "Arvidsjaur föreslås lämna över 0,40\xa0‰ till Boden." in innehall
    assert "Älvsbyn föreslås lämna över hela sin andel, 1,00\xa0‰, till Luleå." in text(Client(), "/kommuner/2560/")


def test_lanet_kan_valja_att_inte_visa_det_foreslagna(foreslagna: Scen) -> None:
    Ar.objects.update(visa_foreslagna=False)
    for adress in OPPNA:
        assert "OMF-2027-25-001" not in text(Client(), adress)
    assert "Inga omfördelningar att visa" in text(Client(), "/omfordelningar/2027/")
    assert "Ingen omfördelning är redovisad än." in text(Client(), "/")


FRAGOR = {
    "/": 5,
    "/andelar/": 1,
    "/andelar/2027/": 2,
    "/andelar/2027/?q=boden&sortera=-andel": 2,
    "/andelar/2027.csv": 2,
    "/omfordelningar/2027/": 2,
    "/omfordelningar/2027.xlsx": 2,
    "/kommuner/": 1,
    "/kommuner/2580/": 5,
    "/lan/25/": 8,
    "/om/kontakt/": 1,
    "/om/handbok/": 0,
    "/om/tillganglighet/": 0,
}
"""Page → the most queries it may ask."""


def test_fa_fragor_hur_mycket_det_an_ar(foreslagna: Scen, django_assert_max_num_queries) -> None:
    for adress, hogst in FRAGOR.items():
        with django_assert_max_num_queries(hogst, info=adress):
            Client().get(adress)
    scener.tidigare_ar()
    rad = Redovisningsrad.objects.get(forslag=foreslagna.forslag["Älvsbyn"])
    for kod in ("2523", "2510", "2513", "2514", "2518", "2506"):
        nytt = Forslag.objects.get(pk=rad.forslag_id)
        nytt.pk, nytt.publikt_id, nytt.nummer, nytt.givare_id = None, uuid.UUID(int=int(kod)), int(kod), kod
        nytt.save()
        Redovisningsrad.objects.create(
            redovisning=rad.redovisning, forslag=nytt, version=rad.version, tas_med=True, promille=1,
            givare_fore=1, mottagare_fore=1, mottagare_far=1,
        )  # fmt: skip
    assert len(Client().get("/omfordelningar/2027/").context["rader"]) == 9
    for adress, hogst in FRAGOR.items():
        with django_assert_max_num_queries(hogst, info=adress):
            Client().get(adress)


class TestOrdning:
    @pytest.mark.parametrize("nyckel", ["namn", "lan", "ordinarie", "andring", "andel"])
    @pytest.mark.parametrize("vand", ["", "-"])
    def test_andelarna(self, foreslagna: Scen, nyckel: str, vand: str) -> None:
        rader = Client().get("/andelar/2027/", {"sortera": f"{vand}{nyckel}"}).context["rader"]
        assert len(rader) == 290
        nycklar = {
            "namn": lambda k: sorteringsnyckel(k.namn),
            "lan": lambda k: sorteringsnyckel(k.lan.namn),
            "ordinarie": lambda k: k.ordinarie,
            "andring": lambda k: k.andring,
            "andel": lambda k: k.i_kraft,
        }
        vantat = sorted(rader, key=lambda k: sorteringsnyckel(k.namn))
        vantat.sort(key=nycklar[nyckel], reverse=bool(vand))
        assert [k.kod for k in rader] == [k.kod for k in vantat]

    def test_svensk_ordning(self, foreslagna: Scen) -> None:
        namn = [k.namn for k in Client().get("/andelar/2027/").context["rader"]]
        assert namn[-3:] == ["Överkalix", "Övertorneå", "Övertorneå"][-3:] or namn[-2:] == ["Överkalix", "Övertorneå"]
        assert namn.index("Ystad") < namn.index("Åmål") < namn.index("Ängelholm") < namn.index("Öckerö")

    def test_den_som_saknar_andel_kommer_sist_och_visas_med_streck(self, foreslagna: Scen) -> None:
        Kommun.objects.create(kod="2599", namn="Aaby", lan_id="25", sortering="aaby", sokning="aaby")
        for vand in ("", "-"):
            rader = Client().get("/andelar/2027/", {"sortera": f"{vand}andel"}).context["rader"]
            assert rader[-1].namn == "Aaby"
        assert "–" in text(Client(), "/andelar/2027/", q="aaby")

    @pytest.mark.parametrize("nyckel", ["lan", "givare", "mottagare", "promille", "-promille", "-givare"])
    def test_omfordelningarna(self, foreslagna: Scen, nyckel: str) -> None:
        rader = Client().get("/omfordelningar/2027/", {"sortera": nyckel}).context["rader"]
        varden = {
            "givare": [sorteringsnyckel(r.givare.namn) for r in rader],
            "mottagare": [sorteringsnyckel(r.mottagare.namn) for r in rader],
            "promille": [r.flyttat for r in rader],
            "lan": [r.lan_id for r in rader],
        }[nyckel.removeprefix("-")]
        assert len(rader) == 3
        assert varden == sorted(varden, reverse=nyckel.startswith("-"))

    def test_sokningen_viker_tecken_och_bevarar_summan(self, foreslagna: Scen) -> None:
        svar = Client().get("/andelar/2027/", {"q": "OREBRO"})
        assert {k.lan.namn for k in svar.context["rader"]} == {"Örebro län"}
        assert svar.context["summor"].i_kraft == 1000
        assert [k.namn for k in Client().get("/kommuner/", {"q": "norrbotten 2582"}).context["rader"]] == ["Boden"]


SKRAP = [
    "\x00",
    "a\x00b",
    "%",
    "_",
    "--x",
    "<script>alert(1)</script>",
    "9" * 5000,
    "-1",
    "٢٠٢٧",
    "å" * 300,
    "\ufffd",
    "'",
]


@pytest.mark.langsam
class TestSkrap:
    @pytest.mark.parametrize("adress", ["/andelar/2027/", "/kommuner/", "/omfordelningar/2027/", "/lan/25/", "/"])
    def test_i_fragan(self, foreslagna: Scen, adress: str) -> None:
        for skrap in SKRAP:
            svar = Client().get(adress, dict.fromkeys(("q", "sortera", "ar", "sida", "format", "kod"), skrap))
            assert svar.status_code in (200, 404), skrap
            assert "<script>alert" not in svar.content.decode()

    @pytest.mark.parametrize(
        "adress",
        [
            "/andelar/99999999999999999999/",
            f"/andelar/{'9' * 5000}/",
            "/andelar/1066/",
            "/andelar/2027.exe",
            "/andelar/2027.",
            "/andelar/2027.csv%00",
            "/andelar/99999999999999999999.csv",
            "/omfordelningar/99999999999999999999/",
            "/omfordelningar/2027.exe",
            "/omfordelningar/1066.csv",
            "/kommuner/<script>/",
            "/kommuner/%00/",
            "/kommuner/9999/",
            "/kommuner/99999999999/",
            "/kommuner/%D9%A2%D9%A0%D9%A2%D9%A7/",
            "/kommuner/%ED%A0%80/",
            "/lan/%00/",
            "/lan/99/",
            "/lan/009/",
            "/lan/25/?ar=99999999999999999999",
            "/lan/25/?ar=x",
            "/lan/25/?ar=1066",
        ],
    )
    def test_i_vagen(self, foreslagna: Scen, adress: str) -> None:
        assert Client().get(adress).status_code == 404

    def test_okand_sortering_ar_den_vanliga(self, foreslagna: Scen) -> None:
        vanlig = [k.kod for k in Client().get("/andelar/2027/").context["rader"]]
        svar = Client().get("/andelar/2027/", {"sortera": "--x"})
        assert [k.kod for k in svar.context["rader"]] == vanlig
        assert 'aria-sort="ascending"' in svar.content.decode()
        assert "--x" not in svar.content.decode()


@pytest.mark.langsam
class TestFiler:
    @pytest.mark.parametrize("format", ["csv", "xlsx"])
    @pytest.mark.parametrize(("kolumn", "falt"), [("fore", "ordinarie"), ("efter", "i_kraft")])
    def test_kan_lasas_in_igen_och_ger_samma_andelar(self, foreslagna: Scen, format, kolumn, falt) -> None:
        svar = Client().get(f"/andelar/2027.{format}")
        assert svar.headers["Content-Disposition"] == f'attachment; filename="anvisningsandelar-2027.{format}"'
        tolkning = tolka_fil(svar.content, f"x.{format}", foreslagna.riket.ar, kolumn)
        assert not tolkning.har_fel
        rader = Client().get("/andelar/2027/").context["rader"]
        assert {r.kommunkod: r.promille for r in tolkning.forstadda} == {k.kod: getattr(k, falt) for k in rader}

    def test_json_sager_detsamma(self, foreslagna: Scen) -> None:
        data = json.loads(Client().get("/andelar/2027.json").content)
        assert (data["preliminar"], len(data["rader"])) == (True, 290)
        rader = Client().get("/andelar/2027/").context["rader"]
        assert [Decimal(r["Ordinarie andel (promille)"]) for r in data["rader"]] == [k.ordinarie for k in rader]

    @pytest.mark.parametrize("vad", ["andelar", "omfordelningar"])
    def test_det_preliminara_star_i_filen(self, foreslagna: Scen, vad: str) -> None:
        assert "Preliminära siffror" in text(Client(), f"/{vad}/2027.csv")
        assert json.loads(text(Client(), f"/{vad}/2027.json"))["preliminar"] is True

    def test_omfordelningarna(self, foreslagna: Scen) -> None:
        rader = list(csv.reader(io.StringIO(text(Client(), "/omfordelningar/2027.csv")), delimiter=";"))
        rubrik = next(i for i, r in enumerate(rader) if r[0] == "Referens")
        assert [(r[3], r[5], r[6], r[7], r[8]) for r in rader[rubrik + 1 :]] == [
            ("Älvsbyn", "Luleå", "1,00", "hela andelen", FORESLAGEN),
            ("Arvidsjaur", "Boden", "0,40", "en del", FORESLAGEN),
            ("Boden", "Luleå", "0,50", "en del", FORESLAGEN),
        ]
        data = json.loads(text(Client(), "/omfordelningar/2027.json"))
        assert sum(Decimal(r["Promille"]) for r in data["rader"]) == Decimal("1.90")


def test_gotland_sager_varfor(foreslagna: Scen) -> None:
    assert "Länet har bara en kommun." in text(Client(), "/lan/09/")
    assert "Kommunernas sista dag" not in text(Client(), "/lan/09/")
    assert "Kommunernas sista dag" in text(Client(), "/lan/25/")
    assert "ingen att omfördela med" in text(Client(), "/kommuner/0980/")


def test_barnen_ar_en_uppskattning(foreslagna: Scen) -> None:
    assert "Om 1&nbsp;000 barn anvisas" in text(Client(), "/kommuner/2580/")
    Ar.objects.update(prognos_lag=700, prognos_huvud=1000, prognos_hog=1500, prognos_kalla="Påhittad")
    innehall = " ".join(text(Client(), "/kommuner/2580/").split())
    andel = fabrik.preliminara()["2580"]
    lag, huvud, hog = (round(andel * antal / 1000) for antal in (700, 1000, 1500))
    assert lag < huvud < hog
    assert f"motsvarar andelen ungefär {huvud} barn (mellan {lag} och {hog})" in innehall
    assert "inget löfte" in innehall


def test_ett_samordnande_lan_aterger_beslutet(foreslagna: Scen) -> None:
    mening = "Länsstyrelsen i Kalmar län återger Migrationsverkets beslut, beteckning MV-2027-preliminar."
    sidor = [
        "/",
        "/andelar/2027/",
        "/omfordelningar/2027/",
        "/lan/25/",
        "/andelar/2027.csv",
        "/omfordelningar/2027.csv",
    ]
    for adress in sidor:
        assert "återger" not in text(Client(), adress)
    Organisation.objects.filter(slag="nationell").update(samordnande_lan="08")
    for adress in sidor:
        assert mening in text(Client(), adress)


def test_nyaste_aret_kommer_forst(foreslagna: Scen) -> None:
    scener.tidigare_ar()
    assert Client().get("/andelar/").headers["Location"] == "/andelar/2027/"
    assert Client().get("/omfordelningar/").headers["Location"] == "/omfordelningar/2027/"
    assert "Läget för 2027" in text(Client(), "/")
    assert "2027" in text(Client(), "/lan/25/")
    assert "Inga omfördelningar att visa" in text(Client(), "/omfordelningar/2026/")
    assert [rad.ar for rad in Client().get("/kommuner/2560/").context["historik"]] == [2027, 2026]
