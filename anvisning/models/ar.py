"""The share year, each county's timetable for it, and the compensation amounts."""

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anvisning import tid
from anvisning.falt import PromilleField
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models.platser import Lan
from anvisning.visning import veckodatum


class Metodval(models.TextChoices):
    """How goal fulfilment is read (domain section 7)."""

    ORDINARIE_ANDEL = Metod.ORDINARIE_ANDEL.value, "Ordinarie andel, med konton och delar"
    PERIODSUMMA = Metod.PERIODSUMMA.value, "Varje års gällande andel, summerad"
    GALLANDE_ANDEL = Metod.GALLANDE_ANDEL.value, "Årets gällande andel, för jämförelse"


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
    prognos_dag = models.DateField(null=True, blank=True, help_text="When the forecast was given.")
    metod = models.CharField(max_length=16, choices=Metodval, default=Metodval.ORDINARIE_ANDEL)
    rakna_inledande = models.BooleanField(
        default=False, help_text="Whether assignments for initial measures count in the fulfilment."
    )
    visa_foreslagna = models.BooleanField(default=True, help_text="Show reported redistributions to the public.")
    exempeldata = models.BooleanField(default=False)

    class Meta:
        ordering = ["-ar"]
        constraints = [
            models.CheckConstraint(
                name="ar_dagar_i_ordning",
                condition=Q(preliminar_dag__lt=F("redovisas_dag")) & Q(redovisas_dag__lte=F("faststalls_dag")),
            ),
            models.CheckConstraint(name="ar_metod", condition=Q(metod__in=Metodval.values)),
        ]

    def __str__(self) -> str:
        return str(self.ar)

    @property
    def redovisas_senast(self) -> datetime:
        """The exclusive instant that ends the national date."""
        return tid.slut_pa_dagen(self.redovisas_dag)


def paminnelsedagar() -> list[int]:
    """Give how many days before a deadline who must act is reminded, unless the county says otherwise."""
    return [30, 14, 7, 2, 1]


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
    paminnelsedagar = ArrayField(
        models.PositiveSmallIntegerField(), default=paminnelsedagar, help_text="Days before a deadline, most first."
    )

    class Meta:
        ordering = ["ar_id", "lan_id"]
        constraints = [models.UniqueConstraint(name="tidplan_en_per_lan_och_ar", fields=["ar", "lan"])]

    def __str__(self) -> str:
        return f"{self.lan} {self.ar_id}"

    @property
    def slut(self) -> datetime:
        """The exclusive instant that ends the county's day."""
        return tid.slut_pa_dagen(self.sista_dag)

    def slut_da(self, nar: datetime) -> datetime:
        """Give the county's deadline as it was at an instant, whatever has been moved since (one query)."""
        dag = next((fran for flyttad, fran in self._flyttar if flyttad > nar), self.sista_dag)
        return tid.slut_pa_dagen(dag)

    @cached_property
    def _flyttar(self) -> list[tuple[datetime, date]]:
        rader = Datumandring.objects.filter(ar=self.ar_id, lan=self.lan_id)
        return list(rader.order_by("nar").values_list("nar", "fran"))


class Datumandring(models.Model):
    """A date that was moved: for whom, from when to when, why, and what the public is told. Append-only (trigger)."""

    class Datum(models.TextChoices):
        PRELIMINAR = "preliminar_dag", "Dagen då Migrationsverket lämnar preliminära andelar"
        LANETS = "sista_dag", "Kommunernas sista dag"
        REDOVISAS = "redovisas_dag", "Länsstyrelsernas sista dag att redovisa till Migrationsverket"
        FASTSTALLS = "faststalls_dag", "Dagen då Migrationsverket fastställer andelarna"

    ar = models.ForeignKey(Ar, models.PROTECT, related_name="datumandringar")
    lan = models.ForeignKey(Lan, models.PROTECT, null=True, blank=True, related_name="+")
    vilket = models.CharField(max_length=14, choices=Datum)
    fran = models.DateField()
    till = models.DateField()
    skal = models.TextField(help_text="Told to those concerned.")
    notis = models.TextField(blank=True, help_text="What the open pages say more.")
    nar = models.DateTimeField()
    av = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-nar", "-id"]
        constraints = [
            models.CheckConstraint(name="datumandring_flyttar", condition=~Q(fran=F("till")) & ~Q(skal="")),
            models.CheckConstraint(
                name="datumandring_lanets_har_lan",
                condition=Q(vilket="sista_dag", lan__isnull=False) | (~Q(vilket="sista_dag") & Q(lan__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_vilket_display()} {self.fran} till {self.till}"

    @property
    def mening(self) -> str:
        """What was moved: "Kommunernas sista dag är flyttad från fredag 6 november 2026 till …"."""
        return f"{self.get_vilket_display()} är flyttad från {veckodatum(self.fran)} till {veckodatum(self.till)}."


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
