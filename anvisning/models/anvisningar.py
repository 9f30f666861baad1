"""Assignments (anvisningar) as aggregated rows, the postings they belong to, and what is on its way to be posted.

Never a child's data: a row is a number per municipality, period and type. Rows and postings are only ever inserted.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from anvisning.models.platser import Kommun
from anvisning.tabell import RAKNAS_FRAN
from anvisning.visning import datum


class Anvisningstyp(models.TextChoices):
    """Why a child was assigned to the municipality."""

    UTJAMNANDE = "utjamnande", "Utjämnande anvisning"
    ANKNYTNING = "anknytning", "Anknytningsanvisning"
    INLEDANDE = "inledande", "Anvisning för inledande åtgärder"

    @property
    def kort(self) -> str:
        """The type in a word or two, under a heading that says what it is."""
        return {"utjamnande": "Utjämnande", "anknytning": "Anknytning", "inledande": "Inledande åtgärder"}[self.value]

    @classmethod
    def korta(cls) -> list[str]:
        """All in short, in order."""
        return [typ.kort for typ in cls]


class Faktor(models.TextChoices):
    """What Migrationsverket computes the shares from (domain 2)."""

    FOLKMANGD = "folkmangd", "Folkmängd"
    NYANLANDA = "nyanlanda", "Mottagna nyanlända"
    ENSAMKOMMANDE = "ensamkommande", "Mottagna ensamkommande barn"
    DYGN_ASYL = "dygn_asyl", "Dygn i mottagningssystemet"
    DYGN_ANKOMST = "dygn_ankomst", "Dygn som ankomstkommun"


class Underlagsslag(models.TextChoices):
    """What is to be posted: a file of some kind, a correction that was typed in, or the undoing of a posting."""

    PERIODER = "perioder", "Anvisningar per dag, månad eller period"
    SAMMANLAGT = "sammanlagt", "Anvisningar sammanlagt sedan 2016"
    MALUPPFYLLELSE = "maluppfyllelse", "Publicerad måluppfyllelse"
    FAKTORER = "faktorer", "Faktorer bakom andelarna"
    RATTELSE = "rattelse", "Rättelse"
    MOTPOST = "motpost", "Ångrad bokföring"


ANVISNINGSSLAG = (Underlagsslag.PERIODER, Underlagsslag.SAMMANLAGT)
"""The kinds of file that hold assignments: they alone cover days."""
RADSLAG = (*ANVISNINGSSLAG, Underlagsslag.RATTELSE)
"""The kinds of posting that hold rows of assignments (a counter-entry takes them away)."""
VARDESLAG = (Underlagsslag.MALUPPFYLLELSE, Underlagsslag.FAKTORER)
"""The kinds of file that hold other values: no run is computed from them."""
FILSLAG = (*ANVISNINGSSLAG, *VARDESLAG)


class Kolumnmall(models.Model):
    """What the columns of a source's files are, by heading, so that the next file is understood at once."""

    kalla = models.CharField(max_length=200, primary_key=True)
    kolumner = models.JSONField(help_text="Heading (as `kolumnnyckel` gives it) → role.")

    class Meta:
        ordering = ["kalla"]

    def __str__(self) -> str:
        return self.kalla


