"""The secret links by which a calendar program reads a feed."""

from django.conf import settings
from django.db import models


class Kalenderlank(models.Model):
    """An account's link to one feed. Only the hash of its token is kept; removing the row revokes the link."""

    class Slag(models.TextChoices):
        EGEN = "egen", "Mina uppgifter"
        ORGANISATION = "organisation", "Organisationens kalender"

    konto = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kalenderlankar")
    slag = models.CharField(max_length=12, choices=Slag)
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hexadecimal.")
    skapad = models.DateTimeField()

    class Meta:
        ordering = ["konto_id", "slag"]
        constraints = [models.UniqueConstraint(name="kalenderlank_en_per_slag", fields=["konto", "slag"])]

    def __str__(self) -> str:
        return f"{self.konto_id} {self.slag}"
