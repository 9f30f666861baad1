"""A worker's soft time limit ends the whole run: it is no failure of the case that happened to be at hand."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection

from omfordelning import klocka, paminnelser
from omfordelning.lage import MARGINAL
from tests import fabrik
from tests.fabrik import FOR_SENT

pytestmark = [pytest.mark.langsam, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("arbete", "nu"),
    [(klocka.forfall, FOR_SENT + MARGINAL), (paminnelser.paminn, fabrik.klockan(date(2026, 10, 30), 8))],
    ids=["forfall", "paminn"],
)
def test_tiden_ar_ute_for_hela_omgangen(arbete: Callable[..., None], nu: datetime) -> None:
    riket = fabrik.bygg_riket()
    for lanskod, kommuner in (("25", ["Luleå", "Boden"]), ("08", ["Kalmar", "Borgholm"])):
        fabrik.bygg_lan(riket, lanskod, kommuner).skickat(kommuner[1], kommuner[0], "0.50")
    avbrutna = []

    def tiden_ute(kor: Callable[..., object], sql: str, *mer: object) -> object:
        """Come with the signal when the first case, or county, is taken."""
        if "FOR NO KEY UPDATE" in sql:
            avbrutna.append(sql)
            raise SoftTimeLimitExceeded
        return kor(sql, *mer)

    with connection.execute_wrapper(tiden_ute), pytest.raises(SoftTimeLimitExceeded):
        arbete(nu=nu)
    assert len(avbrutna) == 1
