"""Secret calendar links: made, made anew and revoked. The token is shown once; only its hash is stored."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from anvisning import handelser, tid
from anvisning.behorighet import KOMMUNEN_ARBETAR, KOMMUNROLLER, LANET_ARBETAR, LANSROLLER, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Kalenderlank, Konto

Slag = Kalenderlank.Slag


def valbara(konto: Konto) -> tuple[Slag, ...]:
    """Give the feeds an account may link to: who only reads has no tasks of its own, the national level no feed."""
    if not konto.is_active or konto.roll not in KOMMUNROLLER | LANSROLLER:
        return ()
    arbetar = konto.roll in KOMMUNEN_ARBETAR | LANET_ARBETAR
    return (Slag.EGEN, Slag.ORGANISATION) if arbetar else (Slag.ORGANISATION,)


@transaction.atomic
def skapa(konto_id: int, slag: str, *, av: Konto, nu: datetime) -> str:
    """Make an account's own link to a feed, and end the one it had; gives the token, which is stored nowhere."""
    konto = _las(konto_id, slag, av)
    token = secrets.token_urlsafe(32)
    Kalenderlank.objects.update_or_create(konto=konto, slag=slag, defaults={"hash": _hash(token), "skapad": nu})
    _handelse("kalenderlank_skapad", f"{konto.namn} skapade en kalenderlänk.", konto, slag, nu)
    return token


@transaction.atomic
def aterkalla(konto_id: int, slag: str, *, av: Konto, nu: datetime) -> None:
    """End an account's own link to a feed; nothing happens when there is none."""
    konto = _las(konto_id, slag, av)
    if Kalenderlank.objects.filter(konto=konto, slag=slag).delete()[0]:
        _handelse("kalenderlank_aterkallad", f"{konto.namn} tog bort en kalenderlänk.", konto, slag, nu)


def slang_alla(konto: Konto) -> None:
    """End every link of an account that is closed or gets another role or password."""
    Kalenderlank.objects.filter(konto=konto).delete()


def hitta(token: str) -> Kalenderlank | None:
    """Give the link behind a token, with its account; None when there is none, or the account is closed (one query)."""
    lankar = Kalenderlank.objects.select_related("konto__organisation__kommun__lan", "konto__organisation__lan")
    lank = lankar.filter(hash=_hash(token), konto__is_active=True).first()
    return lank if lank is not None and lank.slag in valbara(lank.konto) else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _las(konto_id: int, slag: str, av: Konto) -> Konto:
    krav_roll(av, *KOMMUNROLLER, *LANSROLLER)
    if konto_id != av.pk:
        raise Konto.DoesNotExist
    konto = Konto.objects.select_for_update(of=("self",), no_key=True).get(pk=konto_id)
    if slag not in valbara(konto):
        raise Hinder("Den kalendern finns inte för din roll.")
    return konto


def _handelse(slag: str, text: str, konto: Konto, kalender: str, nu: datetime) -> None:
    handelser.skriv(
        slag,
        text,
        ar=tid.svensk_dag(nu).year,
        lanskod=konto.lanskod,
        av=konto,
        nu=nu,
        konto=str(konto.publikt_id),
        kalender=kalender,
    )
