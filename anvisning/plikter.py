"""Duties that come round by themselves: beat rings each minute, and each duty is done when its time has come.

What is allowed never depends on them: guards judge by arrival, the duties tidy afterwards. A duty asks the rows what
is due, so that a missed run is caught up by the next, and one run too many changes nothing (quality R-10).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zlib import crc32

from django.utils.module_loading import import_string

from anvisning import tid
from anvisning.ensam import PLIKTERNA, ensam
from anvisning.models import Pliktrad

logg = logging.getLogger(__name__)


class Anmarkning(Exception):
    """Raised by a duty that was done and found something amiss: what it says is noted until the next run."""


@dataclass(frozen=True)
class Plikt:
    """A duty: what it does (Swedish), the path of a function that takes `nu`, and when it is due.

    That is so long after its last run, or each day from a Swedish time on.
    """

    text: str
    arbete: str
    nar: timedelta | time
    om_tid: bool = True
    """Its work judges by the clock: it waits while the process's and the database's differ."""

    def ar_dags(self, senast: datetime | None, nu: datetime) -> bool:
        """Tell whether the duty is due, when it was last done for `senast` (None: never).

        A last run in the future means that the clock has been set back: the duty is due.
        """
        if senast is None or senast > nu:
            return True
        if isinstance(self.nar, timedelta):
            return nu - senast >= self.nar
        return senast < _senaste_tillfalle(self.nar, nu)


def _senaste_tillfalle(klockan: time, nu: datetime) -> datetime:
    dag = tid.svensk_dag(nu)
    idag = datetime.combine(dag, klockan, tid.STOCKHOLM)
    return idag if idag <= nu else datetime.combine(dag - tid.DAG, klockan, tid.STOCKHOLM)


PLIKTER: dict[str, Plikt] = {
    "hjartslag": Plikt(
        "Känna efter att tjänsten arbetar", "anvisning.hjartslag.sla", nar=timedelta(seconds=45), om_tid=False
    ),
    "forfall": Plikt(
        "Låta ärenden förfalla när tiden är ute", "omfordelning.klocka.forfall", nar=timedelta(seconds=30)
    ),
    "las_studsar": Plikt("Läsa mejl som kom tillbaka", "anvisning.studsar.las_maildir", nar=timedelta(seconds=50)),
    "prova_mejlservern": Plikt(
        "Se om mejlservern svarar igen", "anvisning.sandning.prova_servern", nar=timedelta(minutes=5)
    ),
    "larma_drift": Plikt("Larma om arbete som har stannat", "anvisning.driftlage.larma", nar=timedelta(minutes=5)),
    "glom_sessioner": Plikt("Ta bort gamla inloggningar", "anvisning.sessioner.glom", nar=time(3, 10)),
    "kontrollera": Plikt("Kontrollera att uppgifterna stämmer", "omfordelning.invarianter.vaka", nar=time(3, 40)),
    "rakna_om": Plikt("Räkna om måluppfyllelsen", "anvisning.berakningar.korning.varje_natt", nar=time(3, 55)),
    "larma_lanen": Plikt(
        "Larma länsstyrelser om ärenden som inte är avgjorda", "omfordelning.klocka.larma_lanen", nar=time(7)
    ),
    "paminn_lanen": Plikt("Påminna länsstyrelser om redovisningen", "omfordelning.klocka.paminn_lanen", nar=time(7)),
    "paminn": Plikt("Påminna kommuner om det som är kvar att göra", "omfordelning.paminnelser.paminn", nar=time(7, 30)),
    "samla_notiser": Plikt("Skicka dagens samlade mejl", "anvisning.notiser.samla", nar=time(16)),
}


def dags(nu: datetime) -> list[str]:
    """Give the duties that are due."""
    senast = dict(Pliktrad.objects.values_list("namn", "senast"))
    return [namn for namn, plikt in PLIKTER.items() if plikt.ar_dags(senast.get(namn), nu)]


def begar(namn: str) -> None:
    """Make a duty due now, whatever its time: it is done at the clock's next ring."""
    Pliktrad.objects.filter(pk=namn).update(senast=None)


def gor(namn: str, *, nu: datetime) -> bool:
    """Do a duty if it is due and nobody else is at it. Gives whether it was done without remark.

    A failure is noted and logged; the next ring tries again, and the other duties go on.
    """
    plikt = PLIKTER[namn]
    with ensam(PLIKTERNA + crc32(namn.encode())) as fick:
        rad = Pliktrad.objects.filter(pk=namn).first() or Pliktrad(namn=namn)
        if not fick or not plikt.ar_dags(rad.senast, nu):
            return False
        try:
            import_string(plikt.arbete)(nu=nu)
        except Anmarkning as funnet:
            logg.error("The duty %s found: %s", namn, funnet)
            rad.senast, rad.fel = nu, str(funnet)[:2000]
        except Exception as fel:  # whatever the duty raises, the others must go on
            logg.exception("The duty %s failed", namn)
            rad.fel = f"{type(fel).__name__}: {fel}"[:2000]
        else:
            rad.senast, rad.fel = nu, ""
        rad.save()
        return not rad.fel
