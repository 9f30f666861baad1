"""The pages of recomputation runs: who may see and act, taking back, and publishing a month."""

import re
import uuid
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from unittest import mock

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from anvisning.berakningar import manad
from anvisning.models import Berakning, Berakningsorder, Konto, Manadspublicering
from tests import fabrik
from tests.anvisning.berakningar import scen
from tests.anvisning.berakningar.scen import BODEN, LULEA, alla, bokfor, rakna
from tests.fabrik import Riket, klockan
from tests.inloggning import ge_losenord, logga_in
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
NU = klockan(date(2026, 8, 5))
DOLT = re.compile(r'<input[^>]*name="(nyckel|sett)"[^>]*value="([^"]*)"')


def bygg() -> Riket:
    riket = scen.bygg()
    rakna(NU)
    bokfor(riket, alla(20) | {LULEA: 3}, nu=NU)
    rakna(NU)
    return riket


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, bygg) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Iterator[Riket]:
    with mock.patch.object(timezone, "now", return_value=NU):
        yield deepcopy(landet)


def som(konto: Konto) -> Client:
    klient = logga_in(Client(), konto)
    ge_losenord(klient, konto)
    return klient


@pytest.fixture
def administrator(riket: Riket) -> Client:
    return som(riket.publicist)


def text(svar: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", svar.content.decode()).replace("\u00a0", " ").split())


def adress(namn: str, berakning: Berakning) -> str:
    return reverse(namn, args=[berakning.publikt_id])


def nyckel() -> dict[str, str]:
    return {"nyckel": str(uuid.uuid4())}


def publicera(klient: Client, berakning: Berakning, **kryss: str) -> HttpResponse:
    sidan = adress("berakning_publicera", berakning)
    dolda = dict(DOLT.findall(klient.get(sidan).content.decode()))
    kontroll = klient.post(sidan, {**dolda, **kryss})
    if kontroll.status_code != 200:
        return kontroll
    dolda |= dict(DOLT.findall(kontroll.content.decode()))
    return klient.post(sidan, {**dolda, **kryss, "steg": "skicka"})


def test_listan_och_en_berakning(administrator: Client) -> None:
    ny, forsta = Berakning.objects.all()
    lista = text(administrator.get(reverse("riket_berakningar")))
    assert (
        f"{ny} 5 augusti 2026 kl. 12.00 Nya anvisningar bokfördes, Administratör Två 31 juli 2026 Gäller, att publicera"
        in lista
    )
    assert f"{forsta} 5 augusti 2026 kl. 12.00 En tabell publicerades, Administratör Två – Ersatt" in lista
    sida = text(administrator.get(adress("riket_berakning", ny)))
    assert "Barn i landet sedan 2016 5 783, varav 5 783 i år" in sida
    assert sida.count("nytt sedan förra beräkningen") == 1
    assert re.search(r"Luleå \d+ \d+ 0 3 3 barn till", sida)
    assert "till och med 31 juli 2026. Källa: Migrationsverket" in sida
    assert "Ta tillbaka beräkningen" in sida
    for format_ in ("csv", "xlsx", "json"):
        fil = administrator.get(reverse("riket_berakning_fil", args=[ny.publikt_id, format_]))
        assert fil.status_code == 200
    assert len(fil.json()["rader"]) == 290


def test_listan_hamtar_inte_vilka_som_flyttade_sig(
    administrator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10) as fragor:
        lista = text(administrator.get(reverse("riket_berakningar")))
    assert "31 juli 2026 Gäller, att publicera 290" in lista
    namnd = [fraga["sql"] for fraga in fragor if '"skillnad"' in fraga["sql"]]
    assert len(namnd) == 1
    assert namnd[0].count('"skillnad"') == namnd[0].count('jsonb_array_length("anvisning_berakning"."skillnad")') == 1


def test_rakna_om_pa_begaran(administrator: Client) -> None:
    svar = administrator.post(reverse("rakna_om"), nyckel())
    assert svar.url == reverse("riket_berakningar")
    assert "Beställda beräkningar som väntar: 1" in text(administrator.get(svar.url))
    fabrik.arbeta("berakning", nu=NU)
    assert "Underlaget och resultatet är oförändrade." in text(administrator.get(svar.url))
    assert Berakning.objects.count() == 2


def test_ta_tillbaka(administrator: Client) -> None:
    ny, forsta = Berakning.objects.all()
    sidan = adress("berakning_ta_tillbaka", ny)
    assert administrator.get(sidan).status_code == 200
    assert "Skriv varför" in text(administrator.post(sidan, {"skal": "", **nyckel()}))
    svar = administrator.post(sidan, {"skal": "Fel fil.", **nyckel()})
    assert "Tillbakatagen. Siffrorna" in text(administrator.get(svar.url))
    assert "Skäl: Fel fil. Samma underlag ger ingen ny beräkning" in text(administrator.get(svar.url))
    assert administrator.get(adress("berakning_ta_tillbaka", forsta)).status_code == 200
    assert administrator.get(sidan).status_code == 409


def test_publicera_en_manad(administrator: Client) -> None:
    ny = Berakning.objects.all()[0]
    sida = text(administrator.get(adress("berakning_publicera", ny)))
    assert "Månad juli 2026" in sida
    assert "Luleå Norrbottens län 3 – Nej, litet tal" in sida
    assert publicera(administrator, ny).status_code == 422
    assert not Manadspublicering.objects.exists()
    svar = publicera(administrator, ny, kontrollerad="on")
    assert svar.status_code == 302
    assert Manadspublicering.objects.get().berakning == ny
    sida = text(administrator.get(svar.url))
    assert "Månaden juli 2026 publicerades" in sida
    assert "redan publicerad" in sida
    assert "Ta tillbaka beräkningen" not in sida
    assert "redan publicerad" in text(administrator.get(adress("berakning_publicera", ny)))


def test_manaden_ar_en_uppgift_tills_den_ar_publicerad(riket: Riket, administrator: Client) -> None:
    ny = Berakning.objects.all()[0]
    uppgift = "Publicera månadens måluppfyllelse"
    assert uppgift in text(administrator.get(reverse("uppgifter")))
    assert not manad.att_publicera(klockan(date(2026, 7, 31))).exists()
    assert publicera(administrator, ny, kontrollerad="on").status_code == 302
    assert uppgift not in text(administrator.get(reverse("uppgifter")))
    bokfor(riket, {BODEN: 8}, nu=NU)
    rakna(NU)
    assert uppgift not in text(administrator.get(reverse("uppgifter")))


def test_en_liten_andring_namner_manaden_den_jamfors_med(riket: Riket, administrator: Client) -> None:
    publicera(administrator, Berakning.objects.all()[0], kontrollerad="on")
    augusti = klockan(date(2026, 9, 1))
    bokfor(riket, {BODEN: 2}, dag=date(2026, 8, 31), nu=augusti)
    ny = rakna(augusti)
    with mock.patch.object(timezone, "now", return_value=augusti):
        sida = text(som(riket.publicist).get(adress("berakning_publicera", ny)))
    boden = re.search(r"Boden Norrbottens län (\d+) (\d+) juli 2026 Nej, liten ändring mot (\d+) i juli 2026", sida)
    assert boden
    nu, senast, jamfort = map(int, boden.groups())
    assert (nu - senast, jamfort) == (2, senast)


def test_det_som_har_andrats_publiceras_inte_osett(riket: Riket, administrator: Client) -> None:
    ny = Berakning.objects.all()[0]
    sidan = adress("berakning_publicera", ny)
    svar = administrator.post(sidan, {"sett": "x" * 64, "kontrollerad": "on", "steg": "skicka", **nyckel()})
    assert svar.status_code == 409
    assert "har ändrats sedan du öppnade sidan" in text(svar)
    bokfor(riket, {BODEN: 8}, nu=NU)
    rakna(NU)
    assert "Underlaget har ändrats" in text(administrator.get(sidan))


def test_vem_som_far(riket: Riket) -> None:
    ny = Berakning.objects.all()[0]
    lasa = [reverse("riket_berakningar"), adress("riket_berakning", ny)]
    handla = [reverse("rakna_om"), adress("berakning_ta_tillbaka", ny), adress("berakning_publicera", ny)]
    granskare = som(riket.granskare)
    assert [granskare.get(a).status_code for a in lasa] == [200, 200]
    assert [granskare.get(a).status_code for a in handla] == [403, 403, 403]
    assert "Räkna om nu" not in text(granskare.get(lasa[0]))
    fabrik.bygg_lan(riket)
    for konto in Konto.objects.exclude(organisation__slag="nationell")[:3]:
        assert [som(konto).get(a).status_code for a in lasa + handla] == [403] * 5
    assert Berakningsorder.objects.count() == 2


def test_fragorna_beror_inte_av_antalet(administrator: Client, django_assert_max_num_queries: object) -> None:
    ny = Berakning.objects.all()[0]
    for sida, antal in ((reverse("riket_berakningar"), 10), (adress("riket_berakning", ny), 12)):
        administrator.get(sida)
        with django_assert_max_num_queries(antal):  # type: ignore[operator]  # pytest-django's fixture
            administrator.get(sida)
