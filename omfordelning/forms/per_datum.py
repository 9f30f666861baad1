"""The day to look back to."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from anvisning import tid
from anvisning.forms.falt import Dagfalt
from anvisning.visning import datum

TIDIGAST = date(1900, 1, 1)
"""Well before anything was published: what there was to see on an early day is said by the page, not by the field."""


class PerForm(forms.Form):
    """A day until today, `per`, to look back to: each heir says what there is to see."""

    def __init__(self, *args: Any, idag: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.idag = idag
        self.helper = FormHelper()

    def clean_per(self) -> date:
        return krav_varit(self.cleaned_data["per"], self.idag)


class DagForm(PerForm):
    """A day of the whole application; `ar`, a share year, is carried along as it came."""

    per = Dagfalt(
        label="Dag", help_text="Skriv som 2026-11-02. Du ser läget vid slutet av den dagen.", tidigast=TIDIGAST
    )
    ar = forms.CharField(required=False, widget=forms.HiddenInput)


class ManadForm(PerForm):
    """A day whose published month of goal fulfilment is asked for."""

    per = Dagfalt(
        label="Visa per datum",
        help_text="Skriv som 2026-11-02. Du ser den månad som var publicerad då.",
        tidigast=TIDIGAST,
    )


class BerakningForm(PerForm):
    """A day whose run of goal fulfilment is asked for."""

    per = Dagfalt(
        label="Visa per datum",
        help_text="Skriv som 2026-11-02. Du ser den beräkning som gällde vid slutet av den dagen.",
        tidigast=TIDIGAST,
    )


def krav_varit(dag: date, idag: date) -> date:
    """Give the day, or refuse one that is to come."""
    if dag > idag:
        raise forms.ValidationError(f"Den {datum(dag)} har inte varit än. Skriv i dag, {idag}, eller en tidigare dag.")
    return dag


def for_tidigt(dag: date, publicerade: Iterable[datetime]) -> str:
    """Say that nothing was published yet on a day, and when the first was; "" when something was, or nothing is."""
    forst = min((tid.svensk_dag(nar) for nar in publicerade), default=None)
    if forst is None or dag >= forst:
        return ""
    return (
        f"Den {datum(dag)} var inga andelar publicerade. De första publicerades den {datum(forst)}. "
        f"Skriv {forst} eller en senare dag."
    )
