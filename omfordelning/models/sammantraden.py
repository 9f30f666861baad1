"""When a municipality's organs meet, and whether it says that the year does not concern it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from anvisning.models import Ar, Kommun, Organ
from omfordelning.sammantradesplan import DAGAR_FORE, MEST_FORE

KONTO = settings.AUTH_USER_MODEL


class Sammantrade(models.Model):
    """A day on which an organ meets. Taken away the row stays, so that it can be put back as the same meeting."""

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="sammantraden")
    dag = models.DateField()
    sekvens = models.PositiveSmallIntegerField(default=0, help_text="How many times it has changed.")
    andrat = models.DateTimeField(help_text="When it was written or last changed.")
    andrat_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    borttaget = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["dag", "organ_id"]
        constraints = [
            models.UniqueConstraint(
                name="sammantrade_ett_per_dag", fields=["organ", "dag"], condition=Q(borttaget__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.organ} {self.dag}"


class Beredningstid(models.Model):
    """How many days before its meetings an organ wants the tjänsteskrivelse. No row: the usual number."""

    organ = models.OneToOneField(Organ, models.CASCADE, related_name="beredningstid")
    dagar = models.PositiveSmallIntegerField(default=DAGAR_FORE)

    class Meta:
        constraints = [models.CheckConstraint(name="beredningstid_hogst", condition=Q(dagar__lte=MEST_FORE))]

    def __str__(self) -> str:
        return f"{self.organ}: {self.dagar} dagar"


class Arsbesked(models.Model):
    """A municipality says that the year does not concern it, or takes that back. Voluntary: it binds nobody.

    Only added to; `omfordelning.arsbesked` says which holds.
    """

    ar = models.ForeignKey(Ar, models.PROTECT, related_name="arsbesked")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="arsbesked")
    inte_aktuellt = models.BooleanField()
    svarat = models.DateTimeField()
    svarat_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["ar_id", "kommun_id", "svarat", "id"]
        indexes = [models.Index(name="arsbesked_ar_kommun", fields=["ar", "kommun"])]

    def __str__(self) -> str:
        return f"{self.kommun_id} {self.ar_id}: {'inte aktuellt' if self.inte_aktuellt else 'aktuellt'}"
