"""The proposal, its versions, the municipalities' decisions and approvals, and more time."""

import re
import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from anvisning.falt import PromilleField
from anvisning.models import Ar, Dokument, Kommun, Lan, Organ, Organslag
from omfordelning.process import AVSLUTADE, Sida, Status, Villkor

SIDOR = [(sida.value, sida.text) for sida in Sida]
KONTO = settings.AUTH_USER_MODEL
REFERENS = re.compile(r"OMF-(\d{4})-(\d{2})-(\d+)")
"""A case's reference as `Forslag.referens` writes it: year, county, number."""


class Forslag(models.Model):
    """A proposal that one municipality hands over all or part of its share to another in the same county."""

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ar = models.ForeignKey(Ar, models.PROTECT, related_name="forslag")
    lan = models.ForeignKey(Lan, models.PROTECT, related_name="forslag")
    givare = models.ForeignKey(Kommun, models.PROTECT, related_name="ger")
    mottagare = models.ForeignKey(Kommun, models.PROTECT, related_name="tar_emot")
    initiativ = models.CharField(max_length=9, choices=SIDOR, help_text="Whose draft it was: the side that sent it.")
    nummer = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Set when sent.")
    status = models.CharField(max_length=15, choices=[(s.value, s.text) for s in Status], default=Status.UTKAST)
    version = models.PositiveSmallIntegerField(default=1, help_text="The current version's number.")
    givare_bunden = models.DateTimeField(
        null=True, blank=True, help_text="When the giver's side approved the current version; takes its one place."
    )
    slut = models.DateTimeField(null=True, blank=True, help_text="Exclusive deadline, fixed when sent.")
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    kopia_av = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="kopior")
    avslutad = models.DateTimeField(null=True, blank=True)
    avslutad_av = models.CharField(max_length=16, blank=True, help_text="Side, lan, klocka or migrationsverket.")
    avslutsskal = models.TextField(blank=True)

    class Meta:
        ordering = ["ar_id", "lan_id", "nummer", "id"]
        indexes = [
            models.Index(name="forslag_ar_lan_status", fields=["ar", "lan", "status"]),
            models.Index(name="forslag_vantar", fields=["slut"], condition=Q(status="vantar_svar")),
        ]
        constraints = [
            models.UniqueConstraint(name="forslag_nummer_unikt", fields=["ar", "lan", "nummer"]),
            models.UniqueConstraint(
                name="forslag_en_gava_per_givare",
                fields=["ar", "givare"],
                condition=Q(givare_bunden__isnull=False) & ~Q(status__in=[s.value for s in AVSLUTADE]),
            ),
            models.CheckConstraint(name="forslag_tva_kommuner", condition=~Q(givare=F("mottagare"))),
            models.CheckConstraint(
                name="forslag_samma_lan",
                condition=Exact(Left("givare", 2), F("lan")) & Exact(Left("mottagare", 2), F("lan")),
            ),
            models.CheckConstraint(
                name="forslag_utkast_saknar_nummer",
                condition=Q(status="utkast", nummer__isnull=True, slut__isnull=True, givare_bunden__isnull=True)
                | (~Q(status="utkast") & Q(nummer__isnull=False, slut__isnull=False)),
            ),
            models.CheckConstraint(
                name="forslag_avslut_helt_eller_inte_alls",
                condition=Q(status__in=[s.value for s in AVSLUTADE], avslutad__isnull=False) & ~Q(avslutad_av="")
                | ~Q(status__in=[s.value for s in AVSLUTADE]) & Q(avslutad__isnull=True, avslutad_av=""),
            ),
        ]

    def __str__(self) -> str:
        return self.referens or f"Utkast {self.givare_id}–{self.mottagare_id}"

    @property
    def referens(self) -> str:
        """The reference (OMF-2027-25-014), "" for a draft. It is no diarienummer."""
        return f"OMF-{self.ar_id}-{self.lan_id}-{self.nummer:03d}" if self.nummer else ""

    @property
    def arende(self) -> str:
        """What the case's events are filed under, from the draft on."""
        return str(self.publikt_id)

    @property
    def ar_inbjudan(self) -> bool:
        """Tell whether the receiver's side began (inbjudan)."""
        return self.initiativ == Sida.MOTTAGARE

    def sida_for(self, kommunkod: str) -> Sida | None:
        """Give which side a municipality is on, or None."""
        return {self.givare_id: Sida.GIVARE, self.mottagare_id: Sida.MOTTAGARE}.get(kommunkod)

    def kommunkod(self, sida: str) -> str:
        """Give the municipality's code on a side."""
        return self.givare_id if sida == Sida.GIVARE else self.mottagare_id


