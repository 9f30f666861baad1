"""The only writer of events: what was done, by whom, chained by hash per county and year."""

import hashlib
import json
import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from anvisning import plikter
from anvisning.models import Handelse, Handelsekedja, Konto

logg = logging.getLogger(__name__)
NATIONELL = "00"
"""The chain of acts that concern the whole country."""
FALT = [falt.attname for falt in Handelse._meta.concrete_fields]
SISTA = Subquery(
    Handelse.objects.filter(ar=OuterRef("ar"), lanskod=OuterRef("lanskod"), nummer=OuterRef("antal")).values(
        allt=JSONObject(**{falt: falt for falt in FALT})
    )
)
"""A chain's last event, fetched with its head: to look at it costs no query."""


def _varde(varde: Any) -> Any:
    if isinstance(varde, Decimal):
        return str(varde)
    if hasattr(varde, "isoformat"):
        return varde.isoformat()
    raise TypeError(f"{type(varde)} does not belong in an event")


def berakna_hash(handelse: Handelse) -> str:
    """Give the SHA-256 (hex) of an event's whole content together with the hash before it."""
    innehall = {
        "ar": handelse.ar,
        "lan": handelse.lanskod,
        "nummer": handelse.nummer,
        "nar": handelse.nar.astimezone(UTC).isoformat(),
        "slag": handelse.slag,
        "arende": handelse.arende,
        "aktor": handelse.aktor,
        "roll": handelse.aktor_roll,
        "konto": handelse.konto_id,
        "text": handelse.text,
        "uppgifter": handelse.uppgifter,
        "foregaende": handelse.foregaende,
    }
    return hashlib.sha256(json.dumps(innehall, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def skriv(
    slag: str,
    text: str,
    *,
    ar: int,
    av: Konto | None,
    nu: datetime,
    lanskod: str = NATIONELL,
    arende: str = "",
    **uppgifter: Any,
) -> Handelse:
    """Write one event at the end of its chain; call it last in the command's transaction.

    Takes the act's code and its Swedish sentence, who did it (`av`; None is the clock), when it arrived (`nu`), and
    facts as JSON-able values (Decimals and dates become strings). Gives the event.

    The event before it is looked at meanwhile: if it is not what it was when it was written the act is done all the
    same, but the operator is alarmed.
    """
    kedjor = Handelsekedja.objects.select_for_update(of=("self",), no_key=True).annotate(sista=SISTA)
    kedja, ny = kedjor.get_or_create(ar=ar, lanskod=lanskod)
    if not ny:
        _se_efter(kedja)
    handelse = Handelse(
        ar=ar,
        lanskod=lanskod,
        nummer=kedja.antal + 1,
        nar=nu,
        slag=slag,
        arende=arende,
        aktor=av.namn if av else "Systemet",
        aktor_roll=f"{av.get_roll_display()}, {av.organisation.namn}" if av else "automatiskt",
        konto_id=av.pk if av else None,
        text=text,
        uppgifter=json.loads(json.dumps(uppgifter, default=_varde)),
        foregaende=kedja.hash,
    )
    handelse.hash = berakna_hash(handelse)
    handelse.save(force_insert=True)
    kedja.antal, kedja.hash = handelse.nummer, handelse.hash
    kedja.save(update_fields=["antal", "hash"])
    return handelse


def _se_efter(kedja: Handelsekedja) -> None:
    """Look at a chain's last event; if it has been altered, log which, and let the whole database be looked through."""
    sista = kedja.sista
    if sista is None and kedja.antal:
        # Another act wrote while we waited for the chain: what it wrote came after our query began.
        sista = Handelsekedja.objects.annotate(sista=SISTA).values_list("sista", flat=True).get(pk=kedja.pk)
    if not kedja.antal or (sista and kedja.hash == sista["hash"] == _hash_av(sista)):
        return
    vilken = (kedja.antal, kedja.lanskod, kedja.ar, sista["id"] if sista else "gone")
    logg.error("Event %s of the chain %s %s is not what was written (row %s)", *vilken)
    plikter.begar("kontrollera")


def _hash_av(allt: dict[str, Any]) -> str:
    try:
        return berakna_hash(Handelse(**allt | {"nar": datetime.fromisoformat(allt["nar"])}))
    except ValueError:  # altered to an instant that Python has not
        return ""
