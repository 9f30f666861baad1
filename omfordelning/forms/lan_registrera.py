"""What the county registers for a municipality: the document that came by mail, when it came, and what it says."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Row
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from anvisning import tid
from anvisning.bindande import FilMixin
from anvisning.forms.falt import Dagfalt, Valfalt
from anvisning.visning import tidpunkt
from omfordelning.forms.falt import i_sidans_ordning
from omfordelning.forms.kommun_beslut import ANNAT, INGET, NYTT, Beslutsfalt
from omfordelning.forms.kommun_forslag import Innehallsfalt
from omfordelning.lage import Registrering
from omfordelning.models import Godkannande, Kommunbeslut
from omfordelning.process import Sida

KLOCKSLAG = "Skriv klockslaget som timme och minut, till exempel 14.05."
INKOMMET = ("inkommen_dag", "inkommen_tid")


class Klockslagsfalt(forms.TimeField):
    """A time of day, written 14.05 or 14:05. Cleans to a time."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "input_formats": ["%H.%M", "%H:%M", "%H%M"],
                "widget": forms.TextInput(attrs={"size": 6, "inputmode": "numeric", "autocomplete": "off"}),
                "error_messages": dict.fromkeys(("required", "invalid"), KLOCKSLAG),
                **kwargs,
            }
        )

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H.%M") if isinstance(value, time) else value


