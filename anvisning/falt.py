"""Django fields for promille: one for models, one for forms. The grammar itself is `promille.parse_promille`."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from anvisning.promille import EXEMPEL, MAX_DECIMALER, PromilleFel, antal_decimaler, parse_promille

HELTALSSIFFROR = 4


class PromilleField(models.DecimalField):
    """An amount in promille: Decimal with seven digits, three of them decimals, signed (a ledger row may be negative).

    Never rounds and never takes a float: saving a value with more than three decimals raises ValueError, a float
    raises TypeError. Range (0 to 1000, or not zero) is the model's constraint.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = HELTALSSIFFROR + MAX_DECIMALER
        kwargs["decimal_places"] = MAX_DECIMALER
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, list(args), kwargs

    def to_python(self, value: Any) -> Any:
        if isinstance(value, float):
            raise TypeError("A share is a Decimal, never a float.")
        return super().to_python(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if not hasattr(value, "as_sql"):
            exakt = self.to_python(value)
            if exakt is not None and antal_decimaler(exakt) > MAX_DECIMALER:
                raise ValueError(f"{exakt} has more than {MAX_DECIMALER} decimals and is never rounded.")
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs: Any) -> Any:
        # DecimalField.formfield would pass max_digits and decimal_places, which the grammar replaces.
        return models.Field.formfield(self, **{"form_class": PromilleFormField, **kwargs})


class PromilleFormField(forms.Field):
    """A share as a person writes it: `1,25`, `1.25`, ` 1 000 `, `3,25 ‰`. Cleans to a Decimal in promille, or None.

    `decimaler` is how many decimals are accepted (0 to 3). What was typed is shown again as typed; a stored value is
    shown with a decimal comma and every digit.
    """

    widget = forms.TextInput

    def __init__(self, *, decimaler: int = MAX_DECIMALER, **kwargs: Any) -> None:
        self.decimaler = decimaler
        super().__init__(**{**kwargs, "error_messages": {"required": EXEMPEL, **(kwargs.get("error_messages") or {})}})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        minst = min(2, self.decimaler)
        return f"{value:.{max(minst, antal_decimaler(value))}f}".replace(".", ",")

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        if not text:
            return None
        try:
            return parse_promille(text, self.decimaler)
        except PromilleFel as fel:
            raise ValidationError(str(fel), code="promille") from fel

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