class Anvisningsunderlag(models.Model):
    """What is prepared by one person, to be looked at and signed off by another. Nothing counts before that.

    `avslutad` is when a file may be read in again: it was thrown away, or its posting was undone.
    """

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slag = models.CharField(max_length=14, choices=Underlagsslag)
    version = models.PositiveSmallIntegerField(default=1, help_text="Counts how often it was read anew.")
    kalla = models.CharField(max_length=200)
    fran = models.DateField(null=True, blank=True, help_text="The first day covered, where the file does not say.")
    till_och_med = models.DateField(help_text="The last day that the figures cover.")
    typ = models.CharField(max_length=10, choices=Anvisningstyp, blank=True, help_text="Where the file does not say.")
    filnamn = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    innehall = models.BinaryField(null=True)
    blad = models.CharField(max_length=100, blank=True, help_text="The sheet that was chosen, when there are several.")
    kolumnval = models.JSONField(default=dict, help_text="Column's letter → role, where a person has said so.")
    tolkning = models.JSONField(default=dict)
    skal = models.TextField(blank=True)
    angrar = models.ForeignKey(
        "Anvisningsbokning", models.PROTECT, null=True, related_name="angrande_underlag", db_index=False
    )
    bas = models.ForeignKey(
        "Anvisningsbokning",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="The last posting when the difference to what is posted was taken.",
    )
    forberedd_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    forberedd = models.DateTimeField()
    avslutad = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-forberedd", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="anvisningsunderlag_samma_fil_en_gang",
                fields=["sha256"],
                condition=Q(avslutad__isnull=True) & ~Q(sha256=""),
            ),
            models.UniqueConstraint(
                name="anvisningsunderlag_angrar_en_gang",
                fields=["angrar"],
                condition=Q(avslutad__isnull=True, angrar__isnull=False),
            ),
            models.CheckConstraint(
                name="anvisningsunderlag_fil_eller_skal",
                condition=(
                    (Q(slag__in=FILSLAG, innehall__isnull=False) & ~Q(sha256="") & ~Q(filnamn=""))
                    | (Q(slag__in=("rattelse", "motpost"), innehall__isnull=True, sha256="", filnamn="") & ~Q(skal=""))
                ),
            ),
            models.CheckConstraint(
                name="anvisningsunderlag_motpost_angrar",
                condition=Q(slag="motpost", angrar__isnull=False) | (~Q(slag="motpost") & Q(angrar__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} {self.filnamn}".strip()

    @property
    def har_anvisningar(self) -> bool:
        """Whether it is rows of assignments (a counter-entry has those of what it undoes, if any)."""
        return self.slag not in VARDESLAG

    @property
    def felfri(self) -> bool:
        """Whether nothing in the file is wrong: no sentence about the whole, and no cell, stops its posting."""
        return not (self.tolkning.get("fel") or self.tolkning.get("antal_cellfel"))


class Anvisningsunderlagsrad(models.Model):
    """A row that waits to be posted. Moved to the posted rows at the sign-off, thrown away with its underlag.

    The database asks for neither key at each of a large file's rows: the commands write rows of the locked underlag,
    of codes that were looked up, and I12 sees to it that none is left over.
    """

    underlag = models.ForeignKey(Anvisningsunderlag, models.CASCADE, related_name="rader", db_constraint=False)
    radnummer = models.PositiveIntegerField(help_text="The file's row, or 0.")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    fran = models.DateField()
    dag = models.DateField()
    typ = models.CharField(max_length=10, choices=Anvisningstyp)
    antal = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.kommun_id} {self.dag} {self.typ} {self.antal}"


class Anvisningsbokning(models.Model):
    """A posting: rows that came to hold at once, prepared by one person and signed off by another. Immutable."""

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    underlag = models.OneToOneField(Anvisningsunderlag, models.PROTECT, related_name="bokning")
    slag = models.CharField(max_length=14, choices=Underlagsslag)
    kalla = models.CharField(max_length=200)
    till_och_med = models.DateField()
    sha256 = models.CharField(max_length=64, blank=True)
    skal = models.TextField(blank=True)
    angrar = models.OneToOneField("self", models.PROTECT, null=True, related_name="angrad_genom")
    antal_rader = models.PositiveIntegerField()
    forberedd_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    godkand_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    bokford = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="anvisningsbokning_tva_personer", condition=~Q(forberedd_av=F("godkand_av"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} till och med {datum(self.till_och_med)}"


class Anvisningsrad(models.Model):
    """A number (signed) of children assigned to a municipality from `fran` to `dag`; one day when they are equal.

    `ar` is the year of `dag`, stored so that sums per year need no computing (performance 2). Only inserted (trigger).
    That posting and municipality are there is asked once per statement (trigger), not once per row; afterwards nobody
    can take them away: a posting is immutable, and the counters hold the municipality.
    """

    bokning = models.ForeignKey(Anvisningsbokning, models.PROTECT, related_name="rader", db_constraint=False)
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="anvisningar", db_index=False, db_constraint=False)
    fran = models.DateField()
    dag = models.DateField()
    ar = models.PositiveSmallIntegerField()
    typ = models.CharField(max_length=10, choices=Anvisningstyp)
    antal = models.IntegerField()

    class Meta:
        indexes = [models.Index(name="anvisningsrad_kommun_dag", fields=["kommun", "dag"])]
        constraints = [
            models.CheckConstraint(name="anvisningsrad_inte_noll", condition=~Q(antal=0)),
            models.CheckConstraint(name="anvisningsrad_arets", condition=Q(ar=ExtractYear("dag"))),
            models.CheckConstraint(
                name="anvisningsrad_sedan_2016", condition=Q(fran__gte=RAKNAS_FRAN, fran__lte=F("dag"))
            ),
            models.CheckConstraint(name="anvisningsrad_typ", condition=Q(typ__in=Anvisningstyp.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kommun_id} {self.dag} {self.typ} {self.antal}"


class Anvisningsraknare(models.Model):
    """The sum of a municipality's rows per year and type. Written in the posting's own transaction (invariant I12)."""

    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="+", db_index=False)
    ar = models.PositiveSmallIntegerField()
    typ = models.CharField(max_length=10, choices=Anvisningstyp)
    antal = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="anvisningsraknare_unik", fields=["kommun", "ar", "typ"])]

    def __str__(self) -> str:
        return f"{self.kommun_id} {self.ar} {self.typ}: {self.antal}"


class PubliceradMaluppfyllelse(models.Model):
    """A municipality's fulfilment in percent as Migrationsverket published it for a day: the authority. Immutable."""

    bokning = models.ForeignKey(Anvisningsbokning, models.PROTECT, related_name="maluppfyllelser")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="publicerad_maluppfyllelse")
    dag = models.DateField()
    procent = models.DecimalField(max_digits=9, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="publicerad_maluppfyllelse_en_per_kommun", fields=["bokning", "kommun"]),
            models.CheckConstraint(name="publicerad_maluppfyllelse_positiv", condition=Q(procent__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kommun_id} {self.dag}: {self.procent} %"


class Faktorvarde(models.Model):
    """One of the five factors behind a year's shares, for a municipality. Immutable."""

    bokning = models.ForeignKey(Anvisningsbokning, models.PROTECT, related_name="faktorvarden")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="faktorvarden")
    ar = models.PositiveSmallIntegerField()
    faktor = models.CharField(max_length=14, choices=Faktor)
    varde = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="faktorvarde_en_per_kommun", fields=["bokning", "kommun", "ar", "faktor"]),
            models.CheckConstraint(name="faktorvarde_positivt", condition=Q(varde__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kommun_id} {self.ar} {self.faktor}: {self.varde}"
