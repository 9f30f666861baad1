"""Fields that the process's forms share."""

from typing import Any

from django import forms


class Settfalt(forms.CharField):
    """What the person has seen, as a hash, carried along unseen. Cleans to None when nothing is claimed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"widget": forms.HiddenInput, "required": False, "max_length": 64, "empty_value": None, **kwargs}
        )


def i_sidans_ordning(form: forms.Form) -> None:
    """Put the fields in the order of the layout, so that the summary of errors has the order of the page."""
    form.order_fields([plats.name for plats in form.helper.layout.get_field_names()])


class Versionsfalt(forms.IntegerField):
    """The version of a proposal that the person has read, carried along unseen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.HiddenInput, "min_value": 1, "max_value": 32767, **kwargs})
