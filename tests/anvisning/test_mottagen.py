"""The arrival stamp: the process's own, or a trusted proxy's where it can be true."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from anvisning.mellanlager import Mottagen

NU = datetime(2026, 11, 6, 23, 0, 0, 500_000, tzinfo=UTC)
I_TID = f"t={NU.timestamp() - 1:.3f}"


def stamplad(huvud: str) -> datetime:
    tagna: list[HttpRequest] = []
    with time_machine.travel(NU, tick=False):
        lager = Mottagen(lambda request: tagna.append(request) or HttpResponse())
        lager(RequestFactory().post("/", headers={"x-request-start": huvud}))
    return tagna[0].mottagen


@pytest.mark.parametrize(
    ("huvud", "fore"),
    [
        (I_TID, timedelta(seconds=1)),
        (f"t={NU.timestamp() - 60:.3f}", timedelta(seconds=60)),
        (f"t={NU.timestamp() - 61:.3f}", timedelta()),
        (f"t={NU.timestamp() + 1:.3f}", timedelta()),
        (I_TID.removeprefix("t="), timedelta()),
        (f"{I_TID}, {I_TID}", timedelta()),
        ("t=nan", timedelta()),
        ("t=99999999999999.000", timedelta()),
        ("t=٣٣٣٣٣٣٣٣٣٣.٣٣٣", timedelta()),
        ("", timedelta()),
    ],
)
def test_proxyns_stampel(settings: object, huvud: str, fore: timedelta) -> None:
    settings.LITA_PA_PROXY = True  # type: ignore[attr-defined]  # pytest-django's fixture
    assert stamplad(huvud) == NU - fore


def test_utan_fortroende_for_proxyn_galler_egen_klocka(settings: object) -> None:
    settings.LITA_PA_PROXY = False  # type: ignore[attr-defined]  # pytest-django's fixture
    assert stamplad(I_TID) == NU
