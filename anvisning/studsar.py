"""What mail servers send back: a report on a mail that could not be delivered, matched by the mail's Message-ID.

RFC 3464. A report is somebody else's text: whatever it holds, it is read without failing, and one that says nothing of
a mail of ours is put aside for a person.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from enum import Enum
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from anvisning import leverans
from anvisning.models import Epostmeddelande, Leveransfel, Utkorgsrad
from anvisning.utskick import LOKALDEL

logg = logging.getLogger(__name__)
STORST = 64 * 1024
"""Bytes read of a report: what matters stands before the original mail's attachments, and a header takes the standard
library the square of its length (four times as much took the worker's whole time, each minute anew)."""
FLEST_GRANSER = 20
"""Named boundaries between parts in what is read at all: each line is compared with every one, which takes its time."""
PER_GANG = 500
"""Reports read in one go from the Maildir; the next come a minute later."""
ASIDO = ".okand"
"""The Maildir's folder for what was not understood."""
MESSAGE_ID = re.compile(rf"<{LOKALDEL}@[0-9A-Za-z.-]+>")
"""What our Message-IDs look like, whatever domain was ours when the mail went out."""
AVSNITT = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
"""The parts of a report that hold the original mail or its headers."""


class Utfall(Enum):
    """What came of a report."""

    FEL = "noterad"
    REDAN = "redan noterad"
    INGET_FEL = "ingen åtgärd behövs"
    OKAND = "okänd"


@dataclass(frozen=True)
class Rapport:
    """A delivery report: the ids it may be about, whether it tells of a failure, and the server's own words."""

    message_ids: frozenset[str]
    misslyckades: bool
    text: str


def tolka(innehall: bytes) -> Rapport | None:
    """Read a mail as a delivery report; None when it is none, or cannot be read at all."""
    innehall = innehall[:STORST]
    if innehall.lower().count(b"boundary") > FLEST_GRANSER:
        return None
    try:
        return _tolka(message_from_bytes(innehall))
    except SoftTimeLimitExceeded:
        raise
    except Exception as fel:  # the standard library's parser has raised most things on what strangers send
        logg.warning("A report could not be read: %s", type(fel).__name__)
        return None


def _tolka(brev: Message) -> Rapport | None:
    besked = [del_ for del_ in brev.walk() if del_.get_content_type() == "message/delivery-status"]
    per_mottagare = [block for del_ in besked for block in _block(del_) if block.get("Action")]
    if not per_mottagare:
        return None
    original = [del_ for del_ in brev.walk() if del_.get_content_type() in AVSNITT]
    ids = frozenset(id_ for del_ in original for id_ in _message_ids(del_))
    fel = [block for block in per_mottagare if _varde(block, "Action").lower().split(" ")[0] == "failed"]
    text = " ".join(f"{_varde(block, 'Status')} {_varde(block, 'Diagnostic-Code')}" for block in fel)
    return Rapport(message_ids=ids, misslyckades=bool(fel), text=text.strip() or "Ingen förklaring.")


def _block(del_: Message) -> list[Message]:
    innehall = del_.get_payload()
    return [block for block in innehall if isinstance(block, Message)] if isinstance(innehall, list) else []


def _varde(block: Message, falt: str) -> str:
    return " ".join(str(block.get(falt, "")).split())


def _message_ids(del_: Message) -> Iterator[str]:
    """Give the ids of the original mail: from its headers, whether they are parsed, or came as text."""
    innehall = del_.get_payload()
    for inre in innehall if isinstance(innehall, list) else []:
        if isinstance(inre, Message):
            yield from MESSAGE_ID.findall(str(inre.get("Message-ID", "")))
    if isinstance(innehall, str):
        avkodat = del_.get_payload(decode=True)
        text = avkodat.decode("utf-8", "replace") if isinstance(avkodat, bytes) else innehall
        for rad in re.findall(r"(?im)^message-id:\s*(.*)$", text):
            yield from MESSAGE_ID.findall(rad)


@transaction.atomic
def ta_emot(innehall: bytes, *, nu: datetime) -> Utfall:
    """Take one report. A failure of a mail of ours is noted, once; a delay is none; anything else is unknown."""
    rapport = tolka(innehall)
    ids = rapport.message_ids if rapport else frozenset()
    meddelande = _lamnade().filter(message_id__in=ids).select_related("organisation").first()
    if rapport is None or meddelande is None:
        logg.warning("A mail to %s tells of no mail of ours", settings.STUDS_ADRESS)
        return Utfall.OKAND
    if not rapport.misslyckades:
        return Utfall.INGET_FEL
    nytt = leverans.notera(meddelande, Leveransfel.Slag.STUDS, rapport.text, nu=nu)
    return Utfall.FEL if nytt else Utfall.REDAN


def _lamnade() -> QuerySet[Epostmeddelande]:
    """Give the mails that a server may have taken: sent ones, and tried ones whose mark may have been lost."""
    forsokta = Utkorgsrad.objects.filter(uppgift="epost", forsok__gt=0, klar=None).values("objekt")
    return Epostmeddelande.objects.filter(Q(skickad__isnull=False) | Q(pk__in=forsokta))


def las_maildir(*, nu: datetime) -> None:
    """Read what has come to the Maildir (a duty of each minute). What is read goes to cur, the unknown aside."""
    if not settings.STUDS_MAILDIR:
        return
    maildir = Path(settings.STUDS_MAILDIR)
    nya = maildir / "new"
    if not nya.is_dir():
        logg.warning("There is no Maildir to read: %s", nya)
        return
    for fil in sorted(post for post in nya.iterdir() if post.is_file())[:PER_GANG]:
        try:
            _ta_fil(fil, maildir, nu)
        except OSError:  # the others do not wait for one that a person must look at
            logg.exception("%s in the Maildir cannot be taken", fil.name)


def _ta_fil(fil: Path, maildir: Path, nu: datetime) -> None:
    with fil.open("rb") as brev:
        utfall = ta_emot(brev.read(STORST), nu=nu)
    mapp = maildir / ASIDO / "cur" if utfall is Utfall.OKAND else maildir / "cur"
    mapp.mkdir(parents=True, exist_ok=True)
    fil.replace(mapp / f"{fil.name}:2,S")
