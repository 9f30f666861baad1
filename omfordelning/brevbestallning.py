"""Orders the letters: one to each side, a new version only when something in it is another than in the last."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from anvisning import utskick
from anvisning.models import Andelstabell
from omfordelning import brev as dokumentbrev
from omfordelning import brevunderlag
from omfordelning.dokument import bestall
from omfordelning.models import Brev, Forslag, Redovisningsrad
from omfordelning.process import Sida
from omfordelning.publicering import Utfall

INNEHALL = (
    "givare",
    "mottagande",
    "promille",
    "hela_andelen",
    "villkor",
    "samlat",
    "skal",
    "medtagen",
    "faststalld",
    "avvikelse",
)
"""What a letter is about: if all of this is as in the last one, no new letter is made."""

Bygg = Callable[[Mapping[Sida, Brev]], Mapping[Sida, dokumentbrev.Beskedsbrev | dokumentbrev.Bekraftelsebrev]]
"""Builds each side's letter, from the letters they replace."""


def bestall_besked(rad: Redovisningsrad, *, nu: datetime) -> list[Brev]:
    """Order the county's Besked to both sides about one row of its decided report.

    Gives the letters ordered: none when the last ones say the same figures, outcome and reasons.
    """
    return _bestall(
        rad.forslag,
        Brev.Slag.BESKED,
        lambda tidigare: brevunderlag.beskedsbrev(rad, tidigare),
        nu,
    )


def bestall_bekraftelse(
    forslag: Forslag, tabell: Andelstabell, utfall: Utfall, *, nu: datetime, alla: Sequence[Utfall] = ()
) -> list[Brev]:
    """Order the Bekräftelse to both sides after a final table or a rättelse.

    `alla`: the whole table's outcomes, for the total of a receiver with several givers. Gives the letters ordered:
    none when a rättelse changes nothing in them.
    """
    return _bestall(
        forslag,
        Brev.Slag.BEKRAFTELSE,
        lambda tidigare: brevunderlag.bekraftelsebrev(forslag, tabell, utfall, tidigare, alla),
        nu,
    )


def _bestall(forslag: Forslag, slag: Brev.Slag, bygg: Bygg, nu: datetime) -> list[Brev]:
    rader = Brev.objects.filter(forslag=forslag, slag=slag).select_related("dokument").order_by("version")
    tidigare = {Sida(brev.sida): brev for brev in rader}
    nya = {
        sida: underlag
        for sida, underlag in bygg(tidigare).items()
        if sida not in tidigare or _innehall(tidigare[sida].dokument.underlag) != _innehall(underlag.to_dict())
    }
    dokument = bestall(
        [(f"{slag}-{forslag.referens}-v{brev.version}-{sida}.pdf", brev) for sida, brev in nya.items()], nu=nu
    )
    bestallda = Brev.objects.bulk_create(
        Brev(forslag=forslag, sida=sida, slag=slag, version=brev.version, dokument=d, bestallt=nu)
        for (sida, brev), d in zip(nya.items(), dokument, strict=True)
    )
    _skicka(forslag, bestallda, nu)
    return bestallda


def _innehall(underlag: dict[str, Any]) -> dict[str, Any]:
    return {falt: underlag["underlag"].get(falt) for falt in INNEHALL}


def _skicka(forslag: Forslag, brev: list[Brev], nu: datetime) -> None:
    """Mail each letter to the mailbox it is addressed to, and all of them to the county's own."""
    if not brev:
        return
    mejl = [
        _mejl(forslag, [ett], adress, f"brev:{ett.pk}", forslag.kommunkod(Sida(ett.sida)))
        for ett in brev
        if (adress := ett.dokument.underlag["underlag"]["mottagare"]["epost"])
    ]
    lanets = brev[0].dokument.underlag["underlag"]["avsandare"]["epost"]
    if lanets:
        mejl.append(_mejl(forslag, brev, lanets, f"brev-lan:{brev[0].pk}", forslag.lan_id))
    utskick.bestall(mejl, nu=nu)


def _mejl(forslag: Forslag, brev: list[Brev], adress: str, nyckel: str, vems: str) -> utskick.Mejl:
    return utskick.Mejl(
        mall="brev",
        till=adress,
        nyckel=nyckel,
        bilagor=[ett.dokument for ett in brev],
        arende=forslag.arende,
        vems=vems,
        sammanhang={
            "forslag": forslag,
            "slag": Brev.Slag(brev[0].slag).label,
            "antal": len(brev),
            "arende_url": settings.BAS_URL + reverse("arende", args=[forslag.publikt_id]),
            "lan": brev[0].dokument.underlag["underlag"]["avsandare"]["namn"],
        },
    )
