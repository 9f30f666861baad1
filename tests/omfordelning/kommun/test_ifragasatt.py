"""The pages about disputed numbers: the municipality's, the county's, the nation's, and what everybody may see."""

from datetime import date, timedelta
from itertools import islice

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from anvisning import anvisningar, ifragasattanden
from anvisning.anvisningar.kommunens import manader_till
from anvisning.berakningar.manad import att_publicera
from anvisning.berakningar.manad import publicera as publicera_manad
from anvisning.models import Anvisningsbokning, Epostmeddelande, Ifragasattande, Roll
from tests.fabrik import SKICKAT, START, Lansscen, arbeta, bygg_riket, klockan, preliminara
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.lan.besok import Besok, blandat, nyckel, rader, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ADRESS = "/ifragasatt/"
JULI = date(2026, 7, 1)
SVARAT = SKICKAT + timedelta(days=2)
FRAGA = {"manad": "2026-07", "typ": "utjamnande", "antal": "4711"}


@pytest.fixture(autouse=True)
def juli(lan: Lansscen) -> Anvisningsbokning:
    """July's figures of Luleå are posted."""
    fil = "Kommunkod;Datum;Typ;Antal\n2580;2026-07-08;Utjämnande;3\n".encode()
    uppgifter = anvisningar.Filuppgifter("Migrationsverket", date(2026, 7, 31))
    underlag = anvisningar.las_in("perioder", "juli.csv", fil, uppgifter, av=lan.riket.importor, nu=START)
    return anvisningar.bokfor(underlag.pk, kand_version=1, av=lan.riket.publicist, nu=START)


def bokfor(lan: Lansscen, antal: int, nu=START) -> Anvisningsbokning:
    rad = anvisningar.Andring("2580", date(2026, 7, 8), "utjamnande", antal)
    underlag = anvisningar.forbered_rattelse([rad], kalla="Brevet", skal="Nytt.", av=lan.riket.importor, nu=nu)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=lan.riket.publicist, nu=nu)


def publicera(lan: Lansscen, nu) -> None:
    """Make July public, with the shares of 2026."""
    bygg_riket(ar=2026, nu=None).publicera("faststalld", preliminara(), nu=klockan(date(2025, 12, 15)))
    arbeta("berakning", nu=nu)
    publicera_manad(att_publicera(nu).get().pk, av=lan.riket.publicist, nu=nu)


def fraga(lan: Lansscen, antal: int = 4711, kommun: str = "Luleå", **mer) -> Ifragasattande:
    falt = {"manad": JULI, "typ": "utjamnande", "nu": SKICKAT} | mer
    return ifragasattanden.ifragasatt(antal=antal, av=lan.foretradare(kommun), **falt)


def rikets(rad: Ifragasattande) -> str:
    return reverse("riket_ifragasattande", args=[rad.publikt_id])


def test_from_the_form_to_the_receipt_and_back_again(lan: Lansscen, besok: Besoker) -> None:
    luleas = besok("Luleå")
    sidan = luleas.get(ADRESS)
    assert rader(sidan)[1] == ["juli 2026", "3", "0", "0", "3"]
    assert len(rader(sidan)) == 13
    assert "Ni har inte ifrågasatt någon uppgift" in text(sidan)
    assert luleas.knappar(sidan) == ["Fortsätt och kontrollera"]
    kontroll, dolda = luleas.kontrollera(ADRESS, **FRAGA)
    assert "Antal i tjänsten 3 Ert antal 4 711" in text(kontroll)
    assert "Skicka till Migrationsverket" in text(kontroll)
    assert not Ifragasattande.objects.exists()
    andra = luleas.post(ADRESS, **dolda, steg="andra")
    assert 'value="4711"' in andra.content.decode()
    svar = luleas.post(ADRESS, **dolda, steg="skicka")
    assert luleas.post(ADRESS, **dolda, steg="skicka").url == svar.url  # pressed twice
    rad = Ifragasattande.objects.get()
    kvitto = text(luleas.get(svar.url))
    for mening in (rad.referens, "Väntar på svar", "Ni får ett mejl när uppgiften är rättad eller förklarad."):
        assert mening in kvitto
    egen = ["juli 2026 , utjämnande anvisning", "Utjämnande", "4 711", "3"]
    assert rader(luleas.get(ADRESS))[1][:4] == egen
    aterta = reverse("ifragasattande_aterta", args=[rad.publikt_id])
    assert luleas.post(aterta, nyckel=nyckel()).url == svar.url
    assert "Ni tog tillbaka frågan" in text(luleas.get(svar.url))
    igen = luleas.post(aterta, nyckel=nyckel())
    assert (igen.status_code, "Kommunen har tagit tillbaka frågan" in text(igen)) == (409, True)


