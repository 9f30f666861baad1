"""Calendar feeds, read back as a calendar program reads them: whole days, one thing one entry, secret links."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client
from icalendar import Calendar, Event
from pytest_django import DjangoAssertNumQueries

from anvisning import kalenderlankar, konton
from anvisning.hinder import Hinder
from anvisning.models import Handelse, Kalenderlank, Konto, Organ, Roll
from omfordelning.handlaggning import anstand, sammantraden
from omfordelning.handlaggning.tidplan import Installningar, satt_tidplan
from omfordelning.kalender import build_ics
from tests.fabrik import SKICKAT, SVARAT, Lansscen, klockan
from tests.omfordelning.lan.besok import Besok, nyckel, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
Besoker = Callable[..., Besok]
EGEN, ORG = Kalenderlank.Slag.EGEN, Kalenderlank.Slag.ORGANISATION
LANETS_DAG, REDOVISAS = date(2026, 11, 6), date(2026, 11, 16)
NATIONELLA = {
    "Migrationsverket lämnar preliminära andelar för 2027": date(2026, 8, 20),
    "Länsstyrelserna redovisar till Migrationsverket för 2027": REDOVISAS,
    "Migrationsverket fastställer andelarna för 2027": date(2026, 12, 21),
    "Andelarna för 2027 börjar gälla": date(2027, 1, 1),
    "Sista dag för kommunerna i Norrbottens län, andelarna för 2027": LANETS_DAG,
}


def poster(konto: Konto, slag: str = ORG, nu: datetime = SVARAT) -> dict[str, Event]:
    """Give the entries of a feed by their headings."""
    handelser = Calendar.from_ical(build_ics(konto, slag, nu)).walk("VEVENT")
    per = {str(h["SUMMARY"]): h for h in handelser}
    assert len(per) == len(handelser) == len({str(h["UID"]) for h in handelser})
    return per


def dagar(konto: Konto, slag: str = ORG, nu: datetime = SVARAT) -> dict[str, date]:
    """Give heading → day, without the days of the round that everybody has."""
    return {rubrik: h.decoded("DTSTART") for rubrik, h in poster(konto, slag, nu).items() if rubrik not in NATIONELLA}


def mote(lan: Lansscen, kommun: str, *dagar: date) -> None:
    organ = Organ.objects.get(organisation__kommun=lan.kommuner[kommun])
    sammantraden.lagg_till(organ.pk, dagar=dagar, av=lan.foretradare(kommun), nu=SKICKAT)


def flytta_lanets_dag(lan: Lansscen, dag: date) -> None:
    nya = Installningar(sista_dag=dag, tva_personer=False, bade_ge_och_ta=False, krav_beslut=True, kommunicering=False)
    satt_tidplan(2027, "25", nya=nya, av=lan.handlaggare, nu=SVARAT, skal="Nämnden möts senare.")


def test_a_municipality_has_its_days_meetings_and_cases(lan: Lansscen) -> None:
    mote(lan, "Boden", date(2026, 10, 27))
    lan.skickat("Kiruna", "Boden", "0.50")
    lan.utkast("Boden", "Luleå", "0.20")
    lan.godkant(lan.skickat("Boden", "Älvsbyn", "0.30", nu=SKICKAT + timedelta(hours=1)))
    boden = lan.konto(Roll.KOMMUN_LASARE, "Boden")
    assert {k: v for k, v in poster(boden).items() if k in NATIONELLA}.keys() == NATIONELLA.keys()
    assert {k: h.decoded("DTSTART") for k, h in poster(boden).items() if k in NATIONELLA} == NATIONELLA
    assert dagar(boden) == {
        "Kommunstyrelsen sammanträder": date(2026, 10, 27),
        "Tjänsteskrivelse klar: Kommunstyrelsen": date(2026, 10, 6),
        "Sista dag att svara Kiruna": LANETS_DAG,
        "Sista dag att skicka utkastet till Luleå": LANETS_DAG,
        "Sista dag att ändra eller återkalla: Älvsbyn": LANETS_DAG,
    }
    post = poster(boden)["Sista dag att svara Kiruna"]
    assert (str(post["DESCRIPTION"]), post.decoded("DTEND")) == ("OMF-2027-25-001", LANETS_DAG + timedelta(days=1))
    assert dagar(lan.foretradare("Luleå")) == {}, "nobody else sees a draft or a meeting"
    assert "0,50" not in build_ics(boden, ORG, SVARAT).decode(), "no facts of the case"


def test_where_the_county_asks_for_no_decision_the_calendar_asks_for_none(lan: Lansscen) -> None:
    planerat = lan.uppgifter("Boden", date(2026, 10, 20), tillstand="planerat")
    lan.godkant(lan.skickat("Boden", "Älvsbyn", "0.30", beslut=planerat))
    boden = lan.foretradare("Boden")
    assert dagar(boden) == {"Sista dag att meddela beslutet om Älvsbyn": LANETS_DAG}
    lan.tidplan.krav_beslut = False
    lan.tidplan.save()
    assert dagar(boden) == {"Sista dag att ändra eller återkalla: Älvsbyn": LANETS_DAG}


def test_a_person_has_what_waits_for_just_that_person(lan: Lansscen) -> None:
    lan.skickat("Kiruna", "Boden", "0.50")
    assert dagar(lan.foretradare("Boden"), EGEN) == {"Svara på förslaget från Kiruna": LANETS_DAG}
    assert dagar(lan.konto(Roll.KOMMUN_HANDLAGGARE, "Luleå"), EGEN) == {}
    f = lan.overens("Älvsbyn", "Luleå", "0.40")
    assert dagar(lan.handlaggare, EGEN) == {"Gör den formella kontrollen: Älvsbyn till Luleå": REDOVISAS}
    lan.kontrollerat(f, nu=SVARAT)
    assert dagar(lan.handlaggare, EGEN) == {}


def test_a_county_has_anstand_late_lanes_and_what_is_not_decided(lan: Lansscen, annat: Lansscen) -> None:
    f = lan.overens("Älvsbyn", "Luleå", "0.40")
    g = lan.skickat("Kiruna", "Boden", "0.50")
    begaran = anstand.begar_anstand(g.pk, sammantrade=date(2026, 11, 11), av=lan.foretradare("Boden"), nu=SVARAT)
    anstand.tillat_sen_inlamning(
        2027, givare="2582", till=date(2026, 11, 12), skal="Sjukdom.", av=lan.handlaggare, nu=SVARAT
    )
    vantat = {
        "Inte avgjort: Älvsbyn till Luleå": REDOVISAS,
        "Anstånd begärt: Boden sammanträder": date(2026, 11, 11),
        "Sen inlämning till och med i dag: Boden": date(2026, 11, 12),
    }
    lasare = lan.konto(Roll.LAN_LASARE)
    fore = poster(lasare)["Anstånd begärt: Boden sammanträder"]
    assert dagar(lasare) == vantat
    assert dagar(annat.handlaggare).keys() == {"Sista dag för kommunerna i Kalmar län, andelarna för 2027"}
    anstand.besluta_anstand(begaran.pk, beviljat_till=date(2026, 11, 13), av=lan.handlaggare, nu=SVARAT)
    del vantat["Anstånd begärt: Boden sammanträder"]
    assert dagar(lasare) == vantat | {"Anstånd till och med i dag: Kiruna till Boden": date(2026, 11, 13)}
    efter = poster(lasare)["Anstånd till och med i dag: Kiruna till Boden"]
    assert (efter["UID"], efter["SEQUENCE"] > fore["SEQUENCE"]) == (fore["UID"], True)
    assert dagar(lan.foretradare("Boden"))["Sista dag att svara Kiruna"] == date(2026, 11, 13)
    lan.kontrollerat(f)
    lan.beslutat(kontrollera=False)
    assert "Inte avgjort: Älvsbyn till Luleå" not in dagar(lasare)


def test_a_moved_date_moves_the_entry_and_what_is_cancelled_is_gone(lan: Lansscen) -> None:
    mote(lan, "Boden", date(2026, 10, 27))
    boden = lan.foretradare("Boden")
    rad = Organ.objects.get(organisation__kommun="2582").sammantraden.get()
    namn = "Kommunstyrelsen sammanträder", "Tjänsteskrivelse klar: Kommunstyrelsen"
    fore = poster(boden)
    sammantraden.andra(rad.publikt_id, dag=date(2026, 11, 3), av=boden, nu=SVARAT)
    efter = poster(boden)
    assert [efter[n].decoded("DTSTART") for n in namn] == [date(2026, 11, 3), date(2026, 10, 13)]
    for n in namn:
        assert (efter[n]["UID"], efter[n]["SEQUENCE"]) == (fore[n]["UID"], fore[n]["SEQUENCE"] + 1)
        assert efter[n].decoded("DTSTAMP") == efter[n].decoded("LAST-MODIFIED") == SVARAT
    sammantraden.satt_beredningstid(rad.organ_id, dagar=14, av=boden, nu=SVARAT)
    nu = poster(boden)[namn[1]]
    assert (nu.decoded("DTSTART"), nu["UID"], nu["SEQUENCE"]) == (date(2026, 10, 20), fore[namn[1]]["UID"], 2)
    sammantraden.ta_bort(rad.publikt_id, av=boden, nu=SVARAT)
    assert dagar(boden) == {}


def test_the_countys_moved_day_moves_everybodys_entry(lan: Lansscen) -> None:
    lan.utkast("Boden", "Luleå", "0.20")
    konton_ = (lan.foretradare("Boden"), lan.handlaggare)
    rubrik = "Sista dag för kommunerna i Norrbottens län, andelarna för 2027"
    fore = [poster(konto)[rubrik] for konto in konton_]
    flytta_lanets_dag(lan, date(2026, 11, 10))
    for konto, forr in zip(konton_, fore, strict=True):
        post = poster(konto)[rubrik]
        assert (post.decoded("DTSTART"), post["UID"]) == (date(2026, 11, 10), forr["UID"])
        assert (post["SEQUENCE"], post.decoded("DTSTAMP")) == (forr["SEQUENCE"] + 1, SVARAT)
    assert dagar(lan.foretradare("Boden")) == {"Sista dag att skicka utkastet till Luleå": date(2026, 11, 10)}


def test_the_same_state_gives_the_same_bytes_in_a_fixed_number_of_queries(
    lan: Lansscen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def las() -> list[bytes]:
        konton_ = (lan.foretradare("Luleå"), lan.handlaggare)
        return [build_ics(konto, slag, SVARAT) for konto in konton_ for slag in (EGEN, ORG)]

    lan.skickat("Kiruna", "Luleå", "0.50")
    with django_assert_num_queries(24):
        forst = las()
    assert las() == forst
    mote(lan, "Luleå", date(2026, 10, 27), date(2026, 11, 24))
    for givare in ("Boden", "Älvsbyn"):
        lan.skickat(givare, "Luleå", "0.40")
    with django_assert_num_queries(24):
        assert las() != forst


def test_a_link_is_kept_as_its_hash_made_anew_and_revoked(lan: Lansscen) -> None:
    boden = lan.foretradare("Boden")
    token = kalenderlankar.skapa(boden.pk, ORG, av=boden, nu=SKICKAT)
    rad = Kalenderlank.objects.get()
    assert (rad.hash, token in str(vars(rad))) == (hashlib.sha256(token.encode()).hexdigest(), False)
    assert kalenderlankar.hitta(token) == rad
    ny = kalenderlankar.skapa(boden.pk, ORG, av=boden, nu=SVARAT)
    assert [kalenderlankar.hitta(t) for t in (token, ny)] == [None, rad]
    kalenderlankar.aterkalla(boden.pk, ORG, av=boden, nu=SVARAT)
    kalenderlankar.aterkalla(boden.pk, ORG, av=boden, nu=SVARAT)
    assert kalenderlankar.hitta(ny) is None
    handelser = Handelse.objects.filter(slag__startswith="kalenderlank").order_by("nummer")
    assert [h.slag for h in handelser] == ["kalenderlank_skapad", "kalenderlank_skapad", "kalenderlank_aterkallad"]
    assert not any(t in str(vars(h)) for h in handelser for t in (token, ny))


def test_a_link_dies_with_its_account_and_with_its_role(lan: Lansscen) -> None:
    boden, kollega = lan.konto(Roll.KOMMUN_HANDLAGGARE, "Boden"), lan.foretradare("Boden")
    vem = {"av": kollega, "nu": SVARAT}

    def ny() -> str:
        return kalenderlankar.skapa(boden.pk, ORG, av=boden, nu=SKICKAT)

    def roll(till: Roll) -> Konto:
        return konton.byt_roll(boden.pk, roll=till, **vem)

    def aktiv(ja: bool) -> Konto:
        return konton.satt_aktiv(boden.pk, aktiv=ja, **vem)

    for andra, bort, tillbaka in ((roll, Roll.KOMMUN_LASARE, Roll.KOMMUN_HANDLAGGARE), (aktiv, False, True)):
        token = ny()
        andra(bort)
        assert kalenderlankar.hitta(token) is None
        andra(tillbaka)
        assert kalenderlankar.hitta(token) is None, "it does not come back"


def test_nobody_makes_a_link_for_somebody_else_or_for_what_is_not_theirs(lan: Lansscen) -> None:
    boden, lasare = lan.foretradare("Boden"), lan.konto(Roll.KOMMUN_LASARE, "Boden")
    with pytest.raises(Konto.DoesNotExist):
        kalenderlankar.skapa(lasare.pk, ORG, av=boden, nu=SKICKAT)
    with pytest.raises(Hinder):
        kalenderlankar.skapa(lasare.pk, EGEN, av=lasare, nu=SKICKAT)
    with pytest.raises(PermissionDenied):
        kalenderlankar.skapa(lan.riket.importor.pk, ORG, av=lan.riket.importor, nu=SKICKAT)


@pytest.mark.langsam
def test_the_link_is_shown_once_and_opens_the_calendar_without_log_in(lan: Lansscen, besok: Besoker) -> None:
    vag, boden = "/mitt-konto/kalender/", besok("Boden")
    data = {"nyckel": nyckel()}
    boden.post(f"{vag}organisation/skapa/", **data)
    visad = text(boden.get(vag))
    assert "Här är länken till Bodens kommun." in visad
    adress = visad[visad.index("http://localhost:8000/kalender/") :].split()[0]
    boden.post(f"{vag}organisation/skapa/", **data)
    assert "/kalender/" not in text(boden.get(vag)), "the same form again makes and shows nothing"
    lank = adress.removeprefix("http://localhost:8000")
    frammande = Client()
    kalender = frammande.get(lank)
    assert {namn: kalender[namn] for namn in ("Content-Type", "Cache-Control", "Referrer-Policy")} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private",
        "Referrer-Policy": "no-referrer",
    }
    assert Calendar.from_ical(kalender.content)["X-WR-CALNAME"] == "Anvisningsandelar, Bodens kommun"
    assert frammande.cookies == {}
    oforandrad = frammande.get(lank, headers={"if-none-match": kalender["ETag"]})
    assert (oforandrad.status_code, oforandrad.content) == (304, b"")
    assert (frammande.post(lank).status_code, frammande.get("/kalender/fel.ics").status_code) == (405, 404)
    boden.post(f"{vag}organisation/bort/", nyckel=nyckel())
    assert frammande.get(lank).status_code == 404
    assert boden.post(f"{vag}nagot/skapa/", nyckel=nyckel()).status_code == 404
    assert besok(lan.riket.granskare).get(vag).status_code == 403


@pytest.mark.langsam
def test_the_link_is_never_kept_with_us_however_much_is_said(lan: Lansscen, besok: Besoker) -> None:
    """What does not find room in the reader's own cookie is left out, the oldest first; the session has none of it."""
    boden, vag = besok("Boden"), "/mitt-konto/kalender/"
    for _ in range(50):
        boden.post(f"{vag}organisation/skapa/", nyckel=nyckel())
    (session,) = Session.objects.all()
    assert "_messages" not in session.get_decoded()
    visad = text(boden.get(vag))
    senaste = visad[visad.rindex("/kalender/") :].split()[0]
    assert Client().get(senaste).status_code == 200


def test_a_moved_meeting_is_not_read_at_the_wrong_hour_of_the_night(lan: Lansscen) -> None:
    """A whole day is a day, whatever the clocks do: 25 October 2026 has 25 hours."""
    mote(lan, "Boden", date(2026, 10, 25))
    post = poster(lan.foretradare("Boden"), nu=klockan(date(2026, 10, 25), 2, 30))["Kommunstyrelsen sammanträder"]
    assert (post["DTSTART"].to_ical(), post["DTEND"].to_ical()) == (b"20261025", b"20261026")
