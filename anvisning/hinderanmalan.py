"""Somebody tells of a barrier on a page: a registered event with a reference, and a mail to who can remove it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from anvisning import handelser, tid, utskick
from anvisning.hinder import Redan
from anvisning.models import Handelse, Handelsekedja, Lan
from anvisning.organisationer import brevlada

SLAG = "tillganglighetshinder"


@dataclass(frozen=True, kw_only=True)
class Anmalan:
    """What was written. `epost` ("") is where an answer is wanted; `lan` None when no county is named."""

    beskrivning: str
    sida: str = ""
    epost: str = ""
    lan: Lan | None = None

    @property
    def avtryck(self) -> str:
        """SHA-256 of all of it: tells a resend from another report."""
        lanskod = self.lan.pk if self.lan else ""
        return hashlib.sha256(repr((self.beskrivning, self.sida, self.epost, lanskod)).encode()).hexdigest()


@transaction.atomic
def anmal_hinder(nyckel: UUID, anmalan: Anmalan, *, nu: datetime) -> Handelse:
    """Register a report once per form key, and mail it to the county's mailbox, else to the operator's.

    The event holds no word of what was written and no address: it can never be changed, and the writer is a private
    person. The mail does. Raises Redan when the key was used for another report.
    """
    lanskod = anmalan.lan.pk if anmalan.lan else handelser.NATIONELL
    ar = tid.svensk_dag(nu).year
    Handelsekedja.objects.get_or_create(ar=ar, lanskod=lanskod)
    Handelsekedja.objects.select_for_update(of=("self",), no_key=True).get(ar=ar, lanskod=lanskod)
    if tidigare := find_anmalan(nyckel):
        if tidigare.uppgifter["avtryck"] != anmalan.avtryck:
            raise Redan("Det här formuläret är redan skickat. Öppna sidan på nytt om du vill anmäla något mer.")
        return tidigare
    till = (brevlada(lanskod, tid.svensk_dag(nu)) if anmalan.lan else "") or settings.DRIFT_ADRESS
    handelse = handelser.skriv(
        SLAG,
        "En besökare anmälde ett hinder för tillgängligheten.",
        ar=ar,
        lanskod=lanskod,
        arende=str(nyckel),
        av=None,
        nu=nu,
        skickat_till=till,
        avtryck=anmalan.avtryck,
    )
    mejl = utskick.Mejl(
        mall="tillganglighet",
        till=till,
        nyckel=f"hinder:{nyckel}",
        sammanhang={"anmalan": anmalan, "referens": referens(handelse), "bas_url": settings.BAS_URL},
    )
    utskick.bestall([mejl], nu=nu)
    return handelse


def find_anmalan(nyckel: UUID) -> Handelse | None:
    """Give the event of a report by its form key."""
    return Handelse.objects.filter(slag=SLAG, arende=str(nyckel)).first()


def referens(handelse: Handelse) -> str:
    """Give a report's reference: its place in the chain of events (TG-2026-25-17)."""
    return f"TG-{handelse.ar}-{handelse.lanskod}-{handelse.nummer}"
