"""What the national administrator types about a year."""

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms

from anvisning.arsarbete import HOGSTA_PROGNOS, Arsuppgifter, flyttas
from anvisning.datumandring import SKAL_KRAVS
from anvisning.falt import PromilleFormField
from anvisning.forms.falt import Dagfalt, Radfalt
from anvisning.models import Metodval
from anvisning.visning import veckodatum
from omfordelning.forms.falt import Flyttnotis, Flyttskal
from omfordelning.forms.riket_tabeller import EngangsForm

VALJ_METOD = "Välj hur måluppfyllelsen räknas."
PROGNOSER = ("prognos_lag", "prognos_huvud", "prognos_hog")


class Heltal(forms.IntegerField):
    """A whole number within limits, with one sentence for whatever else is typed."""

    def __init__(self, *, fel: str, **kwargs: Any) -> None:
        meddelanden = dict.fromkeys(("required", "invalid", "min_value", "max_value"), fel)
        attrs = {"size": 8, "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), "error_messages": meddelanden, **kwargs})


class ArForm(EngangsForm):
    """A year's dates, how its shares are written, forecasts, and what is shown."""

    preliminar_dag = Dagfalt(label="Preliminära andelar kommer")
    redovisas_dag = Dagfalt(label="Länsstyrelserna redovisar senast")
    faststalls_dag = Dagfalt(label="Migrationsverket fastställer andelarna")
    decimaler = Heltal(label="Decimaler i andelarna", min_value=0, max_value=3, initial=2, fel="Skriv 0, 1, 2 eller 3.")
    golv = PromilleFormField(
        label="Lägsta ordinarie andel",
        initial=Decimal(1),
        help_text="En lägre andel före omfördelning ger en varning.",
        error_messages={"required": "Skriv den lägsta andelen i promille, till exempel 1."},
    )
    tolerans = PromilleFormField(
        label="Summan får avvika från 1 000 ‰ med",
        initial=Decimal("0.5"),
        help_text="En större avvikelse ger en varning.",
        error_messages={"required": "Skriv hur mycket i promille, till exempel 0,5."},
    )
    hopp = Heltal(
        label="Varna när en andel ändras mer än",
        min_value=1,
        max_value=10000,
        initial=50,
        fel="Skriv en hel procent från 1 till 10 000, till exempel 50.",
    )
    prognos_lag = Heltal(label="Låg prognos", required=False, min_value=0, max_value=HOGSTA_PROGNOS, fel="")
    prognos_huvud = Heltal(label="Huvudprognos", required=False, min_value=0, max_value=HOGSTA_PROGNOS, fel="")
    prognos_hog = Heltal(label="Hög prognos", required=False, min_value=0, max_value=HOGSTA_PROGNOS, fel="")
    prognos_kalla = Radfalt(
        label="Prognosens källa",
        hogst=200,
        required=False,
        help_text="Till exempel: Migrationsverkets februariprognos 2027.",
    )
    prognos_dag = Dagfalt(label="Prognosens dag", required=False)
    metod = forms.ChoiceField(
        label="Så räknas måluppfyllelsen",
        choices=Metodval,
        initial=Metodval.ORDINARIE_ANDEL,
        help_text="Med ordinarie andel påverkas inga andra kommuner av en omfördelning.",
        error_messages={"required": VALJ_METOD, "invalid_choice": VALJ_METOD},
    )
    rakna_inledande = forms.BooleanField(
        label="Räkna anvisningar för inledande åtgärder i måluppfyllelsen",
        required=False,
        help_text="De redovisas alltid för sig.",
    )
    visa_foreslagna = forms.BooleanField(
        label="Visa redovisade omfördelningar öppet innan de är fastställda",
        required=False,
        initial=True,
        help_text="De märks ”föreslagna, inte fastställda”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for namn, suffix in (("golv", "‰"), ("tolerans", "‰"), ("hopp", "%"), *((p, "barn") for p in PROGNOSER)):
            self.fields[namn].suffix = suffix
            self.fields[namn].widget.attrs["size"] = 8
        for namn in PROGNOSER:
            for kod in ("invalid", "min_value", "max_value"):
                self.fields[namn].error_messages[kod] = "Skriv ett helt antal barn, till exempel 1000."
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Datum", *self.dagar()),
            Fieldset("Andelar", Row("decimaler", "golv"), Row("tolerans", "hopp")),
            Fieldset("Prognos över anvisade barn", Row(*PROGNOSER), "prognos_kalla", "prognos_dag"),
            Fieldset("Måluppfyllelse", "metod", "rakna_inledande"),
            Fieldset("Visning", "visa_foreslagna"),
        )

    def dagar(self) -> list[str]:
        """The fields with days, in the order of the year."""
        return ["preliminar_dag", "redovisas_dag", "faststalls_dag"]

    def uppgifter(self) -> Arsuppgifter:
        """What was typed."""
        data = {falt: self.cleaned_data[falt] for falt in Arsuppgifter.__dataclass_fields__}
        return Arsuppgifter(**data | {"hopp": Decimal(data["hopp"]) / 100})


class AndraArForm(ArForm):
    """A year that is changed: a date that moves needs a reason, and those concerned are told."""

    nyckel = None  # the check page carries the key
    skal = Flyttskal(kravs_nar="om en dag flyttas", help_text="Skälet mejlas till dem som berörs.")
    notis = Flyttnotis(
        var="på startsidan",
        help_text="Startsidan visar att dagen är flyttad. Här kan du skriva mer till alla som läser den.",
    )

    def __init__(self, *args: Any, fore: Arsuppgifter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fore = fore

    def dagar(self) -> list[str]:
        return [*super().dagar(), "skal", "notis"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.flyttade = flyttas(self.fore, self.uppgifter()) if not self.errors else {}
        if self.flyttade and not data["skal"]:
            self.add_error("skal", SKAL_KRAVS)
        return data


class NyttArForm(ArForm):
    """A new year with the suggested days filled in, each with its weekday in the hint."""

    ar = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9998)
    lanens_dag = Dagfalt(label="Länens sista dag för kommunerna")

    def __init__(self, *args: Any, forslag: dict[str, date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for falt, dag in (
            ("preliminar_dag", forslag["preliminar"]),
            ("lanens_dag", forslag["lanets_dag"]),
            ("redovisas_dag", forslag["redovisas"]),
            ("faststalls_dag", forslag["faststalls"]),
        ):
            self.initial.setdefault(falt, dag)
            self.fields[falt].help_text = f"Förslag: {veckodatum(dag)}. Skriv som {dag.isoformat()}."
        self.fields["lanens_dag"].help_text += " Varje länsstyrelse kan ändra sin egen."

    def dagar(self) -> list[str]:
        return ["preliminar_dag", "lanens_dag", "redovisas_dag", "faststalls_dag"]
