"""What a personal identity number looks like: the service holds nothing about individuals. Pure."""

import re
import unicodedata
from typing import Final

_MANAD: Final = r"(?:0[1-9]|1[0-2])"
_DAG: Final = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_I_DAGEN: Final = r"[-./_\s]?"
_FORE_NUMRET: Final = r"(?:[-+./_\s]{0,3}|[:*])"
_NUMRET: Final = r"(?:\d{4}|T\d{3}|TF\d\d)"
"""Four digits; or, where a child has no number yet, what social services and schools write instead: T123, TF12."""
_OCH_DAG: Final = rf"(?P=mellan){_MANAD}(?P=mellan){_DAG}"
_FRAN_TILL: Final = rf"\d{{4}}(?=(?P<mellan>[-./_])){_OCH_DAG}{_FORE_NUMRET}(?:19|20)\d\d{_OCH_DAG}"
"""From one day to another, 2026-07-01–2026-07-31: no number follows the first, but a whole date written likewise."""
_SOM_BELOPP: Final = rf"(?<!\d )(?:1[89]|20)\d \d{_MANAD} {_DAG}\d \d{{3}}(?! \d)"
"""As a spreadsheet shows twelve digits. Ten are left alone: 1 012 150 000 is a sum of money before it is anybody."""
_MED_DAG: Final = rf"(?:18|19|20)?\d\d{_I_DAGEN}{_MANAD}{_I_DAGEN}{_DAG}{_FORE_NUMRET}{_NUMRET}"
PERSONNUMMER: Final = re.compile(rf"(?<!\d)(?:(?!{_FRAN_TILL}(?!\d)){_MED_DAG}|{_SOM_BELOPP})(?!\d)", re.IGNORECASE)
"""A personal identity number or a samordningsnummer (day + 60), by its form alone: a mistyped one is one too.

Whatever stands after it makes no difference, such as the "_2" of a copied file, but more digits do.
"""
_GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""As in the addresses of this service's own pages; by chance a part of one has the form of a number."""
I_FILNAMN: Final = "Filens namn ser ut att innehålla ett personnummer. Byt namn på filen."


def har_personnummer(text: str) -> bool:
    """Tell whether a text has what looks like a personal identity number."""
    if not text.isascii():
        text = "".join(tecken if tecken.isascii() else _enkelt(tecken) for tecken in text)
    return PERSONNUMMER.search(text) is not None and PERSONNUMMER.search(_GUID.sub("|", text)) is not None


def _enkelt(tecken: str) -> str:
    """Give a character as a keyboard has it: digits of any script, dashes and spaces of any width; "" for unseen."""
    match unicodedata.category(tecken):
        case "Cf":
            return ""
        case "Nd":
            return str(unicodedata.decimal(tecken))
        case "Pd":
            return "-"
        case _:
            return "-" if tecken == "\N{MINUS SIGN}" else unicodedata.normalize("NFKC", tecken)
