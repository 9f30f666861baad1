"""Orders the letters: one to each side, a new version only when something in it is another than in the last."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from anvisning import tid, utskick
from anvisning.models import Andelstabell, Organ
from omfordelning import brev as dokumentbrev
from omfordelning import brevunderlag
from omfordelning.dokument import bestall
from omfordelning.models import Brev, Forslag, Redovisningsrad
from omfordelning.parter import build_parter
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

Bygg = Callable[[Sida, int, Brev | None], dokumentbrev.Underlag]


def bestall_besked(rad: Redovisningsrad, *, nu: datetime) -> list[Brev]:
    """Order the county's Besked to both sides about one row of its decided report.

    Gives the letters ordered: none when the last ones say the same figures, outcome and reasons.
    """
    return _bestall(
        rad.forslag,
        Brev.Slag.BESKED,
        lambda sida, version, ersatter: brevunderlag.beskedsbrev(rad, sida, version, ersatter),
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
        lambda sida, version, ersatter: brevunderlag.bekraftelsebrev(
            forslag, tabell, utfall, sida, version, ersatter, alla
        ),
        nu,
    )


def _bestall(forslag: Forslag, slag: Brev.Slag, bygg: Bygg, nu: datetime) -> list[Brev]:
    nya = []
    for sida in Sida:
        tidigare = list(
            Brev.objects.filter(forslag=forslag, slag=slag, sida=sida).select_related("dokument").order_by("version")
        )
        senaste = tidigare[-1] if tidigare else None
        version = len(tidigare) + 1
        underlag = bygg(sida, version, senaste)
        if senaste is not None and _innehall(senaste.dokument.underlag) == _innehall(underlag.to_dict()):
            continue
        (dokument,) = bestall([(f"{slag}-{forslag.referens}-v{version}-{sida}.pdf", underlag)], nu=nu)
        nya.append(
            Brev.objects.create(forslag=forslag, sida=sida, slag=slag, version=version, dokument=dokument, bestallt=nu)
        )
    _skicka(forslag, nya, nu)
    return nya


def _innehall(underlag: dict[str, Any]) -> dict[str, Any]:
    return {falt: underlag["underlag"].get(falt) for falt in INNEHALL}


def _skicka(forslag: Forslag, brev: list[Brev], nu: datetime) -> None:
    """Mail each letter to the mailbox it is addressed to, and all of them to the county's own."""
    if not brev:
        return
    mejl = [
        _mejl(forslag, [ett], adress, f"brev:{ett.pk}")
        for ett in brev
        if (adress := ett.dokument.underlag["underlag"]["mottagare"]["epost"])
    ]
    organ: Organ | None = build_parter(forslag, tid.svensk_dag(nu)).lan.organ
    if organ is not None:
        mejl.append(_mejl(forslag, brev, organ.funktionsbrevlada, f"brev-lan:{brev[0].pk}"))
    utskick.bestall(mejl, nu=nu)


def _mejl(forslag: Forslag, brev: list[Brev], adress: str, nyckel: str) -> utskick.Mejl:
    return utskick.Mejl(
        mall="brev",
        till=adress,
        nyckel=nyckel,
        bilagor=[ett.dokument for ett in brev],
        sammanhang={
            "forslag": forslag,
            "slag": Brev.Slag(brev[0].slag).label,
            "antal": len(brev),
            "lan": forslag.lan.organisation.namn,
        },
    )
