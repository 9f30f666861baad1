"""The questions that were there before they held their last posting get it from the clock."""

from datetime import datetime
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from anvisning import ifragasattanden, tid
from anvisning.models import Anvisningsbokning, Ifragasattande
from tests.anvisning.test_ifragasattanden import FRAGAT, JULI, SVARAT, bygg, ratta
from tests.fabrik import START, Lansscen

BAS = import_module("anvisning.migrations.0016_ifragasatt_efter_bokning").BAS


def fraga(lan: Lansscen, kommun: str, nu: datetime) -> Ifragasattande:
    return ifragasattanden.ifragasatt(JULI, "utjamnande", antal=7, av=lan.foretradare(kommun), nu=nu)


def skriv_om(bas: Anvisningsbokning) -> None:
    """Give every question this posting, past the trigger."""
    with connection.cursor() as sats:
        sats.execute("SET LOCAL session_replication_role = replica")
        Ifragasattande.objects.update(bas=bas)
        sats.execute("SET LOCAL session_replication_role = origin")


def baser() -> dict[int, int]:
    return dict(Ifragasattande.objects.values_list("pk", "bas"))


@pytest.mark.django_db
def test_migrationen_tar_bokningen_ur_tiden() -> None:
    """The last posting when it was disputed, or the first of all; a second run changes nothing."""
    lan, annat = bygg()
    forst = Anvisningsbokning.objects.get()
    fore, efter_den_forsta = fraga(annat, "Nybro", START - tid.DAG), fraga(lan, "Luleå", FRAGAT)
    rattelse = ratta(lan)
    vantat = {fore.pk: forst.pk, efter_den_forsta.pk: forst.pk, fraga(lan, "Boden", SVARAT).pk: rattelse.pk}
    assert baser() == vantat
    with connection.cursor() as sats:
        sats.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as the migration's new column has it
    for bas in (forst, rattelse):
        skriv_om(bas)
        assert baser() != vantat
        for _ in range(2):
            with connection.cursor() as sats:
                sats.execute(BAS)
            assert baser() == vantat
    with pytest.raises(DatabaseError), transaction.atomic():
        Ifragasattande.objects.update(bas=forst)
