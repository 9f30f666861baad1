"""The mails: the question to the administrators, the answer to the municipality. Neither says a number."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from anvisning import utskick
from anvisning.behorighet import KOMMUNEN_ARBETAR
from anvisning.ifragasattanden.urval import oppna
from anvisning.models import Handelse, Ifragasattande, Konto, Roll
from anvisning.notiser import Notis, fordela
from anvisning.utskick import Galler, Mejl

FRAGA, SVAR = "Ifrågasatt uppgift", "Svar på ifrågasatt uppgift"


def fraga(rad: Ifragasattande, handelse: Handelse, *, nu: datetime) -> None:
    """Tell the administrators that a number waits for their answer. Not sent once it is answered or taken back."""
    galler = Galler(f"{__name__}.svar_vantas", {"ifragasattande": rad.pk})
    mottagare = Konto.objects.filter(roll=Roll.ADMINISTRATOR, is_active=True)
    _bestall("ifragasatt", FRAGA, mottagare, rad, handelse, nu, galler)


def svar(rad: Ifragasattande, handelse: Handelse, *, nu: datetime) -> None:
    """Tell those who work in the municipality that there is an answer."""
    mottagare = Konto.objects.filter(organisation__kommun=rad.kommun_id, roll__in=KOMMUNEN_ARBETAR, is_active=True)
    _bestall("ifragasatt_svar", SVAR, mottagare, rad, handelse, nu, None)


def svar_vantas(*, ifragasattande: int, nu: datetime) -> bool:
    """Tell whether a disputed number still waits for an answer."""
    return oppna().filter(pk=ifragasattande).exists()


def _bestall(
    mall: str,
    amne: str,
    mottagare: Iterable[Konto],
    rad: Ifragasattande,
    handelse: Handelse,
    nu: datetime,
    galler: Galler | None,
) -> None:
    ord_ = {"amne": amne, "rad": rad, "bas_url": settings.BAS_URL}
    notiser = [
        Notis(
            konto=konto,
            mejl=Mejl(
                mall=mall,
                till=konto.epost,
                nyckel=f"notis:{handelse.pk}",
                sammanhang=ord_,
                arende=rad.referens,
                galler=galler,
            ),
            rad=f"{amne}, {rad.kommun.namn}, {rad.referens}",
            atgard=galler is not None,
        )
        for konto in mottagare
    ]
    utskick.bestall(fordela(notiser, nu=nu), nu=nu)
