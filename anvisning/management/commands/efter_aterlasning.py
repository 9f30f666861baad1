"""`manage.py efter_aterlasning FIL [LOGG …]`: run once after pg_restore, before the processes start again."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from anvisning.sakerhetskopia import aterkomst, kopia


class Command(BaseCommand):
    """Mails that the logs show were sent are marked as sent. Prints what is to be told to the officers, in Swedish."""

    help = "Efter en verklig återläsning: hindrar att mejl skickas igen och säger vad som saknas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`fil`: the dump that was restored; `logg`: files with the Message-IDs of what was sent after it."""
        parser.add_argument("fil", type=Path)
        parser.add_argument("logg", type=Path, nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError when a file cannot be read; nothing is done then."""
        try:
            kopians = datetime.fromisoformat(kopia.read_proof(options["fil"])["skapad"])
            sanda = aterkomst.read_logs(options["logg"])
        except (OSError, ValueError, KeyError) as fel:
            raise CommandError(f"{type(fel).__name__}: {fel}") from fel
        self.stdout.write(str(aterkomst.anteckna(sanda, kopians=kopians, nu=timezone.now())))
