"""Delivery reports: every form they come in, what is no failure, and garbage; from a Maildir and from a pipe."""

import email.feedparser
import hashlib
import io
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from anvisning import studsar, utskick
from anvisning.models import Epostmeddelande, Leveransfel, Utkorgsrad
from anvisning.studsar import Rapport, Utfall, tolka

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
ID = f"<{'0123456789abcdef' * 2}@example.org>"
ANNAT = f"<{'f' * 32}@example.org>"
DEL = "message/delivery-status"


def rapport(
    message_id: str = ID,
    *,
    action: str = "failed",
    original: str = "message/rfc822",
    slag: str = DEL,
    kodning: str = "",
    falt: str = "Diagnostic-Code: smtp; 550 5.1.1 <a@example.org>: User\n  unknown",
    rubrik: str = "Message-ID",
) -> bytes:
    """Write a report as mail servers do (RFC 3464): words for people, fields for programs, the original mail."""
    huvuden = (
        f"From: omfordelning@example.org\nTo: a@example.org\n{rubrik}: {message_id}\nSubject: =?utf-8?q?=C3=84mne?="
    )
    return f"""From: MAILER-DAEMON@mx.example.org
To: studs@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grans"

--grans
Content-Type: text/plain; charset=utf-8

Jag är ledsen. {ANNAT}

--grans
Content-Type: {slag}

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 5 Oct 2026 10:00:00 +0200

Final-Recipient: rfc822; a@example.org
Action: {action}
Status: 5.1.1
{falt}

--grans
Content-Type: {original}
{kodning}
{huvuden}

Text.
--grans--
""".encode()


LASBARA = {
    "postfix": rapport(),
    "headers only": rapport(original="text/rfc822-headers"),
    "quoted-printable headers": rapport(
        ID.replace("@", "=40"), original="text/rfc822-headers", kodning="Content-Transfer-Encoding: quoted-printable\n"
    ),
    "exchange": rapport(action="Failed", rubrik="Message-Id"),
    "internationalised": rapport(original="message/global-headers"),
    "with a comment": rapport(action="failed (given up)"),
    "CRLF": rapport().replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("innehall", LASBARA.values(), ids=LASBARA)
def test_a_failure_is_read_in_every_form_it_comes(innehall: bytes) -> None:
    text = "5.1.1 smtp; 550 5.1.1 <a@example.org>: User unknown"
    assert tolka(innehall) == Rapport(message_ids=frozenset({ID}), misslyckades=True, text=text)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure(action: str) -> None:
    las = tolka(rapport(action=action))
    assert las is not None
    assert (las.message_ids, las.misslyckades) == ({ID}, False)


INGEN_RAPPORT = {
    "nothing": b"",
    "out of office": b"From: a@example.org\nAuto-Submitted: auto-replied\nSubject: Re\n\nJag \xc3\xa4r borta "
    + ID.encode(),
    "an answer that quotes": f"In-Reply-To: {ID}\n\n> Message-ID: {ID}".encode(),
    "fields in another part": rapport(slag="text/plain"),
    "no action": rapport().replace(b"Action: failed\n", b""),
    "no parts": b"Content-Type: multipart/report; boundary=x\n\n",
    "a boundary without end": b'Content-Type: multipart/report; boundary="' + b"x" * 5000,
    "a charset that is none": b"Content-Type: text/plain; charset=\xff\xfe\n\n\xff",
    "deep": b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(100)),
}


@pytest.mark.parametrize("innehall", INGEN_RAPPORT.values(), ids=INGEN_RAPPORT)
def test_what_is_no_report(innehall: bytes) -> None:
    assert tolka(innehall) is None


def _inneslutna(antal: int) -> bytes:
    """Give a report so many parts deep: a reader compares each line of it with every part that is open."""
    return (
        b"".join(b'Content-Type: multipart/mixed; Boundary="d%d"\n\n--d%d\n' % (n, n) for n in range(antal)) + rapport()
    )


