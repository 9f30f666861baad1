"""`manage.py bjud_in`: the operator invites the first person of an organisation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from anvisning.hinder import Hinder
from anvisning.konton import bjud_in
from anvisning.models import Organisation, Roll
from anvisning.sortering import soknyckel


class Command(BaseCommand):
    """Mails a link by which the person chooses a password. It works once, for 14 days."""

    help = "Bjuder in den första personen i en organisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The address, the organisation's name, the role, and who it is."""
        parser.add_argument("epost")
        parser.add_argument("--organisation", required=True, help='Till exempel "Länsstyrelsen i Kalmar län".')
        parser.add_argument("--roll", required=True, choices=Roll.values)
        parser.add_argument("--namn", required=True)
        parser.add_argument("--titel", default="")
        parser.add_argument("--telefon", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite, or say what to change."""
        organisation = find_organisation(options["organisation"])
        try:
            konto = bjud_in(
                organisation,
                epost=options["epost"],
                namn=options["namn"],
                roll=options["roll"],
                titel=options["titel"],
                telefon=options["telefon"],
                av=None,
                nu=timezone.now(),
            )
        except Hinder as hinder:
            raise CommandError(str(hinder)) from hinder
        self.stdout.write(
            f"{konto.namn} är inbjuden till {organisation.namn} som {konto.get_roll_display().lower()}. "
            f"Länken går till {konto.epost}."
        )


def find_organisation(namn: str) -> Organisation:
    """Give the organisation with exactly this name (letter case and spaces aside), else say which are like it."""
    sokt = " ".join(namn.split()).lower()
    alla = list(Organisation.objects.order_by("namn"))
    for organisation in alla:
        if organisation.namn.lower() == sokt:
            return organisation
    lika = [o.namn for o in alla if soknyckel(namn) and soknyckel(namn) in soknyckel(o.namn)][:10]
    raise CommandError(
        f"Det finns ingen organisation som heter ”{namn}”."
        + (f" Menar du någon av: {', '.join(lika)}?" if lika else " Kör referensdata först, eller kontrollera namnet.")
    )
