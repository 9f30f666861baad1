"""Fields that forms share: a day as people write it, a choice, and texts with a limit."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS

from anvisning.personnummer import har_personnummer
from anvisning.visning import datum

FORSTA, SISTA = date(2016, 1, 1), date(2100, 12, 31)
"""Days outside are a slip of the pen."""
EXEMPEL = "Skriv datumet som år, månad och dag, till exempel 2026-11-02."
VALJ = "Välj ett av alternativen."
DOLDA = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line breaks, and the marks that turn the direction of a text."""


def inga_personnummer(text: str) -> None:
    """Refuse a text with what looks like a personal identity number: the service holds nothing about individuals."""
    if har_personnummer(text):
        raise ValidationError(
            "Texten ser ut att innehålla ett personnummer. Ta bort det: tjänsten får inte ha uppgifter om enskilda. "
            "Är det ett telefonnummer? Skriv det med mellanslag, till exempel 010-123 45 67.",
            code="personnummer",
        )


def en_rad(text: str) -> None:
    """Refuse line breaks and what is not seen, such as the marks that turn a text round: it would read as another.

    Spaces of every width may stand: a hard one comes along with what is pasted ("KS § 112").
    """
    if not all(tecken.isprintable() or unicodedata.category(tecken) == "Zs" for tecken in text):
        raise ValidationError(
            "Texten har en radbrytning eller ett dolt tecken. Skriv den på nytt, på en rad.", code="en_rad"
        )


def inga_dolda_tecken(text: str) -> None:
    """Refuse, in a text of several lines, the marks that turn it round and the signs that steer a screen."""
    if DOLDA.search(text):
        raise ValidationError("Texten har ett dolt tecken. Skriv den på nytt.", code="dolda_tecken")


class KravsNar(forms.Field):
    """A field that is asked for at times. `kravs_nar` says when ("om dagen flyttas"), not "frivilligt"."""

    def __init__(self, *, kravs_nar: str = "", **kwargs: Any) -> None:
        self.kravs_nar = kravs_nar
        super().__init__(**kwargs)


LANGST_DAG = 100
"""More characters than any day that is written out."""


class Dagfalt(KravsNar, forms.DateField):
    """A day, written 2026-11-02 (also 20261102, 2/11 2026 or 2 november 2026), between `tidigast` (2016) and 2100.

    A form that knows its last day, `senast`, says which days may stand instead of how a day is written.
    """

    def __init__(self, *, tidigast: date = FORSTA, senast: date | None = None, **kwargs: Any) -> None:
        self.tidigast, self.senast = tidigast, senast
        felmeddelanden = {"required": EXEMPEL, "invalid": EXEMPEL, **kwargs.pop("error_messages", {})}
        super().__init__(
            **{
                "input_formats": ["%Y-%m-%d", "%Y%m%d", "%d/%m %Y", "%d/%m/%Y"],
                "widget": forms.TextInput(attrs={"size": 12, "inputmode": "numeric", "autocomplete": "off"}),
                "help_text": "Skriv som 2026-11-02.",
                "error_messages": felmeddelanden,
                **kwargs,
            }
        )

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = " ".join(value[:LANGST_DAG].split())
            for nummer, manad in MONTHS.items():
                value = re.sub(rf" {manad} ", f"/{nummer} ", value, flags=re.IGNORECASE)
        dag = super().to_python(value)
        if dag is not None and not self.tidigast <= dag <= (self.senast or SISTA):
            dagarna = f"Skriv en dag från {datum(self.tidigast)} till {datum(self.senast)}."
            raise ValidationError(dagarna if self.senast else EXEMPEL, code="invalid")
        return dag

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class Valfalt(forms.ChoiceField):
    """One of several, as radio buttons, with a sentence that says what to do when none is chosen."""

    widget = forms.RadioSelect

    def __init__(self, *, saknas: str = VALJ, **kwargs: Any) -> None:
        super().__init__(**{"error_messages": {"required": saknas, "invalid_choice": saknas}, **kwargs})


class Textfalt(KravsNar, forms.CharField):
    """A text of several lines with a limit that is counted while typing."""

    def __init__(self, *, hogst: int = 2000, rader: int = 4, **kwargs: Any) -> None:
        self.tecken_kvar = hogst
        felmeddelanden = {
            "max_length": f"Korta texten till högst {hogst} tecken.",
            "null_characters_not_allowed": "Texten har ett tecken som inte går att spara. Skriv den på nytt.",
            **kwargs.pop("error_messages", {}),
        }
        super().__init__(
            **{
                "max_length": hogst,
                "widget": forms.Textarea(attrs={"rows": rader, "maxlength": None}),
                "error_messages": felmeddelanden,
                "validators": [inga_personnummer, inga_dolda_tecken],
                **kwargs,
            }
        )


class Radfalt(forms.CharField):
    """A short text on one line."""

    def __init__(self, *, hogst: int, size: int | None = None, **kwargs: Any) -> None:
        felmeddelanden = {
            "max_length": f"Korta till högst {hogst} tecken.",
            "null_characters_not_allowed": "Texten har ett tecken som inte går att spara. Skriv den på nytt.",
            **kwargs.pop("error_messages", {}),
        }
        attrs = {"maxlength": None, **({"size": size} if size else {})}
        super().__init__(
            **{
                "max_length": hogst,
                "widget": forms.TextInput(attrs=attrs),
                "error_messages": felmeddelanden,
                "validators": [inga_personnummer, en_rad],
                **kwargs,
            }
        )
