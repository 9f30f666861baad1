"""Load an invented country around a day, through the commands themselves."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from anvisning import tid, utkorg
from anvisning.models import Ar
from omfordelning.exempeldata import lander, organisationer
from omfordelning.exempeldata.bokforing import Bokforing

FORSTA_AR = 2016


class Command(BaseCommand):
    """Refuses production settings: demo accounts exist only in embedded mode."""

    help = "Loads example data: invented shares and assignments, proposals in every status, demo accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dag", type=date.fromisoformat, help="The day the country is laid out around.")
        parser.add_argument("--om-tom", action="store_true", help="Do nothing when there is data already.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INBADDAT:
            raise CommandError("Exempeldata finns bara i det inbäddade läget.")
        if Ar.objects.exists():
            if options["om_tom"]:
                return
            raise CommandError("Det finns redan data. Exempeldata läses in i en tom databas.")
        dag = options["dag"] or tid.svensk_dag(timezone.now())
        borjan = date(FORSTA_AR - 1, 1, 1)
        organisationer.skapa_organ(borjan)
        organisationer.skapa_konton(tid.start_pa_dagen(borjan))
        with utkorg.tyst():
            riket = lander.Riket()
            lander.gamla_ar(riket, FORSTA_AR, dag.year - 2)
            lander.avslutat_ar(riket, dag.year - 1, ("25",))
            bokforing = Bokforing(riket, dag)
            bokforing.hela_ar(dag.year - 2)
            lander.rattat_ar(riket, dag.year - 1)
            lander.avslutat_ar(riket, dag.year, ("07", "08", "17", "25"))
            bokforing.fram_till_dagen()
            lander.oppet_ar(riket, dag.year + 1, dag)
        self.stdout.write(f"Exempeldata är inläst kring {dag}.")