def test_the_nation_answers_with_a_correction(lan: Lansscen, besok: Besoker) -> None:
    rad = fraga(lan)
    en = besok(lan.riket.importor, nu=SVARAT)
    sidan = en.get(rikets(rad))
    assert "Luleå har 4 711, tjänsten hade 3." in text(sidan)
    assert rader(sidan)[1:] == [
        ["Anvisningar per dag, månad eller period, 20 augusti 2026", "Migrationsverket", "8 juli 2026", "3"],
        ["Summa", "3"],
    ]
    assert reverse("anvisningar_rattelse") in sidan.content.decode()
    assert "Rättad:" not in text(sidan)
    bokning = bokfor(lan, 4708, nu=SVARAT)
    assert "Rättad: Rättelse, bokförd 16 september 2026" in text(en.get(rikets(rad)))
    val = {"svar": f"rattad:{bokning.publikt_id}", "forklaring": "Ring oss gärna."}
    kontroll, _ = en.kontrollera(rikets(rad), **val)
    assert "Antal i tjänsten nu 4 711 Svar Rättad: Rättelse, bokförd 16 september 2026" in text(kontroll)
    assert en.knappar(kontroll)[0] == "Skicka svaret till Luleå"
    assert "Svar: rättad" in text(en.genomfor(rikets(rad), **val))
    luleas = text(besok("Luleå", nu=SVARAT).get(reverse("ifragasattande", args=[rad.publikt_id])))
    assert "Tjänsten hade 3 när ni frågade och har 4 711 nu." in luleas
    assert "Ring oss gärna." in luleas
    assert "Ta tillbaka frågan" not in luleas


def test_the_nation_explains_and_a_late_answer_is_refused_in_words(lan: Lansscen, besok: Besoker) -> None:
    rad = fraga(lan)
    en, tva = (besok(konto, nu=SVARAT) for konto in (lan.riket.importor, lan.riket.publicist))
    tom = en.post(rikets(rad), forklaring="Något skrivet.")
    assert (tom.status_code, "Välj ett svar." in text(tom), "Något skrivet." in text(tom)) == (422, True, True)
    nummer = en.post(rikets(rad), svar="upphavd", forklaring="20120304-1234")
    assert (nummer.status_code, "personnummer" in text(nummer)) == (422, True)
    kontroll, dolda = tva.kontrollera(rikets(rad), svar="stammer")
    assert kontroll.status_code == 200
    assert "Upphävda anvisningar räknas inte." in text(en.genomfor(rikets(rad), svar="upphavd"))
    sent = tva.post(rikets(rad), **dolda, steg="skicka")
    assert (sent.status_code, "Frågan är redan besvarad." in text(sent)) == (409, True)
    assert "Upphävda anvisningar räknas inte." in text(
        besok("Luleå", nu=SVARAT).get(reverse("ifragasattande", args=[rad.publikt_id]))
    )


def test_open_ones_are_the_administrators_task_and_the_answer_stands_among_the_municipalitys(
    lan: Lansscen, besok: Besoker
) -> None:
    def uppgifter(vem: Besok, grupp: str = "atgard") -> list[tuple[str, str]]:
        sidan = vem.get("/uppgifter/").context["sida"]
        return [(u.rubrik, u.text) for g in sidan.grupper if g.namn == grupp for u in g.uppgifter]

    en, luleas = besok(lan.riket.importor, nu=SVARAT), besok("Luleå", nu=SVARAT)
    assert (uppgifter(en), uppgifter(luleas, "vantar")) == ([], [])
    rad = fraga(lan)
    assert uppgifter(en) == [("Besvara en ifrågasatt uppgift", "Den är från 14 september 2026.")]
    fraga(lan, typ="anknytning", nu=SVARAT)
    assert uppgifter(en) == [("Besvara 2 ifrågasatta uppgifter", "Den äldsta är från 14 september 2026.")]
    assert uppgifter(besok(lan.riket.granskare, nu=SVARAT)) == uppgifter(en)
    assert uppgifter(luleas, "vantar") == [
        ("Ifrågasatt uppgift, juli 2026", "Utjämnande anvisning."),
        ("Ifrågasatt uppgift, juli 2026", "Anknytningsanvisning."),
    ]
    ifragasattanden.besvara(rad.pk, skal="upphavd", av=lan.riket.importor, nu=SVARAT)
    assert len(uppgifter(en)) == len(uppgifter(luleas, "vantar")) == 1
    assert uppgifter(luleas, "klara") == [("Svar på ifrågasatt uppgift, juli 2026", "Utjämnande anvisning.")]
    assert uppgifter(besok("Luleå", nu=SVARAT + timedelta(days=31)), "klara") == []
    assert uppgifter(besok("Boden", nu=SVARAT), "vantar") == []