@pytest.mark.parametrize(("djup", "lases"), [(5, True), (100, False)])
def test_a_report_that_would_take_long_to_read_is_put_aside(djup: int, lases: bool) -> None:
    assert (tolka(_inneslutna(djup)) is not None) is lases


def test_no_header_of_a_report_takes_the_workers_time() -> None:
    """The standard library counts the quotes before each semicolon anew: the worker was stopped while it read one."""
    borjan = time.process_time()
    tolka(b'Content-Type: multipart/report; x="' + b";" * 256 * 1024)
    assert time.process_time() - borjan < 10


def test_what_is_read_of_a_report_has_an_end() -> None:
    fore, efter = rapport().split(b"Content-Type: message/delivery-status")
    utfyllnad = b"x\n" * (128 * 1024)
    assert tolka(fore + utfyllnad + b"\n--grans\nContent-Type: message/delivery-status" + efter) is None
    assert tolka(rapport() + utfyllnad) is not None


def test_the_workers_time_limit_is_not_taken_for_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    def for_sent(*_: object) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(email.feedparser.FeedParser, "feed", for_sent)
    with pytest.raises(SoftTimeLimitExceeded):
        tolka(rapport())


@given(st.binary(max_size=300), st.integers(0, 1200), st.integers(0, 60))
def test_garbage_is_read_without_failing(skrap: bytes, plats: int, bort: int) -> None:
    hel = LASBARA["postfix"]
    las = tolka(hel[:plats] + skrap + hel[plats + bort :])
    assert las is None or all(studsar.MESSAGE_ID.fullmatch(id_) for id_ in las.message_ids)


@pytest.fixture
def mejl(db: None) -> list[Epostmeddelande]:
    """Two mails that have been sent; the first is what the reports are about."""
    utskick.bestall(
        (
            utskick.Mejl(mall="driftlarm", till=till, nyckel="prov", sammanhang={})
            for till in ("a@example.org", "b@example.org")
        ),
        nu=NU,
    )
    Epostmeddelande.objects.update(skickad=NU)
    Epostmeddelande.objects.filter(till="a@example.org").update(message_id=ID)
    return list(Epostmeddelande.objects.order_by("pk"))


def fel() -> list[tuple[str, str]]:
    return list(Leveransfel.objects.values_list("slag", "epostmeddelande__till"))


def test_a_failure_is_noted_once_and_a_stranger_never(mejl: list[Epostmeddelande]) -> None:
    for innehall, utfall in (
        (b"skrap", Utfall.OKAND),
        (rapport(ANNAT), Utfall.OKAND),
        (rapport("<finns-inte@example.org>"), Utfall.OKAND),
        (rapport(action="delayed"), Utfall.INGET_FEL),
    ):
        assert studsar.ta_emot(innehall, nu=NU) is utfall
        assert fel() == []
    assert studsar.ta_emot(rapport().replace(b"User", b"\x00\xffUser"), nu=NU) is Utfall.FEL
    assert studsar.ta_emot(rapport(action="failed", falt=""), nu=NU) is Utfall.REDAN
    assert fel() == [("studs", "a@example.org")]
    assert Leveransfel.objects.get().text.endswith("User unknown")


def test_a_stranger_cannot_work_out_the_id_of_a_mail() -> None:
    """The key and the address are easily guessed: what is made of them alone is not the id."""
    mejl = utskick.Mejl(mall="driftlarm", till="a@example.org", nyckel="kopia:4711:217", sammanhang={}).build(NU, None)
    gissning = hashlib.sha256(b"kopia:4711:217 a@example.org").hexdigest()[:32]
    assert mejl.message_id != f"<{gissning}@example.org>"
    assert studsar.MESSAGE_ID.fullmatch(mejl.message_id)


