"""Whom the county calls, and what the municipalities have answered: rows, events, and no mail."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from anvisning.hinder import Hinder
from anvisning.models import Handelse, Konto, Roll, Utkorgsrad
from omfordelning.arsbesked import Svar, build_svarslage, eget_svar
from omfordelning.brevunderlag.redovisning import redovisningsdokument
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.arsbesked import svara
from omfordelning.models import Arsbesked
from omfordelning.process import Sida
from omfordelning.utan_besked import Rad, build_utan_besked
from tests.fabrik import BESLUTAT, FASTSTALLT, SKICKAT, START, SVARAT, Lansscen, skapa_kontakt
from tests.omfordelning.lan.besok import Besok, nyckel, rader, text

pytestmark = pytest.mark.django_db
Besoker = Callable[..., Besok]
SVAR = "/inte-aktuellt/"


def svaret(lan: Lansscen, kommun: str, per: datetime) -> Svar:
    """What holds for a municipality at an instant, as the county and the municipality itself read it."""
    return build_svarslage(lan.ar.pk, lan.lan.pk, per).svar[lan.kommuner[kommun].kod]


def nej(lan: Lansscen, kommun: str, nu: datetime = SKICKAT, inte_aktuellt: bool = True) -> bool:
    return svara(lan.ar.pk, inte_aktuellt=inte_aktuellt, av=lan.foretradare(kommun), nu=nu)


def test_an_answer_is_given_once_and_taken_back(lan: Lansscen) -> None:
    mejl = Utkorgsrad.objects.count()
    assert [nej(lan, "Boden"), nej(lan, "Boden", SVARAT)] == [True, False]
    assert eget_svar(2027, "2582").inte_aktuellt == SKICKAT
    assert [nej(lan, "Boden", SVARAT, False), nej(lan, "Boden", SVARAT, False)] == [True, False]
    handelser = Handelse.objects.filter(slag__startswith="inte_aktuellt").order_by("nummer")
    assert [(h.slag, h.text, h.arende) for h in handelser] == [
        ("inte_aktuellt", "Boden svarade att omfördelning inte är aktuellt för 2027.", ""),
        ("inte_aktuellt_aterkallat", "Boden tog tillbaka svaret att omfördelning inte är aktuellt för 2027.", ""),
    ]
    per = [svaret(lan, "Boden", nu) for nu in (START, SKICKAT, SVARAT)]
    assert per == [Svar.INGET, Svar.INTE_AKTUELLT, Svar.INGET]
    assert (Arsbesked.objects.count(), Utkorgsrad.objects.count()) == (2, mejl)


def test_a_proposal_sent_or_approved_later_takes_it_back_for_good(lan: Lansscen) -> None:
    nej(lan, "Boden")
    nej(lan, "Kiruna")
    f = lan.skickat("Kiruna", "Boden", "0.50", nu=SKICKAT + timedelta(hours=1))
    assert [svaret(lan, namn, SVARAT) for namn in ("Kiruna", "Boden")] == [Svar.FORSLAG, Svar.INTE_AKTUELLT]
    kommandon.aterkalla(f.pk, skal="Nämnden vill vänta.", av=lan.foretradare("Kiruna"), nu=SVARAT)
    assert (svaret(lan, "Kiruna", SVARAT), eget_svar(2027, "2584").inte_aktuellt) == (Svar.FORSLAG, None)
    assert nej(lan, "Kiruna", SVARAT + timedelta(days=1)), "it may say so anew"
    assert svaret(lan, "Kiruna", SVARAT + timedelta(days=1)) is Svar.INTE_AKTUELLT
    assert svaret(lan, "Kiruna", SVARAT) is Svar.FORSLAG, "what held then still did"


def test_a_letter_registered_afterwards_counts_although_it_came_before(lan: Lansscen) -> None:
    nej(lan, "Boden")
    f = lan.skickat("Kiruna", "Boden", "0.50", nu=SKICKAT - timedelta(days=3))
    kommandon.godkann(
        f.pk,
        av=lan.handlaggare,
        nu=SVARAT,
        kand_version=1,
        registrering=lan.registrering(Sida.MOTTAGARE, SKICKAT - timedelta(days=1)),
        beslut=lan.uppgifter("Boden"),
    )
    assert (svaret(lan, "Boden", SVARAT), eget_svar(2027, "2582").inte_aktuellt) == (Svar.FORSLAG, None)


def test_whoever_has_a_case_or_only_reads_is_told_why_not(lan: Lansscen) -> None:
    f = lan.overens("Kiruna", "Boden", "0.50")
    with pytest.raises(Hinder, match=f"Ni har ett ärende på gång, {f.referens}"):
        nej(lan, "Boden", SVARAT)
    for roll, vem in ((Roll.KOMMUN_LASARE, "Luleå"), (Roll.LAN_HANDLAGGARE, "")):
        with pytest.raises(PermissionDenied):
            svara(2027, inte_aktuellt=True, av=lan.konto(roll, vem), nu=SVARAT)


@pytest.mark.langsam
def test_nothing_is_answered_about_a_year_that_is_decided(lan: Lansscen) -> None:
    lan.riket.publicera("faststalld", nu=FASTSTALLT)
    with pytest.raises(Hinder, match="redan fastställda"):
        nej(lan, "Luleå", FASTSTALLT)


def test_the_nollrapport_keeps_what_was_answered_when_it_was_decided(lan: Lansscen) -> None:
    nej(lan, "Boden")
    rapport = lan.beslutat()
    nej(lan, "Luleå", BESLUTAT + timedelta(hours=1))
    assert redovisningsdokument(rapport).svarslage == (
        "1 av länets 14 kommuner har svarat att omfördelning inte är aktuellt för dem i år. "
        "13 kommuner har inte svarat."
    )


def lista(lan: Lansscen, nu: datetime = SVARAT) -> dict[str, Rad]:
    return {rad.kommun.namn: rad for rad in build_utan_besked(lan.tidplan, nu)[0]}


def test_whom_to_call_and_why(lan: Lansscen, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    skapa_kontakt(lan.kommuner["Boden"].organisation)
    Konto.objects.filter(organisation__kommun__lan="25").update(last_login=START)
    Konto.objects.filter(organisation__kommun="2584").update(last_login=START - timedelta(seconds=1))
    Konto.objects.filter(organisation__kommun="2580", roll=Roll.KOMMUN_FORETRADARE).update(is_active=False)
    f = lan.skickat("Älvsbyn", "Boden", "0.40")
    with django_assert_num_queries(7):
        alla, _ = build_utan_besked(lan.tidplan, SVARAT)
    egna = {rad.kommun.namn: rad for rad in alla if rad.kommun.namn in ("Boden", "Kiruna", "Luleå", "Älvsbyn")}
    assert {namn: rad.skal for namn, rad in egna.items()} == {
        "Boden": ("erbjudande",),
        "Kiruna": ("inloggning",),
        "Luleå": ("foretradare",),
    }
    boden = egna["Boden"]
    assert ([k.telefon for k in boden.kontakter], boden.brevlada) == (["010-000 00 01"], "registrator.2582@example.org")
    assert ([v.pk for v in boden.vantar], boden.svar, boden.inloggad, boden.pamind) == ([f.pk], Svar.INGET, START, None)
    namn = [rad.kommun.namn for rad in alla]
    assert namn == sorted(namn, key=lambda n: lan.kommuner[n].sortering)
    assert namn[-2:] == ["Överkalix", "Övertorneå"]


@pytest.mark.langsam
def test_the_countys_page_filters_sorts_and_hands_out_files(lan: Lansscen, annat: Lansscen, besok: Besoker) -> None:
    Konto.objects.filter(organisation__kommun__in=("2580", "2582")).update(last_login=START)
    nej(lan, "Boden")
    lan.skickat("Älvsbyn", "Boden", "0.40")
    lanet = besok(lan.konto(Roll.LAN_LASARE), nu=SVARAT)
    vag = "/lanet/2027/utan-besked"
    assert f'href="{vag}/"' in lanet.get("/uppgifter/").content.decode()
    assert [rad[0] for rad in rader(lanet.get(f"{vag}/?skal=erbjudande"))[1:]] == ["Boden"]
    assert [rad[0] for rad in rader(lanet.get(f"{vag}/?q=lule"))[1:]] == ["Ingen kommun passar urvalet. Visa alla"]
    assert rader(lanet.get(f"{vag}/?sortera=-inloggad"))[1][0] == "Boden"
    for sida in (lanet.get(f"{vag}/"), lanet.get("/lanet/2027/")):
        assert "1 av länets 14 kommuner har svarat" in text(sida)
        assert "Inte aktuellt i år: Boden." in text(sida)
    csv = lanet.get(f"{vag}.csv").content.decode("utf-8-sig")
    assert "2582;Boden;har ett förslag att svara på;inte aktuellt i år;OMF-2027-25-001;" in csv
    assert [lanet.get(f"{vag}.{f}").status_code for f in ("xlsx", "json", "exe")] == [200, 200, 404]
    assert "Boden" not in text(besok(annat.handlaggare, nu=SVARAT).get(f"{vag}/"))
    assert [besok(vem).get(f"{vag}/").status_code for vem in ("Boden", lan.riket.granskare)] == [403, 403]


@pytest.mark.langsam
def test_one_click_and_a_change_of_mind(lan: Lansscen, besok: Besoker) -> None:
    boden = besok("Boden", Roll.KOMMUN_HANDLAGGARE)
    fraga = text(boden.get("/uppgifter/"))
    assert "Svaret är frivilligt. Det är inget beslut och binder ingen." in fraga
    data = {"svar": "inte_aktuellt", "ar": "2027", "nyckel": nyckel()}
    assert [boden.post(SVAR, **data).status_code for _ in range(2)] == [302, 302]
    sida = text(boden.get("/uppgifter/"))
    assert "Tack. Länsstyrelsen ser att omfördelning inte är aktuellt för er 2027." in sida
    assert "Vi har ändrat oss" in sida
    boden.post(SVAR, svar="aktuellt", ar="2027", nyckel=nyckel())
    assert "Inte aktuellt för oss i år" in text(boden.get("/uppgifter/"))
    for fel in ({"svar": "nja", "ar": "2027"}, {"svar": "aktuellt", "ar": "٢٠٢٧"}, {"svar": "aktuellt"}):
        assert boden.post(SVAR, **fel, nyckel=nyckel()).status_code == 404
    assert boden.post(SVAR, svar="inte_aktuellt", ar="1999", nyckel=nyckel()).status_code == 409
    lan.skickat("Boden", "Luleå", "0.40")
    assert "Inte aktuellt för" not in text(boden.get("/uppgifter/"))
    lasare = besok("Kiruna", Roll.KOMMUN_LASARE)
    assert "Inte aktuellt för" not in text(lasare.get("/uppgifter/"))
    assert lasare.post(SVAR, svar="inte_aktuellt", ar="2027", nyckel=nyckel()).status_code == 403


@pytest.mark.langsam
def test_the_nollrapports_pages_say_who_has_answered(lan: Lansscen, besok: Besoker) -> None:
    nej(lan, "Boden")
    beslutar = besok(lan.beslutsfattare, nu=BESLUTAT)
    vag = "/lanet/redovisning/2027/besluta/"
    mening = "1 av länets 14 kommuner har svarat att omfördelning inte är aktuellt för dem i år."
    assert mening in text(beslutar.get(vag))
    falt = {"diarienummer": "851-1", "beslutsdag": date(2026, 11, 10), "foredragande": "Örjan Påhittad"}
    kontroll, _ = beslutar.kontrollera(vag, **falt, sett=beslutar.get(vag).context["form"].initial["sett"])
    assert mening in text(kontroll)
    rapport = lan.beslutat()
    assert mening in text(beslutar.get(f"/lanet/redovisning/{rapport.publikt_id}/"))
