"""`manage.py sakerhetskopia FIL`: dump the whole database, with what proves it and the log of sent mails beside it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from anvisning.sakerhetskopia import kopia
from anvisning.sakerhetskopia.program import ProgramSaknas


class Command(BaseCommand):
    """Writes FIL (PostgreSQL's custom format), FIL.json (digests) and FIL.mejl (Message-IDs of sent mails)."""

    help = "Säkerhetskopierar hela databasen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`fil`: where the dump goes; its folder must exist."""
        parser.add_argument("fil", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the backup and say what it holds. Raises CommandError with what to do."""
        try:
            facts = kopia.take(options["fil"], nu=timezone.now())
        except (ProgramSaknas, RuntimeError, OSError) as fel:
            raise CommandError(str(fel)) from fel
        rows = sum(int(antal) for namn, (antal, _) in facts["tabeller"].items() if namn != "(schema)")
        self.stdout.write(f"{options['fil']}: {facts['storlek']} byte, {rows} rows, SHA-256 {facts['sha256']}")
