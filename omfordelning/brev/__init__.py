"""Documents on paper: letters, registration copies, the county's report and the print-out of a case, as PDF.

Knows nothing of the database: a frozen dataclass goes in, `Renderat` comes out. WeasyPrint is loaded by `varm_upp()`
or by the first `rendera()`, never by importing this package, so the web process stays without it.
"""

from .delar import (
    Andelsrad,
    Avsandare,
    Avsnitt,
    Avvikelse,
    Bilaga,
    EjMedtagen,
    ErsattHandling,
    Ersattning,
    Ersattningsexempel,
    Flagga,
    Forslagsversion,
    Godkannande,
    Handelserad,
    Kommunbeslut,
    Kommunsumma,
    Kontakt,
    Lansbeslut,
    Migrationsverksbeslut,
    Mottagare,
    Redovisningsrad,
    Referens,
    SamlatMottagande,
    Uppgift,
)
from .kodning import FelUnderlag, Underlag, las_underlag
from .rendering import Renderat, rendera, varm_upp
from .underlag import (
    PERSONUPPGIFTER,
    Arendeutskrift,
    Bekraftelsebrev,
    Beskedsbrev,
    Redovisningsdokument,
    Registreringskopia,
)

__all__ = [
    "PERSONUPPGIFTER",
    "Andelsrad",
    "Arendeutskrift",
    "Avsandare",
    "Avsnitt",
    "Avvikelse",
    "Bekraftelsebrev",
    "Beskedsbrev",
    "Bilaga",
    "EjMedtagen",
    "ErsattHandling",
    "Ersattning",
    "Ersattningsexempel",
    "FelUnderlag",
    "Flagga",
    "Forslagsversion",
    "Godkannande",
    "Handelserad",
    "Kommunbeslut",
    "Kommunsumma",
    "Kontakt",
    "Lansbeslut",
    "Migrationsverksbeslut",
    "Mottagare",
    "Redovisningsdokument",
    "Redovisningsrad",
    "Referens",
    "Registreringskopia",
    "Renderat",
    "SamlatMottagande",
    "Underlag",
    "Uppgift",
    "las_underlag",
    "rendera",
    "varm_upp",
]
