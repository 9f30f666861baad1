"""Tables of shares in immutable versions, the import that makes them, and the ledger of changes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from anvisning.falt import PromilleField
from anvisning.models.ar import Ar
from anvisning.models.platser import Kommun


class Tabellslag(models.TextChoices):
    """What a table of shares is."""

    PRELIMINAR = "preliminar", "Preliminära andelar"
    FASTSTALLD = "faststalld", "Fastställda andelar"
    RATTELSE = "rattelse", "Rättelse av fastställda andelar"


BESLUTADE = (Tabellslag.FASTSTALLD, Tabellslag.RATTELSE)


class Kolumn(models.TextChoices):
    """Whether a table's column is the share before or after redistribution."""

    FORE = "fore", "Före omfördelning"
    EFTER = "efter", "Efter omfördelning"


class Tabellimport(models.Model):
    """A table on its way in: what the file says and what was understood, kept on the server until it is published."""

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ar = models.ForeignKey(Ar, models.PROTECT, related_name="importer")
    slag = models.CharField(max_length=10, choices=Tabellslag)
    filnamn = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    innehall = models.BinaryField()
    tolkning = models.JSONField()
    kolumn = models.CharField(max_length=5, choices=Kolumn, blank=True)
    kalla = models.CharField(max_length=200, blank=True)
    beslutsdag = models.DateField(null=True, blank=True)
    referens = models.CharField(max_length=80, blank=True, help_text="Migrationsverket's own reference.")
    notering = models.TextField(blank=True, help_text="Public note.")
    skal = models.TextField(blank=True, help_text="Why a rättelse is made.")
    galler_fran = models.DateField(null=True, blank=True, help_text="From when a rättelse applies.")
    utfall = models.JSONField(default=dict, help_text="Per proposal: decided promille and explanation.")
    godkanda_varningar = models.JSONField(default=list)
    importerad_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    importerad = models.DateTimeField()
    kasserad = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-importerad"]
        constraints = [
            models.UniqueConstraint(
                name="tabellimport_samma_fil_en_gang",
                fields=["ar", "slag", "sha256"],
                condition=Q(kasserad__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.filnamn} ({self.get_slag_display()} {self.ar_id})"


class Andelstabell(models.Model):
    """A published table of ordinary shares. Immutable: a mistake is put right by a new version."""

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ar = models.ForeignKey(Ar, models.PROTECT, related_name="tabeller")
    slag = models.CharField(max_length=10, choices=Tabellslag)
    version = models.PositiveSmallIntegerField()
    kolumn = models.CharField(max_length=5, choices=Kolumn, help_text="How the imported column was given.")
    kalla = models.CharField(max_length=200)
    beslutsdag = models.DateField()
    referens = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64)
    notering = models.TextField(blank=True)
    skal = models.TextField(blank=True)
    galler_fran = models.DateField()
    underlag = models.OneToOneField(Tabellimport, models.PROTECT, related_name="tabell")
    importerad_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    publicerad_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    publicerad = models.DateTimeField()

    class Meta:
        ordering = ["ar_id", "publicerad"]
        constraints = [
            models.UniqueConstraint(name="andelstabell_version_unik", fields=["ar", "slag", "version"]),
            models.CheckConstraint(
                name="andelstabell_tva_personer", condition=~Q(importerad_av=models.F("publicerad_av"))
            ),
            models.CheckConstraint(
                name="andelstabell_rattelse_har_skal",
                condition=~Q(slag="rattelse") | (~Q(skal="") & ~Q(referens="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} {self.ar_id}, version {self.version}"

    @property
    def ar_preliminar(self) -> bool:
        return self.slag == Tabellslag.PRELIMINAR


class Andel(models.Model):
    """One municipality's ordinary share (promille) in one table. Rows are only ever inserted (trigger)."""

    tabell = models.ForeignKey(Andelstabell, models.PROTECT, related_name="andelar")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="andelar")
    promille = PromilleField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="andel_en_per_kommun", fields=["tabell", "kommun"]),
            models.CheckConstraint(name="andel_noll_till_tusen", condition=Q(promille__gte=0, promille__lte=1000)),
        ]

    def __str__(self) -> str:
        return f"{self.kommun_id} {self.promille} ‰"


class Andelsandring(models.Model):
    """A row of the ledger: promille (signed) added to a municipality's share from a day on.

    The rows of one `verifikat` sum to 0 within one county (deferred constraint trigger) and are only ever inserted.
    """

    verifikat = models.UUIDField()
    tabell = models.ForeignKey(Andelstabell, models.PROTECT, related_name="andringar")
    ar = models.ForeignKey(Ar, models.PROTECT, related_name="andringar")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="andringar")
    promille = PromilleField()
    arende = models.CharField(max_length=20, help_text="The redistribution's referens.")
    galler_fran = models.DateField()

    class Meta:
        indexes = [models.Index(name="andelsandring_ar_kommun", fields=["ar", "kommun"])]
        constraints = [
            models.UniqueConstraint(name="andelsandring_en_rad_per_sida", fields=["verifikat", "kommun"]),
            models.CheckConstraint(name="andelsandring_inte_noll", condition=~Q(promille=0)),
        ]

    def __str__(self) -> str:
        return f"{self.arende} {self.kommun_id} {self.promille} ‰"
