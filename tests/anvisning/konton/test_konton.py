"""The list of accounts, closing and opening one, changing its role, and one's own details."""

import re
import uuid
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from anvisning import konton
from anvisning.models import Handelse, Konto, Roll
from tests import fabrik

pytestmark = pytest.mark.langsam

NU = timezone.now()
SKRAP = ["", "0", "-1", "sista", "9" * 30, "%00", "1' OR 1=1", "<script>"]


def nyckel(**mer: Any) -> dict[str, Any]:
    return {"nyckel": str(uuid.uuid4()), **mer}


def adresser(text: str) -> set[str]:
    return set(re.findall(r"[\w.]+@example\.org", text))


def sida(konto: Konto) -> str:
    return f"/konton/{konto.publikt_id}/"


def test_var_och_en_ser_sina(lan, grannlan, som, alla_roller) -> None:
    alla = set(Konto.objects.values_list("epost", flat=True))
    lanets = {e for e in alla if re.search(r"\.(25|2582|2580)@", e)}
    vantat = {
        Roll.KOMMUN_FORETRADARE: {e for e in alla if ".2582@" in e},
        Roll.LAN_HANDLAGGARE: lanets,
        Roll.LAN_BESLUTSFATTARE: lanets,
        Roll.ADMINISTRATOR: alla,
    }
    for roll, konto in alla_roller.items():
        svar = som(konto).get("/konton/")
        assert svar.status_code == (200 if roll in vantat else 403)
        if roll in vantat:
            assert adresser(svar.content.decode()) == vantat[roll], roll


@pytest.mark.parametrize(
    ("q", "antal"),
    [("boden", 3), ("BODEN läsare", 1), ("lulea", 3), ("beslutsfattare", 1), ("finns inte", 0), ("\x00", 9), ("%", 0)],
)
def test_sokningen(lan, som, q, antal) -> None:
    svar = som(lan.handlaggare).get("/konton/", {"q": q})
    assert svar.status_code == 200
    assert svar.context["antal"] == antal
    if not antal:
        assert "Inget konto passar sökningen" in svar.content.decode()


def test_listan_fragar_lika_lite_hur_manga_de_an_ar(lan, som, django_assert_max_num_queries) -> None:
    client = som(lan.handlaggare)
    client.get("/konton/")
    with django_assert_max_num_queries(4):
        client.get("/konton/")
    Konto.objects.bulk_create(
        Konto(
            epost=f"n{nr}@example.org",
            namn=f"Namn {nr}",
            organisation=lan.kommuner["Boden"].organisation,
            roll=Roll.KOMMUN_LASARE,
            skapad=NU,
        )
        for nr in range(120)
    )
    with django_assert_max_num_queries(4):
        svar = client.get("/konton/", {"sida": "2"})
    assert "Sida 2 av 3" in svar.content.decode()


@pytest.mark.parametrize("skrap", SKRAP)
def test_skrap_i_adressen(lan, som, skrap) -> None:
    client = som(lan.handlaggare)
    assert client.get("/konton/", {"sida": skrap, "q": skrap}).status_code == 200
    assert client.get("/konton/bjud-in/", {"organisation": skrap}).status_code in (302, 404)
    assert client.get(f"/konton/{skrap}/").status_code in (200, 302, 404)


