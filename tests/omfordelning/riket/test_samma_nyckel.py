"""A form with a file is sent once: the same file again is the same act, another file with the same key is not."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anvisning.models import Tabellimport
from tests import fabrik

pytestmark = pytest.mark.django_db


def test_another_file_with_a_used_key_is_not_taken_for_the_first() -> None:
    """Back in the browser, choose another file, send: the first file's page would look as if that was read in."""
    riket = fabrik.bygg_riket(nu=None)
    client, nyckel = Client(), str(uuid.uuid4())
    client.force_login(riket.importor)

    def las_in(innehall: bytes) -> tuple[int, str]:
        fil = SimpleUploadedFile("andelar.csv", innehall, content_type="text/csv")
        svar = client.post(f"/riket/{riket.ar.pk}/tabeller/las-in/preliminar/", {"fil": fil, "nyckel": nyckel})
        return svar.status_code, svar.headers.get("Location", "")

    forsta = fabrik.som_csv(fabrik.preliminara())
    status, sida = las_in(forsta)
    assert status == 302
    assert las_in(forsta) == (302, sida)
    assert las_in(fabrik.som_csv(fabrik.andrade(k2582="1.50"))) == (409, "")
    assert Tabellimport.objects.count() == 1
