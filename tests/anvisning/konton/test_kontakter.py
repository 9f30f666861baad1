"""Organs and contact functions: who sees and edits whose, what may be said, and what is missing."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from anvisning import kontakter, tid
from anvisning.hinder import Hinder
from anvisning.kontakter import Organuppgifter
from anvisning.models import Handelse, Kontaktfunktion, Konto, Organ, Organisation, Organslag, Roll
from anvisning.organisationer import brevlada
from omfordelning.models import Kommunbeslut
from omfordelning.parter import build_part, funktionsbrevlador
from tests import fabrik

pytestmark = pytest.mark.langsam

NU = timezone.now()
IDAG = tid.svensk_dag(NU)


def nyckel(**mer: Any) -> dict[str, Any]:
    return {"nyckel": str(uuid.uuid4()), **mer}


def organdata(**andra: Any) -> dict[str, Any]:
    falt = {
        "slag": "namnd",
        "namn": "Socialnämnden",
        "funktionsbrevlada": "Social@Example.org",
        "galler_fran": "2027-01-01",
        "galler_till": "",
        "eftertradare": "",
    }
    return nyckel(**falt | andra)


def uppgifter(**andra: Any) -> Organuppgifter:
    falt: dict[str, Any] = {
        "slag": Organslag.NAMND,
        "namn": "Socialnämnden",
        "funktionsbrevlada": "social@example.org",
        "galler_fran": date(2027, 1, 1),
    }
    return Organuppgifter(**falt | andra)


@pytest.fixture
def boden(lan) -> Organisation:
    return Organisation.objects.get(namn="Bodens kommun")


@pytest.fixture
def adress(boden) -> str:
    return f"/organisationer/{boden.pk}/"


class TestVemSerOchAndrar:
    def test_hela_tabellen(self, lan, grannlan, som, alla_roller, boden) -> None:
        umea = Organisation.objects.get(namn="Umeå kommun")
        lulea = Organisation.objects.get(namn="Luleå kommun")
        lanet, riket = lan.lan.organisation, Organisation.objects.get(slag="nationell")
        alla = [boden, lulea, lanet, riket, umea]
        las = {"k": [200, 200, 200, 200, 404], "l": [200, 200, 200, 200, 404], "n": [200] * 5}
        andra = {
            Roll.KOMMUN_HANDLAGGARE: [200, 403, 403, 403, 404],
            Roll.KOMMUN_FORETRADARE: [200, 403, 403, 403, 404],
            Roll.KOMMUN_LASARE: [403, 403, 403, 403, 404],
            Roll.LAN_HANDLAGGARE: [200, 200, 200, 403, 404],
            Roll.LAN_BESLUTSFATTARE: [200, 200, 200, 403, 404],
            Roll.LAN_LASARE: [403, 403, 403, 403, 404],
            Roll.ADMINISTRATOR: [200] * 5,
            Roll.GRANSKARE: [403] * 5,
        }
        for roll, konto in alla_roller.items():
            client = som(konto)
            sidor = [client.get(f"/organisationer/{o.pk}/") for o in alla]
            assert [s.status_code for s in sidor] == las[roll.value[0]], roll
            assert ["Lägg till ett organ" in s.content.decode() for s in sidor] == [s == 200 for s in andra[roll]]
            vad = "organ/nytt/" if roll.value[0] == "k" else "kontakter/ny/"
            assert [client.get(f"/organisationer/{o.pk}/{vad}").status_code for o in alla] == andra[roll], roll

    def test_den_som_inte_far_andrar_inget(self, lan, som, alla_roller, boden, adress) -> None:
        organ = boden.organ.get()
        kontakt = fabrik.skapa_kontakt(boden)
        for roll in (Roll.KOMMUN_LASARE, Roll.LAN_LASARE, Roll.GRANSKARE):
            client = som(alla_roller[roll])
            for vag, data in (
                ("organ/nytt/", organdata()),
                (f"organ/{organ.pk}/", organdata()),
                (f"organ/{organ.pk}/bort/", nyckel()),
                ("kontakter/ny/", nyckel(funktion="x", telefon="1")),
                (f"kontakter/{kontakt.pk}/", nyckel(funktion="x", telefon="1")),
                (f"kontakter/{kontakt.pk}/bort/", nyckel()),
            ):
                assert client.post(adress + vag, data).status_code == 403, (roll, vag)
        granne = som(lan.foretradare("Luleå"))
        assert granne.post(f"{adress}organ/{organ.pk}/bort/", nyckel()).status_code == 403
        assert boden.organ.count() == boden.kontakter.count() == 1

    def test_ett_organ_under_fel_organisation_finns_inte(self, lan, som, boden) -> None:
        lulea = Organisation.objects.get(namn="Luleå kommun")
        organ = lulea.organ.get()
        client = som(lan.foretradare("Boden"))
        for vag in (f"organ/{organ.pk}/", "organ/999999/", f"organ/{'9' * 30}/"):
            assert client.get(f"/organisationer/{boden.pk}/{vag}").status_code == 404
        assert client.get(f"/organisationer/{'9' * 40}/").status_code == 404


class TestOrgan:
    def test_laggs_till_andras_och_far_en_eftertradare(self, lan, som, foretradare, boden, adress) -> None:
        client = som(foretradare)
        assert client.post(f"{adress}organ/nytt/", organdata()).status_code == 302
        nytt = boden.organ.get(namn="Socialnämnden")
        assert (nytt.funktionsbrevlada, nytt.galler_fran) == ("social@example.org", date(2027, 1, 1))
        gammalt = boden.organ.get(slag="kommunstyrelse")
        data = organdata(
            slag="kommunstyrelse",
            namn="Kommunstyrelsen",
            funktionsbrevlada=gammalt.funktionsbrevlada,
            galler_fran="2020-01-01",
            galler_till="2026-12-31",
            eftertradare=str(nytt.pk),
        )
        assert client.post(f"{adress}organ/{gammalt.pk}/", data).status_code == 302
        text = client.get(adress).content.decode()
        assert "Sedan: Socialnämnden" in text
        part = build_part(boden, date(2027, 2, 1))
        assert part.adressat(Kommunbeslut(organ=boden.organ.get(slag="kommunstyrelse")), date(2027, 2, 1)) == nytt
        handelse = Handelse.objects.filter(slag="organ_andrat").get()
        assert handelse.uppgifter["fore"]["galler_till"] is None
        assert handelse.uppgifter["galler_till"] == "2026-12-31"
        assert handelse.aktor == foretradare.namn

    @pytest.mark.parametrize(
        ("andrat", "sagt"),
        [
            ({"slag": ""}, "Välj vilket slags organ det är."),
            ({"slag": "myndighet"}, "Välj vilket slags organ det är."),
            ({"namn": ""}, "Skriv vad organet heter"),
            ({"namn": "x" * 121}, "högst 120"),
            ({"funktionsbrevlada": "brevlådan"}, "Skriv funktionsbrevlådans adress"),
            ({"galler_fran": "i fjol"}, "Skriv datumet som år, månad och dag"),
            ({"galler_fran": "0001-01-01"}, "Skriv datumet som år, månad och dag"),
            ({"galler_till": "2026-13-45"}, "Skriv datumet som år, månad och dag"),
            ({"eftertradare": "999"}, "Välj ett organ i listan."),
        ],
    )
    def test_fel_i_formularet(self, som, foretradare, boden, adress, andrat, sagt) -> None:
        svar = som(foretradare).post(f"{adress}organ/nytt/", organdata(**andrat))
        text = svar.content.decode()
        assert svar.status_code == 422
        assert sagt in text
        assert boden.organ.count() == 1

    @pytest.mark.parametrize(
        ("andrat", "sagt"),
        [
            ({"galler_till": "2026-01-01"}, "Sista dagen ligger före första dagen."),
            ({"namn": "Kommunstyrelsen", "galler_fran": "2020-01-01"}, "Det finns redan ett organ med det namnet"),
        ],
    )
    def test_det_som_inte_gar(self, som, foretradare, boden, adress, andrat, sagt) -> None:
        svar = som(foretradare).post(f"{adress}organ/nytt/", organdata(**andrat))
        assert svar.status_code == 409
        assert sagt in svar.content.decode()
        assert boden.organ.count() == 1

    def test_eftertradaren_maste_finnas_dagen_efter_och_leder_inte_tillbaka(self, boden, foretradare) -> None:
        a = boden.organ.get()
        b = kontakter.lagg_till_organ(boden.pk, uppgifter(), av=foretradare, nu=NU)
        ks: dict[str, Any] = {
            "slag": a.slag, "namn": a.namn, "funktionsbrevlada": a.funktionsbrevlada, "galler_fran": a.galler_fran
        }  # fmt: skip
        for mer, sagt in (
            ({"eftertradare": b.pk}, "Ange organets sista dag"),
            ({"eftertradare": b.pk, "galler_till": date(2026, 6, 30)}, "finns inte dagen efter"),
        ):
            with pytest.raises(Hinder, match=sagt):
                kontakter.andra_organ(a.pk, uppgifter(**ks | mer), av=foretradare, nu=NU)
        kontakter.andra_organ(
            a.pk, uppgifter(**ks, galler_till=date(2026, 12, 31), eftertradare=b.pk), av=foretradare, nu=NU
        )
        with pytest.raises(Hinder, match="lämnar i sin tur över"):
            kontakter.andra_organ(
                b.pk, uppgifter(galler_till=date(2027, 6, 30), eftertradare=a.pk), av=foretradare, nu=NU
            )
        annans = Organ.objects.filter(organisation__namn="Luleå kommun").get()
        with pytest.raises(Organ.DoesNotExist):
            kontakter.andra_organ(
                b.pk, uppgifter(galler_till=date(2027, 6, 30), eftertradare=annans.pk), av=foretradare, nu=NU
            )

    def test_det_som_anvands_tas_inte_bort(self, som, foretradare, boden, adress) -> None:
        a = boden.organ.get()
        b = kontakter.lagg_till_organ(boden.pk, uppgifter(), av=foretradare, nu=NU)
        Organ.objects.filter(pk=a.pk).update(galler_till=date(2026, 12, 31), eftertradare=b)
        client = som(foretradare)
        svar = client.post(f"{adress}organ/{b.pk}/bort/", nyckel())
        assert svar.status_code == 409
        assert "Ange i stället en sista dag." in svar.content.decode()
        assert client.get(f"{adress}organ/{b.pk}/bort/").status_code == 405
        data = nyckel()
        assert [client.post(f"{adress}organ/{a.pk}/bort/", data).status_code for _ in range(2)] == [302, 404]
        assert not Organ.objects.filter(pk=a.pk).exists()

    def test_lanet_och_migrationsverket_ar_en_myndighet(self, lan, riket, som) -> None:
        for konto, organisation in (
            (lan.handlaggare, lan.lan.organisation),
            (riket.importor, riket.importor.organisation),
        ):
            adress = f"/organisationer/{organisation.pk}/organ/nytt/"
            text = som(konto).get(adress).content.decode()
            assert 'type="hidden" name="slag" value="myndighet"' in text
            assert som(konto).post(adress, organdata(slag="namnd")).status_code == 422
            assert som(konto).post(adress, organdata(slag="myndighet", namn="Registraturen")).status_code == 302

    def test_brevladan_foljer_dagen(self, lan, boden, foretradare) -> None:
        organ = boden.organ.get()
        Organ.objects.filter(pk=organ.pk).update(galler_till=date(2026, 12, 31))
        assert [o.pk for o in funktionsbrevlador(["2582"], "xx", date(2026, 12, 31))] == [organ.pk]
        assert funktionsbrevlador(["2582"], "xx", date(2027, 1, 1)) == []
        assert brevlada("25", date(2027, 1, 1)) == "registrator.25@example.org"
        assert brevlada("09", date(2027, 1, 1)) == ""


class TestKontakter:
    def test_laggs_till_andras_och_tas_bort(self, som, foretradare, boden, adress) -> None:
        client = som(foretradare)
        data = nyckel(funktion=" Samordnare ", telefon="010-1", epost="A@Example.org")
        assert [client.post(f"{adress}kontakter/ny/", data).status_code for _ in range(2)] == [302, 302]
        kontakt = boden.kontakter.get()
        assert (kontakt.funktion, kontakt.telefon, kontakt.epost) == ("Samordnare", "010-1", "a@example.org")
        andrat = nyckel(funktion="Samordnare", telefon="010-2", epost="")
        assert client.post(f"{adress}kontakter/{kontakt.pk}/", andrat).status_code == 302
        assert client.post(f"{adress}kontakter/{kontakt.pk}/bort/", nyckel()).status_code == 302
        assert not boden.kontakter.exists()
        slag = Handelse.objects.filter(slag__startswith="kontakt_").order_by("nummer").values_list("slag", flat=True)
        assert list(slag) == ["kontakt_tillagd", "kontakt_andrad", "kontakt_borttagen"]

    @pytest.mark.parametrize(
        ("data", "status", "sagt"),
        [
            ({"funktion": "", "telefon": "1"}, 422, "Skriv vad funktionen heter"),
            ({"funktion": "x"}, 422, "Skriv ett telefonnummer eller en e-postadress."),
            ({"funktion": "x", "epost": "fel"}, 422, "Skriv e-postadressen i arbetet"),
            ({"funktion": "x\x00", "telefon": "1"}, 422, "går att spara"),
            ({"funktion": "Handläggare för anvisningsandelar", "telefon": "1"}, 409, "Det finns redan en kontakt"),
        ],
    )
    def test_fel(self, som, foretradare, boden, adress, data, status, sagt) -> None:
        fabrik.skapa_kontakt(boden)
        svar = som(foretradare).post(f"{adress}kontakter/ny/", nyckel(**data))
        assert (svar.status_code, sagt in svar.content.decode()) == (status, True)
        assert boden.kontakter.count() == 1

    def test_hogst_tjugo(self, boden, foretradare) -> None:
        Kontaktfunktion.objects.bulk_create(Kontaktfunktion(organisation=boden, funktion=f"F{n}") for n in range(20))
        with pytest.raises(Hinder, match="redan 20"):
            kontakter.lagg_till_kontakt(boden.pk, funktion="En till", telefon="1", epost="", av=foretradare, nu=NU)


class TestVadSomSaknas:
    def test_listan(self, lan, som, boden) -> None:
        fabrik.skapa_kontakt(boden)
        client = som(lan.handlaggare)
        rader = {r.namn: r.brister for r in client.get("/organisationer/").context["rader"]}
        assert rader["Bodens kommun"] == []
        assert rader["Luleå kommun"] == ["kontaktfunktion"]
        assert rader["Kiruna kommun"] == ["funktionsbrevlåda", "kontaktfunktion", "aktiv företrädare"]
        assert len(rader) == 16
        saknas = client.get("/organisationer/", {"saknas": "1"})
        assert "Bodens kommun" not in {r.namn for r in saknas.context["rader"]}
        assert [r.namn for r in client.get("/organisationer/", {"q": "kiRUNA"}).context["rader"]] == ["Kiruna kommun"]

    def test_inbjuden_ar_inte_aktiv_och_upphort_ar_ingen_brevlada(self, lan, som, boden, foretradare) -> None:
        Konto.objects.filter(pk=foretradare.pk).update(password="!" + "x" * 40)
        boden.organ.update(galler_till=IDAG - timedelta(days=1))
        fabrik.skapa_kontakt(boden)
        rader = {r.namn: r.brister for r in som(lan.handlaggare).get("/organisationer/").context["rader"]}
        assert rader["Bodens kommun"] == ["funktionsbrevlåda", "aktiv företrädare"]

    def test_fragorna_ar_fasta(self, lan, riket, som, django_assert_max_num_queries) -> None:
        for konto in (lan.handlaggare, riket.importor, lan.foretradare("Boden")):
            client = som(konto)
            client.get("/organisationer/")
            with django_assert_max_num_queries(3):
                client.get("/organisationer/")
            with django_assert_max_num_queries(6):
                client.get(f"/organisationer/{konto.organisation_id}/")

    @pytest.mark.parametrize("skrap", ["\x00", "%", "<script>", "9" * 400])
    def test_skrap(self, lan, som, skrap) -> None:
        svar = som(lan.handlaggare).get("/organisationer/", {"q": skrap, "saknas": skrap})
        assert svar.status_code == 200
        assert "<script>" not in svar.content.decode()


class TestSamordnandeLan:
    def adress(self, riket) -> str:
        return f"/organisationer/{riket.importor.organisation_id}/samordnande-lan/"

    def test_sidorna_sager_att_nagon_aterger(self, riket, som) -> None:
        client = som(riket.importor)
        assert client.post(self.adress(riket), nyckel(lan="25")).status_code == 302
        text = client.get("/mitt-konto/").content.decode()
        assert "Länsstyrelsen i Norrbottens län återger Migrationsverkets beslut" in text
        assert client.post(self.adress(riket), nyckel(lan="")).status_code == 302
        assert "återger" not in client.get("/mitt-konto/").content.decode()
        assert Handelse.objects.filter(slag="samordnande_lan_angivet", lanskod="00").count() == 2

    def test_bara_administratoren(self, riket, lan, som, alla_roller) -> None:
        for roll, konto in alla_roller.items():
            vantat = {Roll.ADMINISTRATOR: 302}.get(roll, 403)
            assert som(konto).post(self.adress(riket), nyckel(lan="25")).status_code == vantat, roll
        egen = f"/organisationer/{lan.lan.organisation.pk}/samordnande-lan/"
        assert som(lan.handlaggare).post(egen, nyckel(lan="25")).status_code == 404
        assert som(riket.importor).post(self.adress(riket), nyckel(lan="99")).status_code == 422
