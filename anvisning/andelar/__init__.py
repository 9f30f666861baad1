"""Commands about tables of shares: take a file in, complete it, publish it as an immutable version, post changes."""

from anvisning.andelar.inlasning import (
    importera,
    kassera_import,
    komplettera_import,
    krav_beredare,
    krav_oppen,
    krav_slag,
    las_import,
    tolka_fil,
)
from anvisning.andelar.publicering import (
    bokfor,
    foregaende_andelar,
    foregaende_tabell,
    lasta_varningar,
    publicerad_handelse,
    skapa_tabell,
)

__all__ = [
    "bokfor",
    "foregaende_andelar",
    "foregaende_tabell",
    "importera",
    "kassera_import",
    "komplettera_import",
    "krav_beredare",
    "krav_oppen",
    "krav_slag",
    "las_import",
    "lasta_varningar",
    "publicerad_handelse",
    "skapa_tabell",
    "tolka_fil",
]
