"""Two acts write in one chain at once: the second waits, and its look at the first finds nothing amiss."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from anvisning import handelser
from anvisning.models import Handelse
from anvisning.uppstart.processer import wait_until

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)


@transaction.atomic
def skriv(text: str) -> None:
    handelser.skriv("prov", text, ar=2027, lanskod="25", av=None, nu=NU)


def nagon_vantar() -> bool:
    with connection.cursor() as fraga:
        fraga.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(fraga.fetchone()[0])


@pytest.mark.langsam
@pytest.mark.django_db(transaction=True)
def test_den_som_vantade_pa_kedjan_larmar_inte(caplog: pytest.LogCaptureFixture) -> None:
    skriv("Ett.")

    def tre() -> None:
        try:
            skriv("Tre.")
        finally:
            connections.close_all()

    annan = threading.Thread(target=tre)
    with transaction.atomic():
        skriv("Två.")
        annan.start()
        assert wait_until(nagon_vantar, 10, 0.02)
    annan.join(10)
    assert [h.text for h in Handelse.objects.order_by("nummer")] == ["Ett.", "Två.", "Tre."]
    assert not caplog.records
