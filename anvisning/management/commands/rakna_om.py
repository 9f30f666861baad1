"""Compare the counters of assignments with the rows, or build them anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anvisning.anvisningar import avvikelser, rakna_om


class Command(BaseCommand):
    """With `--kontrollera` nothing is changed: exit code 1 when a cell differs; every one is named."""

    help = "Builds the counters of assignments anew from the rows; --kontrollera only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kontrollera", action="store_true", help="compare only; exit code 1 on a difference")

    def handle(self, *args: Any, kontrollera: bool, **options: Any) -> None:
        fel = avvikelser() if kontrollera else rakna_om()
        for cell in fel:
            self.stdout.write(str(cell))
        if not fel:
            self.stdout.write("Räknarna stämmer med raderna.")
        elif kontrollera:
            raise CommandError(f"{len(fel)} räknare stämmer inte med raderna.")
        else:
            self.stdout.write(f"{len(fel)} räknare är rättade.")