class TestStangaAv:
    @pytest.fixture
    def kollega(self, lan) -> Konto:
        return lan.konto(Roll.KOMMUN_HANDLAGGARE, "Boden")

    def test_nasta_sidvisning_ar_anonym(self, som, foretradare, kollega) -> None:
        kollegans = som(kollega)
        assert kollegans.get("/mitt-konto/").status_code == 200
        assert som(foretradare).post(sida(kollega), nyckel(aktiv="0")).status_code == 302
        svar = kollegans.get("/mitt-konto/")
        assert (svar.status_code, svar.headers["Location"]) == (302, "/konto/login/?next=/mitt-konto/")
        assert not Client().login(email=kollega.epost, password=fabrik.LOSENORD)
        assert Handelse.objects.get(slag="konto_avstangt").aktor == foretradare.namn

    def test_sessionen_kommer_inte_tillbaka(self, som, foretradare, kollega) -> None:
        kollegans, chefens = som(kollega), som(foretradare)
        antal = Session.objects.count()
        chefens.post(sida(kollega), nyckel(aktiv="0"))
        assert Session.objects.count() == antal - 1
        assert chefens.post(sida(kollega), nyckel(aktiv="1")).status_code == 302
        assert kollegans.get("/mitt-konto/").status_code == 302
        assert Client().login(email=kollega.epost, password=fabrik.LOSENORD)

    def test_aven_om_bara_raden_andras(self, som, kollega) -> None:
        """Whatever writes the row: the account is looked up anew for every request."""
        client = som(kollega)
        Konto.objects.filter(pk=kollega.pk).update(is_active=False)
        assert client.get("/mitt-konto/").status_code == 302

    def test_tva_tryck(self, som, foretradare, kollega) -> None:
        client, data = som(foretradare), nyckel(aktiv="0")
        assert [client.post(sida(kollega), data).status_code for _ in range(2)] == [302, 302]
        assert Handelse.objects.filter(slag="konto_avstangt").count() == 1
        sen = client.post(sida(kollega), nyckel(aktiv="0"))
        assert sen.status_code == 409
        assert "Kontot är redan avstängt." in sen.content.decode()

    def test_ingen_stanger_av_sig_sjalv(self, som, foretradare) -> None:
        client = som(foretradare)
        assert "Det här är ditt eget konto" in client.get(sida(foretradare)).content.decode()
        assert client.post(sida(foretradare), nyckel(aktiv="0")).status_code == 409
        foretradare.refresh_from_db()
        assert foretradare.is_active

    def test_den_sista_foretradaren_ger_en_varning(self, lan, som, foretradare) -> None:
        text = som(lan.handlaggare).get(sida(foretradare)).content.decode()
        assert "Kommunens enda företrädare" in text
        fabrik.skapa_konto(
            foretradare.organisation, Roll.KOMMUN_FORETRADARE, epost="tva@example.org", namn="Två Påhittad"
        )
        assert "enda företrädare" not in som(lan.handlaggare).get(sida(foretradare)).content.decode()

    def test_andras_konton_finns_inte(self, lan, grannlan, som, alla_roller, kollega) -> None:
        mal = {"kollega": kollega, "granne": lan.foretradare("Luleå"), "annat län": grannlan.foretradare("Umeå")}
        mal["länets beslutsfattare"] = lan.beslutsfattare
        mal["administratör"] = lan.riket.publicist
        far = {
            Roll.KOMMUN_FORETRADARE: {"kollega"},
            Roll.LAN_HANDLAGGARE: {"kollega", "granne"},
            Roll.LAN_BESLUTSFATTARE: {"kollega", "granne", "länets beslutsfattare"},
            Roll.ADMINISTRATOR: set(mal),
        }
        for roll, konto in alla_roller.items():
            client = som(konto)
            for namn, rad in mal.items():
                if rad == konto:
                    continue
                vantat = 200 if namn in far.get(roll, set()) else 404
                assert client.get(sida(rad)).status_code == vantat, (roll, namn)
                if vantat == 404 and namn in ("kollega", "länets beslutsfattare"):
                    for vag in ("", "inbjudan/", "roll/"):
                        data = nyckel(aktiv="0", roll=rad.roll)
                        assert client.post(sida(rad) + vag, data).status_code == 404
        assert not Konto.objects.filter(is_active=False).exists()


