"""What there is to show in a database: years, cases, reports, tables and people, found by what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from anvisning import tid
from anvisning.models import Andelstabell, Ar, Kommun, Konto, Organisation, Roll, Tabellimport
from anvisning.models.andelar import BESLUTADE
from omfordelning.models import Forslag, Redovisning
from omfordelning.process import Status

NORRBOTTEN, KALMAR, KRONOBERG, VARMLAND, VASTERNORRLAND, VASTRA_GOTALAND = "25", "08", "07", "17", "22", "14"
LULEA, ALVSBYN = "2580", "2560"


@dataclass(frozen=True)
class Lage:
    """One state of the database. `namn`: full, nytt_ar (shares and no case), inget_ar, or "" (empty)."""

    namn: str

    @cached_property
    def dag(self) -> date:
        """Today in Sweden."""
        return tid.svensk_dag(timezone.now())

    @cached_property
    def ar(self) -> int | None:
        """The open year."""
        oppna = Ar.objects.exclude(tabeller__slag__in=BESLUTADE).order_by("-ar")
        return oppna.values_list("ar", flat=True).first()

    @cached_property
    def beslutat_ar(self) -> int | None:
        """The newest decided year."""
        beslutade = Ar.objects.filter(tabeller__slag__in=BESLUTADE).order_by("-ar")
        return beslutade.values_list("ar", flat=True).first()

    @cached_property
    def forslag(self) -> list[Forslag]:
        """All cases, newest year first."""
        return list(Forslag.objects.order_by("-ar", "lan", "nummer").select_related("ar"))

    def fall(self, *status: Status, lan: str = "", **villkor: object) -> list[Forslag]:
        """Give the open year's cases in some statuses (all when none is named)."""
        return [
            f
            for f in self.forslag
            if f.ar_id == self.ar
            and (not status or f.status in status)
            and lan in ("", f.lan_id)
            and all(getattr(f, falt) == varde for falt, varde in villkor.items())
        ]

    def redovisningar(self, *status: str) -> list[Redovisning]:
        """Give the open year's reports in some statuses."""
        rader = Redovisning.objects.filter(ar=self.ar).order_by("lan") if self.ar else []
        return [r for r in rader if r.status in status]

    @cached_property
    def tabeller(self) -> list[Andelstabell]:
        """The published tables, newest first."""
        return list(Andelstabell.objects.order_by("-publicerad"))

    @cached_property
    def importer(self) -> list[Tabellimport]:
        """The tables that are read in and neither published nor thrown away."""
        rader = Tabellimport.objects.filter(kasserad=None, tabell=None).defer("innehall")
        return list(rader.order_by("pk"))

    def organisation(self, kommun: str) -> Organisation:
        """Give a municipality as an organisation."""
        return Kommun.objects.get(pk=kommun).organisation

    def konton(self, kommun: str, andra_administratoren: bool = False) -> dict[str, Konto]:
        """Give one account per role: a municipality's, its county's and the national level's.

        The first administrator has read the tables in that wait, so only the second can publish them.
        """
        alla = Konto.objects.filter(is_active=True).exclude(password="").order_by("-pk")
        egna = [
            *alla.filter(organisation__kommun=kommun),
            *alla.filter(organisation__lan=kommun[:2]),
            *alla.filter(organisation__slag=Organisation.Slag.NATIONELL),
        ]
        konton = {konto.roll: konto for konto in egna}
        if andra_administratoren:
            konton[Roll.ADMINISTRATOR] = next(k for k in egna if k.roll == Roll.ADMINISTRATOR)
        return konton


def sprid(rader: Sequence[Forslag]) -> list[Forslag]:
    """Give one case of each status and side that began."""
    return list({(f.status, f.initiativ): f for f in rader}.values())
