"""The county's goal fulfilment: every municipality with its parts, in order, and the same as files."""

import csv
import io
import json
from fractions import Fraction

import pytest
from pytest_django import DjangoAssertNumQueries

from anvisning.berakningar import korning, lasning
from anvisning.berakningar.kommunbild import lagen
from anvisning.berakningar.manad import HORISONT
from anvisning.models import Kommun, Roll
from anvisning.tabell import las
from anvisning.visning import tal
from tests.anvisning.berakningar.scen import rakna, ratta
from tests.omfordelning.lan.besok import Besok, rader, text
from tests.omfordelning.mal.conftest import Besoker
from tests.omfordelning.mal.scen import ALVSBYN, GOTLAND, LULEA, NU, Scen, publicerad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ADRESS = "/lanet/maluppfyllelse/"


@pytest.fixture
def lanet(scen: Scen, besok: Besoker) -> Besok:
    return besok(scen.lan.konto(Roll.LAN_LASARE))


def forsta(svar: object) -> list[str]:
    return [rad[0] for rad in rader(svar)[1:]]


def test_kommunerna_star_i_svensk_ordning_med_sina_delar(scen: Scen, lanet: Besok) -> None:
    publicerad(scen.riket, {"Luleå": "98,5"})
    svar = lanet.get(ADRESS)
    assert forsta(svar) == [
        "Arjeplog",
        "Arvidsjaur",
        "Arvidsjaur: Behållen del",
        "Boden",
        "Gällivare",
        "Haparanda",
        "Jokkmokk",
        "Kalix",
        "Kiruna",
        "Luleå",
        "Luleå: Del från Arvidsjaur",
        "Luleå: Del från Älvsbyn",
        "Pajala",
        "Piteå",
        "Älvsbyn",
        "Älvsbyn: Behållen del",
        "Överkalix",
        "Övertorneå",
        "Hela länet",
    ]
    tabell = {rad[0]: rad[1:] for rad in rader(svar)}
    assert tabell["Luleå"][1] == "16"
    assert tabell["Luleå"][-1] == "98,5 % 31 juli 2027"
    assert tabell["Boden"][-1] == "–"
    assert tabell["Luleå: Del från Älvsbyn"][1] == "1"
    assert tabell["Luleå: Del från Älvsbyn"][-1] == ""
    assert [tabell[namn][5] for namn in ("Arvidsjaur", "Älvsbyn")] == [
        "mer än 3 000 barn",
        "hela andelen är omfördelad till Luleå",
    ]
    assert "Älvsbyn, behållen del: andelen är 0 promille. Därför finns inget mål att jämföra med." in text(svar)
    assert f"/berakningar/{scen.berakning.publikt_id}/{LULEA}/" in svar.content.decode()


def test_varje_rad_ar_motorns_och_summan_ar_kontonas(scen: Scen, lanet: Besok) -> None:
    koder = dict(Kommun.objects.filter(lan="25").values_list("pk", "namn"))
    laget = lagen(lasning.underlag(scen.berakning), lasning.metod(scen.berakning), koder, HORISONT)
    tabell = {rad[0]: rad[1:] for rad in rader(lanet.get(ADRESS))}
    for kod, lage in laget.items():
        kvot = lage.uppfyllelse.kvot
        assert kvot is not None
        assert tabell[koder[kod]][1] == str(lage.uppfyllelse.antal)
        assert tabell[koder[kod]][3].replace(" ", "").replace("%", " %") == f"{float(kvot) * 100:.1f} %".replace(
            ".", ","
        )
    antal = sum(lage.uppfyllelse.antal for lage in laget.values())
    mal = sum((lage.uppfyllelse.mal for lage in laget.values()), Fraction(0))
    assert tabell["Hela länet"][1:3] == [str(antal), f"{float(mal):.2f}".replace(".", ",")]
    assert tabell["Boden"][5].endswith(" barn")


def test_en_kommuns_plats_ar_den_egna_delens_och_en_overtagen_dels_star_for_sig(scen: Scen, lanet: Besok) -> None:
    """Luleå has taken over a part that is before its own."""
    ratta(scen.riket, {ALVSBYN: -2, LULEA: 9}, nu=NU)
    berakning = rakna(NU)
    assert berakning is not None
    lage = lagen(lasning.underlag(berakning), lasning.metod(berakning), [LULEA], HORISONT)[LULEA]
    egen, *overtagna = (d.plats and d.plats.barn_fore for d in lage.delar)
    assert egen is not None
    assert min(n for n in overtagna if n is not None) < egen
    svar = lanet.get(ADRESS)
    rad = {rad[0]: rad[6].replace("\xa0", " ") for rad in rader(svar)}
    assert rad["Luleå"].endswith(f", {tal(egen)} barn".replace("\xa0", " "))
    fil = csv.reader(io.StringIO(lanet.get("/lanet/maluppfyllelse.csv").content.decode("utf-8-sig")), delimiter=";")
    assert [rad[10] for rad in fil if rad[1] == "Luleå"] == ["" if n is None else str(n) for n in (egen, *overtagna)]
    assert "Platsen på en kommuns rad gäller den egna delen" in text(svar)


