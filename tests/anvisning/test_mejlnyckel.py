"""Each mail has a key of its own, also when the addresses are as long as addresses may be."""

import pytest

from anvisning import utskick
from anvisning.models import Epostmeddelande
from tests import fabrik

pytestmark = pytest.mark.django_db


def test_two_long_addresses_that_begin_alike_get_a_mail_each() -> None:
    """An act tells every colleague: one odd address may not stop it for all."""
    adresser = [f"{'a' * 64}@{'b' * 60}.{slut}.example.org" for slut in ("ett", "tva")]
    utskick.bestall(
        [
            utskick.Mejl(
                mall="redovisning",
                till=till,
                nyckel="notis:12345",
                sammanhang={"amne": "Ämne", "mening": "Mening", "redovisning": None, "bas_url": ""},
            )
            for till in adresser
        ],
        nu=fabrik.START,
    )
    assert list(Epostmeddelande.objects.order_by("pk").values_list("till", flat=True)) == adresser
    assert all(m.nyckel.startswith("notis:12345:") for m in Epostmeddelande.objects.all())
