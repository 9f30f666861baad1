"""Fields that the process's forms share."""

from typing import Any

from django import forms

from anvisning.forms.falt import EXEMPEL, FORSTA, SISTA, VALJ, Dagfalt, Radfalt, Textfalt, Valfalt

__all__ = ["EXEMPEL", "FORSTA", "SISTA", "VALJ", "Dagfalt", "Radfalt", "Textfalt", "Valfalt", "Versionsfalt"]


class Versionsfalt(forms.IntegerField):
    """The version of a proposal that the person has read, carried along unseen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.HiddenInput, "min_value": 1, "max_value": 32767, **kwargs})
