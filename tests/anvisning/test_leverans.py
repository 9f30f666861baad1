"""Mail to a real SMTP conversation: headers, every kind of no, a server that is away, and a worker that dies."""

import logging
import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection
from pytest_django import Settings

from anvisning import driftlage, leverans, loggar, sandning, utkorg, utskick
from anvisning.models import Epostmeddelande, Handelse, Konto, Leveransfel, Utkorgsrad
from anvisning.sakerhetskopia import aterkomst
from anvisning.studsar import MESSAGE_ID
from anvisning.visning import en_rad
from tests import fabrik
from tests.anvisning.smtpsank import Mejlserver, mejlserver
from tests.maskin import ROT

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def bestall(*till: str, nu: datetime = NU, arende: str = "") -> list[Utkorgsrad]:
    """Order one mail to each, and give their outbox rows in order."""
    sammanhang = {"amne": "Ämne å", "mening": "Mening", "redovisning": None, "bas_url": ""}
    utskick.bestall(
        (utskick.Mejl(mall="redovisning", till=en, nyckel="prov", sammanhang=sammanhang, arende=arende) for en in till),
        nu=nu,
    )
    mejl = Epostmeddelande.objects.filter(till__in=till).values("pk")
    return list(Utkorgsrad.objects.filter(uppgift="epost", objekt__in=mejl).order_by("pk"))


def orsaker() -> list[str]:
    """Give why mails did not arrive, as the events tell it."""
    handelser = Handelse.objects.filter(slag="mejl_kom_inte_fram").order_by("nummer")
    return [handelse.uppgifter["orsak"] for handelse in handelser]


def bestall_en(igen: bool) -> None:
    """Order a mail, or the one there is once more."""
    if igen:
        utskick.bestall_igen(Epostmeddelande.objects.get(), "b@example.org", nyckel="igen", nu=NU)
    else:
        bestall("a@example.org")


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Mejlserver]:
    """A mail server that the application sends to."""
    with mejlserver() as server:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 5
        yield server


