"""From rows to what the documents say: builds the letters' frozen inputs, which are stored with the document."""

from omfordelning.brevunderlag.arende import arendeutskrift
from omfordelning.brevunderlag.bekraftelse import bekraftelsebrev
from omfordelning.brevunderlag.besked import beskedsbrev
from omfordelning.brevunderlag.redovisning import redovisningsdokument, redovisningskopior
from omfordelning.brevunderlag.registrering import registreringskopior

__all__ = [
    "arendeutskrift",
    "bekraftelsebrev",
    "beskedsbrev",
    "redovisningsdokument",
    "redovisningskopior",
    "registreringskopior",
]
