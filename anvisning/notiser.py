"""What people are told, as they want it: at once, once a day, or not at all when it is only information."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from anvisning import tid, utskick
from anvisning.models import Konto, Notisval, Samlingsrad
from anvisning.utskick import Mejl
from anvisning.visning import datum, en_rad

HOGST = 120
"""Words in a mail, subject included (quality B-25)."""
RAM = 54
"""Words of the daily mail beside its lines."""


@dataclass(frozen=True, kw_only=True)
class Notis:
    """What one account is told: a mail, the line it becomes in a daily mail, and whether it asks for an act."""

    konto: Konto
    mejl: Mejl
    rad: str
    atgard: bool


def fordela(notiser: Iterable[Notis], *, nu: datetime) -> list[Mejl]:
    """Give the mails to order now, as each person has chosen; lines for daily mails are written meanwhile."""
    genast, samlat = [], []
    for notis in notiser:
        if notis.atgard or notis.konto.notisval == Notisval.GENAST:
            genast.append(notis.mejl)
        elif notis.konto.notisval == Notisval.SAMLAT:
            text = en_rad(notis.rad)[:200]
            samlat.append(Samlingsrad(konto=notis.konto, nyckel=notis.mejl.nyckel, text=text, skapad=nu))
    Samlingsrad.objects.bulk_create(samlat, ignore_conflicts=True)
    return genast


@transaction.atomic
def samla(*, nu: datetime) -> None:
    """Order the daily mails (a duty): one per person and day, of all that waits. Safe to run twice.

    What waits for who has left, or wants no such mails any more, is thrown away.
    """
    vantar = Samlingsrad.objects.filter(skickad=None)
    vantar.exclude(konto__is_active=True, konto__notisval__in=(Notisval.GENAST, Notisval.SAMLAT)).delete()
    dag = tid.svensk_dag(nu)
    dagens = Samlingsrad.objects.filter(
        konto=OuterRef("konto"),
        skickad__gte=tid.start_pa_dagen(dag),
        skickad__lt=tid.start_pa_dagen(dag + tid.DAG),  # the whole day: a clock set back has been later already
    )
    rader = list(
        vantar.exclude(Exists(dagens))
        .select_related("konto")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("konto", "skapad", "pk")
    )
    utskick.bestall(_mejl(rader, nu), nu=nu)
    Samlingsrad.objects.filter(pk__in=[rad.pk for rad in rader]).update(skickad=nu)


def _mejl(rader: list[Samlingsrad], nu: datetime) -> Iterator[Mejl]:
    """Give a mail per person. Its key names its last line: after a restored backup the same lines are the same mail."""
    dag = tid.svensk_dag(nu)
    for konto, grupp in groupby(rader, key=lambda rad: rad.konto):
        egna = list(grupp)
        yield Mejl(
            mall="samling",
            till=konto.epost,
            nyckel=f"samling:{konto.pk}:{egna[-1].pk}",
            sammanhang={"dag": datum(dag), "bas_url": settings.BAS_URL} | ryms([rad.text for rad in egna]),
        )


def ryms(texter: list[str]) -> dict[str, Any]:
    """Give the lines that fit in a daily mail (`rader`), how many there were (`antal`) and were left out (`fler`)."""
    rader, ord_ = [], 0
    for text in texter:
        ord_ += len(text.split())
        if ord_ > HOGST - RAM:
            break
        rader.append(text)
    return {"rader": rader, "antal": len(texter), "fler": len(texter) - len(rader)}