def test_ordningen_ligger_i_adressen_och_delarna_foljer_med(lanet: Besok) -> None:
    def kommuner(sortera: str) -> list[str]:
        return [namn for namn in forsta(lanet.get(f"{ADRESS}?sortera={sortera}")) if ":" not in namn][:-1]

    assert kommuner("-antal")[0] == "Luleå"
    assert kommuner("procent")[0] == kommuner("tur")[0] == "Piteå"
    assert kommuner("avstand")[0] == "Piteå"
    assert kommuner("-mal")[:3] == ["Luleå", "Piteå", "Boden"]
    assert kommuner("finns-inte") == kommuner("namn") == sorted(kommuner("namn"), key=kommuner("").index)
    fallande = forsta(lanet.get(f"{ADRESS}?sortera=-antal"))
    assert fallande[:3] == ["Luleå", "Luleå: Del från Arvidsjaur", "Luleå: Del från Älvsbyn"]


def test_filerna_har_samma_rader(scen: Scen, lanet: Besok) -> None:
    publicerad(scen.riket, {"Luleå": "98,5"})
    fil = lanet.get("/lanet/maluppfyllelse.csv")
    assert fil["Content-Disposition"] == 'attachment; filename="maluppfyllelse-25-2027-07-31.csv"'
    csv_rader = {
        (rad[1], rad[2]): rad for rad in csv.reader(io.StringIO(fil.content.decode("utf-8-sig")), delimiter=";")
    }
    assert csv_rader["Luleå", "Kommunen"][:6] == [LULEA, "Luleå", "Kommunen", "2016-01-01", "7,30", "16"]
    assert csv_rader["Luleå", "Kommunen"][-2:] == ["98,5", "2027-07-31"]
    assert csv_rader["Luleå", "Del från Älvsbyn"][3:6] == ["2027-01-01", "1,00", "1"]
    assert csv_rader["Älvsbyn", "Behållen del"][7:12] == [
        *[""] * 4,
        "hela andelen är omfördelad till Luleå",
    ]
    data = json.loads(lanet.get("/lanet/maluppfyllelse.json").content)
    assert len(data["rader"]) == 14 + 4 + 1
    luleas = next(rad for rad in data["rader"] if rad["Kommunkod"] == LULEA)
    assert luleas["Migrationsverkets siffra (procent)"] == "98.5"
    assert las(lanet.get("/lanet/maluppfyllelse.xlsx").content, "mal.xlsx")
    assert lanet.get("/lanet/maluppfyllelse.pdf").status_code == 404


def test_varje_lan_ser_bara_sitt_och_gotland_ocksa(scen: Scen, besok: Besoker) -> None:
    assert forsta(besok(scen.gotland).get(ADRESS)) == ["Gotland", "Hela länet"]
    assert "Gotland" in besok(scen.gotland).get("/lanet/maluppfyllelse.csv").content.decode()
    assert besok(scen.gotland).get(f"/berakningar/{scen.berakning.publikt_id}/{GOTLAND}/").status_code == 200
    kalmar = forsta(besok(scen.kalmar.handlaggare).get(ADRESS))
    assert "Kalmar" in kalmar
    assert "Luleå" not in kalmar
    for konto in (scen.lan.foretradare("Luleå"), scen.riket.importor):
        for vag in (ADRESS, "/lanet/maluppfyllelse.csv"):
            assert besok(konto).get(vag).status_code == 403


def test_utan_korning_sags_vad_som_kommer(scen: Scen, lanet: Besok) -> None:
    korning.ta_tillbaka(scen.berakning.pk, skal="Prov.", av=scen.riket.importor, nu=NU)
    assert "Ingen beräkning än" in text(lanet.get(ADRESS))
    assert lanet.get("/lanet/maluppfyllelse.csv").status_code == 404


def test_fragorna_beror_inte_pa_antalet_kommuner(
    scen: Scen, besok: Besoker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for konto in (scen.lan.handlaggare, scen.gotland):
        besokare = besok(konto)
        besokare.get(ADRESS)
        with django_assert_num_queries(8):
            besokare.get(ADRESS)
