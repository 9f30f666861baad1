"""What may come by mail in a case, from a municipality without account."""

from dataclasses import dataclass

from django import forms

from omfordelning.forms import lan_registrera_svar as formular
from omfordelning.process import Steg


@dataclass(frozen=True, kw_only=True)
class Svar:
    """One kind of answer that may come by mail: its step, its form, and the words of the page."""

    steg: Steg
    form: type[forms.Form]
    rubrik: str
    knapp: str
    fara: bool = False


SVAR: dict[str, Svar] = {
    "godkann": Svar(
        steg=Steg.GODKANN,
        form=formular.GodkannForm,
        rubrik="Registrera ett godkännande",
        knapp="Registrera godkännandet från {}",
    ),
    "andra": Svar(
        steg=Steg.ANDRA,
        form=formular.AndraForm,
        rubrik="Registrera en annan siffra",
        knapp="Registrera den nya siffran från {}",
    ),
    "avboj": Svar(
        steg=Steg.AVBOJ, form=formular.AvbojForm, rubrik="Registrera ett nej", knapp="Registrera nej från {}", fara=True
    ),
    "beslut": Svar(
        steg=Steg.MEDDELA_BESLUT,
        form=formular.BeslutForm,
        rubrik="Registrera kommunens beslut",
        knapp="Registrera beslutet från {}",
    ),
    "anstand": Svar(
        steg=Steg.BEGAR_ANSTAND,
        form=formular.AnstandsbegaranForm,
        rubrik="Registrera en begäran om anstånd",
        knapp="Registrera begäran från {}",
    ),
    "komplettering": Svar(
        steg=Steg.BESVARA_KOMPLETTERING,
        form=formular.KompletteringssvarForm,
        rubrik="Registrera svar på komplettering",
        knapp="Registrera svaret från {}",
    ),
    "aterkalla": Svar(
        steg=Steg.ATERKALLA,
        form=formular.AterkallaForm,
        rubrik="Registrera en återkallelse",
        knapp="Registrera återkallelsen från {}",
        fara=True,
    ),
    "omstandighet": Svar(
        steg=Steg.ANMAL_OMSTANDIGHET,
        form=formular.OmstandighetForm,
        rubrik="Registrera en ändrad omständighet",
        knapp="Registrera uppgiften från {}",
    ),
}
"""What may come by mail in a case, as the address says it (`?vad=`), in the order of the page."""
