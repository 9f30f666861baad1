"""What the county registers in a case: each kind of answer that may come by mail, with its document."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row

from anvisning.forms.falt import Dagfalt, Radfalt, Textfalt, Valfalt
from omfordelning.forms.falt import Versionsfalt, i_sidans_ordning
from omfordelning.forms.kommun_forslag import Innehallsfalt
from omfordelning.forms.lan_granskning import SKRIV_SKAL, Aktform
from omfordelning.forms.lan_registrera import Postbeslut, Posthandling, Postinnehall
from omfordelning.models import Omstandighet


class GodkannForm(Postbeslut):
    """An approval that came by mail, of the version the county has read."""

    version = Versionsfalt()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("version", *self.beslutslayout(), *self.handlingsfalt())
        i_sidans_ordning(self)


class AndraForm(Postinnehall):
    """Another figure that came by mail."""

    version = Versionsfalt()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("version", *Innehallsfalt.layout(), *self.beslutslayout(), *self.handlingsfalt())
        i_sidans_ordning(self)


class BeslutForm(Postbeslut):
    """A decision, or what completes one, that came by mail for an approval already given."""

    beslut_kravs = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.beslutslayout(), *self.handlingsfalt())
        i_sidans_ordning(self)


class AterkallaForm(Postbeslut):
    """A withdrawal that came by mail; after both have approved it needs the decision it rests on."""

    skal = Textfalt(label="Skäl", required=False, hogst=1000, rader=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beslut_val"].label = "Beslutet som återkallelsen bygger på"
        self.fields["beslut_val"].help_text = "Behövs när båda kommunerna har godkänt."
        self.helper = FormHelper()
        self.helper.layout = Layout("skal", *self.beslutslayout(), *self.handlingsfalt())
        i_sidans_ordning(self)


class _Enkelform(Aktform, Posthandling):
    """A document that came by mail, and a few own fields before it (`egna`)."""

    egna: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.egna, *self.handlingsfalt())
        i_sidans_ordning(self)


class AvbojForm(_Enkelform):
    """A no that came by mail."""

    egna = ("version", "skal")
    version = Versionsfalt()
    skal = Textfalt(label="Kommunens skäl", hogst=1000, rader=3, error_messages={"required": SKRIV_SKAL})


class AnstandsbegaranForm(_Enkelform):
    """A request for more time that came by mail."""

    egna = ("sammantrade", "skal")
    sammantrade = Dagfalt(label="Dag för sammanträdet som ska besluta")
    skal = Textfalt(label="Kommunens skäl", required=False, hogst=1000, rader=3)


class OmstandighetForm(_Enkelform):
    """A changed circumstance that came by mail."""

    egna = ("slag", Row("domstol", "malnummer"), "dag", "beskrivning")
    slag = Valfalt(label="Vad har hänt?", choices=Omstandighet.Slag.choices, saknas="Välj vad som har hänt.")
    domstol = Radfalt(label="Domstol", hogst=120, required=False)
    malnummer = Radfalt(label="Målnummer", hogst=60, size=16, required=False)
    dag = Dagfalt(label="Vilken dag hände det?")
    beskrivning = Textfalt(label="Beskrivning", required=False, hogst=1000, rader=3)


class KompletteringssvarForm(_Enkelform):
    """An answer to the county's question that came by mail."""

    egna = ("fraga", "svar")
    fraga = Valfalt(label="Vilken fråga svarar kommunen på?", saknas="Välj vilken fråga svaret gäller.")
    svar = Textfalt(label="Kommunens svar", hogst=2000, error_messages={"required": "Skriv kommunens svar."})

    def __init__(self, *args: Any, fragor: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fraga"].choices = fragor
        if len(fragor) == 1:
            self.initial.setdefault("fraga", fragor[0][0])