def test_no_line_break_of_any_kind_comes_into_a_header() -> None:
    alla = [chr(kod) for kod in range(0x3000) if unicodedata.category(chr(kod)) in ("Cc", "Zl", "Zp")]
    assert {"\r", "\n", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"} <= set(alla)
    for tecken in alla:
        assert en_rad(f"Hej{tecken}Bcc: b@example.org") == "Hej Bcc: b@example.org"


@pytest.mark.langsam
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("igen", [False, True], ids=["ordered", "ordered again"])
def test_a_mail_whose_work_cannot_be_ordered_is_not_ordered(igen: bool) -> None:
    """The nightly alarm would otherwise lie there without being sent, and count as told."""
    if igen:
        bestall("a@example.org")
    with connection.cursor() as fraga:
        fraga.execute("SELECT nextval(pg_get_serial_sequence('anvisning_epostmeddelande', 'id'))")
        (nummer,) = fraga.fetchone()
    Utkorgsrad.objects.create(uppgift="epost", objekt=nummer + 1, skapad=NU, nasta=NU)  # in the next one's way
    fore = Epostmeddelande.objects.count()
    with pytest.raises(IntegrityError):
        bestall_en(igen)
    assert Epostmeddelande.objects.count() == fore


@pytest.mark.django_db
class TestHuvuden:
    def test_all_of_them(self, smtp: Mejlserver, settings: Settings) -> None:
        (rad,) = bestall("a@example.org")
        assert utkorg.utfor(rad.pk, nu=NU)
        assert smtp.kuvert == [("studs@example.org", "a@example.org")]
        (brev,) = smtp.mejl
        assert {namn: brev.get_all(namn) for namn in set(brev.keys()) - {"Content-Type", "Date", "MIME-Version"}} == {
            "Subject": ["Ämne å,"],
            "From": [settings.DEFAULT_FROM_EMAIL],
            "To": ["a@example.org"],
            "Message-ID": [Epostmeddelande.objects.get().message_id],
            "Auto-Submitted": ["auto-generated"],
            "X-Auto-Response-Suppress": ["OOF, AutoReply"],
            "List-Id": ["<omfordelning.example.org>"],
        }
        assert MESSAGE_ID.fullmatch(str(brev["Message-ID"]))

    def test_the_id_is_the_events_and_the_recipients(self) -> None:
        def id_(till: str, nyckel: str) -> str:
            return utskick.Mejl(mall="driftlarm", till=till, nyckel=nyckel, sammanhang={}).build(NU, None).message_id

        ids = {id_(till, nyckel) for till in ("a@example.org", "b@example.org") for nyckel in ("notis:1", "notis:2")}
        assert len(ids) == 4
        assert id_("a@example.org", "notis:1") in ids

    @pytest.mark.parametrize("adress", ['"a\x0bb"@example.org', "å@example.org", "utan-domän", "a@example.org\nb"])
    def test_an_address_that_cannot_stand_in_a_header_is_no_work_but_a_task(
        self, smtp: Mejlserver, adress: str
    ) -> None:
        (rad,) = bestall("a@example.org")
        Epostmeddelande.objects.update(till=adress)
        assert utkorg.utfor(rad.pk, nu=NU)
        assert (smtp.steg, Leveransfel.objects.get().slag) == ([], Leveransfel.Slag.AVVISAT)


NEJ = [
    ({"RCPT": "550 5.1.1 No such user"}, "avvisat", ""),
    ({"RCPT": "553 5.7.1 Not allowed"}, "avvisat", ""),
    ({"SLUT": "554 5.7.1 Looks like spam"}, "avvisat", ""),
    ({"DATA": "552 5.2.2 Mailbox full"}, "avvisat", ""),
    ({"RCPT": "450 4.2.1 Greylisted"}, "", "SMTPRecipientsRefused"),
    ({"RCPT": "421 4.3.2 Going down"}, "", "SMTPRecipientsRefused"),
    ({"DATA": "451 4.3.0 Try later"}, "", "SMTPDataError"),
    ({"SLUT": "452 4.3.1 Disk full"}, "", "SMTPDataError"),
    ({"SLUT": ""}, "", "SamtaletBrots"),
    ({"MAIL": "552 5.3.4 Too big"}, "avvisat", ""),
    ({"MAIL": "550 5.7.1 Unknown sender"}, "", "SamtaletBrots"),
    ({"MAIL": "451 4.3.0 Try later"}, "", "SamtaletBrots"),
    ({"HEJ": "554 No service"}, "", "ServernSvararInte"),
    ({"HEJ": ""}, "", "ServernSvararInte"),
    ({"EHLO": "500 what"}, "", ""),
]
"""What the server says → the kind of failure noted at once, or what the next attempt waits for."""


@pytest.mark.django_db
class TestNej:
    @pytest.mark.parametrize(("svar", "slag", "fel"), NEJ, ids=str)
    def test_a_no_for_good_is_a_task_and_any_other_is_tried_again(
        self, smtp: Mejlserver, svar: dict[str, str], slag: str, fel: str
    ) -> None:
        smtp.svar = dict(svar)
        rad, annan = bestall("a@example.org", "b@example.org")
        assert utkorg.utfor(rad.pk, nu=NU) is (not fel)
        rad.refresh_from_db()
        assert list(Leveransfel.objects.values_list("slag", "epostmeddelande__till", "nar")) == (
            [(slag, "a@example.org", NU)] if slag else []
        )
        assert rad.fel.partition(":")[0] == fel
        assert (rad.klar, rad.uppgiven, rad.avbrutna) == (None if fel else NU, None, 0)
        assert rad.nasta == (NU + utkorg.VANTA[0] if fel else NU)
        smtp.svar = {}
        assert utkorg.utfor(rad.pk, nu=NU + utkorg.VANTA[0]) is bool(fel)
        assert utkorg.utfor(annan.pk, nu=NU + utkorg.VANTA[0])
        forvantat = ["b@example.org"] if slag else ["a@example.org", "b@example.org"]
        assert [till for _, till in smtp.kuvert] == forvantat
        assert Epostmeddelande.objects.filter(skickad=None).count() == (1 if slag else 0)

    def test_a_no_after_an_earlier_give_up_is_the_reason_that_is_told(self, smtp: Mejlserver) -> None:
        smtp.svar = {"RCPT": "550 5.1.1 No such user"}
        (rad,) = bestall("a@example.org", arende="A-1")
        sandning.gav_upp(rad.objekt, "ServernSvararInte", nu=NU)
        senare = NU + timedelta(days=1)
        assert utkorg.utfor(rad.pk, nu=senare)
        fel = Leveransfel.objects.get()
        assert (fel.slag, fel.text, fel.nar) == ("avvisat", "550 5.1.1 No such user", senare)
        assert orsaker() == ["uppgivet", "avvisat"]

    def test_a_bounce_after_an_earlier_give_up_is_a_task_again(self, smtp: Mejlserver) -> None:
        (rad,) = bestall("a@example.org", arende="A-1")
        mejl = Epostmeddelande.objects.get()
        sandning.gav_upp(mejl.pk, "ServernSvararInte", nu=NU)
        assert utkorg.utfor(rad.pk, nu=NU)
        assert Leveransfel.objects.get().hanterat == NU
        senare = NU + timedelta(hours=1)
        for nytt in (True, False):
            assert leverans.notera(mejl, Leveransfel.Slag.STUDS, "5.1.1", nu=senare) is nytt
        fel = Leveransfel.objects.get()
        assert (fel.slag, fel.text, fel.nar, fel.hanterat) == ("studs", "5.1.1", senare, None)
        assert orsaker() == ["uppgivet", "studs"]

    @pytest.mark.langsam
    def test_a_bounce_of_what_a_person_has_seen_to_is_no_news(self) -> None:
        bestall("a@example.org", arende="A-1")
        mejl, konto = Epostmeddelande.objects.get(), fabrik.bygg_riket(nu=None).importor
        leverans.notera(mejl, Leveransfel.Slag.UPPGIVET, "ServernSvararInte", nu=NU)
        Leveransfel.objects.update(hanterat=NU, hanterat_av=konto)
        assert not leverans.notera(mejl, Leveransfel.Slag.STUDS, "5.1.1", nu=NU)
        assert orsaker() == ["uppgivet"]

    @pytest.mark.langsam
    @pytest.mark.parametrize("steg", ["RCPT", "SLUT"])
    @pytest.mark.parametrize("kod", ["450", "550"])
    def test_what_the_server_said_stands_in_the_row_and_not_in_the_log(
        self, smtp: Mejlserver, caplog: pytest.LogCaptureFixture, tmp_path: Path, steg: str, kod: str
    ) -> None:
        """Mail servers name people: the log tells of which mail it was, what kind of no, and where in the code.

        Whoever looks there for what has been sent (after a return from a backup) does not take it for sent.
        """
        smtp.svar = {steg: f"{kod} <per.pahittad@example.org>: Per Pahittad is away"}
        (rad,) = bestall("per.pahittad@example.org")
        with caplog.at_level(logging.INFO):
            for vanta in (timedelta(), *utkorg.VANTA):
                utkorg.utfor(rad.pk, nu=NU + vanta)
        rad.refresh_from_db()
        assert "Per Pahittad" in (rad.fel if kod == "450" else Leveransfel.objects.get().text)
        loggat = "".join(loggar.Json().format(post) for post in caplog.records)
        assert "pahittad" not in loggat.lower()
        assert Epostmeddelande.objects.get().message_id.strip("<>") in loggat
        (tmp_path / "worker.log").write_text(loggat)
        assert aterkomst.read_logs([tmp_path / "worker.log"]) == set()
        assert ("SMTPRecipientsRefused" in loggat or "SMTPDataError" in loggat) is (kod == "450")
        assert ("in _lamna" in loggat) is (kod == "450")

    def test_what_the_server_said_is_kept_on_one_line(self, smtp: Mejlserver) -> None:
        smtp.svar = {"RCPT": "550-5.1.1 No\x07 such\r\n550 user"}
        (rad,) = bestall("a@example.org")
        assert utkorg.utfor(rad.pk, nu=NU)
        assert Leveransfel.objects.get().text == "550 5.1.1 No such user"

    def test_tls_that_cannot_be_had_sends_nothing_in_clear_text(self, smtp: Mejlserver, settings: Settings) -> None:
        settings.EMAIL_USE_TLS = True
        (rad,) = bestall("a@example.org")
        for svar in ({}, {"EHLO": "250-sank\r\n250 STARTTLS", "STARTTLS": "454 no"}):
            smtp.svar = dict(svar)
            assert not utkorg.utfor(rad.pk, nu=NU)
            rad.refresh_from_db()
            assert rad.fel.startswith("ServernSvararInte")
        smtp.svar = {"EHLO": "250-sank\r\n250 STARTTLS", "STARTTLS": "220 go\r\nthis is no TLS"}
        assert not utkorg.utfor(rad.pk, nu=NU)
        assert "MAIL" not in smtp.steg
        assert Leveransfel.objects.count() == 0


@pytest.mark.django_db
class TestBorta:
    @pytest.mark.langsam
    def test_a_day_without_a_server_loses_nothing_and_keeps_the_order(self, smtp: Mejlserver) -> None:
        """Twenty mails over the day: one alone knocks on the door, and all go out in the order they were ordered."""
        smtp.svar = {"HEJ": "421 closed"}
        till = [f"m{n:02}@example.org" for n in range(20)]
        nu, kvar, tillbaka = NU, list(till), NU + timedelta(hours=24)
        while nu <= tillbaka + timedelta(minutes=15):
            if kvar and nu >= NU + timedelta(minutes=70) * (20 - len(kvar)):
                bestall(kvar.pop(0), nu=nu)
            if nu >= tillbaka:
                smtp.svar = {}
            else:
                samtal = smtp.samtal
            sandning.prova_servern(nu=nu)
            for rad in utkorg.ta_att_gora(nu, 100):
                utkorg.utfor(rad, nu=nu)
            nu += timedelta(minutes=5)
        assert [mottagare for _, mottagare in smtp.kuvert] == till
        assert samtal <= len(utkorg.VANTA) + 24 * 12  # the oldest mail's tries, and one call each five minutes
        assert Utkorgsrad.objects.filter(klar=None).count() == 0
        assert Leveransfel.objects.count() == 0
        forsok = list(Utkorgsrad.objects.order_by("pk").values_list("forsok", flat=True))
        assert forsok == [len(utkorg.VANTA) + 1, *[1] * 19]

    def test_a_slow_answer_holds_up_the_others_three_times_only(self, smtp: Mejlserver, settings: Settings) -> None:
        settings.EMAIL_TIMEOUT = 0.05
        smtp.svar = {"SLUT": 0.2}
        rad, annan = bestall("a@example.org", "b@example.org")
        nu = NU
        for forsok in range(sandning.HOGST_BRUTET):
            assert not utkorg.utfor(rad.pk, nu=nu)
            assert not utkorg.utfor(annan.pk, nu=nu)
            annan.refresh_from_db()
            assert (annan.forsok, annan.fel) == (0, "")
            nu += utkorg.VANTA[forsok]
        assert not utkorg.utfor(rad.pk, nu=nu)
        smtp.svar = {}
        assert utkorg.utfor(annan.pk, nu=nu)
        assert [till for _, till in smtp.kuvert] == ["b@example.org"]

    @pytest.mark.langsam
    def test_longer_than_a_day_is_a_task_and_one_alarm_a_day(self, smtp: Mejlserver) -> None:
        riket = fabrik.bygg_riket(nu=None)
        smtp.svar = {"HEJ": "421 closed"}
        (rad,) = bestall("a@example.org")
        nu = NU
        for vanta in (*utkorg.VANTA, timedelta()):
            assert not utkorg.utfor(rad.pk, nu=nu)
            nu += vanta
        assert Leveransfel.objects.get().slag == Leveransfel.Slag.UPPGIVET
        larm = Epostmeddelande.objects.filter(nyckel__startswith="driftlarm:")
        administratorer = sorted(k.epost for k in (riket.importor, riket.publicist))
        for timmar in range(0, 12, 2):
            driftlage.larma(nu=nu + timedelta(hours=timmar))
            assert sorted(larm.values_list("till", flat=True)) == administratorer
        driftlage.larma(nu=nu + timedelta(days=1))
        assert larm.count() == 4
        smtp.svar = {}
        assert driftlage.forsok_igen([rad.pk], av=riket.importor, nu=nu) == 1
        assert utkorg.utfor(rad.pk, nu=nu)
        fel = Leveransfel.objects.get()
        assert (fel.hanterat, fel.hanterat_av) == (nu, None)
        driftlage.larma(nu=nu + timedelta(days=2))
        assert larm.count() == 4


class Krasch(BaseException):
    """What a killed worker leaves behind."""


class TagenSedanKrasch(EmailBackend):
    """The server has taken the mail, and the worker dies before it can write that down."""

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        super().send_messages(messages)
        raise Krasch


@pytest.mark.django_db
def test_a_mail_is_repeated_once_at_most_and_the_log_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.TagenSedanKrasch"
    (rad,) = bestall("a@example.org")
    for _ in range(2):
        with pytest.raises(Krasch):
            utkorg.utfor(rad.pk, nu=NU)
    assert not utkorg.utfor(rad.pk, nu=NU)
    assert [m.extra_headers["Message-ID"] for m in mail.outbox] == [Epostmeddelande.objects.get().message_id] * 2
    avbrutna = [post.message.partition("): ")[2] for post in caplog.records if post.levelname == "WARNING"]
    assert avbrutna[:2] == ["1 of 1 attempts never told their end", "2 of 2 attempts never told their end"]
    rad.refresh_from_db()
    assert (rad.uppgiven, rad.fel) == (NU, utkorg.AVBRUTEN)
    assert Leveransfel.objects.get().slag == Leveransfel.Slag.UPPGIVET


@pytest.mark.django_db
def test_a_repeat_that_ends_well_is_one_sent_mail(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        (rad,) = bestall("a@example.org")
        vanlig, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.TagenSedanKrasch"
        with pytest.raises(Krasch):
            utkorg.utfor(rad.pk, nu=NU)
        settings.EMAIL_BACKEND = vanlig
        assert utkorg.utfor(rad.pk, nu=NU)
    assert len(mail.outbox) == 2
    loggat = [post.message.partition("): ")[2] for post in caplog.records]
    assert loggat == ["1 of 1 attempts never told their end"]
    rad.refresh_from_db()
    assert (rad.klar, rad.uppgiven) == (NU, None)


ARBETARE = """
import sys
from datetime import UTC, datetime
import django
from django.conf import settings
from django.test.utils import override_settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from anvisning import utkorg
with override_settings(EMAIL_BACKEND=sys.argv[2], EMAIL_HOST="127.0.0.1", EMAIL_PORT=int(sys.argv[3])):
    print(utkorg.utfor(int(sys.argv[4]), nu=datetime(2026, 10, 5, 8, tzinfo=UTC)))
"""


@pytest.mark.langsam
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_the_yes_and_the_mark(smtp: Mejlserver) -> None:
    """F-03 with a real process and a real signal: one repeat, the same Message-ID."""
    (rad,) = bestall("a@example.org")
    argument = [connection.settings_dict["NAME"], SMTP, str(smtp.port), str(rad.pk)]

    def arbeta() -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-c", ARBETARE, *argument], cwd=ROT, stdout=subprocess.PIPE, text=True)

    process = arbeta()
    smtp.nar_taget = lambda: os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    rad.refresh_from_db()
    assert (rad.klar, rad.forsok, rad.avbrutna) == (None, 1, 1)
    smtp.nar_taget = lambda: None
    andra = arbeta()
    assert andra.communicate(timeout=60)[0] == "True\n"
    rad.refresh_from_db()
    assert (rad.klar is not None, rad.forsok, rad.avbrutna) == (True, 2, 1)
    assert len(smtp.mejl) == 2
    assert {brev["Message-ID"] for brev in smtp.mejl} == {Epostmeddelande.objects.get().message_id}


@pytest.mark.django_db
def test_the_alarm_makes_no_alarm_and_nobody_hears_of_mails_to_themselves(settings: Settings) -> None:
    settings.DRIFT_ADRESS = "drift@example.org"
    Konto.objects.all().delete()
    larm = Epostmeddelande.objects.filter(nyckel__startswith="driftlarm:")
    (till_drift,) = bestall("drift@example.org")
    Utkorgsrad.objects.update(uppgiven=NU)
    driftlage.larma(nu=NU)
    assert not larm.exists()
    (rad,) = bestall("a@example.org")
    Utkorgsrad.objects.update(uppgiven=NU)
    driftlage.larma(nu=NU)
    (mejl,) = larm
    assert (mejl.till, "se till 1 arbete" in mejl.text) == ("drift@example.org", True)
    Utkorgsrad.objects.filter(objekt=mejl.pk).update(uppgiven=NU)
    Utkorgsrad.objects.filter(pk__in=(till_drift.pk, rad.pk)).update(klar=NU)
    driftlage.larma(nu=NU + timedelta(days=1))
    assert larm.count() == 1
