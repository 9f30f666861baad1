"""What a password may not be, beside Django's own rules: endless, or made of the words everybody here knows."""

from django.core.exceptions import ValidationError

from anvisning.models import Konto
from anvisning.sortering import soknyckel

HOGST = 128
ANDRA_TECKEN = 8
"""So many letters and digits must be left when the known words are taken away."""
KANDA = (
    "anvisningsandelar anvisningsandel anvisning andelar andel omfordelning ensamkommande barn kommunen kommuns kommun "
    "lansstyrelsen lansstyrelse lanet migrationsverket migration losenordet losenord"
).split()
KORTAST = 4
"""Shorter words of an organisation's name are too common to count."""


class InteForLangt:
    """At most 128 characters."""

    def validate(self, password: str, user: Konto | None = None) -> None:
        """Raise ValidationError for a longer one."""
        if len(password) > HOGST:
            raise ValidationError(f"Lösenordet är för långt. Välj ett med högst {HOGST} tecken.")

    def get_help_text(self) -> str:
        return f"Lösenordet får ha högst {HOGST} tecken."


class InteTjanstensOrd:
    """Not only words of the service, the municipality's or county's name, and a few characters more."""

    def validate(self, password: str, user: Konto | None = None) -> None:
        """Raise ValidationError when too little is left beside such words."""
        namn = user.organisation.namn if isinstance(user, Konto) and user.organisation_id else ""
        kanda = {*KANDA, *(ordet for ordet in soknyckel(namn).split() if len(ordet) >= KORTAST)}
        helt = kvar = soknyckel(password)
        for ordet in sorted(kanda, key=len, reverse=True):
            kvar = kvar.replace(ordet, " ")
        if kvar != helt and sum(tecken.isalnum() for tecken in kvar) < ANDRA_TECKEN:
            raise ValidationError(
                "Lösenordet är lätt att gissa: det bygger på tjänstens, kommunens eller länets namn. "
                "Lägg till några andra ord."
            )

    def get_help_text(self) -> str:
        return "Lösenordet får inte bara vara ord som har med tjänsten att göra."
