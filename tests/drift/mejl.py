"""Mails as the tests of backup order and send them."""

from datetime import UTC, datetime

from anvisning import utkorg, utskick
from anvisning.models import Epostmeddelande, Utkorgsrad

NU = datetime(2026, 10, 5, 8, tzinfo=UTC)


def bestall(*nycklar: str, nu: datetime = NU) -> list[Epostmeddelande]:
    """Order a mail for each key, unrung."""
    mejlen = [
        utskick.Mejl(mall="brev", till=f"{n}@example.org", nyckel=n, sammanhang={"antal": 1, "lan": "Länet"})
        for n in nycklar
    ]
    with utkorg.tyst():
        utskick.bestall(mejlen, nu=nu)
    return list(Epostmeddelande.objects.filter(nyckel__in=[f"{n}:{n}@example.org" for n in nycklar]).order_by("pk"))


def skicka_allt(nu: datetime) -> None:
    """Do what waits, as the worker would."""
    for rad in Utkorgsrad.objects.filter(klar=None, uppgiven=None):
        utkorg.utfor(rad.pk, nu=nu)
