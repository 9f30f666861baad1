"""What a personal identity number looks like: the service holds nothing about individuals. Pure."""

import re
import unicodedata
from typing import Final

_I_DAGEN = r"[-–−./_\s]?"
_FORE_NUMRET = r"[-–−+./_\s]{0,3}"
PERSONNUMMER: Final = re.compile(
    rf"(?<!\d)(19|20)?\d{{2}}{_I_DAGEN}(0[1-9]|1[0-2]){_I_DAGEN}(0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    rf"{_FORE_NUMRET}\d{{4}}(?![-–−./_]?\d)"  # no digits follow, nor the rest of a date: 2026-07-01–2026-07-31
)
"""A personal identity number or a samordningsnummer (day + 60), by its form alone: a mistyped one is one too."""
I_FILNAMN: Final = "Filens namn ser ut att innehålla ett personnummer. Byt namn på filen."


def har_personnummer(text: str) -> bool:
    """Tell whether a text has what looks like a personal identity number."""
    if not text.isascii():  # wide digits, and what is not seen between them
        synlig = "".join(tecken for tecken in text if unicodedata.category(tecken) != "Cf")
        text = unicodedata.normalize("NFKC", synlig)
    return PERSONNUMMER.search(text) is not None
