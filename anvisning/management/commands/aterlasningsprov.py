"""`manage.py aterlasningsprov FIL`: restore a backup beside the real database, and say whether it is the same."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from anvisning.sakerhetskopia import kopia
from anvisning.sakerhetskopia.program import ProgramSaknas


class Command(BaseCommand):
    """Exit code 0: the copy is equal and its invariants hold. 1: what differs, or what stood in the way."""

    help = "Provar att återläsa en säkerhetskopia i en egen databas som sedan tas bort."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`fil`: a dump made by sakerhetskopia, its two files beside it."""
        parser.add_argument("fil", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Try it. Raises CommandError."""
        try:
            wrong = kopia.try_out(options["fil"])
        except (ProgramSaknas, RuntimeError, OSError, ValueError, KeyError) as fel:
            raise CommandError(f"{type(fel).__name__}: {fel}") from fel
        if wrong:
            raise CommandError("The backup does not come back as it was:\n" + "\n".join(wrong))
        self.stdout.write(f"{options['fil']} comes back as it was.")
