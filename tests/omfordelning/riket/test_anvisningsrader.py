"""All posted rows as one file: who gets it, what stands in it, and that half a file is never taken for a whole one."""

import contextlib
import os
import resource
import threading
import time
from collections.abc import Callable
from datetime import date
from unittest import mock

import pytest
from django.db import DataError, OperationalError, ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from anvisning import anvisningar
from anvisning.anvisningar import Andring, copystrom
from anvisning.anvisningar.copystrom import Copystrom
from anvisning.models import Anvisningsbokning, Konto
from tests import fabrik
from tests.fabrik import START, Riket
from tests.inloggning import logga_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.langsam]
RUBRIKER = "Län;Kommunkod;Kommun;Från;Till;År;Slag;Antal;Källa;Bokfört;Bokföring"
STOR = "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 100000) n) TO STDOUT"
PER_EXPORT = 2
"""What one that is under way keeps open: a connection and a thread."""
FALLER = "COPY (SELECT repeat('x', 1000), 1 / (50000 - n) FROM generate_series(1, 100000) n) TO STDOUT"


@pytest.fixture
def riket() -> Riket:
    return fabrik.bygg_riket(nu=None)


def bokfor(riket: Riket, kalla: str, *andringar: Andring) -> Anvisningsbokning:
    u = anvisningar.forbered_rattelse(andringar, kalla=kalla, skal="Brev.", av=riket.importor, nu=START)
    return anvisningar.bokfor(u.pk, kand_version=1, av=riket.publicist, nu=START)


def hamta(konto: Konto) -> list[str]:
    svar = logga_in(Client(), konto).get(reverse("anvisningsrader"))
    assert (svar.status_code, svar["Content-Type"]) == (200, "text/csv; charset=utf-8")
    innehall = svar.getvalue()
    assert innehall.startswith(b"\xef\xbb\xbf")
    return innehall.decode("utf-8-sig").splitlines()