def test_the_list_is_chosen_sorted_and_fetched(lan: Lansscen, besok: Besoker) -> None:
    forst, sen = fraga(lan), fraga(lan, kommun="Boden", manad=date(2026, 6, 1), nu=SKICKAT + timedelta(hours=1))
    klar = fraga(lan, typ="anknytning", nu=START)
    ifragasattanden.besvara(klar.pk, skal="annat_slag", forklaring="Bara till er.", av=lan.riket.importor, nu=SVARAT)
    for konto, adress in (
        (lan.riket.granskare, "/riket/ifragasatta/"),
        (lan.konto(Roll.LAN_LASARE), "/lanet/ifragasatta/"),
    ):
        vem = besok(konto, nu=SVARAT)

        def ordning(fraga: str, vem: Besok = vem, adress: str = adress) -> list[int]:
            return [rad.pk for rad in vem.get(adress + fraga).context["lista"].rader]

        assert ordning("") == ordning("?status=x&sortera=y") == [forst.pk, sen.pk, klar.pk]
        assert ordning("?status=vantar") == [forst.pk, sen.pk]
        assert ordning("?status=forklarad") == [klar.pk]
        assert ordning("?status=rattad") == []
        assert ordning("?sortera=namn")[0] == sen.pk
        assert ordning("?sortera=-ifragasatt")[-1] == klar.pk
        assert ordning("?sortera=manad")[0] == sen.pk
        sidan = text(vem.get(adress))
        assert "Barn räknas som ett annat slag av anvisning" in sidan
        assert "Bara till er." not in sidan
        fil = vem.get(f"{adress[:-1]}.csv").content.decode("utf-8-sig")
        assert f"{forst.referens};2580;Luleå;2026-07;Utjämnande anvisning;4711;3;2026-09-14;Väntar på svar" in fil
        assert "Bara till er." not in fil
        assert vem.get(f"{adress[:-1]}.pdf").status_code == 404


def test_long_lists_are_shown_a_page_at_a_time_and_fetched_whole(
    lan: Lansscen, besok: Besoker, juli: Anvisningsbokning
) -> None:
    av = lan.foretradare("Luleå")
    borta = {"uppgift": 9, "tjanstens": 0, "bas": juli, "atertaget": SVARAT, "atertaget_av": av}
    Ifragasattande.objects.bulk_create(
        Ifragasattande(
            kommun=av.organisation.kommun, manad=m, typ="anknytning", ifragasatt=START, ifragasatt_av=av, **borta
        )
        for m in islice(manader_till(JULI), 54)
    )
    oppen = fraga(lan)
    luleas = besok("Luleå", nu=SVARAT)
    assert [len(list(luleas.get(ADRESS + f).context["egna"])) for f in ("", "?sida=2", "?sida=x")] == [50, 5, 50]
    assert luleas.get(ADRESS).context["egna"][0] == oppen
    for konto, adress in ((lan.riket.granskare, "/riket/ifragasatta/"), (lan.handlaggare, "/lanet/ifragasatta/")):
        vem = besok(konto, nu=SVARAT)
        sidor = [
            vem.get(adress + fraga) for fraga in ("", "?sida=2", "?sortera=-manad&sida=2", "?status=vantar&sida=2")
        ]
        assert [len(rader(svar)) - 1 for svar in sidor] == [50, 5, 5, 1]
        assert "alla (55)" in text(sidor[0])
        assert "Sida 1 av 2" in text(sidor[0])
        assert "återtagen (54)" in text(sidor[3])
        assert len(vem.get(f"{adress[:-1]}.json").json()["rader"]) == 55


