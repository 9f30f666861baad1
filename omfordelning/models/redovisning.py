"""The county's check of each case, its one decision on the whole report, and what differed in the end."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from anvisning.falt import PromilleField
from anvisning.models import Andelstabell, Ar, Dokument, Kommun, Lan
from omfordelning.models.forslag import SIDOR, Forslag, Forslagsversion

KONTO = settings.AUTH_USER_MODEL


class Kontroll(models.Model):
    """The formal check of one version: same county, one receiver, once, both decisions, sum."""

    version = models.ForeignKey(Forslagsversion, models.PROTECT, related_name="kontroller")
    punkter = models.JSONField(help_text="What was seen, point by point.")
    utan_anmarkning = models.BooleanField()
    anmarkning = models.TextField(blank=True)
    gjord = models.DateTimeField()
    gjord_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["gjord"]
        constraints = [
            models.CheckConstraint(
                name="kontroll_anmarkning_sags", condition=Q(utan_anmarkning=True) | ~Q(anmarkning="")
            )
        ]

    def __str__(self) -> str:
        return f"Kontroll {self.version}"


class Komplettering(models.Model):
    """The county asks one side for what is missing.

    `besvarad` is when the answer came in; its event says when the county registered it.
    """

    forslag = models.ForeignKey(Forslag, models.PROTECT, related_name="kompletteringar")
    sida = models.CharField(max_length=9, choices=SIDOR)
    fraga = models.TextField()
    begard = models.DateTimeField()
    begard_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    svar = models.TextField(blank=True)
    besvarad = models.DateTimeField(null=True, blank=True)
    besvarad_av = models.ForeignKey(KONTO, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["begard"]
        constraints = [
            models.CheckConstraint(
                name="komplettering_svar_helt_eller_inte_alls",
                condition=Q(besvarad__isnull=True, besvarad_av__isnull=True, svar="")
                | (Q(besvarad__isnull=False, besvarad_av__isnull=False) & ~Q(svar="")),
            )
        ]

    def __str__(self) -> str:
        return f"Komplettering {self.forslag}"


class Kommunicering(models.Model):
    """The parties are heard before a case is not taken along (förvaltningslagen 25 §; a setting per county)."""

    forslag = models.ForeignKey(Forslag, models.PROTECT, related_name="kommuniceringar")
    text = models.TextField()
    svar_senast = models.DateField()
    skickad = models.DateTimeField()
    skickad_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["skickad"]

    def __str__(self) -> str:
        return f"Kommunicering {self.forslag}"


class Redovisning(models.Model):
    """The county's report for one year, in versions that replace one another."""

    class Status(models.TextChoices):
        INSAMLING = "insamling", "Insamling"
        BESLUTAD = "beslutad", "Beslutad"
        OVERSAND = "oversand", "Översänd"
        ATERLAMNAD = "aterlamnad", "Återlämnad"
        MOTTAGEN = "mottagen", "Mottagen"

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ar = models.ForeignKey(Ar, models.PROTECT, related_name="redovisningar")
    lan = models.ForeignKey(Lan, models.PROTECT, related_name="redovisningar")
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status)
    nollrapport = models.BooleanField(default=False)
    diarienummer = models.CharField("Länsstyrelsens diarienummer", max_length=60)
    beslutsdag = models.DateField()
    beslutad = models.DateTimeField()
    beslutad_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    foredragande = models.CharField(max_length=160, blank=True, help_text='"" means none.')
    narvarande = models.CharField(max_length=300, blank=True, help_text="Others present at the final handling.")
    rattslig_grund = models.CharField(max_length=300, blank=True, help_text="The legal basis, as the county writes it.")
    oversand = models.DateTimeField(null=True, blank=True)
    oversand_av = models.ForeignKey(KONTO, models.PROTECT, null=True, blank=True, related_name="+")
    besvarad = models.DateTimeField(null=True, blank=True)
    besvarad_av = models.ForeignKey(KONTO, models.PROTECT, null=True, blank=True, related_name="+")
    kvittens = models.CharField(max_length=120, blank=True, help_text="Migrationsverket's receipt or reference.")
    kvittens_av_lan = models.BooleanField(default=False, help_text="The county recorded the receipt by hand.")
    aterlamnad_skal = models.TextField(blank=True)

    class Meta:
        ordering = ["ar_id", "lan_id", "version"]
        constraints = [
            models.UniqueConstraint(name="redovisning_version_unik", fields=["ar", "lan", "version"]),
            models.CheckConstraint(
                name="redovisning_oversand_helt",
                condition=Q(status="beslutad", oversand__isnull=True, oversand_av__isnull=True)
                | (~Q(status="beslutad") & Q(oversand__isnull=False, oversand_av__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Redovisning {self.lan_id} {self.ar_id}, version {self.version}"


class Redovisningsrad(models.Model):
    """One case in a report: taken along or not, with the figures as they stood when it was decided."""

    redovisning = models.ForeignKey(Redovisning, models.PROTECT, related_name="rader")
    forslag = models.ForeignKey(Forslag, models.PROTECT, related_name="redovisningsrader")
    version = models.ForeignKey(Forslagsversion, models.PROTECT, related_name="+")
    tas_med = models.BooleanField()
    skal = models.TextField(blank=True)
    promille = PromilleField()
    givare_fore = PromilleField()
    mottagare_fore = PromilleField()
    mottagare_far = PromilleField(help_text="All the receiver gets in this report.")
    aterlamnad_skal = models.TextField(blank=True, help_text="Why Migrationsverket returned this row.")

    class Meta:
        ordering = ["redovisning_id", "forslag_id"]
        constraints = [
            models.UniqueConstraint(name="redovisningsrad_unik", fields=["redovisning", "forslag"]),
            models.CheckConstraint(name="redovisningsrad_nej_har_skal", condition=Q(tas_med=True) | ~Q(skal="")),
            models.CheckConstraint(
                name="redovisningsrad_ryms",
                condition=Q(tas_med=False) | Q(promille__gt=0, promille__lte=models.F("givare_fore")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.redovisning}: {self.forslag}"

    @property
    def givare_efter(self) -> Decimal:
        return self.givare_fore - self.promille

    @property
    def mottagare_efter(self) -> Decimal:
        return self.mottagare_fore + self.mottagare_far


class Redovisningsfil(models.Model):
    """One file of a report: PDF, XLSX, CSV, JSON or the manifest with each file's SHA-256."""

    redovisning = models.ForeignKey(Redovisning, models.PROTECT, related_name="filer")
    format = models.CharField(max_length=10)
    dokument = models.OneToOneField(Dokument, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["redovisning_id", "format"]
        constraints = [models.UniqueConstraint(name="redovisningsfil_unik", fields=["redovisning", "format"])]

    def __str__(self) -> str:
        return f"{self.redovisning} {self.format}"


class Avvikelse(models.Model):
    """Where the decided share differs from what was proposed, with a sentence that says why."""

    tabell = models.ForeignKey(Andelstabell, models.PROTECT, related_name="avvikelser")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="+")
    forslag = models.ForeignKey(Forslag, models.PROTECT, null=True, blank=True, related_name="avvikelser")
    preliminar = PromilleField(null=True)
    foreslagen = PromilleField(null=True)
    faststalld = PromilleField()
    forklaring = models.TextField()

    class Meta:
        ordering = ["tabell_id", "kommun__lan_id", "kommun__sortering"]
        constraints = [
            models.UniqueConstraint(name="avvikelse_unik", fields=["tabell", "kommun"]),
            models.CheckConstraint(name="avvikelse_forklaras", condition=~Q(forklaring="")),
        ]

    def __str__(self) -> str:
        return f"Avvikelse {self.kommun_id}"
