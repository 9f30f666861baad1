"""What is written beside the acts: events, documents, mails, the outbox and the keys that make a resend harmless."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Handelsekedja(models.Model):
    """The head of one chain of events, per county and year ("00" is the national chain). Locked last."""

    ar = models.PositiveSmallIntegerField()
    lanskod = models.CharField(max_length=2)
    antal = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.UniqueConstraint(name="handelsekedja_unik", fields=["ar", "lanskod"])]

    def __str__(self) -> str:
        return f"{self.lanskod} {self.ar}: {self.antal}"


class Handelse(models.Model):
    """An act that was done: append-only (trigger), chained by hash, without foreign keys to live rows."""

    ar = models.PositiveSmallIntegerField()
    lanskod = models.CharField(max_length=2)
    nummer = models.PositiveIntegerField()
    nar = models.DateTimeField(help_text="When the act arrived.")
    slag = models.CharField(max_length=40)
    arende = models.CharField(max_length=40, blank=True, help_text="Referens or the draft's public id.")
    aktor = models.CharField(max_length=120)
    aktor_roll = models.CharField(max_length=160)
    konto_id = models.BigIntegerField(null=True)
    text = models.TextField(help_text="The act in one Swedish sentence.")
    uppgifter = models.JSONField(default=dict, help_text="Facts before and after; decimals as strings.")
    foregaende = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["ar", "lanskod", "nummer"]
        indexes = [models.Index(name="handelse_arende", fields=["arende"])]
        constraints = [models.UniqueConstraint(name="handelse_nummer_unikt", fields=["ar", "lanskod", "nummer"])]

    def __str__(self) -> str:
        return f"{self.arende} {self.slag}"


class Dokument(models.Model):
    """Bytes with a name and a hash: uploads as they came, letters and reports as the worker rendered them.

    A rendered document is ordered by its `underlag` (all it says, as JSON) and is filled in by the worker once.
    """

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filnamn = models.CharField(max_length=200)
    mediatyp = models.CharField(max_length=100)
    underlag = models.JSONField(null=True, blank=True)
    innehall = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    versioner = models.JSONField(default=dict, help_text="Versions of the libraries that rendered it.")
    skapad = models.DateTimeField()
    klar = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dokument_klart_har_innehall",
                condition=Q(klar__isnull=True, innehall__isnull=True, sha256="")
                | (Q(klar__isnull=False, innehall__isnull=False) & ~Q(sha256="")),
            )
        ]

    def __str__(self) -> str:
        return self.filnamn


class Epostmeddelande(models.Model):
    """One mail to one recipient. It is sent by the worker; in embedded mode the on-screen utkorg shows it.

    `organisation` is the recipient's when it was ordered: whose county hears of it if it does not arrive.
    """

    nyckel = models.CharField(max_length=120, unique=True)
    till = models.EmailField()
    organisation = models.ForeignKey(
        "anvisning.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    arende = models.CharField(max_length=40, blank=True, help_text="What its act is about, as in Handelse.arende.")
    amne = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    bilagor = models.ManyToManyField(Dokument, blank=True, related_name="+")
    message_id = models.CharField(max_length=120, unique=True)
    galler = models.CharField(max_length=80, blank=True, help_text="Path of the function that tells if it still holds.")
    galler_fakta = models.JSONField(default=dict, blank=True, help_text="What that function is asked about.")
    skapad = models.DateTimeField()
    skickad = models.DateTimeField(null=True, blank=True)
    upphavd = models.DateTimeField(null=True, blank=True, help_text="When it was found not to be needed any more.")

    class Meta:
        ordering = ["-skapad", "-id"]
        constraints = [
            models.CheckConstraint(
                name="epostmeddelande_skickad_eller_upphavd",
                condition=Q(skickad__isnull=True) | Q(upphavd__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.amne} till {self.till}"


class Samlingsrad(models.Model):
    """A line that waits for a person's daily mail, or has gone out in one."""

    konto = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    nyckel = models.CharField(max_length=60, help_text="The event's key, as in the mail it stands in for.")
    text = models.CharField(max_length=200)
    skapad = models.DateTimeField()
    skickad = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["skapad", "id"]
        constraints = [models.UniqueConstraint(name="samlingsrad_en_gang", fields=["konto", "nyckel"])]

    def __str__(self) -> str:
        return self.text


class Utkorgsrad(models.Model):
    """Work that must happen, written in the act's own transaction. The broker is only a doorbell."""

    uppgift = models.CharField(max_length=80)
    objekt = models.BigIntegerField(help_text="Id of the row the work is about.")
    skapad = models.DateTimeField()
    nasta = models.DateTimeField()
    forsok = models.PositiveSmallIntegerField(default=0)
    avbrutna = models.PositiveSmallIntegerField(
        default=0, help_text="Attempts that never told their end: their worker was killed, or is at it."
    )
    klar = models.DateTimeField(null=True, blank=True)
    uppgiven = models.DateTimeField(null=True, blank=True)
    fel = models.TextField(blank=True)
    begaran = models.CharField(max_length=64, blank=True, help_text="Id of the request that ordered it, for the logs.")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                name="utkorgsrad_att_gora", fields=["nasta"], condition=Q(klar__isnull=True, uppgiven__isnull=True)
            ),
            models.Index(name="utkorgsrad_senast_klar", fields=["-klar"], condition=Q(klar__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(name="utkorgsrad_en_gang", fields=["uppgift", "objekt"])]

    def __str__(self) -> str:
        return f"{self.uppgift} {self.objekt}"

    @property
    def felslag(self) -> str:
        """The kind of what went wrong, without its words: those may name people, and stand in the row alone."""
        return self.fel.partition(":")[0]


class Inskick(models.Model):
    """A form that was sent: its key makes a double click or a reload give the first answer again."""

    nyckel = models.UUIDField(primary_key=True)
    konto = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sida = models.CharField(max_length=300)
    avtryck = models.CharField(max_length=64)
    svar = models.CharField(max_length=300)
    skapad = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.nyckel)
