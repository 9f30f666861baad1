"""Duties of the clock: when they are due, that a missed one is caught up, and that two clocks do them once."""

from datetime import UTC, datetime, time, timedelta
from zlib import crc32

import pytest
from django.db import connection
from django.utils.module_loading import import_string

from anvisning import plikter, tasks
from anvisning.ensam import PLIKTERNA
from anvisning.models import Pliktrad
from anvisning.plikter import Plikt

VARJE = Plikt("", "", nar=timedelta(minutes=5))
NATT = Plikt("", "", nar=time(3, 10))
NU = datetime(2026, 11, 6, 12, tzinfo=UTC)
gjort: list[datetime] = []


def anteckna(*, nu: datetime) -> None:
    gjort.append(nu)


def fallera(*, nu: datetime) -> None:
    raise ValueError("disken är full")


@pytest.mark.parametrize(
    ("plikt", "senast", "nu", "dags"),
    [
        (VARJE, None, NU, True),
        (VARJE, NU - timedelta(minutes=4, seconds=59), NU, False),
        (VARJE, NU - timedelta(minutes=5), NU, True),
        (VARJE, NU - timedelta(days=3), NU, True),
        (VARJE, NU + timedelta(days=1), NU, True),
        (NATT, None, NU, True),
        (NATT, datetime(2026, 11, 6, 2, 9, tzinfo=UTC), NU, True),
        (NATT, datetime(2026, 11, 6, 2, 10, tzinfo=UTC), NU, False),
        (NATT, datetime(2026, 11, 5, 2, 10, tzinfo=UTC), datetime(2026, 11, 6, 2, 9, 59, tzinfo=UTC), False),
        (NATT, datetime(2026, 11, 5, 2, 10, tzinfo=UTC), datetime(2026, 11, 6, 2, 10, tzinfo=UTC), True),
        # The night when 02.00–03.00 comes twice, and the one in which it does not come.
        (NATT, datetime(2026, 10, 25, 1, 9, tzinfo=UTC), datetime(2026, 10, 25, 2, 9, tzinfo=UTC), False),
        (NATT, datetime(2026, 10, 25, 1, 9, tzinfo=UTC), datetime(2026, 10, 25, 2, 10, tzinfo=UTC), True),
        (NATT, datetime(2026, 3, 28, 2, 10, tzinfo=UTC), datetime(2026, 3, 29, 1, 9, tzinfo=UTC), False),
        (NATT, datetime(2026, 3, 28, 2, 10, tzinfo=UTC), datetime(2026, 3, 29, 1, 10, tzinfo=UTC), True),
    ],
)
def test_nar_det_ar_dags(plikt: Plikt, senast: datetime | None, nu: datetime, dags: bool) -> None:
    assert plikt.ar_dags(senast, nu) is dags


@pytest.fixture
def plikt(monkeypatch: pytest.MonkeyPatch) -> None:
    gjort.clear()
    egna = {"anteckna": Plikt("", f"{__name__}.anteckna", nar=timedelta(minutes=5))}
    monkeypatch.setattr(plikter, "PLIKTER", egna | {"fallera": Plikt("", f"{__name__}.fallera", nar=time(3))})


@pytest.mark.django_db
@pytest.mark.usefixtures("plikt")
def test_en_missad_gang_tas_igen_en_gang() -> None:
    assert plikter.gor("anteckna", nu=NU)
    assert not plikter.gor("anteckna", nu=NU + timedelta(minutes=1))
    assert plikter.dags(NU + timedelta(minutes=1)) == ["fallera"]
    assert plikter.gor("anteckna", nu=NU + timedelta(hours=2))
    assert gjort == [NU, NU + timedelta(hours=2)]


@pytest.mark.django_db
@pytest.mark.usefixtures("plikt")
def test_ett_fel_antecknas_och_provas_igen() -> None:
    assert not plikter.gor("fallera", nu=NU)
    assert Pliktrad.objects.values_list("namn", "senast", "fel").get() == (
        "fallera",
        None,
        "ValueError: disken är full",
    )
    assert "fallera" in plikter.dags(NU + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("plikt")
def test_den_som_redan_har_plikten_i_hand_far_vara_ifred() -> None:
    """The lock is another session's, as another worker's would be."""
    nummer = PLIKTERNA + crc32(b"anteckna")
    annan = connection.copy()
    try:
        with annan.cursor() as fraga:
            fraga.execute("SELECT pg_advisory_lock(%s)", [nummer])
        assert not plikter.gor("anteckna", nu=NU)
    finally:
        annan.close()
    assert gjort == []


def test_varje_plikt_finns() -> None:
    for plikt in plikter.PLIKTER.values():
        assert callable(import_string(plikt.arbete))
        assert isinstance(plikt.nar, timedelta | time)


@pytest.mark.django_db
def test_uppgiften_gor_plikten() -> None:
    tasks.gor_plikt("glom_sessioner")
    assert set(Pliktrad.objects.values_list("namn", flat=True)) == {"glom_sessioner"}
