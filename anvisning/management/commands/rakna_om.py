"""Compare the counters of assignments with the rows and runs with their inputs, or build the counters anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anvisning.anvisningar import avvikelser, rakna_om
from anvisning.berakningar import kontroll


class Command(BaseCommand):
    """With `--kontrollera` nothing is changed: exit code 1 when something differs; all that does is named."""

    help = "Builds the counters of assignments anew from the rows; --kontrollera only compares, runs too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kontrollera", action="store_true", help="compare only; exit code 1 on a difference")

    def handle(self, *args: Any, kontrollera: bool, **options: Any) -> None:
        fel = avvikelser() if kontrollera else rakna_om()
        for cell in fel:
            self.stdout.write(str(cell))
        if not fel:
            self.stdout.write("Räknarna stämmer med raderna.")
        elif not kontrollera:
            self.stdout.write(f"{len(fel)} räknare är rättade.")
        if kontrollera:
            self._kontrollera(len(fel))

    def _kontrollera(self, raknare: int) -> None:
        brott = kontroll.avvikelser()
        for mening in brott:
            self.stdout.write(mening)
        if not brott:
            self.stdout.write("Beräkningarna stämmer med sitt underlag.")
        fel = [f"{raknare} räknare stämmer inte med raderna."] if raknare else []
        fel += [f"{len(brott)} fel i beräkningarna."] if brott else []
        if fel:
            raise CommandError(" ".join(fel))