def igang() -> dict[object, str]:
    """Give the other connections to the database, with their questions, and the threads of exports."""
    with connection.cursor() as fraga:
        fraga.execute(
            "SELECT pid, query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return dict(fraga.fetchall()) | {t: t.name for t in threading.enumerate() if t.name == "copystrom"}


@pytest.fixture
def kvar() -> Callable[..., list[str]]:
    """Give what tells what is still running of the test's exports, when it is no more than asked for or after a while.

    The server ends a closed connection, and lets its locks go, in its own time.
    """
    fore = igang()

    def svar(hogst: int = 0) -> list[str]:
        for _ in range(200):
            nytt = [vad for vem, vad in igang().items() if vem not in fore]
            if len(nytt) <= hogst:
                break
            time.sleep(0.05)
        return nytt

    return svar


def test_every_posted_row_stands_in_the_file_and_no_text_is_a_formula(
    riket: Riket, kvar: Callable[[], list[str]]
) -> None:
    assert hamta(riket.importor) == [RUBRIKER]
    en = bokfor(
        riket,
        '=HYPERLINK("x";"y")',
        Andring("2580", date(2026, 8, 3), "utjamnande", 2),
        Andring("0114", date(2016, 1, 1), "anknytning", 1),
    )
    tva = bokfor(riket, "Brev 5 %, se -1", Andring("2580", date(2026, 8, 3), "utjamnande", -1))
    kalla = '"\'=HYPERLINK(""x"";""y"")"'
    assert hamta(riket.granskare) == [
        RUBRIKER,
        "Stockholms län;0114;Upplands Väsby;2016-01-01;2016-01-01;2016;Anknytningsanvisning;1;"
        f"{kalla};2026-08-20 12:00;{en.publikt_id}",
        "Norrbottens län;2580;Luleå;2026-08-03;2026-08-03;2026;Utjämnande anvisning;2;"
        f"{kalla};2026-08-20 12:00;{en.publikt_id}",
        "Norrbottens län;2580;Luleå;2026-08-03;2026-08-03;2026;Utjämnande anvisning;-1;"
        f"Brev 5 %, se -1;2026-08-20 12:00;{tva.publikt_id}",
    ]
    assert (
        reverse("anvisningsrader")
        in logga_in(Client(), riket.granskare).get(reverse("riket_anvisningar")).content.decode()
    )
    assert Client().get(reverse("anvisningsrader")).status_code == 302
    assert logga_in(Client(), riket.importor).head(reverse("anvisningsrader")).status_code == 200
    assert kvar() == []


def test_a_file_that_breaks_off_is_never_taken_for_a_whole_one(kvar: Callable[[], list[str]]) -> None:
    strom = Copystrom(FALLER)
    with pytest.raises(DataError, match="division by zero"):
        list(strom)
    strom.close()
    with pytest.raises(ProgrammingError, match="finns_inte"):
        Copystrom("COPY (SELECT * FROM finns_inte) TO STDOUT")
    assert kvar() == []


def test_a_reader_who_goes_away_leaves_nothing_running(kvar: Callable[[], list[str]]) -> None:
    strom = Copystrom(STOR, b"forst")
    assert next(strom).startswith(b"forstxxx")
    strom.close()
    strom.close()
    with pytest.raises((OSError, OperationalError)):
        list(strom)
    assert kvar() == []


@pytest.mark.parametrize("grans", ["LANGST", "VILA"])
def test_a_reader_who_does_not_read_is_not_waited_for(grans: str, kvar: Callable[[], list[str]]) -> None:
    with mock.patch.object(copystrom, grans, 1):
        strom = Copystrom(STOR)
        assert kvar() == []
        with pytest.raises((TimeoutError, OperationalError)):
            list(strom)
        strom.close()


def test_a_reader_who_cannot_be_served_is_told_so_and_nothing_stays_open(kvar: Callable[[], list[str]]) -> None:
    """No connection, no thread: an error at once, and no file descriptor left behind."""
    oppna = set(os.listdir("/proc/self/fd"))
    for vad in ("anvisning.anvisningar.copystrom.connections.create_connection", "threading.Thread.start"):
        with mock.patch(vad, side_effect=RuntimeError("no more")), pytest.raises(RuntimeError, match="no more"):
            Copystrom(STOR)
        assert kvar() == []
    assert set(os.listdir("/proc/self/fd")) <= oppna


def test_a_process_with_many_files_open_can_export() -> None:
    """Numbers of descriptors above 1023, which select does not take."""
    mjuk, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with contextlib.ExitStack() as oppna:
        oppna.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (mjuk, hard))
        while oppna.enter_context(open(os.devnull, "rb")).fileno() < 1100:
            pass
        strom = Copystrom(STOR)
        assert sum(map(len, strom)) == 100_000 * 1001
        strom.close()


def test_one_export_at_a_time_for_an_account_and_two_in_all(riket: Riket, kvar: Callable[..., list[str]]) -> None:
    """Each holds a thread and a connection. Whoever comes meanwhile is told to wait; then there is place again."""
    sats = "anvisning.anvisningar.radexport.radsats"
    adress = reverse("anvisningsrader")
    en, tva, tre = (logga_in(Client(), konto) for konto in (riket.importor, riket.publicist, riket.granskare))
    with mock.patch(sats, return_value=STOR):
        forsta, andra = en.get(adress), tva.get(adress)
        for klient, mening in ((en, "Du hämtar redan filen."), (tre, "Andra hämtar filen just nu.")):
            nej = klient.get(adress)
            assert (nej.status_code, nej["Retry-After"]) == (429, "60")
            assert mening in nej.content.decode()
        forsta.close()
        assert len(kvar(PER_EXPORT)) == PER_EXPORT
        tredje = tre.get(adress)
        assert [svar.status_code for svar in (forsta, andra, tredje)] == [200, 200, 200]
        assert en.get(adress).status_code == 429
        andra.close()
        assert len(kvar(PER_EXPORT)) == PER_EXPORT
        assert len(b"".join(en.get(adress))) == 100_000 * 1001 + 3
        tredje.close()
    assert kvar() == []
