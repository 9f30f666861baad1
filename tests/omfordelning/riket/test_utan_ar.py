"""The overview before there is any year."""

import pytest
from django.test import Client
from django.urls import reverse

from anvisning.models import Organisation, Roll
from tests import fabrik


@pytest.mark.django_db
def test_it_says_what_would_be_there_and_who_can_begin() -> None:
    fabrik.referensdata()
    riket = Organisation.objects.get(slag=Organisation.Slag.NATIONELL)
    for roll, kan in ((Roll.ADMINISTRATOR, True), (Roll.GRANSKARE, False)):
        klient = Client()
        klient.force_login(fabrik.skapa_konto(riket, roll))
        svar = klient.get(reverse("lansoversikt"))
        assert svar.status_code == 200
        sida = svar.content.decode()
        assert "Inget år är upplagt än" in sida
        assert (reverse("nytt_ar") in sida) is kan
        assert klient.get(reverse("lansoversikt_ar", args=[2027])).status_code == 404
