"""A straight file of assignments: codes, days, types and numbers, one row each, under the usual headings.

Large files come from machines in this form. Every field is looked up among what it may be, many rows at a time
(`rakrader`); at the first thing that is not plain the reading stops, and the file is read by the import doctor
instead, which says what is wrong and where.
"""

from typing import Final

from anvisning.tabell.anvisningstolkning import Filform

RUBRIKER: Final = ("Kommunkod", "Datum", "Typ", "Antal")
BOM: Final = b"\xef\xbb\xbf"
PAKET: Final = b"PK\x03\x04"
_FORSTA: Final = ";".join(RUBRIKER).encode()


class InteRak(ValueError):
    """The file is no straight file, or something in it is not plain."""


def ar_rak(innehall: bytes, filnamn: str, form: Filform) -> bool:
    """Tell whether the file may be a straight one: its kind, its name, and how it begins."""
    if form.slag != "perioder":
        return False
    if filnamn.lower().endswith(".xlsx"):
        return innehall.startswith(PAKET)
    borjan = innehall.removeprefix(BOM)[: len(_FORSTA) + 1]
    return filnamn.lower().endswith(".csv") and borjan.rstrip() == _FORSTA
