"""Files that come from outside, stored as they are."""

import hashlib
from datetime import datetime

from anvisning.models import Dokument


def spara_fil(filnamn: str, mediatyp: str, innehall: bytes, *, nu: datetime) -> Dokument:
    """Store bytes as they are: an upload, or a file that needed no rendering."""
    return Dokument.objects.create(
        filnamn=filnamn,
        mediatyp=mediatyp,
        innehall=innehall,
        sha256=hashlib.sha256(innehall).hexdigest(),
        skapad=nu,
        klar=nu,
    )
