"""Board meetings: written in, moved, taken away and put back by the municipality, and seen by the county."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from anvisning import kontakter
from anvisning.hinder import Hinder
from anvisning.models import Handelse, Organ, Roll, Utkorgsrad
from omfordelning.handlaggning import anstand, sammantraden
from omfordelning.models import Kommunbeslut, Sammantrade
from omfordelning.moten import build_moten, frist, kommunens
from omfordelning.motesrisk import build_risker
from tests.fabrik import SKICKAT, SVARAT, Lansscen, klockan, skapa_organ
from tests.omfordelning.lan.besok import Besok, nyckel, rader, text

pytestmark = pytest.mark.django_db
ADRESS = "/sammantraden/"
BEGAR = "efter länets datum: begär anstånd."
OKT, NOV, SENT = date(2026, 10, 13), date(2026, 11, 11), date(2026, 11, 24)
Besoker = Callable[..., Besok]


def organ(lan: Lansscen, kommun: str) -> Organ:
    return Organ.objects.get(organisation__kommun=lan.kommuner[kommun])


def skriv_in(lan: Lansscen, kommun: str, *dagar: date) -> list[Sammantrade]:
    return sammantraden.lagg_till(organ(lan, kommun).pk, dagar=dagar, av=lan.foretradare(kommun), nu=SKICKAT)


def dagarna(lan: Lansscen, kommun: str) -> list[date]:
    return [rad.dag for rad in kommunens(lan.kommuner[kommun].kod, date(2026, 1, 1))]


def test_days_are_added_once_with_an_event_and_no_mail(lan: Lansscen) -> None:
    mejl = Utkorgsrad.objects.count()
    skriv_in(lan, "Boden", NOV, OKT, OKT)
    skriv_in(lan, "Boden", OKT, SENT)
    assert dagarna(lan, "Boden") == [OKT, NOV, SENT]
    handelser = Handelse.objects.filter(slag="sammantraden_tillagda").order_by("nummer")
    assert [(h.text, h.lanskod, h.ar) for h in handelser] == [
        ("Skrev in att Kommunstyrelsen sammanträder 13 oktober 2026, 11 november 2026.", "25", 2027),
        ("Skrev in att Kommunstyrelsen sammanträder 24 november 2026.", "25", 2027),
    ]
    assert Utkorgsrad.objects.count() == mejl
    with pytest.raises(Hinder, match="står redan i listan"):
        skriv_in(lan, "Boden", OKT)


def test_what_cannot_be_a_meeting_is_said_and_nothing_is_written(lan: Lansscen) -> None:
    rad = organ(lan, "Boden")
    rad.galler_till = date(2026, 12, 31)
    rad.save()
    with pytest.raises(Hinder) as fel:
        skriv_in(lan, "Boden", date(2026, 9, 13), OKT, date(2027, 1, 12), date(2029, 1, 1))
    assert fel.value.skal == [
        "13 september 2026 har redan varit.",
        "Kommunstyrelsen finns inte 12 januari 2027. Rätta dagen, eller välj det organ som tar över.",
        "1 januari 2029 ligger mer än två år fram. Rätta året.",
    ]
    with pytest.raises(Hinder, match="högst 40"):
        skriv_in(lan, "Boden", *(OKT + timedelta(days=n) for n in range(41)))
    assert dagarna(lan, "Boden") == []


def test_a_meeting_may_be_two_years_ahead_to_the_day(lan: Lansscen) -> None:
    om_tva_ar = date(2028, SKICKAT.month, SKICKAT.day)
    with pytest.raises(Hinder, match="mer än två år fram"):
        skriv_in(lan, "Boden", om_tva_ar + timedelta(days=1))
    skriv_in(lan, "Boden", om_tva_ar)
    assert dagarna(lan, "Boden") == [om_tva_ar]


def test_a_meeting_is_moved_taken_away_and_put_back_as_the_same(lan: Lansscen) -> None:
    (rad,) = skriv_in(lan, "Boden", OKT)
    vem = {"av": lan.konto(Roll.KOMMUN_HANDLAGGARE, "Boden"), "nu": SKICKAT + timedelta(hours=1)}
    assert sammantraden.andra(rad.publikt_id, dag=NOV, **vem).sekvens == 1
    with pytest.raises(Hinder, match="Ingenting är ändrat"):
        sammantraden.andra(rad.publikt_id, dag=NOV, **vem)
    with pytest.raises(Hinder, match="En kollega har redan ändrat"):
        sammantraden.lagg_tillbaka(rad.publikt_id, **vem)
    sammantraden.ta_bort(rad.publikt_id, **vem)
    assert dagarna(lan, "Boden") == []
    with pytest.raises(Hinder, match="En kollega har redan ändrat"):
        sammantraden.andra(rad.publikt_id, dag=OKT, **vem)
    skriv_in(lan, "Boden", NOV)
    with pytest.raises(Hinder, match="11 november 2026 står redan i listan"):
        sammantraden.lagg_tillbaka(rad.publikt_id, **vem)
    (ny,) = kommunens(lan.kommuner["Boden"].kod, OKT)
    sammantraden.ta_bort(ny.publikt_id, **vem)
    sammantraden.lagg_tillbaka(rad.publikt_id, **vem)
    (kvar,) = kommunens(lan.kommuner["Boden"].kod, OKT)
    assert (kvar.publikt_id, kvar.sekvens, kvar.dag) == (rad.publikt_id, 3, NOV)


def test_an_organ_keeps_how_early_it_wants_the_text(lan: Lansscen) -> None:
    skriv_in(lan, "Boden", SENT)
    namnd = skapa_organ(lan.kommuner["Boden"].organisation, slag="namnd", namn="Socialnämnden")
    sammantraden.lagg_till(namnd.pk, dagar=[NOV], av=lan.foretradare("Boden"), nu=SKICKAT)
    sammantraden.satt_beredningstid(namnd.pk, dagar=14, av=lan.foretradare("Boden"), nu=SKICKAT)
    moten = build_moten(kommunens(lan.kommuner["Boden"].kod, OKT), frist(lan.tidplan), OKT)
    assert [(m.organ, m.dag, m.skrivelse) for m in moten] == [
        ("Socialnämnden", NOV, date(2026, 10, 28)),
        ("Kommunstyrelsen", SENT, date(2026, 11, 3)),
    ]
    with pytest.raises(Hinder, match="från 0 till 120"):
        sammantraden.satt_beredningstid(namnd.pk, dagar=121, av=lan.foretradare("Boden"), nu=SKICKAT)


def test_an_organ_with_meetings_is_ended_not_removed(lan: Lansscen) -> None:
    skriv_in(lan, "Boden", OKT)
    with pytest.raises(Hinder, match="har sammanträden"):
        kontakter.ta_bort_organ(organ(lan, "Boden").pk, av=lan.foretradare("Boden"), nu=SKICKAT)


@pytest.mark.parametrize("roll", [Roll.KOMMUN_LASARE, Roll.LAN_HANDLAGGARE, Roll.ADMINISTRATOR])
def test_only_those_who_work_in_the_municipality_write(lan: Lansscen, roll: Roll) -> None:
    av = lan.riket.importor if roll == Roll.ADMINISTRATOR else lan.konto(roll, "Boden" if roll[0] == "k" else "")
    with pytest.raises(PermissionDenied):
        sammantraden.lagg_till(organ(lan, "Boden").pk, dagar=[OKT], av=av, nu=SKICKAT)


@pytest.mark.langsam
def test_another_municipality_neither_sees_nor_writes(lan: Lansscen, besok: Besoker) -> None:
    (rad,) = skriv_in(lan, "Boden", OKT)
    lulea, bodens = besok("Luleå"), organ(lan, "Boden").pk
    assert "Inga sammanträden är inskrivna" in text(lulea.get(ADRESS))
    assert lulea.get(f"{ADRESS}{rad.publikt_id}/").status_code == 404
    assert lulea.get(f"{ADRESS}organ/{bodens}/").status_code == 404
    for vag in (f"{ADRESS}{rad.publikt_id}/bort/", f"{ADRESS}{rad.publikt_id}/tillbaka/"):
        assert lulea.post(vag, nyckel=nyckel()).status_code == 404
    svar = lulea.post(ADRESS, organ=bodens, dagar="2026-10-20", nyckel=nyckel())
    assert (svar.status_code, "Välj ett organ." in text(svar)) == (422, True)
    assert dagarna(lan, "Boden") == [OKT]


@pytest.mark.langsam
def test_the_page_from_paste_to_put_back(lan: Lansscen, besok: Besoker) -> None:
    boden, egen = besok("Boden"), organ(lan, "Boden").pk
    fel = boden.skicka(ADRESS, organ=egen, dagar="2026-10-13\nnästa vecka")
    assert fel.status_code == 422
    assert "”nästa vecka” går inte att läsa som en dag." in text(fel)
    assert "2026-10-13\nnästa vecka" in fel.content.decode()
    assert boden.skicka(ADRESS, dagar="2026-10-13\n11 nov 2026, 24/11 2026").status_code == 302
    assert [rad[:4] for rad in rader(boden.get(ADRESS))[1:]] == [
        [dagen, "Kommunstyrelsen", *mer]
        for dagen, *mer in (
            (
                "tisdag 13 oktober 2026",
                "tisdag 22 september 2026",
                "Beslutet kommer i tid, 24 dagar före länets datum.",
            ),
            ("onsdag 11 november 2026", "onsdag 21 oktober 2026", f"Beslutet kommer 5 dagar {BEGAR}"),
            (
                "tisdag 24 november 2026",
                "tisdag 3 november 2026",
                "För sent: länsstyrelsen redovisar 16 november 2026.",
            ),
        )
    ]
    rad = Sammantrade.objects.get(dag=OKT)
    assert boden.post(f"{ADRESS}{rad.publikt_id}/bort/", nyckel=nyckel()).status_code == 302
    sida = boden.get(ADRESS)
    assert ("Lägg tillbaka Kommunstyrelsen 13 oktober 2026" in text(sida), len(rader(sida))) == (True, 3)
    assert boden.post(f"{ADRESS}{rad.publikt_id}/tillbaka/", nyckel=nyckel()).status_code == 302
    assert len(rader(boden.get(ADRESS))) == 4
    assert boden.skicka(f"{ADRESS}{rad.publikt_id}/", dag="2026-10-14").status_code == 302
    assert boden.skicka(f"{ADRESS}organ/{egen}/", dagar="14").status_code == 302
    assert rader(boden.get(ADRESS))[1][0:3] == ["onsdag 14 oktober 2026", "Kommunstyrelsen", "onsdag 30 september 2026"]
    lasare = besok("Boden", Roll.KOMMUN_LASARE)
    assert ("Lägg till sammanträden" in text(lasare.get(ADRESS)), lasare.post(ADRESS).status_code) == (False, 403)


@pytest.mark.langsam
def test_only_who_may_ask_for_anstand_is_led_there(lan: Lansscen, besok: Besoker) -> None:
    lan.skickat("Kiruna", "Boden", "0.50")
    for roll, ledd in ((Roll.KOMMUN_HANDLAGGARE, True), (Roll.KOMMUN_LASARE, False)):
        assert ("Begär anstånd i ett ärende" in text(besok("Boden", roll).get(ADRESS))) is ledd


@pytest.mark.langsam
def test_a_day_for_the_tjansteskrivelse_that_has_been_says_so(lan: Lansscen, besok: Besoker) -> None:
    skriv_in(lan, "Boden", date(2026, 9, 30), NOV)
    idag, sedan = rader(besok("Boden").get(ADRESS))[1:]
    assert (idag[2], sedan[2]) == ("onsdag 9 september 2026 (har varit)", "onsdag 21 oktober 2026")
    assert "Tjänsteskrivelse senast 9 september 2026 (har varit)." in text(besok("Boden").get("/uppgifter/"))


@pytest.mark.langsam
def test_the_meetings_stand_beside_the_deadlines(lan: Lansscen, besok: Besoker) -> None:
    skriv_in(lan, "Boden", NOV)
    forslag = lan.skickat("Kiruna", "Boden", "0.50")
    boden = besok("Boden")
    mening = "Kommunstyrelsen 11 november 2026 Tjänsteskrivelse senast 21 oktober 2026."
    for vag in ("/uppgifter/", f"/arenden/{forslag.publikt_id}/", "/forslag/nytt/"):
        assert mening in text(boden.get(vag)), vag
    for vem in (besok("Kiruna"), besok(lan.handlaggare)):
        assert "11 november" not in text(vem.get(f"/arenden/{forslag.publikt_id}/"))


def test_the_county_sees_whose_decision_risks_to_come_too_late(
    lan: Lansscen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    planerat = lan.uppgifter("Kiruna", date(2026, 11, 10), tillstand=Kommunbeslut.Tillstand.PLANERAT)
    f = lan.skickat("Kiruna", "Boden", "0.50", beslut=planerat)
    skriv_in(lan, "Boden", OKT, NOV)
    assert [r.kommun.namn for r in build_risker(lan.tidplan, SKICKAT)] == ["Kiruna"]
    g = lan.skickat("Älvsbyn", "Luleå", "0.40")
    with django_assert_num_queries(5):
        risker = build_risker(lan.tidplan, klockan(OKT + timedelta(days=1)))
    assert [(r.kommun.namn, r.forslag.pk, r.mote, r.planerat, r.besked, r.anstand_begart) for r in risker] == [
        ("Boden", f.pk, NOV, False, "5 dagar efter sista dagen", False),
        ("Kiruna", f.pk, date(2026, 11, 10), True, "4 dagar efter sista dagen", False),
        ("Luleå", g.pk, None, False, "inget sammanträde är inskrivet", False),
    ]
    (kiruna,) = [r for r in build_risker(lan.tidplan, klockan(date(2026, 11, 11))) if r.kommun.namn == "Kiruna"]
    assert (kiruna.mote, kiruna.planerat, kiruna.besked) == (None, False, "planerat beslut har inte meddelats")
    begaran = anstand.begar_anstand(f.pk, sammantrade=NOV, av=lan.foretradare("Boden"), nu=SVARAT)
    assert {r.kommun.namn: r.anstand_begart for r in build_risker(lan.tidplan, klockan(NOV))}["Boden"]
    anstand.besluta_anstand(begaran.pk, beviljat_till=date(2026, 11, 13), av=lan.handlaggare, nu=SVARAT)
    assert [r.kommun.namn for r in build_risker(lan.tidplan, klockan(date(2026, 11, 10)))] == ["Luleå"]
    assert [r.kommun.namn for r in build_risker(lan.tidplan, klockan(NOV))] == ["Kiruna", "Luleå"]


@pytest.mark.langsam
def test_the_county_reads_the_risks_on_a_page_and_as_a_file(lan: Lansscen, annat: Lansscen, besok: Besoker) -> None:
    g = lan.skickat("Älvsbyn", "Luleå", "0.40")
    vag = "/lanet/2027/sammantraden"
    (rad,) = rader(besok(lan.konto(Roll.LAN_LASARE)).get(f"{vag}/"))[1:]
    assert (rad[0], rad[1], rad[5]) == ("Luleå", f"{g.referens} Älvsbyn till Luleå", "inte begärt")
    csv = besok(lan.handlaggare).get(f"{vag}.csv").content.decode("utf-8-sig")
    assert f"2580;Luleå;{g.referens};Älvsbyn;2026-11-06;;inget sammanträde är inskrivet;nej;" in csv
    assert "Inga beslut ser ut att komma för sent" in text(besok(annat.handlaggare).get(f"{vag}/"))
    assert besok("Boden").get(f"{vag}/").status_code == 403
