"""Where the example country's cases stood on a day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone

from anvisning.models import Handelse
from omfordelning.models import Forslag
from omfordelning.process import Status
from omfordelning.status_den import status_den
from tests.floden.lage import Lage

pytestmark = pytest.mark.langsam


@pytest.mark.parametrize("namn", ["full", "nytt_ar"])
def test_hela_exempellandet(ny_databas: Callable[[str], AbstractContextManager[Lage]], namn: str) -> None:
    """In the whole example country "now" is what each case says, and on no day is a status one that is not its own."""
    with ny_databas(namn):
        rader = list(status_den(Forslag.objects.all(), timezone.now() + timedelta(days=400)))
        assert [(str(f), f.status_da) for f in rader if f.status_da != f.status] == []
        assert len(rader) == Forslag.objects.count()
        assert len(rader) > 40 or namn != "full"
        egna = {str(f.publikt_id): set() for f in Forslag.objects.all()}
        for arende, uppgifter in Handelse.objects.filter(arende__in=egna).values_list("arende", "uppgifter"):
            egna[arende].add(uppgifter.get("status"))
        for dagar_sedan in range(0, 900, 45):
            for f in status_den(Forslag.objects.all(), timezone.now() - timedelta(days=dagar_sedan)):
                assert f.status_da in egna[f.arende] | {Status.UTKAST}
