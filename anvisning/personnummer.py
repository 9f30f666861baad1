"""What a personal identity number looks like: the service holds nothing about individuals. Pure."""

import re
from typing import Final

PERSONNUMMER: Final = re.compile(
    r"(?<!\d)(19|20)?\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[-+\s]?\d{4}(?!\d)"
)
"""A personal identity number or a samordningsnummer (day + 60), by its form alone: a mistyped one is one too."""
I_FILNAMN: Final = "Filens namn ser ut att innehålla ett personnummer. Byt namn på filen."


def har_personnummer(text: str) -> bool:
    """Tell whether a text has what looks like a personal identity number."""
    return PERSONNUMMER.search(text) is not None