class Inkomstfalt(forms.Form):
    """When a document came to the county: `cleaned_data["inkommen"]` is the instant. Needs `self.nu`."""

    inkommen_dag = Dagfalt(label="Dag då handlingen kom in", help_text="Skriv som 2026-11-02.")
    inkommen_tid = Klockslagsfalt(label="Klockslag", help_text="Skriv som 14.05.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        dag, klockan = data.get("inkommen_dag"), data.get("inkommen_tid")
        if dag and klockan is not None:
            data["inkommen"] = datetime.combine(dag, klockan, tid.STOCKHOLM)
            if data["inkommen"] > self.nu:
                self.add_error("inkommen_dag", "Handlingen kan inte ha kommit in senare än nu. Rätta dagen.")
        return data

    @staticmethod
    def inkomstrader() -> list[Any]:
        """Give the two fields side by side, under a heading."""
        return [Fieldset("När kom handlingen in?", Row(*INKOMMET))]


class Posthandling(Inkomstfalt, FilMixin):
    """A document that came by mail: the PDF is required, and it is judged by the time it came in."""

    fil_kravs = True
    filfel: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fil = self.fields["fil"]
        fil.label = "Handlingen som PDF"
        fil.help_text = "Mejlet eller brevet som det kom in. Högst 10 MB."
        fil.required = not self.data.get(self.add_prefix("fil_id"))  # a file sent before need not be sent again
        fil.error_messages["required"] = "Bifoga handlingen som PDF."

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        # A decision's fields, when there are any, take the file for theirs and let it be missing: here it is not.
        if data["dokument"] is None and "fil" not in self.errors:
            self.add_error("fil", self.filfel or "Bifoga handlingen som PDF.")
        return data

    def _spara(self, fil: Any) -> Any:
        dokument = super()._spara(fil)
        self.filfel = list(self.errors.get("fil", []))
        return dokument

    @staticmethod
    def handlingsfalt() -> list[Any]:
        """Give the document and when it came, for the layout."""
        return [
            Fieldset("Handlingen", "fil", "fil_id"),
            *Inkomstfalt.inkomstrader(),
        ]

    def registrering(self, sida: Sida) -> Registrering:
        """Give what the command takes; call after cleaning."""
        return Registrering(sida=sida, inkommen=self.cleaned_data["inkommen"], handling=self.cleaned_data["dokument"])

    def handlingsrader(self) -> list[dict[str, str]]:
        """Give the rows of the check page about the document."""
        return [
            {"namn": "Handling", "varde": self.cleaned_data["dokument"].filnamn},
            {"namn": "Kom in", "varde": tidpunkt(self.cleaned_data["inkommen"])},
        ]


class Postbeslut(Posthandling, Beslutsfalt):
    """A document that came by mail together with what it says of the municipality's decision."""

    ar_utdrag = forms.BooleanField(
        label="Handlingen är eller innehåller protokollsutdraget",
        required=False,
        help_text="Annars står det ”protokollsutdrag följer” i ärendet.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ifyllt = "beslut_val" in (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if not ifyllt:
            self.initial.pop("beslut_val", None)  # the county reads the document and chooses: no default
        self.fields["delegationspunkt"].help_text = "Behövs när en tjänsteperson har beslutat på delegation."
        self.fields["ram"].help_text = "Fyll i om beslutet tillåter en annan siffra upp till ett tak."
        self.fields[
            "ram_bekraftad"
        ].help_text = "Kryssa i om kommunen skriver att ett tidigare beslut räcker, fast siffran är en annan."
        self.fields["beslut_val"].choices = [
            (nyckel, {NYTT: "Beslutet framgår av handlingen: fyll i det här"}.get(nyckel, text))
            for nyckel, text in self.fields["beslut_val"].choices
        ]

    def kanda_beslut(self) -> QuerySet[Kommunbeslut]:
        """Leave out what the municipality has only prepared: that is its own until it uses it."""
        i_arende = Exists(Godkannande.objects.filter(kommunbeslut=OuterRef("pk")))
        return super().kanda_beslut().filter(Q(registrerat_av_lan=True) | Q(i_arende))

    @staticmethod
    def beslutslayout() -> list[Any]:
        """Give the decision's fields in order; details of a new decision are shown only for a new one (with script)."""
        return [
            "beslut_val",
            Div("ram_bekraftad", data_visas_nar_inte=f"beslut_val={NYTT} {INGET}"),
            Div(
                Fieldset(
                    "Om beslutet",
                    "organ",
                    Div("organslag", "organnamn", data_visas_nar=f"organ={ANNAT}"),
                    "tillstand",
                    Row("dag", "paragraf"),
                    "diarienummer",
                    "delegationspunkt",
                    "ram",
                    "ar_utdrag",
                ),
                data_visas_nar=f"beslut_val={NYTT}",
            ),
        ]

    def _uppgifter(self, data: dict[str, Any]) -> Any:
        return super()._uppgifter(data | {"dokument": data["dokument"] if data.get("ar_utdrag") else None})


class Postinnehall(Innehallsfalt, Postbeslut):
    """A document that came by mail with a figure and a decision. `andelar`: code → ordinary share (promille)."""

    def __init__(self, *args: Any, decimaler: int, andelar: dict[str, Decimal], **kwargs: Any) -> None:
        self.andelar = andelar
        super().__init__(*args, decimaler=decimaler, **{"givarens_andel": None, **kwargs})
        self.fields["meddelande"].label = "Kommunens meddelande"
        self.fields["meddelande"].help_text = "Det kommunen skriver till den andra kommunen, om något."


class Avsandarform(forms.Form):
    """Step one of a registration: whose document it is, and which side it is on. Sent as a question (GET)."""

    kommun = forms.ChoiceField(label="Vilken kommun kommer handlingen från?")
    sida = Valfalt(
        label="Vad vill kommunen?",
        choices=[
            (Sida.GIVARE.value, "Lämna över sin andel (förslag)"),
            (Sida.MOTTAGARE.value, "Ta emot en annan kommuns andel (inbjudan)"),
        ],
        saknas="Välj om kommunen vill lämna över eller ta emot.",
    )

    def __init__(self, *args: Any, kommuner: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kommun"].choices = [("", "Välj kommun"), *kommuner]
        self.fields["kommun"].error_messages = dict.fromkeys(("required", "invalid_choice"), "Välj en kommun i länet.")


class RegistreraForm(Postinnehall):
    """Step two: the other municipality, the figure, the decision, the document and when it came in."""

    motpart = forms.ChoiceField(label="Den andra kommunen")

    def __init__(self, *args: Any, sida: Sida, kommuner: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sida = sida
        falt = self.fields["motpart"]
        falt.label = "Vilken kommun ska ta emot?" if sida is Sida.GIVARE else "Vilken kommuns andel gäller det?"
        falt.choices = [("", "Välj kommun"), *((kod, namn) for kod, namn in kommuner if kod != self.kommunkod)]
        falt.error_messages = dict.fromkeys(("required", "invalid_choice"), "Välj en kommun i länet.")
        self.helper = FormHelper()
        self.helper.layout = Layout("motpart", *Innehallsfalt.layout(), *self.beslutslayout(), *self.handlingsfalt())
        i_sidans_ordning(self)

    @property
    def givare(self) -> str:
        """The giver's code, once the form is clean."""
        return self.kommunkod if self.sida is Sida.GIVARE else self.cleaned_data["motpart"]

    @property
    def mottagare(self) -> str:
        """The receiver's code, once the form is clean."""
        return self.cleaned_data["motpart"] if self.sida is Sida.GIVARE else self.kommunkod

    def clean(self) -> dict[str, Any]:
        kod = self.kommunkod if self.sida is Sida.GIVARE else self.cleaned_data.get("motpart", "")
        self.givarens_andel = self.andelar.get(kod)
        return super().clean()
