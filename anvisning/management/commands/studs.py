"""`manage.py studs`: take one delivery report from standard input, for a pipe in the mail server."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from anvisning import studsar

FORSOK_SENARE = 75
"""EX_TEMPFAIL: the mail server keeps the report and tries again."""


class Command(BaseCommand):
    """Ends with 0 whatever came, so that no report makes another; with 75 when the database does not answer."""

    help = "Tar emot ett studsat mejl på standard in. För ett rör i mejlservern."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, note, and say what came of it."""
        innehall = sys.stdin.buffer.read(studsar.STORST)
        while sys.stdin.buffer.read(studsar.STORST):
            pass  # the mail server writes all of it, and a pipe that breaks would be a failure to it
        try:
            utfall = studsar.ta_emot(innehall, nu=timezone.now())
        except DatabaseError as fel:
            raise CommandError(f"Databasen svarar inte: {fel}", returncode=FORSOK_SENARE) from fel
        self.stdout.write(utfall.value)
