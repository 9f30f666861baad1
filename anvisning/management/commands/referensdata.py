"""Load the reference tables: counties, municipalities, organisations and compensation amounts."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from anvisning.models import Ersattning, Kommun, Lan, Organisation
from anvisning.sortering import soknyckel, sorteringsnyckel

DATA = Path(__file__).resolve().parents[2] / "data"


def _rader(namn: str) -> list[dict[str, str]]:
    with (DATA / namn).open(encoding="utf-8", newline="") as fil:
        return list(csv.DictReader(fil))


def kommunens_namn(namn: str) -> str:
    """Give the municipality as an organisation: "Bodens kommun", "Luleå kommun", "Torsås kommun", "Kalmar kommun"."""
    utan_s = namn[-1] in "aeiouyåäösxz" or namn == "Kalmar"
    return f"{namn}{'' if utan_s else 's'} kommun"


class Command(BaseCommand):
    """Idempotent: a second run changes nothing that is right already."""

    help = "Loads counties, municipalities, their organisations and the compensation amounts."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for rad in _rader("lan.csv"):
            Lan.objects.update_or_create(
                kod=rad["kod"], defaults={"namn": rad["namn"], "sortering": sorteringsnyckel(rad["namn"])}
            )
        for rad in _rader("kommuner.csv"):
            Kommun.objects.update_or_create(
                kod=rad["kod"],
                defaults={
                    "namn": rad["namn"],
                    "lan_id": rad["lankod"],
                    "sortering": sorteringsnyckel(rad["namn"]),
                    "sokning": soknyckel(rad["namn"]),
                },
            )
        for kommun in Kommun.objects.filter(organisation=None):
            Organisation.objects.create(slag="kommun", kommun=kommun, namn=kommunens_namn(kommun.namn))
        for lan in Lan.objects.filter(organisation=None):
            Organisation.objects.create(slag="lansstyrelse", lan=lan, namn=f"Länsstyrelsen i {lan.namn}")
        Organisation.objects.get_or_create(slag="nationell", namn="Migrationsverket")
        for rad in _rader("ersattning.csv"):
            Ersattning.objects.get_or_create(
                slag=rad["slag"],
                galler_fran=date.fromisoformat(rad["galler_fran"]),
                defaults={
                    "belopp": int(rad["belopp"]),
                    "galler_till": date.fromisoformat(rad["galler_till"]) if rad["galler_till"] else None,
                    "rattsgrund": rad["rattsgrund"],
                },
            )
        self.stdout.write(f"{Lan.objects.count()} län, {Kommun.objects.count()} kommuner.")
