"""Mails that did not arrive."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from anvisning.models.spar import Epostmeddelande


class Leveransfel(models.Model):
    """A mail that did not arrive: a task for the recipient's county until somebody has seen to it.

    `hanterat_av` is None when it ended by itself: a later attempt succeeded, or found the mail not to be
    needed any more. `nytt` is the mail sent in its place.
    """

    class Slag(models.TextChoices):
        AVVISAT = "avvisat", "Avvisades av mottagarens mejlserver"
        STUDS = "studs", "Kom tillbaka från mottagarens mejlserver"
        UPPGIVET = "uppgivet", "Gick inte att skicka"

    epostmeddelande = models.OneToOneField(Epostmeddelande, models.PROTECT, related_name="leveransfel")
    slag = models.CharField(max_length=8, choices=Slag)
    text = models.TextField(help_text="What the mail server said.")
    nar = models.DateTimeField()
    hanterat = models.DateTimeField(null=True, blank=True)
    hanterat_av = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    nytt = models.OneToOneField(Epostmeddelande, models.PROTECT, null=True, blank=True, related_name="ersatter")

    class Meta:
        ordering = ["nar", "id"]
        constraints = [
            models.CheckConstraint(
                name="leveransfel_hanterat_nar",
                condition=Q(hanterat__isnull=False) | Q(hanterat_av__isnull=True, nytt__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.epostmeddelande_id} {self.slag}"
