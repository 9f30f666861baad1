"""Fields that the process's forms share."""

import re
from typing import Any

from django import forms

from anvisning.forms.falt import Radfalt, Textfalt
from anvisning.models.ar import paminnelsedagar
from anvisning.tabell import find_antal


class Settfalt(forms.CharField):
    """What the person has seen, as a hash, carried along unseen. Cleans to None when nothing is claimed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"widget": forms.HiddenInput, "required": False, "max_length": 64, "empty_value": None, **kwargs}
        )


def i_sidans_ordning(form: forms.Form) -> None:
    """Put the fields in the order of the layout, so that the summary of errors has the order of the page."""
    form.order_fields([plats.name for plats in form.helper.layout.get_field_names()])


class Antalsfalt(forms.IntegerField):
    """A number of children, read as a file's cell is; `fel` says which numbers may stand, whatever is wrong."""

    def __init__(self, *, fel: str, **kwargs: Any) -> None:
        felmeddelanden = dict.fromkeys(("required", "invalid", "min_value", "max_value"), fel)
        super().__init__(**{"widget": forms.TextInput, "error_messages": felmeddelanden, **kwargs})

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        antal = find_antal(str(value))
        if antal is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return antal


class Versionsfalt(forms.IntegerField):
    """The version of a proposal that the person has read, carried along unseen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.HiddenInput, "min_value": 1, "max_value": 32767, **kwargs})


class Flyttskal(Textfalt):
    """Why a day is moved: asked for when one is."""

    def __init__(self, *, kravs_nar: str, help_text: str) -> None:
        super().__init__(
            label="Varför flyttas dagen?",
            required=False,
            kravs_nar=kravs_nar,
            hogst=300,
            rader=2,
            help_text=help_text,
        )


class Flyttnotis(Textfalt):
    """What more to say of a moved day where everybody can read it (`var`: "på startsidan")."""

    def __init__(self, *, var: str, help_text: str) -> None:
        super().__init__(label=f"Mer att säga {var}", required=False, hogst=500, rader=2, help_text=help_text)


class Paminnelsedagarfalt(Radfalt):
    """Days before a deadline, written "30, 14, 7". Cleans to a list, most first; empty gives the usual days."""

    def __init__(self) -> None:
        vanliga = ", ".join(map(str, paminnelsedagar()))
        super().__init__(
            label="Påminn kommunerna så många dagar före sista dagen",
            hogst=40,
            size=20,
            required=False,
            help_text=f"Lämna tomt för {vanliga}. En dag som är ledig flyttas till arbetsdagen före.",
        )

    def clean(self, value: Any) -> list[int]:
        orden = re.findall(r"[^\s,;]+", super().clean(value))
        if not orden:
            return paminnelsedagar()
        dagar = {int(ord_) if re.fullmatch("[0-9]{1,2}", ord_) else 0 for ord_ in orden}
        if not all(1 <= antal <= 60 for antal in dagar):
            raise forms.ValidationError("Skriv antal dagar, 1 till 60, med komma emellan. Exempel: 30, 14, 7.")
        return sorted(dagar, reverse=True)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value
