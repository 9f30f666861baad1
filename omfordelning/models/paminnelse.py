"""Reminders that went out: the trace that makes each of them happen once."""

from django.db import models

from omfordelning.models.forslag import SIDOR, Forslag


class Paminnelse(models.Model):
    """One reminder to one side of a case about one thing it has left to do, so many days before one deadline."""

    class Slag(models.TextChoices):
        SVAR = "svar", "Svara"
        BESLUT = "beslut", "Meddela kommunens beslut"
        UTDRAG = "utdrag", "Lägg till protokollsutdraget"
        KOMPLETTERING = "komplettering", "Svara på länsstyrelsens fråga"
        UTKAST = "utkast", "Skicka utkastet"
        SIFFRA = "siffra", "Ändra siffran"

    forslag = models.ForeignKey(Forslag, models.CASCADE, related_name="paminnelser")
    sida = models.CharField(max_length=9, choices=SIDOR)
    slag = models.CharField(max_length=13, choices=Slag)
    sista_dag = models.DateField(help_text="The deadline's last day, as it was told.")
    dagar = models.PositiveSmallIntegerField(help_text="Which reminder: so many days before.")
    skickad = models.DateTimeField()

    class Meta:
        ordering = ["forslag_id", "skickad"]
        constraints = [
            models.UniqueConstraint(name="paminnelse_en_gang", fields=["forslag", "sida", "slag", "sista_dag", "dagar"])
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} {self.forslag_id}, {self.dagar} dagar före {self.sista_dag}"
