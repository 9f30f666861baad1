"""Organisations, their organs and contacts, and the accounts that act for them."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from anvisning.models.platser import Kommun, Lan


class Organisation(models.Model):
    """Who an account acts for: a municipality, a county administrative board, or the national level."""

    class Slag(models.TextChoices):
        KOMMUN = "kommun", "Kommun"
        LANSSTYRELSE = "lansstyrelse", "Länsstyrelse"
        NATIONELL = "nationell", "Nationell"

    slag = models.CharField(max_length=12, choices=Slag)
    namn = models.CharField(max_length=80, unique=True)
    kommun = models.OneToOneField(Kommun, models.PROTECT, null=True, blank=True)
    lan = models.OneToOneField(Lan, models.PROTECT, null=True, blank=True)
    samordnande_lan = models.ForeignKey(
        Lan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Set when a coordinating county holds the national roles in Migrationsverket's place.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_har_ratt_plats",
                condition=Q(slag="kommun", kommun__isnull=False, lan__isnull=True)
                | Q(slag="lansstyrelse", kommun__isnull=True, lan__isnull=False)
                | Q(slag="nationell", kommun__isnull=True, lan__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.namn

    @property
    def lanskod(self) -> str:
        """The county the organisation works in ("" for the national level)."""
        if self.kommun_id:
            return self.kommun_id[:2]
        return self.lan_id or ""


class Organslag(models.TextChoices):
    """Which body of the municipality decides."""

    FULLMAKTIGE = "fullmaktige", "Kommunfullmäktige"
    KOMMUNSTYRELSE = "kommunstyrelse", "Kommunstyrelsen"
    NAMND = "namnd", "Nämnd"
    GEMENSAM = "gemensam", "Gemensam nämnd eller förbund"
    UTSKOTT = "utskott", "Utskott"
    ORDFORANDE = "ordforande", "Ordföranden i brådskande ärende"
    DELEGATION = "delegation", "Tjänsteperson på delegation"
    MYNDIGHET = "myndighet", "Myndigheten"


class Organ(models.Model):
    """A dated body with its own register and mailbox: a nämnd is an authority of its own and may be replaced."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="organ")
    slag = models.CharField(max_length=14, choices=Organslag)
    namn = models.CharField(max_length=120)
    funktionsbrevlada = models.EmailField()
    galler_fran = models.DateField()
    galler_till = models.DateField(null=True, blank=True)
    eftertradare = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="foretradare")

    class Meta:
        ordering = ["organisation_id", "galler_fran", "namn"]
        constraints = [
            models.CheckConstraint(
                name="organ_har_ratt_tid",
                condition=Q(galler_till__isnull=True) | Q(galler_till__gte=models.F("galler_fran")),
            ),
            models.UniqueConstraint(name="organ_namn_unikt", fields=["organisation", "namn", "galler_fran"]),
        ]

    def __str__(self) -> str:
        return self.namn


class Kontaktfunktion(models.Model):
    """A function to call or write to, not a person."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="kontakter")
    funktion = models.CharField(max_length=120)
    telefon = models.CharField(max_length=40, blank=True)
    epost = models.EmailField(blank=True)

    class Meta:
        ordering = ["organisation_id", "funktion"]
        constraints = [models.UniqueConstraint(name="kontaktfunktion_unik", fields=["organisation", "funktion"])]

    def __str__(self) -> str:
        return self.funktion


class Roll(models.TextChoices):
    """What an account may do. The prefix tells the kind of organisation it belongs to."""

    KOMMUN_HANDLAGGARE = "k_handlaggare", "Handläggare"
    KOMMUN_FORETRADARE = "k_foretradare", "Företrädare"
    KOMMUN_LASARE = "k_lasare", "Läsare"
    LAN_HANDLAGGARE = "l_handlaggare", "Handläggare"
    LAN_BESLUTSFATTARE = "l_beslutsfattare", "Beslutsfattare"
    LAN_LASARE = "l_lasare", "Läsare"
    ADMINISTRATOR = "n_administrator", "Administratör"
    GRANSKARE = "n_granskare", "Granskare"

    @property
    def organisationsslag(self) -> str:
        """The kind of organisation the role belongs to."""
        return {"k": "kommun", "l": "lansstyrelse", "n": "nationell"}[self.value[0]]

    @classmethod
    def for_slag(cls, slag: str) -> list["Roll"]:
        """Give the roles of one kind of organisation, in order."""
        return [roll for roll in cls if roll.organisationsslag == slag]


class Notisval(models.TextChoices):
    """When a person gets the mails that are only information. What asks for an act always goes at once."""

    GENAST = "genast", "Genast"
    SAMLAT = "samlat", "Samlat, ett mejl om dagen"
    AV = "av", "Inga alls"


class KontoManager(BaseUserManager["Konto"]):
    """Finds accounts by their e-mail address, whatever its case, and always with whom they act for and where that is.

    The signed-in account of a request is found this way: its organisation, municipality and county cost no query.
    """

    def get_queryset(self) -> "models.QuerySet[Konto]":
        return (
            super()
            .get_queryset()
            .select_related("organisation__kommun__lan", "organisation__lan", "organisation__samordnande_lan")
        )

    def get_by_natural_key(self, username: str | None) -> "Konto":
        return self.get(epost__iexact=username)


class Konto(AbstractBaseUser):
    """An account: one person, one organisation, one role."""

    publikt_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    epost = models.EmailField("E-postadress", unique=True)
    namn = models.CharField("Namn", max_length=120)
    titel = models.CharField("Titel", max_length=120, blank=True)
    telefon = models.CharField("Telefon", max_length=40, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="konton")
    roll = models.CharField(max_length=16, choices=Roll)
    notisval = models.CharField(max_length=6, choices=Notisval, default=Notisval.GENAST)
    is_active = models.BooleanField(default=True)
    skapad = models.DateTimeField()

    USERNAME_FIELD = "epost"
    EMAIL_FIELD = "epost"
    REQUIRED_FIELDS = ["namn"]
    is_staff = False
    is_superuser = False

    objects = KontoManager()

    class Meta:
        ordering = ["organisation_id", "namn"]
        constraints = [
            models.CheckConstraint(name="konto_epost_gemen", condition=Q(epost=models.functions.Lower("epost"))),
        ]

    def __str__(self) -> str:
        return self.namn

    @property
    def kommunkod(self) -> str:
        """The municipality's code, or "" for other organisations."""
        return self.organisation.kommun_id or ""

    @property
    def lanskod(self) -> str:
        """The county's code, or "" for the national level."""
        return self.organisation.lanskod
