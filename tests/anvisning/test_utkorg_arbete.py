"""The outbox's work: what crashes its worker is given up in the end, and a mail server may be away for a day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from anvisning import tasks, utkorg
from anvisning.ensam import UTKORGEN
from anvisning.models import Utkorgsrad

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Krasch(BaseException):
    """What a killed worker leaves behind: nothing is caught, and all that the work did is rolled back."""


def krascha(objekt: int, *, nu: datetime) -> None:
    mail.send_mail("Ämne", "Text", None, ["a@example.org"])
    raise Krasch


def lyckas(objekt: int, *, nu: datetime) -> None:
    mail.send_mail("Ämne", "Text", None, ["b@example.org"])


def fallera(objekt: int, *, nu: datetime) -> None:
    raise ValueError("inga andelar")


@pytest.fixture
def rad(monkeypatch: pytest.MonkeyPatch) -> Utkorgsrad:
    monkeypatch.setitem(utkorg.UPPGIFTER, "krasch", f"{__name__}.krascha")
    monkeypatch.setitem(utkorg.UPPGIFTER, "prov", f"{__name__}.lyckas")
    utkorg.lagg("krasch", [1], nu=NU)
    return Utkorgsrad.objects.get()


def test_work_that_kills_its_worker_is_given_up(rad: Utkorgsrad) -> None:
    """Redelivered at once each time: without a count that outlives the crash it would go on for ever."""
    for _ in range(len(utkorg.VANTA) + 1):
        with pytest.raises(Krasch):
            utkorg.utfor(rad.pk, nu=NU)
    assert not utkorg.utfor(rad.pk, nu=NU)
    rad.refresh_from_db()
    assert rad.uppgiven == NU
    assert rad.klar is None
    assert rad.fel
    assert rad.pk not in utkorg.ta_att_gora(NU + timedelta(days=9), 10)


def test_work_that_kills_its_worker_rests_longer_each_time_from_the_second_on(rad: Utkorgsrad) -> None:
    """The sweeper finds it, as after the hard time limit; the eighth has no rest left and is given up at the next."""
    vilor = [timedelta(), *utkorg.VANTA[1:], timedelta()]
    nu = NU
    for vila in vilor:
        with pytest.raises(Krasch):
            utkorg.utfor(rad.pk, nu=nu)
        assert utkorg.ta_att_gora(nu + vila - timedelta(microseconds=1), 10) == []
        nu += max(vila, utkorg.RINGD)
        assert utkorg.ta_att_gora(nu, 10) == [rad.pk]
    assert not utkorg.utfor(rad.pk, nu=nu)
    rad.refresh_from_db()
    assert rad.uppgiven == nu


def test_a_crash_counts_and_the_next_attempt_may_succeed(rad: Utkorgsrad) -> None:
    with pytest.raises(Krasch):
        utkorg.utfor(rad.pk, nu=NU)
    Utkorgsrad.objects.filter(pk=rad.pk).update(uppgift="prov")
    assert utkorg.utfor(rad.pk, nu=NU)
    rad.refresh_from_db()
    assert (rad.forsok, rad.klar, rad.fel) == (2, NU, "")
    assert not utkorg.utfor(rad.pk, nu=NU)
    assert [m.to for m in mail.outbox] == [["a@example.org"], ["b@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_a_row_in_another_workers_hands_is_passed_by_and_not_counted(rad: Utkorgsrad) -> None:
    annan = connections.create_connection("default")
    try:
        with annan.cursor() as fraga:
            fraga.execute("SELECT pg_advisory_lock(%s)", [UTKORGEN + rad.pk])
            assert [utkorg.utfor(rad.pk, nu=NU) for _ in range(20)] == [False] * 20
    finally:
        annan.close()  # that worker dies
    with connection.cursor() as fraga:  # the server notices in its own time
        fraga.execute("SELECT pg_advisory_lock(%s), pg_advisory_unlock(%s)", [UTKORGEN + rad.pk] * 2)
    rad.refresh_from_db()
    assert (rad.forsok, rad.uppgiven) == (0, None)
    Utkorgsrad.objects.filter(pk=rad.pk).update(uppgift="prov")
    assert utkorg.utfor(rad.pk, nu=NU)


def test_a_mail_server_may_be_away_for_a_day() -> None:
    assert sum(utkorg.VANTA, timedelta()) > timedelta(hours=24)
    assert list(utkorg.VANTA) == sorted(utkorg.VANTA)
    assert max(utkorg.VANTA) <= timedelta(hours=24)


def test_a_recomputation_does_not_wait_behind_all_that_was_rung_for_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A month is published from its run: it is done after the first of two hundred mails, not after the last.

    The broker hands the rings over in the order that they came, so its own ring is the last one. The mails keep theirs.
    """
    monkeypatch.setitem(utkorg.UPPGIFTER, "prov", f"{__name__}.lyckas")
    nu = timezone.now()  # the tasks have the real clock
    utkorg.lagg("prov", range(1, 201), nu=nu)
    utkorg.lagg("berakning", [1, 2], nu=nu)
    ringda = list(Utkorgsrad.objects.values_list("pk", flat=True))
    gjorda = Utkorgsrad.objects.exclude(klar=None)
    tasks.utfor_rad(ringda[0])
    assert list(gjorda.values_list("uppgift", "objekt")) == [("prov", 1), ("berakning", 1)]
    for pk in ringda[1:4]:
        tasks.utfor_rad(pk)
    assert [rad.objekt for rad in gjorda.filter(uppgift="prov")] == [1, 2, 3, 4]
    assert len(mail.outbox) == 4


def test_a_recomputation_that_rests_is_left_to_its_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails, and the rings for other work do not try it again before its time; nor is the other work held up."""
    monkeypatch.setitem(utkorg.UPPGIFTER, "prov", f"{__name__}.lyckas")
    monkeypatch.setitem(utkorg.UPPGIFTER, "berakning", f"{__name__}.fallera")
    nu = timezone.now()
    utkorg.lagg("berakning", [1], nu=nu)
    utkorg.lagg("prov", range(1, 4), nu=nu)
    for pk in Utkorgsrad.objects.filter(uppgift="prov").values_list("pk", flat=True):
        tasks.utfor_rad(pk)
    berakning = Utkorgsrad.objects.get(uppgift="berakning")
    assert (berakning.forsok, berakning.klar, berakning.fel) == (1, None, "ValueError: inga andelar")
    assert Utkorgsrad.objects.filter(uppgift="prov", klar=None).count() == 0
