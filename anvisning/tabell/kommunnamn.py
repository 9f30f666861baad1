"""Which municipality or county a text in a table means. Only exact forms count; nothing is guessed.

A name is matched whole, without regard to letter case, against the official name, its usual forms ("Kalmar kommun",
"Vaxholms stad") and a short list of the shortened names that Migrationsverket's exports use. Å, ä and ö are always
told apart: Habo (0643) and Håbo (0305) are two municipalities. What is not matched is only ever *suggested*.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from anvisning.sortering import soknyckel, sorteringsnyckel

ALIAS: Final = {
    "malung": "Malung-Sälen",
    "malung sälen": "Malung-Sälen",
    "dalsed": "Dals-Ed",
    "dals ed": "Dals-Ed",
    "upplands-väsby": "Upplands Väsby",
    "upplandsväsby": "Upplands Väsby",
    "upplands bro": "Upplands-Bro",
    "upplandsbro": "Upplands-Bro",
    "lilla-edet": "Lilla Edet",
    "lillaedet": "Lilla Edet",
    "östra-göinge": "Östra Göinge",
    "region gotland": "Gotland",
}
"""Shortened and joined names seen in public tables, and the municipality that each stands for."""


@dataclass(frozen=True, slots=True)
class KommunRef:
    """A municipality: four-digit code, official short name, two-digit county code."""

    kod: str
    namn: str
    lankod: str


@dataclass(frozen=True, slots=True)
class LanRef:
    """A county: two-digit code and official name ("Kronobergs län")."""

    kod: str
    namn: str


def normalform(text: str) -> str:
    """Composed, lower case, plain hyphens and single spaces: å, ä, ö and accents kept."""
    text = unicodedata.normalize("NFC", text).lower()
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text).split())


class Register:
    """Looks names and codes up among the municipalities and counties it is given."""

    def __init__(self, kommuner: Sequence[KommunRef], lan: Sequence[LanRef]) -> None:
        self.kommuner = {kommun.kod: kommun for kommun in kommuner}
        self.lan = {lanet.kod: lanet for lanet in lan}
        self._namn: dict[str, KommunRef] = {}
        for kommun in kommuner:
            grund = normalform(kommun.namn)
            genitiv = grund if grund.endswith(("s", "x", "z")) else f"{grund}s"
            for form in (grund, f"{grund} kommun", f"{genitiv} kommun", f"{grund} stad", f"{genitiv} stad"):
                self._namn.setdefault(form, kommun)
        officiella = {kommun.namn: kommun for kommun in kommuner}
        for alias, namn in ALIAS.items():
            if namn in officiella:
                self._namn.setdefault(alias, officiella[namn])
        self._lan = {_lanstam(lanet.namn): lanet for lanet in lan}
        self._sok = {soknyckel(kommun.namn): kommun.namn for kommun in kommuner}

    def find_kommun(self, text: str) -> KommunRef | None:
        """The municipality with exactly this name (or known form of it), else None."""
        return self._namn.get(normalform(text))

    def find_lan(self, text: str, *, krav_lan: bool = False) -> LanRef | None:
        """The county: "KRONOBERG LÄN", "Kronobergs län", "Kronoberg". `krav_lan` demands the word län."""
        if krav_lan and not normalform(text).endswith(" län"):
            return None
        return self._lan.get(_lanstam(text))

    def build_forslag(self, text: str) -> tuple[KommunRef, ...]:
        """At most three municipalities a person may have meant, in Swedish order; for showing, never for choosing."""
        nyckel = soknyckel(re.sub(r"\s(kommun|stad)$", "", normalform(text)))
        if not nyckel:
            return ()
        lika = [kommun for kommun in self.kommuner.values() if soknyckel(kommun.namn) == nyckel]
        if not lika:
            nara = get_close_matches(nyckel[:60], self._sok, n=3)
            borjar = [sok for sok in self._sok if nyckel.startswith(sok) or (nyckel[3:] and sok.startswith(nyckel))]
            valda = list(dict.fromkeys([*borjar, *nara]))[:3]
            lika = [kommun for kommun in self.kommuner.values() if soknyckel(kommun.namn) in valda]
        return tuple(sorted(lika[:3], key=lambda kommun: (sorteringsnyckel(kommun.namn), kommun.kod)))


def _lanstam(text: str) -> str:
    return normalform(text).removesuffix(" län").removesuffix("s")


def rakna_upp(kommuner: Sequence[KommunRef]) -> str:
    """Name and code of each, as a person would list them: `Habo (0643) eller Håbo (0305)`."""
    delar = [f"{kommun.namn} ({kommun.kod})" for kommun in kommuner]
    return delar[0] if len(delar) == 1 else f"{', '.join(delar[:-1])} eller {delar[-1]}"