class Forslagsversion(models.Model):
    """What is proposed. Once sent it never changes (trigger); another figure is another version."""

    forslag = models.ForeignKey(Forslag, models.CASCADE, related_name="versioner")
    nummer = models.PositiveSmallIntegerField(default=1)
    hela = models.BooleanField("Hela andelen", default=False)
    promille = PromilleField(help_text="For a whole share: what the whole was when it was sent.")
    villkor = models.CharField(
        max_length=10, choices=[(v.value, v.text) for v in Villkor], default=Villkor.PROMILLE.value
    )
    sida = models.CharField(max_length=9, choices=SIDOR)
    meddelande = models.TextField(blank=True)
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    skickad = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["forslag_id", "nummer"]
        constraints = [
            models.UniqueConstraint(name="forslagsversion_unik", fields=["forslag", "nummer"]),
            models.CheckConstraint(
                name="forslagsversion_promille", condition=Q(promille__gt=0, promille__lte=Decimal(1000))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forslag}, version {self.nummer}"


class Kommunbeslut(models.Model):
    """A municipality's decision, as reported: the real act, which the user tells of. One may cover many proposals."""

    class Tillstand(models.TextChoices):
        PLANERAT = "planerat", "Planerat, inte fattat"
        FATTAT = "fattat", "Fattat, protokollet inte justerat"
        JUSTERAT = "justerat", "Fattat och justerat"
        OMEDELBART = "omedelbart", "Fattat och omedelbart justerat"

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kommun = models.ForeignKey(Kommun, models.PROTECT, related_name="beslut")
    ar = models.ForeignKey(Ar, models.PROTECT, related_name="kommunbeslut")
    organslag = models.CharField("Vem har beslutat", max_length=14, choices=Organslag)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, blank=True, related_name="+")
    organnamn = models.CharField("Organets namn", max_length=120, help_text="Stays as it was, whatever follows it.")
    tillstand = models.CharField(max_length=10, choices=Tillstand)
    dag = models.DateField("Beslutsdag")
    paragraf = models.CharField("Paragraf", max_length=20, blank=True)
    delegationspunkt = models.CharField(max_length=60, blank=True)
    diarienummer = models.CharField(max_length=60, blank=True)
    ram = PromilleField(null=True, blank=True, help_text="Frame: at most this many promille.")
    utdrag = models.ForeignKey(Dokument, models.PROTECT, null=True, blank=True, related_name="+")
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    registrerat_av_lan = models.BooleanField(default=False)

    class Meta:
        ordering = ["kommun_id", "-dag", "-id"]
        constraints = [
            models.CheckConstraint(
                name="kommunbeslut_delegation_har_punkt",
                condition=~Q(organslag="delegation") | ~Q(delegationspunkt=""),
            )
        ]

    def __str__(self) -> str:
        paragraf = f" § {self.paragraf}" if self.paragraf else ""
        return f"{self.organnamn} {self.dag:%Y-%m-%d}{paragraf}"

    @property
    def ar_fattat(self) -> bool:
        return self.tillstand != self.Tillstand.PLANERAT

    @property
    def utdrag_foljer(self) -> bool:
        """Tell whether the minutes' extract is still to come (allowed, and visible)."""
        return self.ar_fattat and self.utdrag_id is None


