"""Look through the whole database for what must always hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from omfordelning.invarianter import kontrollera


class Command(BaseCommand):
    """Exit code 1 when a row breaks an invariant; every breach is named."""

    help = "Kontrollerar att uppgifterna i hela databasen stämmer och namnger rader som inte gör det."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, and say what was found, one line per invariant. Raises CommandError naming those that are broken."""
        utfallen = kontrollera()
        for utfall in utfallen:
            self.stdout.write(f"{'FEL' if utfall.brott else 'ok '}  {utfall}")
            for rad in utfall.brott:
                self.stdout.write(f"       {rad}")
        if brutna := [utfall.regel.nummer for utfall in utfallen if utfall.brott]:
            raise CommandError(f"Det här stämmer inte: {', '.join(brutna)}.")
