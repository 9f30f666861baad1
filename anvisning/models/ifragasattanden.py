"""Numbers of assigned children that a municipality disputes, and Migrationsverket's answers.

A type, a month and a number: the municipality writes no text, so that no child's data can come in.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from anvisning.models.anvisningar import Anvisningsbokning, Anvisningstyp
from anvisning.models.platser import Kommun
from anvisning.tabell import RAKNAS_FRAN

KONTO = settings.AUTH_USER_MODEL
OPPEN = Q(atertaget__isnull=True, besvarat__isnull=True)
"""It waits for an answer, as a condition on the rows (`Ifragasattande.oppet` says it of one)."""


class Forklaringsskal(models.TextChoices):
    """Why the number stands. Shown to everybody: no text here tells how many, when, or of which type."""

    ANNAN_MANAD = "annan_manad", "Beslut räknas till en annan månad"
    ANNAT_SLAG = "annat_slag", "Barn räknas som ett annat slag av anvisning"
    UPPHAVD = "upphavd", "Upphävda anvisningar räknas inte"
    RAKNAS_INTE = "raknas_inte", "Kommunens uppgift omfattar barn som inte räknas"
    STAMMER = "stammer", "Siffrorna stämmer efter den senaste inläsningen"


class Ifragasattande(models.Model):
    """A disputed number: what the municipality has, what the service had then, and how it was answered.

    Written once, and then answered or taken back once; nothing else changes (trigger).
    """

    class Utfall(models.TextChoices):
        RATTAD = "rattad", "Rättad"
        FORKLARAD = "forklarad", "Förklarad"

    class Status(models.TextChoices):
        """Its state, which follows from the rest: the same words in every list, page and file."""

        VANTAR = "vantar", "Väntar på svar"
        RATTAD = "rattad", "Rättad"
        FORKLARAD = "forklarad", "Förklarad"
        ATERTAGEN = "atertagen", "Återtagen"

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="ifragasattanden")
    manad = models.DateField(help_text="The month's first day.")
    typ = models.CharField(max_length=10, choices=Anvisningstyp)
    uppgift = models.PositiveIntegerField(help_text="The number that the municipality has.")
    tjanstens = models.IntegerField(help_text="The sum of the posted rows when it was disputed.")
    bas = models.ForeignKey(
        Anvisningsbokning,
        models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="The last posting when it was disputed: what came later may have corrected it.",
    )
    ifragasatt = models.DateTimeField()
    ifragasatt_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    atertaget = models.DateTimeField(null=True, blank=True)
    atertaget_av = models.ForeignKey(KONTO, models.PROTECT, null=True, blank=True, related_name="+")
    besvarat = models.DateTimeField(null=True, blank=True)
    besvarat_av = models.ForeignKey(KONTO, models.PROTECT, null=True, blank=True, related_name="+")
    utfall = models.CharField(max_length=9, choices=Utfall, blank=True)
    rattelse = models.ForeignKey(Anvisningsbokning, models.PROTECT, null=True, blank=True, related_name="+")
    skal = models.CharField(max_length=11, choices=Forklaringsskal, blank=True)
    forklaring = models.CharField(max_length=500, blank=True, help_text="To the municipality alone.")

    class Meta:
        ordering = ["-ifragasatt", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="ifragasattande_ett_oppet",
                fields=["kommun", "manad", "typ"],
                condition=OPPEN,
                violation_error_message="Kommunen har redan ifrågasatt den uppgiften. Den väntar på svar.",
            ),
            models.CheckConstraint(
                name="ifragasattande_manad",
                condition=Q(manad__day=1, manad__gte=RAKNAS_FRAN),
                violation_error_message="Välj en månad från januari 2016.",
            ),
            models.CheckConstraint(name="ifragasattande_typ", condition=Q(typ__in=Anvisningstyp.values)),
            models.CheckConstraint(
                name="ifragasattande_skiljer_sig",
                condition=~Q(uppgift=models.F("tjanstens")),
                violation_error_message="Tjänsten har redan det antalet.",
            ),
            models.CheckConstraint(
                name="ifragasattande_atertaget_av",
                condition=Q(atertaget__isnull=True, atertaget_av__isnull=True)
                | Q(atertaget__isnull=False, atertaget_av__isnull=False, besvarat__isnull=True),
            ),
            models.CheckConstraint(
                name="ifragasattande_helt_svar",
                condition=Q(
                    besvarat__isnull=True,
                    besvarat_av__isnull=True,
                    utfall="",
                    rattelse__isnull=True,
                    skal="",
                    forklaring="",
                )
                | Q(besvarat__isnull=False, besvarat_av__isnull=False, utfall="rattad", rattelse__isnull=False, skal="")
                | Q(
                    besvarat__isnull=False,
                    besvarat_av__isnull=False,
                    utfall="forklarad",
                    rattelse__isnull=True,
                    skal__in=Forklaringsskal.values,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.referens

    @property
    def referens(self) -> str:
        """Our reference to it: IU-2580-17."""
        return f"IU-{self.kommun_id}-{self.pk}"

    @property
    def slag(self) -> str:
        """The type in short."""
        return Anvisningstyp(self.typ).kort

    @property
    def oppet(self) -> bool:
        """Whether it waits for an answer."""
        return self.atertaget is None and self.besvarat is None

    @property
    def status(self) -> "Ifragasattande.Status":
        """Its state."""
        if self.atertaget:
            return self.Status.ATERTAGEN
        return self.Status(self.utfall or self.Status.VANTAR)
