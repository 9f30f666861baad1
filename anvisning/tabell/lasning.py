"""From the bytes of an uploaded file to sheets of cells, whatever the bytes are. Nothing is run and nothing is guessed.

The only exception that leaves this module is `TabellFel`, for any bytes and any name.
"""

from typing import Final

from anvisning.tabell.blad import MAX_BYTE, Arbetsbok, TabellFel
from anvisning.tabell.csvlasning import las_csv
from anvisning.tabell.xlsxlasning import las_xlsx

SPARA_OM: Final = "Spara tabellen som Excelarbetsbok (.xlsx) eller CSV och ladda upp den igen."
_TEXTFIL: Final = frozenset({".csv", ".txt", ".tsv"})
_FRAMMANDE: Final = (
    (b"%PDF", "Filen är en PDF."),
    (b"\x1f\x8b", "Filen är packad (gzip)."),
    (b"7z\xbc\xaf\x27\x1c", "Filen är packad (7z)."),
    (b"Rar!", "Filen är packad (rar)."),
    (b"BZh", "Filen är packad (bzip2)."),
    (b"\xfd7zXZ\x00", "Filen är packad (xz)."),
    (b"\x89PNG", "Filen är en bild."),
    (b"\xff\xd8\xff", "Filen är en bild."),
    (b"{\\rtf", "Filen är ett textdokument."),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def las(innehall: bytes, filnamn: str) -> Arbetsbok:
    """Read an uploaded CSV or XLSX file.

    Takes the bytes and the name it was sent with; only the name's ending matters, and it must agree with the content.
    Limits: 10 MiB, 100 000 rows, 200 columns, 2 000 characters in a cell, 100 MB unpacked. Raises only `TabellFel`.
    """
    if not innehall:
        raise TabellFel("Filen är tom. Välj en fil med tabellen.")
    if len(innehall) > MAX_BYTE:
        raise TabellFel("Filen är större än 10 MiB. Ta bort blad och bilder som inte hör till tabellen.")
    for inledning, vad in _FRAMMANDE:
        if innehall.startswith(inledning):
            raise TabellFel(f"{vad} {SPARA_OM}")
    andelse = "." + filnamn.lower().rpartition(".")[2]
    if innehall.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in innehall:
            raise TabellFel("Filen är skyddad med lösenord. Ta bort lösenordet, spara och ladda upp filen igen.")
        raise TabellFel(f"Filen är i ett äldre Excelformat. {SPARA_OM}")
    if innehall.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        if andelse != ".xlsx":
            raise TabellFel(
                "Filen är en Excelarbetsbok eller en packad fil, men namnet slutar inte på .xlsx. " + SPARA_OM
            )
        return las_xlsx(innehall)
    if andelse == ".xlsx":
        raise TabellFel(f"Filen heter .xlsx men är ingen hel Excelarbetsbok. {SPARA_OM}")
    if andelse not in _TEXTFIL:
        raise TabellFel(f"Filens namn slutar inte på .csv eller .xlsx. {SPARA_OM}")
    borjan = innehall.removeprefix(b"\xef\xbb\xbf")[:200].lstrip().lower()
    if borjan.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise TabellFel(f"Filen är en webbsida eller XML, ingen tabell. {SPARA_OM}")
    return las_csv(innehall)
