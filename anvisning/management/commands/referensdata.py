"""Load the reference tables: counties, municipalities, organisations and compensation amounts."""

import csv
from collections.abc import Iterable
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


def _skriv(platser: Iterable[Lan] | Iterable[Kommun]) -> None:
    """Write rows with their codes as keys, over those that are there."""
    rader = list(platser)
    modell = type(rader[0])
    falt = [falt.attname for falt in modell._meta.concrete_fields if not falt.primary_key]
    modell.objects.bulk_create(rader, update_conflicts=True, unique_fields=["kod"], update_fields=falt)


class Command(BaseCommand):
    """Idempotent: a second run changes nothing that is right already."""

    help = "Loads counties, municipalities, their organisations and the compensation amounts."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        _skriv(
            Lan(kod=rad["kod"], namn=rad["namn"], sortering=sorteringsnyckel(rad["namn"])) for rad in _rader("lan.csv")
        )
        _skriv(
            Kommun(
                kod=rad["kod"],
                namn=rad["namn"],
                lan_id=rad["lankod"],
                sortering=sorteringsnyckel(rad["namn"]),
                sokning=soknyckel(rad["namn"]),
            )
            for rad in _rader("kommuner.csv")
        )
        Organisation.objects.bulk_create(
            Organisation(slag="kommun", kommun=kommun, namn=kommunens_namn(kommun.namn))
            for kommun in Kommun.objects.filter(organisation=None)
        )
        Organisation.objects.bulk_create(
            Organisation(slag="lansstyrelse", lan=lan, namn=f"Länsstyrelsen i {lan.namn}")
            for lan in Lan.objects.filter(organisation=None)
        )
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