def test_only_what_a_server_may_have_taken_can_come_back(mejl: list[Epostmeddelande]) -> None:
    """A mail that has never been tried cannot; one whose worker died may have gone out before that."""
    Epostmeddelande.objects.update(skickad=None)
    assert studsar.ta_emot(rapport(), nu=NU) is Utfall.OKAND
    Utkorgsrad.objects.filter(objekt=mejl[0].pk).update(forsok=1)
    assert studsar.ta_emot(rapport(), nu=NU) is Utfall.FEL
    assert fel() == [("studs", "a@example.org")]


def test_the_maildir_is_emptied_and_the_unknown_put_aside(
    mejl: list[Epostmeddelande], settings: Settings, tmp_path: Path
) -> None:
    settings.STUDS_MAILDIR = str(tmp_path)
    for mapp in ("new", "cur", "tmp"):
        (tmp_path / mapp).mkdir()
    brev = {"1.a": rapport(), "2.b": b"\xff\x00skrap", "3.c": rapport(action="delayed"), "4.d": rapport(ANNAT)}
    for namn, innehall in brev.items():
        (tmp_path / "new" / namn).write_bytes(innehall)
    (tmp_path / "tmp" / "5.e").write_bytes(rapport())
    studsar.las_maildir(nu=NU)
    studsar.las_maildir(nu=NU)
    kvar = {str(fil.relative_to(tmp_path)): fil.read_bytes() for fil in tmp_path.rglob("*.*") if fil.is_file()}
    assert kvar == {
        "cur/1.a:2,S": brev["1.a"],
        ".okand/cur/2.b:2,S": brev["2.b"],
        "cur/3.c:2,S": brev["3.c"],
        ".okand/cur/4.d:2,S": brev["4.d"],
        "tmp/5.e": rapport(),
    }
    assert fel() == [("studs", "a@example.org")]


def test_an_entry_that_cannot_be_taken_does_not_stop_the_others(
    mejl: list[Epostmeddelande], settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder, a link to nothing, and a file whose place in cur is taken by a folder."""
    settings.STUDS_MAILDIR = str(tmp_path)
    (tmp_path / "new" / "0.mapp").mkdir(parents=True)
    (tmp_path / "new" / "1.lank").symlink_to(tmp_path / "finns-inte")
    (tmp_path / "new" / "2.fast").write_bytes(rapport(action="delayed"))
    (tmp_path / "cur" / "2.fast:2,S" / "full").mkdir(parents=True)
    (tmp_path / "new" / "3.bra").write_bytes(rapport())
    studsar.las_maildir(nu=NU)
    assert fel() == [("studs", "a@example.org")]
    assert (tmp_path / "cur" / "3.bra:2,S").exists()
    assert [rad.getMessage() for rad in caplog.records if rad.levelname == "ERROR"] == [
        "2.fast in the Maildir cannot be taken"
    ]


def test_without_a_maildir_nothing_is_read(settings: Settings) -> None:
    settings.STUDS_MAILDIR = ""
    studsar.las_maildir(nu=NU)


def test_a_maildir_that_is_not_there_is_told_in_the_log(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STUDS_MAILDIR = str(tmp_path)
    studsar.las_maildir(nu=NU)
    assert [post.getMessage() for post in caplog.records] == [f"There is no Maildir to read: {tmp_path}/new"]


@pytest.mark.parametrize(("innehall", "svar"), [(rapport(), "noterad"), (b"\x00\xff", "okänd")])
def test_a_pipe_from_the_mail_server(
    mejl: list[Epostmeddelande], monkeypatch: pytest.MonkeyPatch, innehall: bytes, svar: str
) -> None:
    ror = io.BytesIO(innehall + b"x" * 1024 * 1024)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(ror))
    ut = io.StringIO()
    call_command("studs", stdout=ut)
    assert ut.getvalue() == f"{svar}\n"
    assert not ror.read()  # a mail server that cannot write all of it takes that for a failure
    assert len(fel()) == (svar == "noterad")
