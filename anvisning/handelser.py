"""The only writer of events: what was done, by whom, chained by hash per county and year."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from anvisning.models import Handelse, Handelsekedja, Konto

NATIONELL = "00"
"""The chain of acts that concern the whole country."""


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
    """
    kedjor = Handelsekedja.objects.select_for_update(of=("self",), no_key=True)
    kedja, _ = kedjor.get_or_create(ar=ar, lanskod=lanskod)
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
