"""The case page: who sees it, which acts each role has in each status, and that it asks few questions."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoAssertNumQueries

from anvisning.models import Roll
from anvisning.visning import datum, promille
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning import granskning
from omfordelning.handlaggning.anstand import begar_anstand
from omfordelning.lage import Innehall
from omfordelning.process import Sida
from omfordelning.urls.kommun import urlpatterns
from tests import fabrik
from tests.fabrik import FASTSTALLT, FOR_SENT, GRANSKAT, SKICKAT, SVARAT, Lansscen
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.kommun.sidor import atgarder, ovriga, sida
from tests.omfordelning.lan.besok import text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
HANDLAGGARE, LASARE = Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_LASARE


def test_a_draft_for_each_role_of_its_own_municipality(lan: Lansscen, besok: Besoker) -> None:
    utkast = lan.utkast("Älvsbyn", "Luleå")
    svar = besok("Älvsbyn").get(sida(utkast))
    assert atgarder(svar) == ["skicka", "utkast"]
    assert ovriga(svar) == ["forbered_beslut", "text", "slang"]
    svar = besok("Älvsbyn", HANDLAGGARE).get(sida(utkast))
    assert atgarder(svar) == ["!skicka", "utkast"]
    assert "Det gör en företrädare i kommunen: Företrädare 2560." in text(svar)
    svar = besok("Älvsbyn", LASARE).get(sida(utkast))
    assert (svar.status_code, atgarder(svar), ovriga(svar)) == (200, [], [])
    assert "Du har läsbehörighet i kommunen." in text(svar)


def test_a_draft_does_not_exist_for_anyone_else(lan: Lansscen, annat: Lansscen, besok: Besoker) -> None:
    utkast = lan.utkast("Älvsbyn", "Luleå")
    for konto in (lan.foretradare("Luleå"), lan.handlaggare, lan.riket.importor, annat.foretradare("Kalmar")):
        assert besok(konto).get(sida(utkast)).status_code == 404


def test_who_is_to_answer_can_see_what_it_would_change(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå", "0.50")
    for vem in ("Luleå", "Älvsbyn"):
        (adress,) = re.findall(r'href="(/vad-hander-om/\?[^"]+)"', besok(vem).get(sida(forslag)).content.decode())
        assert "Luleå" in text(svar := besok(vem).get(unescape(adress)))
        assert (svar.status_code, svar.context["vad_om"].ar) == (200, forslag.ar_id)


def test_waiting_for_an_answer(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå", "0.50")
    assert atgarder(besok("Luleå").get(sida(forslag))) == [
        "godkann", "andra", "avboj", "begar_anstand", "anmal_omstandighet",
    ]  # fmt: skip
    assert atgarder(besok("Luleå", HANDLAGGARE).get(sida(forslag))) == [
        "!godkann", "!andra", "!avboj", "begar_anstand", "anmal_omstandighet",
    ]  # fmt: skip
    svar = besok("Älvsbyn").get(sida(forslag))
    assert atgarder(svar) == ["andra", "meddela_beslut", "begar_anstand", "aterkalla", "anmal_omstandighet"]
    assert ovriga(svar) == ["text"]
    assert ovriga(besok("Luleå").get(sida(forslag))) == ["forbered_beslut", "text"]
    for kommun in ("Älvsbyn", "Luleå"):
        assert atgarder(besok(kommun, LASARE).get(sida(forslag))) == []


def test_agreed(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.overens("Älvsbyn", "Luleå", "0.50")
    for kommun in ("Älvsbyn", "Luleå"):
        svar = besok(kommun, nu=SVARAT).get(sida(forslag))
        assert atgarder(svar) == ["andra", "meddela_beslut", "begar_anstand", "aterkalla", "anmal_omstandighet"]
    svar = besok("Luleå", nu=FOR_SENT).get(sida(forslag))
    assert atgarder(svar) == ["!andra", "meddela_beslut", "!begar_anstand", "!aterkalla", "anmal_omstandighet"]
    assert "Be länsstyrelsen avsluta ärendet." in text(svar)


def test_with_the_county_and_migrationsverket(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.overens("Älvsbyn", "Luleå", "0.50")
    lan.beslutat()
    med = besok("Älvsbyn", nu=GRANSKAT).get(sida(forslag))
    assert atgarder(med) == ["meddela_beslut", "!aterkalla", "anmal_omstandighet"]
    assert "Föreslås av länsstyrelsen" in text(med)
    lan.redovisat()
    assert atgarder(besok("Älvsbyn", nu=GRANSKAT).get(sida(forslag))) == [
        "meddela_beslut", "!aterkalla", "anmal_omstandighet",
    ]  # fmt: skip
    lan.riket.publicera(slag="faststalld", nu=FASTSTALLT)
    klart = besok("Älvsbyn", nu=FASTSTALLT).get(sida(forslag))
    assert (atgarder(klart), ovriga(klart)) == (["anmal_omstandighet"], ["kopiera"])
    assert "Älvsbyn har lämnat över 0,50 ‰ för 2027 till Luleå." in text(klart)


def test_after_a_no(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå")
    kommandon.avboj(forslag.pk, skal="Vi har inte plats.", av=lan.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    svar = besok("Älvsbyn", nu=SVARAT).get(sida(forslag))
    assert (atgarder(svar), ovriga(svar)) == (["anmal_omstandighet"], ["kopiera"])
    sagt = text(svar)
    assert "Avslutad – nej från Luleå" in sagt
    assert "Vi har inte plats." in sagt
    assert "Ert beslut avser Luleå. En annan mottagare kräver i regel ett nytt beslut." in sagt
    assert "Ring länsstyrelsen, 010-000 00 01" in sagt
    assert "Ert beslut avser" not in text(besok("Luleå", nu=SVARAT).get(sida(forslag)))


def test_past_the_deadline_everything_says_whom_to_call(lan: Lansscen, besok: Besoker) -> None:
    forslag, utkast = lan.skickat("Älvsbyn", "Luleå"), lan.utkast("Jokkmokk", "Luleå")
    svar = besok("Luleå", nu=FOR_SENT).get(sida(forslag))
    assert atgarder(svar) == ["!godkann", "!andra", "!avboj", "!begar_anstand", "anmal_omstandighet"]
    assert "Sista dagen var 6 november 2026. Ring länsstyrelsen" in text(svar)
    sent = besok("Jokkmokk", nu=FOR_SENT).get(sida(utkast))
    assert atgarder(sent) == ["!skicka", "utkast"]
    assert "Utkastet hann inte skickas. Det finns kvar." in text(sent)
    assert "010-000 00 01" in text(sent)


def test_a_question_from_the_county_is_the_first_act(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.overens("Älvsbyn", "Luleå")
    granskning.begar_komplettering(forslag.pk, sida=Sida.GIVARE, fraga="Vilken §?", av=lan.handlaggare, nu=SVARAT)
    assert atgarder(besok("Älvsbyn", nu=SVARAT).get(sida(forslag)))[0] == "besvara_komplettering"
    assert "besvara_komplettering" not in atgarder(besok("Luleå", nu=SVARAT).get(sida(forslag)))


def test_a_second_request_for_more_time_says_why_not(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå")
    mote = fabrik.KALENDER["lanets_dag"]
    begar_anstand(forslag.pk, sammantrade=mote, av=lan.foretradare("Luleå"), nu=SVARAT)
    svar = besok("Luleå", nu=SVARAT).get(sida(forslag))
    assert "!begar_anstand" in atgarder(svar)
    assert "anstånd begärt" in text(svar)


def test_other_organisations_read_without_the_parties_acts(lan: Lansscen, annat: Lansscen, besok: Besoker) -> None:
    forslag = lan.overens("Älvsbyn", "Luleå")
    for konto in (annat.foretradare("Kalmar"), annat.handlaggare, lan.foretradare("Boden"), lan.riket.importor):
        assert besok(konto, nu=SVARAT).get(sida(forslag)).status_code == 404
    svar = besok(lan.handlaggare, nu=SVARAT).get(sida(forslag))
    assert (svar.status_code, atgarder(svar), ovriga(svar)) == (200, [], [])
    assert "Länsstyrelsens handläggning" in text(svar)
    lan.redovisat()
    for konto in (lan.riket.importor, lan.riket.granskare):
        svar = besok(konto, nu=GRANSKAT).get(sida(forslag))
        assert (svar.status_code, atgarder(svar), ovriga(svar)) == (200, [], [])


def test_versions_show_what_was_changed(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå", "0.50")
    nytt = Innehall(hela=False, promille=Decimal("0.40"), villkor="proportion", meddelande="Så här i stället.")
    kommandon.andra(forslag.pk, innehall=nytt, av=lan.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    svar = besok("Älvsbyn", nu=SVARAT).get(sida(forslag))
    versioner = svar.context["versioner"]
    siffror = [(v["nummer"], v["siffra"], v["forut"]) for v in versioner]
    assert siffror == [(2, promille(Decimal("0.40")), promille(Decimal("0.50"))), (1, promille(Decimal("0.50")), "")]
    assert (versioner[0]["andrad"], versioner[0]["andrat_villkor"]) == ("ändrad", "ändrad")
    assert versioner[0]["godkand_av"] == ["Luleå"]
    assert "Så här i stället." in text(svar)


def test_before_and_after_have_equal_sums_and_zero_is_explained(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå")
    svar = besok("Luleå").get(sida(forslag))
    fe, andelar = svar.context["fe"], fabrik.preliminara()
    assert (fe.givare_fore, fe.givare_efter) == (andelar["2560"], 0)
    assert fe.mottagare_efter == andelar["2580"] + andelar["2560"]
    assert fe.summa_fore == fe.summa_efter
    assert "Även en kommun med andelen 0 ‰ kan få ett barn anvisat" in text(svar)


def test_a_new_table_that_no_longer_fits_is_said(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Luleå", "Boden", "5.00")
    lan.riket.publicera(andelar=fabrik.andrade(k2580="4.00"), nu=SVARAT)
    svar = besok("Boden", nu=SVARAT).get(sida(forslag))
    assert atgarder(svar) == ["!godkann", "andra", "avboj", "begar_anstand", "anmal_omstandighet"]
    assert "5,00 ‰ ryms inte i andelen för Luleå, 4,00 ‰. Godkännandena finns kvar" in text(svar)
    assert "Välj ”Svara med en annan siffra”." in text(svar)
    assert "Luleå har nu 4,00 ‰." in text(besok("Boden", nu=SVARAT).get(sida(forslag, "arende_andra")))
    assert svar.context["fe"] is None


def test_what_was_agreed_and_no_longer_fits_waits_for_the_municipalities(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.overens("Luleå", "Boden", "5.00")
    lan.utkast("Luleå", "Kiruna", "4.50")
    lan.riket.publicera(andelar=fabrik.andrade(k2580="4.00"), nu=SVARAT)
    svar = besok("Luleå", nu=SVARAT).get(sida(forslag))
    assert "väntar på Luleå och Boden" in text(svar)
    assert "Välj ”Ändra siffran”." in text(svar)
    uppgifter = text(besok("Luleå", nu=SVARAT).get("/uppgifter/"))
    assert "4,50 ‰ ryms inte i andelen för Luleå, 4,00 ‰. Ändra utkastet innan det skickas." in uppgifter
    andel = {rad["etikett"]: rad["varde"] for rad in besok("Luleå", nu=SVARAT).get("/min-andel/").context["nyckeltal"]}
    assert andel["Med det ni är överens om"] == "ryms inte"
    lanets = text(besok(lan.handlaggare, nu=SVARAT).get(f"/lanet/{fabrik.AR}/"))
    assert f"{forslag.referens} (5,00 ‰ från Luleå till Boden) ryms inte i den givande kommunens andel" in lanets
    for adress in (f"/lanet/{fabrik.AR}/", "/lanet/redovisning/"):
        assert "−1,00" not in text(besok(lan.handlaggare, nu=SVARAT).get(adress))
    assert "ryms inte" in text(besok(lan.handlaggare, nu=SVARAT).get("/lanet/redovisning/"))


def test_the_countys_question_and_the_own_anstand_stand_at_the_top(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå", "0.50")
    granskning.begar_komplettering(forslag.pk, sida=Sida.MOTTAGARE, fraga="Vem?", av=lan.handlaggare, nu=SVARAT)
    dag = date(2026, 11, 12)
    begar_anstand(forslag.pk, sammantrade=dag, av=lan.foretradare("Luleå"), nu=SVARAT)
    sagt = text(besok("Luleå", nu=SVARAT).get(sida(forslag)))
    assert sagt.index("Länsstyrelsen frågar Vem?") < sagt.index("Före och efter")
    assert f"Ni har begärt anstånd till {datum(dag)}. Ärendet förfaller inte medan länsstyrelsen prövar det." in sagt
    assert "Länsstyrelsen frågar" not in text(besok("Älvsbyn", nu=SVARAT).get(sida(forslag)))


@pytest.mark.parametrize("mycket", [False, True])
def test_at_most_ten_questions_whatever_has_happened(
    mycket: bool, lan: Lansscen, besok: Besoker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå", "0.50")
    if mycket:
        for nummer, siffra in enumerate(("0.40", "0.30", "0.20", "0.10"), start=1):
            innehall = Innehall(hela=False, promille=Decimal(siffra), villkor="promille")
            vem = lan.foretradare("Luleå" if nummer % 2 else "Älvsbyn")
            kommandon.andra(forslag.pk, innehall=innehall, av=vem, nu=SVARAT, kand_version=nummer)
        for n in range(5):
            granskning.begar_komplettering(forslag.pk, sida=Sida.GIVARE, fraga=f"{n}?", av=lan.handlaggare, nu=SVARAT)
    besoket = besok("Älvsbyn", nu=SVARAT)
    besoket.get(sida(forslag))
    with django_assert_max_num_queries(10):
        assert besoket.get(sida(forslag)).status_code == 200
    lanet = besok(lan.handlaggare, nu=SVARAT)
    with django_assert_max_num_queries(10):
        assert lanet.get(sida(forslag)).status_code == 200


def test_a_confirmed_case_asks_at_most_ten_questions_too(
    lan: Lansscen, besok: Besoker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    forslag = lan.overens("Älvsbyn", "Luleå", "0.50")
    lan.redovisat()
    lan.riket.publicera(slag="faststalld", andelar=fabrik.andrade(k2560="1.40"), nu=FASTSTALLT)
    besoket = besok("Älvsbyn", nu=FASTSTALLT)
    with django_assert_max_num_queries(10):
        svar = besoket.get(sida(forslag))
    assert [rad["vad"] for rad in svar.context["brev"]] == ["Bekräftelse", "Besked"]
    assert {rad["url"] for rad in svar.context["brev"]} == {""}  # the worker has not made them yet


@pytest.mark.parametrize("adress", ["", "svara/", "kvitto/99999999999999999999/", "komplettering/1/", "text/"])
def test_unknown_cases_do_not_exist(adress: str, lan: Lansscen, besok: Besoker) -> None:
    okand = "00000000-0000-4000-8000-000000000000"
    assert besok("Luleå", nu=SKICKAT).get(f"/arenden/{okand}/{adress}").status_code == 404


@pytest.mark.parametrize("monster", urlpatterns, ids=lambda m: m.name)
def test_every_page_asks_an_anonymous_visitor_to_log_in(monster: URLPattern, client: Client) -> None:
    varden = {"publikt_id": "00000000-0000-4000-8000-000000000000", "nummer": 1, "fraga_id": 1, "organ": 1}
    varden |= {"format": "csv", "kod": "2580"}
    delar = {namn: varden[namn] for namn in monster.pattern.converters}
    adress = reverse(monster.name, kwargs=delar)
    sidan, formularet = client.get(adress), client.post(adress)
    assert (sidan.status_code, sidan["Location"].partition("?")[0]) == (302, "/konto/login/")
    assert (formularet.status_code, "Du har blivit utloggad" in formularet.content.decode()) == (403, True)
