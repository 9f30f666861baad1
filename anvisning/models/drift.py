"""What the running service notes about itself."""

from django.db import models


class Pliktrad(models.Model):
    """When a duty of the clock was last done, and what stopped it since."""

    namn = models.CharField(max_length=40, primary_key=True)
    senast = models.DateTimeField(null=True, blank=True, help_text="The instant for which it was last done.")
    fel = models.TextField(blank=True, help_text="Why the latest try did not succeed; empty when it did.")

    def __str__(self) -> str:
        return self.namn


class SantForeAterlasning(models.Model):
    """A mail that went out but is not in the backup that the database was restored from: ordered anew it stays here."""

    message_id = models.CharField(max_length=120, primary_key=True)

    def __str__(self) -> str:
        return self.message_id
