"""`manage.py forbered`: bring the database up to the code, and in embedded mode the example data too."""

import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command


class Command(BaseCommand):
    """Run before the processes start (`make start`, the one-shot service in docker-compose.yml); may be repeated."""

    help = "Migrerar databasen och läser in referenstabeller; i inbäddat läge även exempeldata."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--konton FIL`: write the demo accounts there (embedded mode)."""
        parser.add_argument("--konton", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, cache table, reference tables; then example data and the list of demo accounts."""
        call_command("migrate", interactive=False, verbosity=1 if options["verbosity"] > 1 else 0)
        call_command("referensdata")
        if not settings.INBADDAT:
            return
        call_command("createcachetable")
        for name in ("meddelanden", "styrning"):
            (settings.KO_DIR / name).mkdir(parents=True, exist_ok=True)
        call_command("exempeldata", "--om-tom")
        accounts = io.StringIO()
        call_command("demokonton", stdout=accounts)
        if options["konton"]:
            options["konton"].write_text(accounts.getvalue(), encoding="utf-8")
        else:
            self.stdout.write(accounts.getvalue())
