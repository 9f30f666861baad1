"""Driftläge: what has stopped is seen, tried again once, and the rest goes on meanwhile."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from anvisning import driftlage, leverans, mejlfel, utkorg, utskick
from anvisning.models import Epostmeddelande, Handelse, Leveransfel, Pliktrad, Roll, Utkorgsrad
from anvisning.views.driftlage import ARBETEN
from tests import fabrik
from tests.inloggning import logga_in

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
SIDA, IGEN = "/driftlage/", "/driftlage/forsok-igen/"
pytestmark = pytest.mark.django_db
gjort: list[int] = []


class Dodad(BaseException):
    """What a worker leaves behind that is killed in the middle of its work."""


def gora(objekt: int, *, nu: datetime) -> None:
    gjort.append(objekt)


def rasa(objekt: int, *, nu: datetime) -> None:
    raise ValueError("mallen går inte att läsa")


def hanga(objekt: int, *, nu: datetime) -> None:
    raise SoftTimeLimitExceeded


def doda(objekt: int, *, nu: datetime) -> None:
    raise Dodad


@pytest.fixture
def arbeten(monkeypatch: pytest.MonkeyPatch) -> None:
    gjort.clear()
    for namn in ("gora", "rasa", "hanga", "doda"):
        monkeypatch.setitem(utkorg.UPPGIFTER, namn, f"{__name__}.{namn}")


@pytest.fixture
def riket() -> fabrik.Riket:
    return fabrik.bygg_riket(nu=None)


def svep(nu: datetime) -> None:
    """Do all that is due, as the sweeper and one worker would; a killed worker is followed by another."""
    for rad in utkorg.ta_att_gora(nu, 100):
        try:
            utkorg.utfor(rad, nu=nu)
        except Dodad:
            continue


@pytest.mark.langsam
@pytest.mark.usefixtures("arbeten")
def test_poison_is_given_up_the_others_flow_and_the_retry_works(riket: fabrik.Riket) -> None:
    """F-25: work that always raises, hangs or kills its worker ends as a dead letter with one alarm."""
    gift = ("rasa", "hanga", "doda")
    for namn in gift:
        utkorg.lagg(namn, [1], nu=NU)
    nu = NU
    for n in range(30):
        utkorg.lagg("gora", [n], nu=nu)
        svep(nu)
        assert gjort[-1] == n  # nobody waits for the poison
        driftlage.larma(nu=nu)
        nu += timedelta(hours=1)
    for _ in range(10):
        svep(nu)
        nu += timedelta(hours=12)
    assert {rad.uppgift: bool(rad.fel) for rad in driftlage.uppgivna()} == dict.fromkeys(gift, True)
    assert Utkorgsrad.objects.filter(uppgift__in=gift, forsok=len(utkorg.VANTA) + 1).count() == 3
    driftlage.larma(nu=nu)
    driftlage.larma(nu=nu)
    dag = Epostmeddelande.objects.filter(nyckel__startswith="driftlarm:").latest("pk").nyckel.split(":")[1]
    assert Epostmeddelande.objects.filter(nyckel__startswith=f"driftlarm:{dag}:").count() == 2  # two administrators
    utkorg.UPPGIFTER["rasa"] = f"{__name__}.gora"
    assert driftlage.forsok_igen(None, av=riket.importor, nu=nu) == 3
    svep(nu)
    kvar = set(Utkorgsrad.objects.filter(klar=None).exclude(uppgift="epost").values_list("uppgift", flat=True))
    assert kvar == {"hanga", "doda"}
    assert driftlage.uppgivna().count() == 0


def test_trying_again_is_one_event_of_an_administrator(riket: fabrik.Riket) -> None:
    utkorg.lagg("dokument", [1, 2, 3], nu=NU)
    rader = list(Utkorgsrad.objects.filter(uppgift="dokument").order_by("pk"))
    fel = "SMTPDataError: (451, b'4.2.1 nagon@example.org has moved')"
    Utkorgsrad.objects.filter(pk__in=[rader[0].pk, rader[1].pk]).update(uppgiven=NU, forsok=8, avbrutna=2, fel=fel)
    with pytest.raises(PermissionDenied):
        driftlage.forsok_igen(None, av=riket.granskare, nu=NU)
    assert driftlage.forsok_igen([rader[1].pk, rader[2].pk], av=riket.importor, nu=NU) == 1
    assert driftlage.forsok_igen([rader[1].pk], av=riket.importor, nu=NU) == 0
    rader[1].refresh_from_db()
    assert (rader[1].uppgiven, rader[1].forsok, rader[1].avbrutna, rader[1].nasta) == (None, 0, 0, NU)
    (handelse,) = Handelse.objects.filter(slag="arbete_igen")
    assert (handelse.lanskod, handelse.konto_id) == ("00", riket.importor.pk)
    tagen = {"rad": rader[1].pk, "uppgift": "dokument", "objekt": 2, "fel": "SMTPDataError"}
    assert handelse.uppgifter["rader"] == [tagen]  # an event stays for ever: not the server's words
    assert list(driftlage.uppgivna()) == [rader[0]]


def test_a_mail_that_the_county_has_seen_to_is_no_dead_letter(riket: fabrik.Riket) -> None:
    utskick.bestall([utskick.Mejl(mall="driftlarm", till="a@example.org", nyckel="k", sammanhang={})], nu=NU)
    Utkorgsrad.objects.update(uppgiven=NU)
    leverans.notera(Epostmeddelande.objects.get(), Leveransfel.Slag.UPPGIVET, "F", nu=NU)
    assert driftlage.uppgivna().count() == 1
    Leveransfel.objects.update(hanterat=NU)
    assert driftlage.uppgivna().count() == 0


@pytest.mark.langsam
@pytest.mark.parametrize("igen", [False, True], ids=["seen to", "sent again"])
def test_a_mail_that_is_seen_to_while_it_is_tried_again_stays_unsent(riket: fabrik.Riket, igen: bool) -> None:
    """The county acts at the instant in which the administrator tries again: one mail goes out, or none."""
    lan = fabrik.bygg_lan(riket, "25", ["Boden"])
    till, ord_ = (
        "registrator.2582@example.org",
        {"amne": "Ämne", "mening": "Mening", "redovisning": None, "bas_url": ""},
    )
    prov = utskick.Mejl(mall="redovisning", till=till, nyckel="prov", sammanhang=ord_, arende="ett-arende")
    utskick.bestall([prov], nu=NU)
    mejl = Epostmeddelande.objects.get(nyckel__startswith="prov:")
    rad = Utkorgsrad.objects.get(uppgift="epost", objekt=mejl.pk)
    Utkorgsrad.objects.filter(pk=rad.pk).update(uppgiven=NU, fel="x")
    leverans.notera(mejl, Leveransfel.Slag.UPPGIVET, "x", nu=NU)
    if igen:
        mejlfel.skicka_igen(mejl.leveransfel.pk, till, av=lan.handlaggare, nu=NU)
    else:
        mejlfel.hantera(mejl.leveransfel.pk, av=lan.handlaggare, nu=NU)
    assert driftlage.forsok_igen([rad.pk], av=riket.importor, nu=NU) == 0
    Utkorgsrad.objects.filter(pk=rad.pk).update(uppgiven=None, forsok=0)  # it had read the row before the county acted
    for en in Utkorgsrad.objects.filter(uppgift="epost", objekt__gte=mejl.pk).order_by("pk"):
        assert utkorg.utfor(en.pk, nu=NU)
    assert [m.to for m in mail.outbox] == [[till]] * igen
    mejl.refresh_from_db()
    assert (mejl.skickad, mejl.upphavd) == (None, NU)


@pytest.mark.langsam
class TestSidan:
    def test_empty(self, riket: fabrik.Riket) -> None:
        text = logga_in(Client(), riket.importor).get(SIDA).content.decode()
        for tomt in ("Inget har stannat", "Alla mejl har kommit fram", "Inga mejl väntar", "aldrig"):
            assert tomt in text

    def test_full_in_as_many_queries(self, riket: fabrik.Riket, django_assert_max_num_queries: object) -> None:
        klient = logga_in(Client(), riket.importor)
        utkorg.lagg("dokument", range(40), nu=NU)
        utskick.bestall(
            [utskick.Mejl(mall="driftlarm", till=f"a{n}@example.org", nyckel="k", sammanhang={}) for n in range(40)],
            nu=NU,
        )
        Utkorgsrad.objects.filter(uppgift="dokument").update(uppgiven=NU, forsok=8, fel="OSError: disken är full")
        for mejl in Epostmeddelande.objects.all()[:20]:
            leverans.notera(mejl, Leveransfel.Slag.STUDS, "550", nu=NU)
        Pliktrad.objects.create(namn="glom_sessioner", senast=NU, fel="ValueError: trasig")
        with django_assert_max_num_queries(14):  # type: ignore[operator]  # pytest-django's fixture
            text = klient.get(SIDA).content.decode()
        assert text.count("OSError: disken är full") == 40
        assert "ValueError: trasig" in text
        assert re.search(r"Klockan gick senast</dt>\s*<dd[^>]*>kl. 10.00</dd>\s*<dd[^>]*>5 oktober 2026, mer än", text)
        assert text.count("/mejlfel/") == 20

    def test_a_mail_that_was_given_up_stands_there_once(self, riket: fabrik.Riket) -> None:
        utskick.bestall([utskick.Mejl(mall="driftlarm", till="a@example.org", nyckel="k", sammanhang={})], nu=NU)
        Utkorgsrad.objects.update(uppgiven=NU)
        leverans.notera(Epostmeddelande.objects.get(), Leveransfel.Slag.UPPGIVET, "F", nu=NU)
        text = logga_in(Client(), riket.importor).get(SIDA).content.decode()
        assert ("a@example.org" in text, "/mejlfel/" in text) == (True, False)

    def test_what_has_stopped_is_the_administrators_task_until_it_is_tried_again(self, riket: fabrik.Riket) -> None:
        klient = logga_in(Client(), riket.importor)
        utkorg.lagg("dokument", [1, 2], nu=NU)
        Utkorgsrad.objects.update(uppgiven=NU)
        assert "2 arbeten har stannat" in klient.get("/uppgifter/").content.decode()
        assert "har stannat" not in logga_in(Client(), riket.granskare).get("/uppgifter/").content.decode()
        klient.post(IGEN, {"nyckel": str(uuid.uuid4())})
        assert "har stannat" not in klient.get("/uppgifter/").content.decode()

    def test_the_buttons(self, riket: fabrik.Riket) -> None:
        klient = logga_in(Client(), riket.importor)
        utkorg.lagg("dokument", [1, 2, 3], nu=NU)
        Utkorgsrad.objects.update(uppgiven=NU)
        forsta = Utkorgsrad.objects.order_by("pk")[0].pk
        data = {"nyckel": str(uuid.uuid4()), "rad": str(forsta)}
        for _ in range(2):  # a double click
            assert klient.post(IGEN, data).status_code == 302
        assert driftlage.uppgivna().count() == 2
        for skrap in ("x", "-1", "9" * 50, "٣", "\x00"):
            assert klient.post(IGEN, {"nyckel": str(uuid.uuid4()), "rad": skrap}).status_code == 302
        assert driftlage.uppgivna().count() == 2
        assert klient.post(IGEN, {"nyckel": str(uuid.uuid4())}).status_code == 302
        assert driftlage.uppgivna().count() == 0
        assert Handelse.objects.filter(slag="arbete_igen").count() == 2
        assert klient.post(IGEN, {}).status_code == 409

    def test_it_is_the_administrators(self, riket: fabrik.Riket) -> None:
        lan = fabrik.bygg_lan(riket, kommuner=["Luleå"])
        for konto in (riket.granskare, lan.beslutsfattare, lan.konto(Roll.KOMMUN_FORETRADARE, "Luleå")):
            klient = logga_in(Client(), konto)
            assert (klient.get(SIDA).status_code, klient.post(IGEN, {}).status_code) == (403, 403)
            assert reverse("driftlage") not in klient.get("/uppgifter/").content.decode()


def inte_mer(*, nu: datetime) -> bool:
    return False


def test_a_mail_that_is_not_needed_when_it_is_tried_again_is_nobodys_task_any_more(riket: fabrik.Riket) -> None:
    """What it asked for was done while the mail server was away: there is nothing left to see to."""
    galler = utskick.Galler(f"{__name__}.inte_mer")
    prov = utskick.Mejl(mall="driftlarm", till="a@example.org", nyckel="prov", sammanhang={}, galler=galler)
    utskick.bestall([prov], nu=NU)
    Utkorgsrad.objects.update(uppgiven=NU, fel="x")
    leverans.notera(Epostmeddelande.objects.get(), Leveransfel.Slag.UPPGIVET, "x", nu=NU)
    assert mejlfel.att_gora(riket.importor).exists()
    driftlage.forsok_igen(None, av=riket.importor, nu=NU)
    svep(NU)
    assert Epostmeddelande.objects.get().upphavd == NU
    assert not mejlfel.att_gora(riket.importor).exists()


def test_every_kind_of_work_has_a_name_on_the_page() -> None:
    assert set(ARBETEN) == set(utkorg.UPPGIFTER)
