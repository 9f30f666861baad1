"""The list of tasks of every role: what needs an act first, oldest first, and what empty says."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from anvisning.models import Roll
from omfordelning.handlaggning import anstand, granskning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning import redovisning as rapporter
from omfordelning.models import Forslag
from omfordelning.process import Sida
from omfordelning.uppgifter import Uppgiftssida
from tests import fabrik
from tests.fabrik import (
    BESLUTAT,
    FASTSTALLT,
    FOR_SENT,
    GRANSKAT,
    KVITTERAT,
    OVERSANT,
    SKICKAT,
    SVARAT,
    Lansscen,
    klockan,
)
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.kommun.sidor import sida
from tests.omfordelning.lan.besok import Besok, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ADRESS = "/uppgifter/"


def lista(besok: Besok, grupp: str = "atgard") -> list[tuple[str, str]]:
    """Give a group's tasks as (heading, address)."""
    sidan: Uppgiftssida = besok.get(ADRESS).context["sida"]
    return [(u.rubrik, u.url) for g in sidan.grupper if g.namn == grupp for u in g.uppgifter]


def test_a_municipality_sees_what_it_is_to_do_oldest_first(lan: Lansscen, besok: Besoker) -> None:
    inbjudan = lan.skickat("Kiruna", "Luleå", "0.30", av="Luleå", nu=SKICKAT + timedelta(days=2))
    sent = lan.skickat("Jokkmokk", "Luleå", "0.40", nu=SKICKAT + timedelta(days=1))
    tidigt = lan.skickat("Älvsbyn", "Luleå", "0.50")
    utan = lan.utkast("Boden", "Luleå", "0.20")
    kommandon.skicka(utan.pk, av=lan.foretradare("Boden"), nu=SKICKAT + timedelta(days=3))
    luleas = besok("Luleå", nu=SVARAT)
    assert lista(luleas) == [
        ("Svara på förslaget från Älvsbyn", sida(tidigt)),
        ("Svara på förslaget från Jokkmokk", sida(sent)),
        ("Lägg till protokollsutdraget", sida(inbjudan, "arende_beslut")),
        ("Svara på förslaget från Boden", sida(utan)),
    ]
    assert lista(besok("Kiruna", nu=SVARAT)) == [("Svara på inbjudan från Luleå", sida(inbjudan))]
    assert lista(besok("Boden", nu=SVARAT)) == [("Meddela kommunens beslut", sida(utan, "arende_beslut"))]
    assert luleas.get(ADRESS).content.decode().count("<title>(4) Mina uppgifter") == 1


