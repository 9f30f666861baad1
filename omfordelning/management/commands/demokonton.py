"""Print the demo accounts of the embedded mode."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from omfordelning.exempeldata.organisationer import LOSENORD, demokonton


class Command(BaseCommand):
    """One line per account."""

    help = "Prints the demo accounts (embedded mode only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INBADDAT:
            return
        for konto in demokonton():
            roll = f"{konto.get_roll_display()}, {konto.organisation.namn}"
            self.stdout.write(f"  {konto.epost:<48} {roll}")
        self.stdout.write(f"  Lösenord för alla: {LOSENORD}")
