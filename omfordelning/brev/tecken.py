"""Characters the letter font cannot draw: written out by their code, so that nothing disappears from a document."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

UTAN_BETYDELSE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
"""Marks that are never seen and change nothing in Swedish text: left out."""
RADTECKEN = frozenset("\n\r\t")
OSYNLIGA = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories that are shown by code even if a font has a glyph: control, direction and private characters."""


@dataclass(frozen=True)
class Teckenforrad:
    """The characters that every style of the letter font holds and that may stand in a document as they are."""

    finns: frozenset[str]

    @classmethod
    def build(cls, fonts: Iterable[set[int]]) -> "Teckenforrad":
        """Build the store from the code points of each style of the font."""
        gemensamma = {chr(code) for code in set.intersection(*fonts)}
        return cls(frozenset(c for c in gemensamma if unicodedata.category(c) not in OSYNLIGA) | RADTECKEN)

    def synlig(self, text: str) -> str:
        """Give `text` with each character that cannot be shown as its code, such as `[U+1F600]`.

        Letters written as a base and an accent are joined first (a + ring = å).
        """
        text = unicodedata.normalize("NFC", text)
        saknas = set(text) - self.finns
        if not saknas:
            return text
        return text.translate({ord(c): None if c in UTAN_BETYDELSE else f"[U+{ord(c):04X}]" for c in saknas})
