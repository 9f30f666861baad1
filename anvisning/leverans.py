"""A mail that did not arrive is noted at once: a row that is somebody's task, and an event in its case."""

import logging
from datetime import datetime

from django.db import transaction

from anvisning import handelser, tid
from anvisning.models import Epostmeddelande, Handelse, Leveransfel
from anvisning.visning import en_rad

logg = logging.getLogger(__name__)
HOGST = 2000
"""Characters kept of what a mail server said."""


@transaction.atomic
def notera(meddelande: Epostmeddelande, slag: Leveransfel.Slag, text: str, *, nu: datetime) -> bool:
    """Note that a mail did not arrive, once per mail; gives whether it was news. Call last in the transaction.

    A mail that was given up may have been tried again: what came of that is news, unless a person has seen to it.
    The case's event names whose mail it was, never the address: the other municipality reads it too.
    """
    text = en_rad(text)[:HOGST]
    fel, nytt = Leveransfel.objects.select_for_update(of=("self",)).get_or_create(
        epostmeddelande=meddelande, defaults={"slag": slag, "text": text, "nar": nu}
    )
    if not nytt:
        if fel.slag != Leveransfel.Slag.UPPGIVET or fel.hanterat_av_id:
            return False
        fel.slag, fel.text, fel.nar, fel.hanterat = slag, text, nu, None
        fel.save(update_fields=["slag", "text", "nar", "hanterat"])
    # What the server said may name people: it stands in the row alone. The id is without its <>, so that nobody who
    # reads logs for what has been sent takes this for it (sakerhetskopia/aterkomst).
    logg.warning("Mail %s did not arrive (%s)", meddelande.message_id.strip("<>"), slag)
    if meddelande.arende:
        vem = meddelande.organisation.namn if meddelande.organisation else "mottagaren"
        mening = f"Ett mejl till {vem} kom inte fram: {meddelande.amne}."
        skriv("mejl_kom_inte_fram", mening, meddelande, av=None, nu=nu, orsak=slag)
    return True


def skriv(slag: str, text: str, meddelande: Epostmeddelande, **mer: object) -> None:
    """Write an event about a mail in the chain where its case is, else in its county's of today's year."""
    tidigare = Handelse.objects.filter(arende=meddelande.arende).exclude(arende="")
    kedja = tidigare.values("ar", "lanskod").first()
    if kedja is None:
        lanskod = meddelande.organisation.lanskod if meddelande.organisation else ""
        kedja = {"ar": tid.svensk_dag(mer["nu"]).year, "lanskod": lanskod or handelser.NATIONELL}
    handelser.skriv(slag, text, arende=meddelande.arende, mejl=meddelande.pk, **kedja, **mer)
