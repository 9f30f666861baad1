"""What the fault tests begin with, made in the service's own database: `python -m tests.fel.scen PART [ARGUMENT …]`.

Prints JSON. Each part is also a function, for who already has the service's settings.
"""

import json
import sys
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

LAN = "25"
NARA = timedelta(days=10)


def bygg() -> dict[str, Any]:
    """Build an open year and Norrbotten with its people. Gives the year and each account's session key."""
    from django.utils import timezone

    from anvisning import tid
    from anvisning.models import Tidplan
    from tests import fabrik

    nu = timezone.now()
    idag = tid.svensk_dag(nu)
    riket = fabrik.bygg_riket(
        nu=nu,
        ar=idag.year + 1,
        preliminar_dag=idag,
        redovisas_dag=idag + 2 * NARA,
        faststalls_dag=idag + 3 * NARA,
    )
    Tidplan.objects.update(sista_dag=idag + NARA, krav_beslut=False)
    fabrik.bygg_lan(riket, LAN)
    return {"ar": riket.ar.pk, "sessioner": sessioner()}


def sessioner() -> dict[str, str]:
    """Sign every account in. Gives e-mail address → session key."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from anvisning.models import Konto

    lager = import_module(settings.SESSION_ENGINE).SessionStore
    nycklar = {}
    for konto in Konto.objects.all():
        session = lager()
        session[SESSION_KEY] = str(konto.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = konto.get_session_auth_hash()
        session["inloggad"] = session["anvand"] = timezone.now().timestamp()
        session.create()
        nycklar[konto.epost] = session.session_key
    return nycklar


def utkast(*par: str) -> list[str]:
    """Make drafts, each "giver-receiver" by code. Gives their public ids."""
    from django.utils import timezone

    from anvisning.models import Ar, Konto, Roll
    from omfordelning.handlaggning.utkast import skapa_utkast
    from tests.fabrik import innehall

    ar = Ar.objects.latest("ar").pk
    svar = []
    for ett in par:
        givare, mottagare = ett.split("-")
        av = Konto.objects.get(organisation__kommun=givare, roll=Roll.KOMMUN_FORETRADARE)
        forslag = skapa_utkast(
            ar, givare=givare, mottagare=mottagare, innehall=innehall("0.10"), av=av, nu=timezone.now()
        )
        svar.append(str(forslag.publikt_id))
    return svar


def brev(antal: str, *granser: str) -> list[int]:
    """Order letters that all say the same, with a soft and a hard time limit (s) if given. Gives their ids."""
    from django.db import transaction
    from django.utils import timezone

    from anvisning.tasks import utfor_rad
    from omfordelning import brev, dokument

    if granser:
        utfor_rad.soft_time_limit, utfor_rad.time_limit = map(int, granser)
    underlag = brev.las_underlag(_ett_underlag())
    with transaction.atomic():
        bestallda = dokument.bestall(((f"prov-{n}.pdf", underlag) for n in range(int(antal))), nu=timezone.now())
    return [d.pk for d in bestallda]


def ring(*breven: str) -> int:
    """Ring for letters now, as when their rest is over. Gives how many."""
    from anvisning import utkorg
    from anvisning.models import Utkorgsrad

    rader = Utkorgsrad.objects.filter(uppgift="dokument", objekt__in=breven)
    return sum(utkorg.ring(pk) for pk in rader.values_list("pk", flat=True))


def mejl(antal: str) -> list[int]:
    """Order mails. Gives their ids."""
    from django.db import transaction
    from django.utils import timezone

    from anvisning import utskick
    from anvisning.models import Epostmeddelande

    nu = timezone.now()
    stam = f"prov:{nu.timestamp()}"
    mejlen = [
        utskick.Mejl(mall="invarianter", till=f"nagon{n}@example.org", nyckel=f"{stam}:{n}", sammanhang={"antal": n})
        for n in range(int(antal))
    ]
    with transaction.atomic():
        utskick.bestall(mejlen, nu=nu)
    return list(Epostmeddelande.objects.filter(nyckel__startswith=stam).values_list("pk", flat=True))


def _ett_underlag() -> dict[str, Any]:
    from anvisning.models import Dokument

    underlag: dict[str, Any] = (
        Dokument.objects.filter(mediatyp="application/pdf", underlag__has_key="slag").earliest("pk").underlag
    )
    return underlag


def facit() -> str:
    """Render what `brev` orders here and now. Gives the hash that each of them must have."""
    from omfordelning import brev

    return brev.rendera(brev.las_underlag(_ett_underlag())).sha256


def _skriv(varde: object) -> str:
    if isinstance(varde, datetime):
        return varde.isoformat()
    raise TypeError(type(varde).__name__)


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:]), default=_skriv))  # noqa: T201
