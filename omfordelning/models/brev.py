"""Letters to the parties."""

from django.db import models

from anvisning.models import Dokument
from omfordelning.models.forslag import SIDOR, Forslag


class Brev(models.Model):
    """A letter to one side of a case. A later version replaces an earlier one, which stays readable and is marked."""

    class Slag(models.TextChoices):
        BESKED = "besked", "Besked"
        BEKRAFTELSE = "bekraftelse", "Bekräftelse"

    forslag = models.ForeignKey(Forslag, models.PROTECT, related_name="brev")
    sida = models.CharField(max_length=9, choices=SIDOR, help_text="The addressee's side.")
    slag = models.CharField(max_length=12, choices=Slag)
    version = models.PositiveSmallIntegerField()
    dokument = models.OneToOneField(Dokument, models.PROTECT, related_name="brev")
    bestallt = models.DateTimeField()

    class Meta:
        ordering = ["forslag_id", "slag", "version", "sida"]
        constraints = [models.UniqueConstraint(name="brev_version_unik", fields=["forslag", "sida", "slag", "version"])]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} {self.version} {self.forslag}"
