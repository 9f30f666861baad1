"""Files that come from outside, stored as they are; and the tables among them, read."""

import hashlib
from datetime import datetime

from anvisning.hinder import Hinder
from anvisning.models import Dokument
from anvisning.tabell import Arbetsbok, TabellFel, find_personnummer, las


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


def las_bok(innehall: bytes, filnamn: str) -> Arbetsbok:
    """Give the file's cells. Refuses (Hinder) what is no table, and a file with a personal identity number in it."""
    try:
        bok = las(innehall, filnamn)
    except TabellFel as fel:
        raise Hinder(str(fel)) from fel
    if var := find_personnummer(bok):
        raise Hinder(
            f"{var} ser ut att innehålla ett personnummer. Filen är inte sparad: tjänsten får inte ha "
            "uppgifter om enskilda. Ta bort dem och läs in filen igen."
        )
    return bok
