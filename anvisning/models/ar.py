"""The share year, each county's timetable for it, and the compensation amounts."""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from anvisning import tid
from anvisning.falt import PromilleField
from anvisning.models.platser import Lan


class Ar(models.Model):
    """A calendar year of shares: national dates (whole Swedish days), decimals, forecasts and settings."""

    ar = models.PositiveSmallIntegerField(primary_key=True)
    preliminar_dag = models.DateField(help_text="When Migrationsverket gives the preliminary shares.")
    redovisas_dag = models.DateField(help_text="Last day for the counties' reports to Migrationsverket.")
    faststalls_dag = models.DateField(help_text="When Migrationsverket fixes the final shares.")
    decimaler = models.PositiveSmallIntegerField(default=2)
    golv = PromilleField(default=Decimal(1), help_text="Lowest ordinary share.")
    tolerans = PromilleField(default=Decimal("0.5"))
    hopp = models.DecimalField(
        max_digits=5, decimal_places=2, default=Decimal("0.5"), help_text="Relative change that calls for a warning."
    )
    prognos_lag = models.PositiveIntegerField(null=True, blank=True)
    prognos_huvud = models.PositiveIntegerField(null=True, blank=True)
    prognos_hog = models.PositiveIntegerField(null=True, blank=True)
    prognos_kalla = models.CharField(max_length=200, blank=True)
    visa_foreslagna = models.BooleanField(default=True, help_text="Show reported redistributions to the public.")
    exempeldata = models.BooleanField(default=False)

    class Meta:
        ordering = ["-ar"]
        constraints = [
            models.CheckConstraint(
                name="ar_dagar_i_ordning",
                condition=Q(preliminar_dag__lt=F("redovisas_dag")) & Q(redovisas_dag__lte=F("faststalls_dag")),
            )
        ]

    def __str__(self) -> str:
        return str(self.ar)

    @property
    def redovisas_senast(self) -> datetime:
        """The exclusive instant that ends the national date."""
        return tid.slut_pa_dagen(self.redovisas_dag)


class Tidplan(models.Model):
    """One county's timetable and settings for one year. Its row is the lock under which the county's year moves."""

    ar = models.ForeignKey(Ar, models.PROTECT, related_name="tidplaner")
    lan = models.ForeignKey(Lan, models.PROTECT, related_name="tidplaner")
    sista_dag = models.DateField(help_text="The county's day: last day for the municipalities' decisions.")
    tva_personer = models.BooleanField(default=False, help_text="Two persons on each municipality's side.")
    bade_ge_och_ta = models.BooleanField(default=False, help_text="A municipality may both give and receive.")
    krav_beslut = models.BooleanField(default=True, help_text="Both municipalities' decisions are needed.")
    kommunicering = models.BooleanField(default=False, help_text="Hear the parties before not taking along.")
    overklagandetext = models.TextField(blank=True)

    class Meta:
        ordering = ["ar_id", "lan_id"]
        constraints = [models.UniqueConstraint(name="tidplan_en_per_lan_och_ar", fields=["ar", "lan"])]

    def __str__(self) -> str:
        return f"{self.lan} {self.ar_id}"

    @property
    def slut(self) -> datetime:
        """The exclusive instant that ends the county's day."""
        return tid.slut_pa_dagen(self.sista_dag)


class Ersattning(models.Model):
    """A compensation amount in kr with its validity: amounts are dated data, never constants."""

    class Slag(models.TextChoices):
        FAST = "fast", "Fast del per kommun och år"
        RORLIG = "rorlig", "Rörlig del per beräknat barn och år"
        DYGN = "dygn", "Per anvisat barn och dygn"
        ENGANG = "engang", "Per anvisat barn, en gång"
        ANKOMST = "ankomst", "Ankomstkommun, per barn och dygn"
        SCREENING = "screening", "Anvisning för inledande åtgärder, en gång"

    slag = models.CharField(max_length=10, choices=Slag)
    belopp = models.PositiveIntegerField()
    galler_fran = models.DateField()
    galler_till = models.DateField(null=True, blank=True)
    rattsgrund = models.CharField(max_length=120)

    class Meta:
        ordering = ["slag", "galler_fran"]
        constraints = [models.UniqueConstraint(name="ersattning_unik", fields=["slag", "galler_fran"])]

    def __str__(self) -> str:
        return f"{self.get_slag_display()}: {self.belopp} kr"