def test_who_may_not_act_reads_who_does(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå")
    utan = lan.utkast("Boden", "Luleå", "0.20")
    kommandon.skicka(utan.pk, av=lan.foretradare("Boden"), nu=SKICKAT + timedelta(days=3))
    svara = [
        ("Företrädaren svarar på förslaget från Älvsbyn", sida(forslag)),
        ("Företrädaren svarar på förslaget från Boden", sida(utan)),
    ]
    assert lista(besok("Luleå", Roll.KOMMUN_HANDLAGGARE, nu=SVARAT)) == svara
    assert lista(besok("Boden", Roll.KOMMUN_HANDLAGGARE, nu=SVARAT))[0][0] == "Meddela kommunens beslut"
    laser = besok("Luleå", Roll.KOMMUN_LASARE, nu=SVARAT)
    assert lista(laser) == svara
    assert lista(besok("Boden", Roll.KOMMUN_LASARE, nu=SVARAT)) == [
        ("En kollega meddelar kommunens beslut", sida(utan))
    ]
    assert "Kräver åtgärd av era kollegor" in text(laser.get(ADRESS))
    assert "<title>Mina uppgifter" in laser.get(ADRESS).content.decode()
    lan.godkant(forslag)
    assert [r for r, _ in lista(besok(lan.konto(Roll.LAN_LASARE), nu=GRANSKAT))] == [
        "En kollega gör den formella kontrollen",
        "En beslutsfattare beslutar om redovisningen",
    ]


def test_a_question_from_the_county_and_a_figure_that_no_longer_fits(lan: Lansscen, besok: Besoker) -> None:
    utdrag = fabrik.handling(nu=SKICKAT)
    forslag = lan.skickat("Luleå", "Boden", "5.00", beslut=lan.uppgifter("Luleå", utdrag=utdrag))
    fraga = granskning.begar_komplettering(forslag.pk, sida=Sida.GIVARE, fraga="Vem?", av=lan.handlaggare, nu=SVARAT)
    lan.riket.publicera(andelar=fabrik.andrade(k2580="4.00"), nu=SVARAT)
    assert lista(besok("Luleå", nu=SVARAT)) == [
        ("Ändra siffran", sida(forslag)),
        ("Svara på frågan från länsstyrelsen", sida(forslag, "arende_komplettering", fraga.pk)),
    ]
    sagt = text(besok("Luleå", nu=SVARAT).get(ADRESS))
    assert "Luleå till Boden: ”Vem?”" in sagt
    assert "Luleå till Boden: 5,00 ‰ ryms inte i andelen för Luleå, 4,00 ‰." in sagt
    assert [rubrik for rubrik, _ in lista(besok("Boden", nu=SVARAT))] == [
        "Svara på förslaget från Luleå",
        "Ändra siffran",
    ]


def test_drafts_what_waits_and_what_is_done(lan: Lansscen, besok: Besoker) -> None:
    utdrag = fabrik.handling(nu=SKICKAT)
    vantar = lan.skickat("Älvsbyn", "Luleå", "0.50", beslut=lan.uppgifter("Älvsbyn", utdrag=utdrag))
    utkast = lan.utkast("Älvsbyn", "Boden")
    besoket = besok("Älvsbyn", nu=SVARAT)
    assert (lista(besoket), lista(besoket, "utkast")) == ([], [("Förslag till Boden", sida(utkast))])
    assert lista(besoket, "vantar") == [("Till Luleå", sida(vantar))]
    kommandon.avboj(vantar.pk, skal="Nej.", av=lan.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    assert lista(besoket, "klara") == [("Till Luleå", sida(vantar))]
    assert lista(besok("Boden", nu=SVARAT), "utkast") == []


def test_a_draft_caught_by_the_deadline_is_kept_and_told_whom_to_call(lan: Lansscen, besok: Besoker) -> None:
    lan.utkast("Älvsbyn", "Luleå")
    sagt = text(besok("Älvsbyn", nu=FOR_SENT).get(ADRESS))
    assert "Hann inte skickas i tid. Utkastet finns kvar. Ring länsstyrelsen" in sagt
    assert "Länets sista dag var fredag 6 november 2026. Ring länsstyrelsen om ni behöver skicka något nu." in sagt
    assert "Sista dag för kommunerna i länet (har varit)" in sagt


def test_a_meeting_that_has_been_and_a_requested_anstand(lan: Lansscen, besok: Besoker) -> None:
    mote = lan.uppgifter("Boden", tillstand="planerat", dag=date(2026, 10, 1))
    forslag = lan.skickat("Boden", "Luleå", "0.20", beslut=mote)
    kvar = besok("Boden", nu=klockan(date(2026, 10, 1))).get(ADRESS)
    assert "Beslutet är inte meddelat. Sammanträdet är torsdag 1 oktober 2026." in text(kvar)
    dagen_efter = besok("Boden", nu=klockan(date(2026, 10, 2))).get(ADRESS)
    assert "Sammanträdet var torsdag 1 oktober 2026. Meddela beslutet." in text(dagen_efter)
    anstand.begar_anstand(
        forslag.pk, sammantrade=date(2026, 11, 12), av=lan.foretradare("Luleå"), nu=klockan(date(2026, 11, 5))
    )
    sagt = text(besok("Luleå", nu=FOR_SENT).get(ADRESS))
    assert "Ni har begärt anstånd till 12 november 2026. Ärendet förfaller inte medan länsstyrelsen prövar det." in sagt
    assert "Bråttom" not in sagt
    assert "Brådskar" not in sagt
    assert "Ring länsstyrelsen om ni vill svara" not in sagt
    andra = lan.skickat("Jokkmokk", "Kiruna", "0.10")
    sent = text(besok("Kiruna", nu=FOR_SENT).get(ADRESS))
    assert andra.referens in sent
    assert "Sista dagen var 6 november 2026. Ring länsstyrelsen om ni vill svara." in sent


def test_empty_says_what_would_appear_and_finished_cases_stay(lan: Lansscen, besok: Besoker) -> None:
    sagt = text(besok("Boden").get(ADRESS))
    assert "Inget väntar på er" in sagt
    assert "Här visas förslag och inbjudningar som behöver ert svar" in sagt
    assert "till och med fredag 6 november 2026" in sagt
    klart = lan.overens("Älvsbyn", "Luleå")
    lan.redovisat()
    lan.riket.publicera(slag="faststalld", nu=FASTSTALLT)
    besoket = besok("Älvsbyn", nu=FASTSTALLT)
    assert lista(besoket, "klara") == [("Till Luleå", sida(klart))]
    assert "Ingen ny omgång är öppen." in text(besoket.get(ADRESS))


def test_the_county_sees_its_work_in_order(lan: Lansscen, besok: Besoker) -> None:
    vantar, forslag = lan.skickat("Jokkmokk", "Luleå"), lan.overens("Älvsbyn", "Luleå", "0.50")
    begaran = anstand.begar_anstand(
        vantar.pk, sammantrade=GRANSKAT.date(), av=lan.foretradare("Luleå"), nu=SVARAT + timedelta(days=1)
    )
    lanet = besok(lan.beslutsfattare, nu=GRANSKAT)
    assert lista(lanet) == [
        ("Gör den formella kontrollen", f"/lanet/arenden/{forslag.publikt_id}/kontroll/"),
        ("Besluta om anstånd för Luleå", f"/lanet/anstand/{begaran.pk}/"),
        ("Besluta om redovisningen", f"/lanet/redovisning/{fabrik.AR}/besluta/"),
    ]
    assert lista(lanet, "vantar") == []  # the anstånd is the county's to decide
    kommandon.avboj(vantar.pk, skal="Nej.", av=lan.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    lan.kontrollerat(forslag)
    assert [r for r, _ in lista(lanet)] == ["Besluta om redovisningen"]
    assert lista(lanet, "kontrollerade") == [("Älvsbyn till Luleå", sida(forslag))]
    rapport = lan.beslutat(kontrollera=False)
    assert [r for r, _ in lista(besok(lan.handlaggare, nu=BESLUTAT))] == ["Sänd redovisningen till Migrationsverket"]
    rapporter.oversand(rapport.pk, av=lan.handlaggare, nu=OVERSANT)
    assert lista(besok(lan.handlaggare, nu=OVERSANT)) == []
    rapporter.aterlamna(rapport.pk, skal="Fel år.", rader={}, av=lan.riket.importor, nu=KVITTERAT)
    sagt = text(besok(lan.beslutsfattare, nu=KVITTERAT).get(ADRESS))
    assert "Besluta en ny version av redovisningen" in sagt
    assert "Fel år." in sagt


@pytest.fixture
def blandat(lan: Lansscen) -> list[Forslag]:
    """Two checked, one with a question, one under anstånd; the county's day has passed."""
    klara = [lan.overens("Älvsbyn", "Luleå"), lan.overens("Arvidsjaur", "Luleå", "0.50")]
    fragat, vantar = lan.overens("Jokkmokk", "Boden", "0.40"), lan.skickat("Kiruna", "Boden", "0.30")
    lan.kontrollerat(*klara, fragat, nu=SVARAT)
    granskning.begar_komplettering(fragat.pk, sida=Sida.GIVARE, fraga="Vem?", av=lan.handlaggare, nu=SVARAT)
    rad = anstand.begar_anstand(vantar.pk, sammantrade=date(2026, 11, 12), av=lan.foretradare("Boden"), nu=SVARAT)
    anstand.besluta_anstand(rad.pk, beviljat_till=date(2026, 11, 12), av=lan.handlaggare, nu=SVARAT)
    return [*klara, fragat, vantar]


def test_the_decision_is_there_once_the_day_has_passed(lan: Lansscen, besok: Besoker, blandat: list[Forslag]) -> None:
    fore = besok(lan.beslutsfattare, nu=SVARAT)
    assert lista(fore) == []
    efter = besok(lan.beslutsfattare, nu=GRANSKAT)
    assert [r for r, _ in lista(efter)] == ["Besluta om redovisningen"]
    for vem in (fore, efter):
        assert [r for r, _ in lista(vem, "kontrollerade")] == ["Älvsbyn till Luleå", "Arvidsjaur till Luleå"]
        assert {r for r, _ in lista(vem, "vantar")} == {"Jokkmokk till Boden", "Kiruna till Boden"}
    sagt = text(efter.get(ADRESS))
    assert "2 klara, 1 med fråga ute, 1 väntar på svar (anstånd till 12 november 2026)." in sagt
    assert "Er fråga väntar på Jokkmokks svar." in sagt
    assert "Överens väntar på Jokkmokk" in sagt
    assert "Kommunernas sista dag var fredag 6 november 2026." in sagt
    anstandet_ute = text(besok(lan.beslutsfattare, nu=klockan(date(2026, 11, 13))).get(ADRESS))
    assert "Tiden att svara gick ut 12 november 2026." in anstandet_ute


def test_as_many_wait_for_the_municipalities_on_every_page(
    lan: Lansscen, besok: Besoker, blandat: list[Forslag]
) -> None:
    anstand.begar_anstand(
        lan.skickat("Kiruna", "Luleå", "0.10", av="Luleå").pk,
        sammantrade=date(2026, 11, 12),
        av=lan.foretradare("Kiruna"),
        nu=SVARAT,
    )
    lanet = besok(lan.handlaggare, nu=GRANSKAT)
    oversikt = lanet.get(f"/lanet/{fabrik.AR}/")
    assert len(lista(lanet, "vantar")) == oversikt.context["vantar_kommuner"] == 2
    assert oversikt.context["vantar_lan"] == 3
    assert "2 ärenden väntar på kommunerna" in text(lanet.get("/lanet/redovisning/"))
    hos_lanet = next(rader for kod, _, rader in oversikt.context["grupper"] if kod == "lan")
    assert {rad.vantar_pa for rad in hos_lanet} == {"länsstyrelsen"}


def test_an_undecided_case_near_the_national_date_alarms_the_county(lan: Lansscen, besok: Besoker) -> None:
    lan.overens("Älvsbyn", "Luleå")
    sista = fabrik.KALENDER["redovisas"]
    larm = fabrik.tid.arbetsdagar_fore(sista, 3)
    fore = besok(lan.handlaggare, nu=fabrik.klockan(larm - timedelta(days=1)))
    assert "högst tre arbetsdagar kvar" not in text(fore.get(ADRESS))
    sagt = text(besok(lan.handlaggare, nu=fabrik.klockan(larm)).get(ADRESS))
    assert "Ärendet är inte avgjort och det är högst tre arbetsdagar kvar." in sagt
    assert "uppgift--brattom" in besok(lan.handlaggare, nu=fabrik.klockan(larm)).get(ADRESS).content.decode()


def test_a_county_without_proposals_reports_that_there_are_none(annat: Lansscen, besok: Besoker) -> None:
    assert lista(besok(annat.handlaggare, nu=SVARAT)) == []
    assert [r for r, _ in lista(besok(annat.beslutsfattare, nu=FOR_SENT))] == ["Besluta om nollrapport"]
    assert [r for r, _ in lista(besok(annat.handlaggare, nu=FOR_SENT))] == ["En beslutsfattare beslutar om nollrapport"]


def test_the_national_level_sees_what_it_is_to_receive_and_read_in(lan: Lansscen, besok: Besoker) -> None:
    lan.overens("Älvsbyn", "Luleå")
    rapport = lan.redovisat()
    riket = besok(lan.riket.importor, nu=OVERSANT)
    assert [r for r, _ in lista(riket)] == ["Ta emot redovisningen från Norrbottens län"]
    assert [r for r, _ in lista(riket, "vantar")] == ["19 länsstyrelser har inte redovisat än"]
    rapporter.kvittera(rapport.pk, kvittens="MV-1", av=lan.riket.importor, nu=KVITTERAT)
    assert lista(besok(lan.riket.granskare, nu=KVITTERAT)) == []
    assert ("Läs in andelar", f"/riket/{fabrik.AR}/tabeller/") in riket.get(ADRESS).context["sida"].lankar
    nara = FASTSTALLT - timedelta(days=3)
    assert [r for r, _ in lista(besok(lan.riket.importor, nu=nara))] == ["Läs in de fastställda andelarna för 2027"]
    lan.riket.publicera(slag="faststalld", nu=FASTSTALLT)
    assert lista(besok(lan.riket.importor, nu=FASTSTALLT)) == []


@pytest.mark.parametrize("antal", [1, 5])
def test_at_most_eight_questions_whatever_the_number(
    antal: int, lan: Lansscen, besok: Besoker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for givare in ("Älvsbyn", "Jokkmokk", "Arvidsjaur", "Boden", "Kiruna")[:antal]:
        lan.skickat(givare, "Luleå", "0.20")
    for konto in (lan.foretradare("Luleå"), lan.handlaggare, lan.riket.importor):
        besoket = besok(konto, nu=SVARAT)
        with django_assert_max_num_queries(8):
            assert besoket.get(ADRESS).status_code == 200