def test_each_sees_its_own_and_nobody_elses(lan: Lansscen, annat: Lansscen, besok: Besoker, client: Client) -> None:
    rad = fraga(lan)
    egen, nationell = reverse("ifragasattande", args=[rad.publikt_id]), rikets(rad)
    aterta = reverse("ifragasattande_aterta", args=[rad.publikt_id])
    lasare = besok("Luleå", Roll.KOMMUN_LASARE)
    assert lasare.get(egen).status_code == 200
    assert "Ta tillbaka frågan" not in text(lasare.get(egen))
    assert lasare.knappar(lasare.get(ADRESS)) == []
    assert {lasare.post(vag, **FRAGA, nyckel=nyckel()).status_code for vag in (ADRESS, aterta)} == {403}
    boden = besok("Boden")
    assert [boden.get(egen).status_code, boden.post(aterta, nyckel=nyckel()).status_code] == [404, 404]
    assert boden.get(nationell).status_code == 403
    assert [r.pk for r in besok(lan.handlaggare).get("/lanet/ifragasatta/").context["lista"].rader] == [rad.pk]
    assert besok(annat.handlaggare).get("/lanet/ifragasatta/").context["lista"].antal == 0
    assert besok(lan.handlaggare).get(nationell).status_code == 403
    granskare = besok(lan.riket.granskare)
    assert granskare.knappar(granskare.get(nationell)) == []
    assert granskare.post(nationell, svar="upphavd").status_code == 403
    assert granskare.get(ADRESS).status_code == 403
    assert client.get(egen).status_code == 302


def test_the_months_can_be_fetched_since_2016(lan: Lansscen, besok: Besoker) -> None:
    fil = besok("Luleå", Roll.KOMMUN_LASARE).get("/ifragasatt/manader.csv").content.decode("utf-8-sig").splitlines()
    assert fil[-127] == "2026-07;3;0;0"
    assert fil[-1] == "2016-01;0;0;0"
    assert besok("Boden").get("/ifragasatt/manader.json").json()["rader"][0]["Utjämnande anvisning"] == 0
    assert besok("Luleå").get("/ifragasatt/manader.pdf").status_code == 404


INGET_AN = "En uppgift ifrågasattes den 14 september 2026. Inget svar är publicerat än."
OPPET = {
    "waits": ({}, INGET_AN),
    "explained": (
        {"skal": "annan_manad"},
        "En uppgift ifrågasattes den 14 september 2026. Den är förklarad: Beslut räknas till en annan månad.",
    ),
    "corrected": ({"rattelse": ""}, "En uppgift ifrågasattes den 14 september 2026. Den är rättad."),
}


@pytest.mark.parametrize("hur", OPPET)
def test_everybody_sees_when_and_how_it_went_and_never_the_number_month_or_type(
    hur: str, lan: Lansscen, client: Client
) -> None:
    """How it went is told first when a month has been published: until then each answer, and none, reads the same."""
    svar, mening = OPPET[hur]
    fore = client.get("/kommuner/2580/").content.decode()
    rad = fraga(lan)
    if "rattelse" in svar:
        svar = {"rattelse": bokfor(lan, 4709, nu=SVARAT).publikt_id}
    if svar:
        ifragasattanden.besvara(rad.pk, **svar, forklaring="Hemlig mening.", av=lan.riket.importor, nu=SVARAT)
    assert INGET_AN in text(client.get("/kommuner/2580/"))
    publicera(lan, nu=SVARAT + timedelta(hours=1))
    sidan = client.get("/kommuner/2580/")
    assert mening in text(sidan)
    assert "Ifrågasatta uppgifter" not in fore
    nytt = sidan.content.decode().partition("Ifrågasatta uppgifter")[2].partition("<h2")[0]
    for hemligt in ("juli", "2026-07", "tjämnande"):
        assert hemligt not in nytt
    for hemligt in ("4711", "4\u00a0711", "4712", "4709", "Hemlig", rad.referens, str(rad.publikt_id)):
        assert hemligt not in sidan.content.decode()
    assert "Ifrågasatta uppgifter" not in client.get("/kommuner/2582/").content.decode()


def test_a_month_that_was_published_before_the_answer_tells_nothing_of_it(lan: Lansscen, client: Client) -> None:
    rad = fraga(lan)
    publicera(lan, nu=SVARAT - timedelta(hours=1))
    ifragasattanden.besvara(rad.pk, skal="stammer", av=lan.riket.importor, nu=SVARAT)
    assert INGET_AN in text(client.get("/kommuner/2580/"))


def test_what_was_taken_back_is_nobodys_business(lan: Lansscen, client: Client) -> None:
    ifragasattanden.aterta(fraga(lan).pk, av=lan.foretradare("Luleå"), nu=SVARAT)
    assert "Ifrågasatta uppgifter" not in client.get("/kommuner/2580/").content.decode()


