"""Recomputation runs of goal fulfilment, what each gave, and the months that are published of them.

A run is a pure function of its inputs: their fingerprints, the method and the code's version are stored with it.
Its rows are never changed. Until it is published it can be taken back; then the run before it holds again.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anvisning.models.andelar import Andelstabell
from anvisning.models.anvisningar import Anvisningsbokning
from anvisning.models.ar import Ar, Metodval
from anvisning.models.platser import Kommun
from anvisning.visning import datum


class Orsak(models.TextChoices):
    """Why fulfilment was computed."""

    IMPORT = "import", "Nya anvisningar bokfördes"
    PUBLICERING = "publicering", "En tabell publicerades"
    RATTELSE = "rattelse", "En rättelse publicerades"
    INSTALLNING = "installning", "En inställning ändrades"
    NATT = "natt", "Nattens kontroll"
    BEGARAN = "begaran", "På begäran"


class Berakning(models.Model):
    """A run that gave something new. `tabell` and `bokning` are the newest inputs that it knew of."""

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ar = models.ForeignKey(Ar, models.PROTECT, related_name="berakningar")
    metod = models.CharField(max_length=16, choices=Metodval)
    tabell = models.ForeignKey(Andelstabell, models.PROTECT, related_name="+")
    bokning = models.ForeignKey(Anvisningsbokning, models.PROTECT, null=True, related_name="+")
    per = models.DateField(null=True, help_text="The last day that posted files cover.")
    alla = models.PositiveIntegerField(help_text="Counted children in the country since 2016.")
    i_ar = models.PositiveIntegerField(help_text="Of them, those since 1 January.")
    ar_utan_andelar = ArrayField(models.PositiveSmallIntegerField(), default=list)
    fingeravtryck = models.JSONField(help_text="Input → SHA-256.")
    kodversion = models.CharField(max_length=64, help_text="SHA-256 of the engine's own text.")
    foregaende = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    skillnad = models.JSONField(
        default=list, help_text="Each municipality whose rank, count or share is another than in `foregaende`."
    )
    startad = models.DateTimeField()
    millisekunder = models.PositiveIntegerField()
    tillbakatagen = models.DateTimeField(null=True, blank=True)
    tillbakatagen_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    tillbakatagen_skal = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="berakning_tillbakatagen_av_nagon",
                condition=Q(tillbakatagen=None, tillbakatagen_av=None, tillbakatagen_skal="")
                | (Q(tillbakatagen__isnull=False, tillbakatagen_av__isnull=False) & ~Q(tillbakatagen_skal="")),
            ),
            models.CheckConstraint(name="berakning_i_ar_av_alla", condition=Q(i_ar__lte=F("alla"))),
        ]

    def __str__(self) -> str:
        return f"Beräkning {self.pk} för {self.ar_id}"


class Berakningsorder(models.Model):
    """Why a run was asked for, by whom (nobody: the clock), and what it gave: a new run, or the one that still held."""

    orsak = models.CharField(max_length=12, choices=Orsak)
    begard_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    begard = models.DateTimeField()
    klar = models.DateTimeField(null=True)
    berakning = models.ForeignKey(Berakning, models.PROTECT, null=True, related_name="ordrar")
    gav_ny = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_orsak_display()} {self.begard}"


class Berakningsrad(models.Model):
    """A municipality as a run knew it: shares, counts and earlier targets, from which all its figures are derived."""

    berakning = models.ForeignKey(Berakning, models.PROTECT, related_name="rader")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="+", db_index=False)
    ordinarie = models.PositiveIntegerField(help_text="Ordinary share, thousandths of a promille.")
    gallande = models.PositiveIntegerField(help_text="Share in force, thousandths of a promille.")
    pa_kontot = models.PositiveIntegerField(help_text="Children counted on its account since 2016.")
    i_kommunen = models.PositiveIntegerField(help_text="Children counted in the municipality since 2016.")
    tidigare_mal = models.PositiveBigIntegerField(help_text="Earlier years' targets, millionths of a child.")

    class Meta:
        constraints = [models.UniqueConstraint(name="berakningsrad_en_per_kommun", fields=["berakning", "kommun"])]

    def __str__(self) -> str:
        return f"{self.kommun_id}: {self.pa_kontot}"


class Berakningsdel(models.Model):
    """An account that was redistributed in a run: what was handed over, and the children since 1 January by part."""

    berakning = models.ForeignKey(Berakning, models.PROTECT, related_name="delar")
    givare = models.ForeignKey(Kommun, models.PROTECT, related_name="+", db_index=False)
    mottagare = models.ForeignKey(Kommun, models.PROTECT, related_name="+", db_index=False)
    andel = models.PositiveIntegerField(help_text="What is handed over, thousandths of a promille.")
    behallna = models.PositiveIntegerField()
    lamnade = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="berakningsdel_en_per_givare", fields=["berakning", "givare"])]

    def __str__(self) -> str:
        return f"{self.givare_id}–{self.mottagare_id}"


class Manadspublicering(models.Model):
    """A month that was made public: one run's figures, less what the small-number shield withholds. Immutable."""

    berakning = models.OneToOneField(Berakning, models.PROTECT, related_name="publicering")
    manad = models.DateField(unique=True, help_text="The first day of the month that the figures reach into.")
    per = models.DateField(help_text="The last day that the figures cover.")
    riket_dolt = models.BooleanField()
    dolda_lan = ArrayField(models.CharField(max_length=2), default=list)
    sma_lan = ArrayField(models.CharField(max_length=2), default=list)
    publicerad_av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    publicerad = models.DateTimeField()

    class Meta:
        ordering = ["-manad"]
        constraints = [
            models.CheckConstraint(
                name="manadspublicering_manadens_forsta", condition=Q(manad__day=1) & Q(manad__lte=F("per"))
            )
        ]

    def __str__(self) -> str:
        return f"Måluppfyllelse till och med {datum(self.per)}"


class Publiceringsrad(models.Model):
    """A municipality in a published month. `antal` is what is true; where it is withheld, `lag` and `hog` bound it.

    What is public is what `anvisning.berakningar.offentligt` gives, never a row of this table.
    """

    publicering = models.ForeignKey(Manadspublicering, models.PROTECT, related_name="rader")
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="+", db_index=False)
    antal = models.PositiveIntegerField()
    lag = models.PositiveIntegerField(null=True)
    hog = models.PositiveIntegerField(null=True)
    barn_fore = models.PositiveIntegerField(null=True, help_text="Place in the public queue; None beyond the horizon.")
    kommuner_fore = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="publiceringsrad_en_per_kommun", fields=["publicering", "kommun"]),
            models.CheckConstraint(
                name="publiceringsrad_dold_eller_inte",
                condition=Q(lag=None, hog=None) | Q(lag__isnull=False, hog__isnull=False, barn_fore=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kommun_id}: {'dolt' if self.hog is not None else self.antal}"
