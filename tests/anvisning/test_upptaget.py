"""When others hold what an act needs for too long: a sentence, nothing done, and the same form may be sent again."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import RequestFactory

from anvisning.hinder import UPPTAGET, Hinder
from anvisning.inskick import en_gang
from anvisning.mellanlager import Hinder as Hinderlager
from anvisning.models import Inskick, Organisation, Roll
from tests import fabrik

NU = datetime(2026, 11, 6, 12, tzinfo=UTC)
NUMMER = 4711
pytestmark = [pytest.mark.langsam, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def nagon_annan() -> Iterator[None]:
    """Another session holds the lock, as another act would."""
    annan = connection.copy()
    with annan.cursor() as fraga:
        fraga.execute("SELECT pg_advisory_lock(%s)", [NUMMER])
    yield
    annan.close()


def vanta() -> str:
    with connection.cursor() as fraga:
        fraga.execute("SET LOCAL lock_timeout = '20ms'")
        fraga.execute("SELECT pg_advisory_xact_lock(%s)", [NUMMER])
    return "/kvitto/"


def test_formularet_gar_att_skicka_igen(nagon_annan: None) -> None:
    national, _ = Organisation.objects.get_or_create(slag="nationell", namn="Migrationsverket")
    request = RequestFactory().post("/", {"nyckel": str(uuid.uuid4())})
    request.user, request.mottagen = fabrik.skapa_konto(national, Roll.ADMINISTRATOR), NU
    with pytest.raises(Hinder, match="Vänta en minut"):
        en_gang(request, vanta)
    assert not Inskick.objects.exists()
    assert en_gang(request, lambda: "/kvitto/") == "/kvitto/"


def test_en_sida_sager_att_det_ar_upptaget(nagon_annan: None) -> None:
    request = HttpRequest()
    request.user = AnonymousUser()
    with pytest.raises(OperationalError) as fel:
        vanta()
    svar = Hinderlager(lambda r: None).process_exception(request, fel.value)
    assert (svar.status_code, svar.headers["Retry-After"]) == (503, "60")
    assert UPPTAGET in svar.content.decode()