class TestRoll:
    def test_byts_och_sessionen_tar_slut(self, lan, som, foretradare) -> None:
        kollega = lan.konto(Roll.KOMMUN_HANDLAGGARE, "Boden")
        kollegans = som(kollega)
        svar = som(foretradare).post(sida(kollega) + "roll/", nyckel(roll=Roll.KOMMUN_LASARE), follow=True)
        assert "är nu läsare" in svar.content.decode()
        kollega.refresh_from_db()
        assert kollega.roll == Roll.KOMMUN_LASARE
        assert kollegans.get("/mitt-konto/").status_code == 302
        assert "från handläggare till läsare" in Handelse.objects.get(slag="roll_bytt").text

    @pytest.mark.parametrize("roll", ["", "k_handlaggare", Roll.ADMINISTRATOR, "skräp"])
    def test_bara_en_annan_roll_i_organisationen(self, lan, som, foretradare, roll) -> None:
        kollega = lan.konto(Roll.KOMMUN_HANDLAGGARE, "Boden")
        svar = som(foretradare).post(sida(kollega) + "roll/", nyckel(roll=roll))
        assert svar.status_code == 422
        assert "Välj en roll." in svar.content.decode()

    def test_inte_sin_egen(self, som, foretradare) -> None:
        svar = som(foretradare).post(sida(foretradare) + "roll/", nyckel(roll=Roll.KOMMUN_LASARE))
        assert svar.status_code == 409
        foretradare.refresh_from_db()
        assert foretradare.roll == Roll.KOMMUN_FORETRADARE


class TestMittKonto:
    def test_andrar_egna_uppgifter_och_inget_annat(self, som, foretradare) -> None:
        egna = {"namn": " Nytt  Namn ", "titel": "", "telefon": "010", "notisval": "samlat"}
        data = nyckel(**egna, roll="n_administrator", epost="x@example.org", is_active="0")
        client = som(foretradare)
        assert client.post("/mitt-konto/", data).status_code == 302
        assert "Dina uppgifter är sparade." in client.get("/mitt-konto/").content.decode()
        nu = Konto.objects.get(pk=foretradare.pk)
        assert (nu.namn, nu.titel, nu.telefon, nu.notisval) == ("Nytt Namn", "", "010", "samlat")
        assert (nu.roll, nu.epost, nu.is_active) == (foretradare.roll, foretradare.epost, True)
        assert Handelse.objects.filter(slag="konto_andrat").count() == 1

    def test_namnet_kravs(self, som, foretradare) -> None:
        svar = som(foretradare).post("/mitt-konto/", nyckel(namn=" ", titel="Kvar", notisval="ibland"))
        assert svar.status_code == 422
        sidan = svar.content.decode()
        assert 'value="Kvar"' in sidan
        assert "Välj när du vill ha mejlen." in sidan

    def test_lasare_far_inga_mejl_och_valjer_inte(self, som, alla_roller) -> None:
        for roll, konto in alla_roller.items():
            client = som(konto)
            assert ("notisval" in client.get("/mitt-konto/").content.decode()) == (not roll.endswith("lasare"))
            if roll.endswith("lasare"):
                data = nyckel(namn="Nytt Namn", titel="", telefon="", notisval="av")
                assert client.post("/mitt-konto/", data).status_code == 302
                assert Konto.objects.get(pk=konto.pk).notisval == "genast"

    def test_alla_roller(self, som, alla_roller, django_assert_max_num_queries) -> None:
        for konto in alla_roller.values():
            client = som(konto)
            client.get("/mitt-konto/")
            with django_assert_max_num_queries(2):
                assert client.get("/mitt-konto/").status_code == 200


def test_kommandona_nekar_aven_utan_sida(lan, grannlan, foretradare) -> None:
    granne = grannlan.foretradare("Umeå")
    for kommando in (
        lambda: konton.satt_aktiv(granne.pk, aktiv=False, av=foretradare, nu=NU),
        lambda: konton.byt_roll(granne.pk, roll=Roll.KOMMUN_LASARE, av=foretradare, nu=NU),
        lambda: konton.skicka_inbjudan(granne.pk, av=foretradare, nu=NU),
        lambda: konton.byt_roll(lan.konto(Roll.LAN_LASARE).pk, roll="l_beslutsfattare", av=lan.handlaggare, nu=NU),
    ):
        with pytest.raises(Exception, match="Du får inte") as fel:
            kommando()
        assert type(fel.value).__name__ == "PermissionDenied"
    assert Handelse.objects.filter(slag__in=["konto_avstangt", "roll_bytt", "kontoinbjudan_skickad"]).count() == 0
