"""What must always hold (quality D.2), asked of the whole database: each night, on demand and after fault tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from anvisning import tid, utskick
from anvisning.berakningar.kontroll import omraknad
from anvisning.handelser import berakna_hash
from anvisning.models import Epostmeddelande, Handelse
from anvisning.plikter import Anmarkning
from anvisning.visning import datum
from omfordelning.invarianter.anvisningar import RAKNARE
from omfordelning.invarianter.regler import ARENDE, REGLER, Regel
from omfordelning.invarianter.spar import SPAR

ALLA = [*REGLER, *SPAR, RAKNARE]
VISAS = 20
"""How many breaches of one invariant are told, at most."""


@dataclass(frozen=True)
class Utfall:
    """What a look at one invariant gave: how many rows were looked through, and a sentence per breach (at most 20)."""

    regel: Regel
    antal: int
    brott: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.regel.nummer} {self.regel.lofte}: {self.antal} {self.regel.rader}"


def kontrollera() -> list[Utfall]:
    """Look through the whole database, one query per invariant (I8 reads the events too, I12 computes a run anew).

    Changes nothing. Each query sees one instant, so that acts may go on meanwhile.
    """
    return [_se_efter(regel) for regel in ALLA]


def _se_efter(regel: Regel) -> Utfall:
    with connection.cursor() as fraga:
        fraga.execute(
            f"{ARENDE} SELECT (SELECT count(*) FROM {regel.tabell}), "  # noqa: S608 - all of it stands in this package
            f"ARRAY(SELECT brott.rad FROM ({regel.brott}) AS brott(rad) LIMIT {VISAS})"
        )
        antal, brott = fraga.fetchone()
    if regel.nummer == "I8":
        brott = [*brott, *_andrade_handelser()][:VISAS]
    if regel is RAKNARE:
        brott = [*brott, *omraknad()][:VISAS]
    return Utfall(regel, antal, tuple(brott))


def _andrade_handelser() -> Iterator[str]:
    """Name the first event of each chain whose content is not what its hash says: the hash is Python's to compute."""
    brutna = set()
    for handelse in Handelse.objects.order_by("ar", "lanskod", "nummer").iterator():
        kedja = (handelse.ar, handelse.lanskod)
        if kedja not in brutna and handelse.hash != berakna_hash(handelse):
            brutna.add(kedja)
            yield (
                f"Händelse {handelse.nummer} i kedjan {handelse.lanskod} {handelse.ar} är ändrad i efterhand "
                f"(rad {handelse.pk})"
            )


def vaka(*, nu: datetime) -> None:
    """Look each night, and soon after an event is found altered (a duty).

    A breach is mailed to the operator, once a day, and noted in the duty's own row.
    """
    brott = [f"{utfall.regel.nummer}: {text}" for utfall in kontrollera() for text in utfall.brott]
    if not brott:
        return
    nyckel = f"invarianter:{tid.svensk_dag(nu)}"
    if not Epostmeddelande.objects.filter(nyckel__startswith=nyckel).exists():
        mejl = utskick.Mejl(
            mall="invarianter",
            till=settings.DRIFT_ADRESS,
            nyckel=nyckel,
            sammanhang={"antal": len(brott), "regler": _regler(brott), "dag": datum(tid.svensk_dag(nu))},
        )
        utskick.bestall([mejl], nu=nu)
    raise Anmarkning("\n".join(brott))


def _regler(brott: list[str]) -> str:
    return ", ".join(dict.fromkeys(rad.split(":")[0] for rad in brott))