FEL = {
    "no month": ({"manad": ""}, 422, "Välj en månad."),
    "a month to come": ({"manad": "2026-12"}, 422, "Välj en månad."),
    "before 2016": ({"manad": "2015-12"}, 422, "Välj en månad."),
    "no type": ({"typ": ""}, 422, "Välj slag av anvisning."),
    "no number": ({"antal": ""}, 422, "Skriv ett helt antal barn från 0 till 100 000, till exempel 3."),
    "half a child": ({"antal": "2,5"}, 422, "Skriv ett helt antal barn från 0 till 100 000, till exempel 3."),
    "a name": ({"antal": "Kim"}, 422, "Skriv ett helt antal barn från 0 till 100 000, till exempel 3."),
    "as programs write": ({"antal": "1_0"}, 422, "Skriv ett helt antal barn från 0 till 100 000, till exempel 3."),
    "below zero": ({"antal": "−1"}, 422, "Skriv ett helt antal barn från 0 till 100 000, till exempel 3."),
    "not yet a type": ({"typ": "inledande"}, 409, "Anvisning för inledande åtgärder fanns inte den månaden."),
    "the same number": ({"antal": "3"}, 409, "Tjänsten har redan 3 för utjämnande anvisning i juli 2026."),
}


@pytest.mark.parametrize("fall", FEL)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(fall: str, lan: Lansscen, besok: Besoker) -> None:
    fel, status, mening = FEL[fall]
    svar = besok("Luleå").post(ADRESS, **FRAGA | fel)
    assert (svar.status_code, mening in text(svar)) == (status, True), text(svar)[:600]
    assert "<title>Fel: " in " ".join(svar.content.decode().split())
    if antal := (FRAGA | fel)["antal"]:
        assert f'value="{antal}"' in svar.content.decode()
    assert not Ifragasattande.objects.exists()


def test_a_colleague_was_first(lan: Lansscen, besok: Besoker) -> None:
    luleas = besok("Luleå")
    _, dolda = luleas.kontrollera(ADRESS, **FRAGA)
    fraga(lan, 5)
    svar = luleas.post(ADRESS, **dolda, steg="skicka")
    assert (svar.status_code, "väntar på svar" in text(svar)) == (409, True)
    assert 'value="4711"' in svar.content.decode()
    assert Epostmeddelande.objects.count() == 2


def test_garbage_in_every_field_gives_an_answer_in_words(lan: Lansscen, besok: Besoker) -> None:
    rad = fraga(lan)
    for vem, adress, falt in (
        (besok("Luleå"), ADRESS, ("manad", "typ", "antal", "nyckel", "steg")),
        (besok(lan.riket.importor), rikets(rad), ("svar", "forklaring", "nyckel", "steg")),
    ):
        for data in blandat(falt):
            for steg in ({}, {"steg": "skicka"}):
                assert vem.post(adress, **data | steg).status_code in (409, 422), data
        assert vem.post(adress).status_code == 422
    assert vem.post(rikets(rad), svar="rattad:x", steg="skicka", nyckel=nyckel()).status_code == 422
    assert besok("Luleå").post(reverse("ifragasattande_aterta", args=[rad.publikt_id]), nyckel="x").status_code == 409
    assert Ifragasattande.objects.get().oppet


def test_before_there_are_figures_the_page_says_so(annat: Lansscen, lan: Lansscen, besok: Besoker, juli) -> None:
    motpost = anvisningar.forbered_motpost(juli.pk, skal="Fel.", av=lan.riket.importor, nu=START)
    anvisningar.bokfor(motpost.pk, kand_version=1, av=lan.riket.publicist, nu=START)
    kalmar = besok(annat.foretradare("Kalmar"))
    sidan = kalmar.get(ADRESS)
    assert "Tjänsten har inga antal än" in text(sidan)
    assert kalmar.knappar(sidan) == []
    assert kalmar.post(ADRESS, **FRAGA).status_code == 422


@pytest.mark.parametrize("antal", [1, 5])
def test_as_many_questions_to_the_database_whatever_the_number(
    antal: int, lan: Lansscen, besok: Besoker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for manad in range(1, antal + 1):
        rad = fraga(lan, manad=date(2026, manad, 1))
    for givare in ("Älvsbyn", "Jokkmokk"):
        lan.skickat(givare, "Luleå", "0.20")
    for vem, adress, hogst in (
        (lan.foretradare("Luleå"), ADRESS, 7),
        (lan.foretradare("Luleå"), reverse("ifragasattande", args=[rad.publikt_id]), 6),
        (lan.foretradare("Luleå"), "/uppgifter/", 8),
        (lan.handlaggare, "/lanet/ifragasatta/", 5),
        (lan.handlaggare, "/uppgifter/", 8),
        (lan.riket.importor, "/riket/ifragasatta/", 5),
        (lan.riket.importor, rikets(rad), 6),
        (lan.riket.importor, "/uppgifter/", 8),
        (lan.riket.granskare, "/uppgifter/", 8),
    ):
        besoket = besok(vem, nu=SVARAT)
        with django_assert_max_num_queries(hogst):
            assert besoket.get(adress).status_code == 200
