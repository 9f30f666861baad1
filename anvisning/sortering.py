"""Sort and search keys for Swedish names, for a database that compares bytes (collation C).

Swedish order: a-z, then å, ä, ö; w is a letter of its own; é sorts as e, ü as y, æ as ä, ø as ö. The keys are stored
beside the name; the embedded server has no ICU collations, and both servers must give the same order.
"""

import unicodedata
from typing import Final

_SORT: Final = str.maketrans(
    {"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "ü": "y", "ű": "y", "ő": "}", "œ": "}", "ð": "d", "đ": "d"}
    | {"þ": "th", "ł": "l", "ß": "ss"}
)
_SOK: Final = str.maketrans({"æ": "a", "ø": "o", "œ": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ß": "ss"})
_STRECK: Final = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d")

_OSYNLIGA: Final = frozenset({"Cc", "Cf", "Cs"})


def sorteringsnyckel(namn: str) -> str:
    """A key whose order by code point (and by UTF-8 byte) is the Swedish order of names.

    Letter case, accents and the form of normalisation make no difference. Space sorts before hyphen, hyphen before
    letters; runs of spaces and kinds of dashes make no difference. Names that differ only so get equal keys: sort by
    code next. Control characters are dropped. A Swedish name gives plain ASCII, where {, | and } stand for å, ä, ö.
    """
    return _utan_accenter(_renskriven(namn).translate(_SORT))


def soknyckel(namn: str) -> str:
    """A key for finding: lower case, å and ä as a, ö as o, other accents off, hyphen as space.

    Fold both the stored name and what was typed: `orebro` then finds Örebro and `dals ed` finds Dals-Ed. It is for
    search only and never for deciding which municipality is meant: Habo and Håbo have the same search key.
    """
    return " ".join(_utan_accenter(_renskriven(namn).translate(_SOK)).replace("-", " ").split())


def _renskriven(namn: str) -> str:
    """Composed (NFC), lower case, one space between words, plain hyphens, no control characters."""
    text = unicodedata.normalize("NFC", namn).lower()
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    synliga = (tecken for tecken in text if unicodedata.category(tecken) not in _OSYNLIGA)
    return "".join("-" if tecken in _STRECK else tecken for tecken in synliga)


def _utan_accenter(text: str) -> str:
    if text.isascii():
        return text
    return "".join(tecken for tecken in unicodedata.normalize("NFD", text) if not unicodedata.combining(tecken))