class Godkannande(models.Model):
    """One side's approval of one version, resting on the municipality's decision once it is reported."""

    version = models.ForeignKey(Forslagsversion, models.CASCADE, related_name="godkannanden")
    sida = models.CharField(max_length=9, choices=SIDOR)
    kommunbeslut = models.ForeignKey(Kommunbeslut, models.PROTECT, null=True, blank=True, related_name="godkannanden")
    ram_bekraftad = models.BooleanField(default=False, help_text="The decision's frame covers this version too.")
    av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    mottaget = models.DateTimeField(help_text="When it arrived: the judge of what is in time.")
    registrerat_av_lan = models.BooleanField(default=False)
    handling = models.ForeignKey(Dokument, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="godkannande_ett_per_sida", fields=["version", "sida"]),
            models.CheckConstraint(
                name="godkannande_av_lan_har_handling",
                condition=Q(registrerat_av_lan=False) | Q(handling__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_sida_display()}"


class Anstand(models.Model):
    """More time for one proposal: asked for with the date of a meeting, granted or refused by the county."""

    forslag = models.ForeignKey(Forslag, models.CASCADE, related_name="anstand")
    sida = models.CharField(max_length=9, choices=SIDOR)
    sammantrade = models.DateField()
    skal = models.TextField(blank=True)
    begart = models.DateTimeField()
    begart_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")
    beviljat_till = models.DateField(null=True, blank=True, help_text="Last day, when granted.")
    beslutat = models.DateTimeField(null=True, blank=True)
    beslutat_av = models.ForeignKey(KONTO, models.PROTECT, null=True, blank=True, related_name="+")
    beslutsskal = models.TextField(blank=True)

    class Meta:
        ordering = ["begart"]
        constraints = [
            models.CheckConstraint(
                name="anstand_beslut_helt_eller_inte_alls",
                condition=Q(beslutat__isnull=True, beslutat_av__isnull=True, beviljat_till__isnull=True)
                | Q(beslutat__isnull=False, beslutat_av__isnull=False),
            ),
            models.UniqueConstraint(
                name="anstand_en_obesvarad_per_sida", fields=["forslag", "sida"], condition=Q(beslutat__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Anstånd {self.forslag}"


class SenInlamning(models.Model):
    """The late lane: the county lets one giver send after its day, with a reason that is recorded and printed."""

    ar = models.ForeignKey(Ar, models.PROTECT, related_name="+")
    givare = models.ForeignKey(Kommun, models.PROTECT, related_name="sena_inlamningar")
    till = models.DateField(help_text="Last day.")
    skal = models.TextField()
    beslutad = models.DateTimeField()
    beslutad_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["beslutad"]
        constraints = [models.CheckConstraint(name="seninlamning_har_skal", condition=~Q(skal=""))]

    def __str__(self) -> str:
        return f"Sen inlämning {self.givare_id} till {self.till}"


class Omstandighet(models.Model):
    """Something that happened to a municipality's decision, in whatever status. It changes no number by itself."""

    class Slag(models.TextChoices):
        OVERKLAGAT = "overklagat", "Beslutet är överklagat"
        INHIBITION = "inhibition", "Domstolen har beslutat om inhibition"
        UPPHAVT = "upphavt", "Beslutet är upphävt"
        ATERTAGET = "atertaget", "Kommunen har återtagit sitt beslut"

    forslag = models.ForeignKey(Forslag, models.PROTECT, related_name="omstandigheter")
    sida = models.CharField(max_length=9, choices=SIDOR)
    slag = models.CharField(max_length=12, choices=Slag)
    domstol = models.CharField(max_length=120, blank=True)
    malnummer = models.CharField(max_length=60, blank=True)
    dag = models.DateField()
    beskrivning = models.TextField(blank=True)
    anmald = models.DateTimeField()
    registrerad = models.DateTimeField(help_text="When it was known here; what came by letter arrived before.")
    anmald_av = models.ForeignKey(KONTO, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["anmald"]

    def __str__(self) -> str:
        return f"{self.get_slag_display()} {self.forslag}"
