"""A lapse that was not true: what came in before the deadline is in time, whenever the county types it in."""

from datetime import datetime

from anvisning.models import Konto
from anvisning.visning import tidpunkt
from omfordelning.expediering import expediera
from omfordelning.handlaggning.las import flytta, krav
from omfordelning.lage import Akt, Arende, Registrering, slut_for_nytt
from omfordelning.process import Sida, Status, Steg


def undanroj_forfall(arende: Arende, registrering: Registrering | None, *, av: Konto, nu: datetime) -> None:
    """Undo that the case lapsed, when the county registers for a municipality what came in while there was time.

    Called first in the act's own transaction: if the act is then refused, the lapse stands. Does nothing to a case that
    has not lapsed, or to an act that is not registered. Raises Hinder when the lapse was true.
    """
    forslag = arende.forslag
    if registrering is None or forslag.status != Status.FORFALLEN:
        return
    krav(arende, Steg.UNDANROJ_FORFALL, Akt(av=av, nu=registrering.inkommen))
    flytta(arende, Steg.UNDANROJ_FORFALL)
    # Time given meanwhile is its time too: it never truly lapsed.
    forslag.slut = max(forslag.slut, slut_for_nytt(forslag, arende.tidplan.slut))
    forslag.avslutad, forslag.avslutad_av, forslag.avslutsskal = None, "", ""
    forslag.save()
    expediera(
        arende,
        "forfall_undanrojt",
        f"Förslaget gäller igen: en handling kom in i tid, {tidpunkt(registrering.inkommen)}.",
        av=av,
        nu=nu,
        notis_till=tuple(Sida),
        notis_lan=True,
        inkommen=registrering.inkommen,
    )
