"""Reminders in real transactions: two clocks at once, and a county where something is wrong."""

from collections import Counter
from datetime import date

import pytest

from anvisning.models import Epostmeddelande, Utkorgsrad
from omfordelning.models import Paminnelse
from omfordelning.paminnelser import paminn
from tests import fabrik
from tests.omfordelning.samtidigt import samtidigt
from tests.omfordelning.test_paminnelser import brevlada, bygg, foretradare, handlaggare, morgon, skickat

pytestmark = [pytest.mark.langsam, pytest.mark.django_db(transaction=True)]


def test_two_at_once_remind_once() -> None:
    lanet = bygg()
    skickat(lanet, "Piteå", "Luleå")
    dagar = [date(2026, 10, 7), date(2026, 10, 23), date(2026, 10, 30), date(2026, 11, 4)]
    for dag in dagar:
        assert samtidigt([lambda dag=dag: paminn(nu=morgon(dag))] * 4) == [None] * 4
    assert sorted(Paminnelse.objects.values_list("forslag__nummer", "dagar")) == [
        (fall, dagar) for fall in (1, 2) for dagar in (2, 7, 14, 30)
    ]
    mejl = Epostmeddelande.objects.filter(nyckel__startswith="paminnelse")
    assert Counter(mejl.values_list("till", flat=True)) == {
        foretradare("Luleå"): 8,
        handlaggare("Luleå"): 4,
        brevlada("Luleå"): 2,
    }
    assert Utkorgsrad.objects.filter(uppgift="epost", objekt__in=mejl).count() == 14


def test_one_county_in_trouble_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """In Kalmar a mail with the reminder's own key is there already."""
    lanet = bygg()
    kalmar = fabrik.bygg_lan(lanet.riket, "08", kommuner=("Nybro", "Kalmar"))
    fall = skickat(kalmar, "Nybro", "Kalmar")
    nyckel = f"paminnelse:{fall.pk}:mottagare:svar:2026-11-06:30:foretradare.0880@example.org"
    Epostmeddelande.objects.create(nyckel=nyckel, message_id="x", skapad=fabrik.START)
    with pytest.raises(RuntimeError):
        paminn(nu=morgon(date(2026, 10, 7)))
    assert list(Paminnelse.objects.values_list("forslag__lan", flat=True)) == ["25"]
    egna = [rad.name for rad in caplog.records if rad.name.startswith("omfordelning")]  # beside the broker's own
    assert egna == ["omfordelning.paminnelser.gang"]
    Epostmeddelande.objects.filter(nyckel=nyckel).delete()
    paminn(nu=morgon(date(2026, 10, 7)))
    assert sorted(Paminnelse.objects.values_list("forslag__lan", flat=True)) == ["08", "25"]
