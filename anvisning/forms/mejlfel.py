"""Sending a mail again that did not arrive."""

from collections.abc import Sequence
from typing import Any

from anvisning.forms.falt import Valfalt
from anvisning.forms.konton import EnGangForm


class SkickaIgenForm(EnGangForm):
    """To which of the organisation's addresses."""

    till = Valfalt(label="Skicka till", saknas="Välj en adress.")

    def __init__(self, *args: Any, adresser: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["till"].choices = [(adress, f"{adress} ({vems})") for adress, vems in adresser]
