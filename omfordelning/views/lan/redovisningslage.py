"""Where a county's report stands: its agreed cases with what stops them, its versions, and the table it would hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from anvisning.models import Andel, Andelstabell, Kommun, Konto
from anvisning.models.andelar import BESLUTADE
from omfordelning.arendebild import OBUNDNA
from omfordelning.handlaggning.redovisningsgrund import hinder_for_oversandande
from omfordelning.lage import Akt, Arende
from omfordelning.models import Forslag, Redovisning
from omfordelning.process import Status, Steg, hinder
from omfordelning.querysets import med_fakta, med_versioner
from omfordelning.sammanstallning import NOLL, Sammanstallning, sammanstall
from omfordelning.statusord import KOMMUNER, tur
from omfordelning.views.lan.gemensamt import Lansar

INSAMLING = "Insamling"
AVGORS = (Status.VANTAR_SVAR, Status.OVERENS, Status.FORESLAGEN, Status.REDOVISAD)


@dataclass(frozen=True, kw_only=True)
class Redovisningslage:
    """A county's year seen from its report. `vantar`: cases that still wait for a municipality's answer.

    `hos_kommunerna`: how many cases a municipality has the turn in, as in Sammanställning.
    """

    lansar: Lansar
    kommuner: tuple[Kommun, ...]
    arenden: tuple[Arende, ...]
    vantar: tuple[Forslag, ...]
    hos_kommunerna: int
    versioner: tuple[Redovisning, ...]

    @property
    def senaste(self) -> Redovisning | None:
        """The newest version, the one that holds."""
        return self.versioner[0] if self.versioner else None

    @property
    def oprovade(self) -> tuple[Arende, ...]:
        """The agreed cases that no decision has taken a stand on."""
        return tuple(a for a in self.arenden if a.forslag.status == Status.OVERENS)

    @property
    def status(self) -> str:
        return self.senaste.get_status_display() if self.senaste else INSAMLING

    def andelstabell(self, tas_med: Collection[int]) -> Sammanstallning:
        """Give every municipality before and after, when the cases with these ids are taken along, if they fit."""
        ordinarie = {kommun.kod: kommun.ordinarie or NOLL for kommun in self.kommuner}
        flyttar = [
            (a.forslag.givare_id, a.forslag.mottagare_id, a.promille(), True)
            for a in self.arenden
            if a.forslag.pk in tas_med and a.ryms
        ]
        return sammanstall(self.kommuner, ordinarie, flyttar)


def build_redovisningslage(lansar: Lansar) -> Redovisningslage:
    """Gather a county's report in five queries, however many cases and versions there are."""
    ar, kod = lansar.ar.pk, lansar.lan.pk
    kommuner = tuple(med_ordinarie(lansar))
    andelar = {kommun.kod: kommun.ordinarie for kommun in kommuner if kommun.ordinarie is not None}
    forslag = list(
        med_versioner(med_fakta(Forslag.objects.filter(ar=ar, lan=kod, status__in=AVGORS))).order_by("nummer")
    )
    alla = [
        Arende(
            forslag=f,
            tidplan=lansar.tidplan,
            andelar=andelar,
            bindningar=OBUNDNA,  # what else binds them was judged when they agreed; no guard of the decision asks
            preliminara_finns=lansar.har_andelar,
            faststallt=lansar.faststalld,
        )
        for f in forslag
    ]
    return Redovisningslage(
        lansar=lansar,
        kommuner=kommuner,
        arenden=tuple(a for a in alla if a.forslag.status != Status.VANTAR_SVAR),
        vantar=tuple(f for f in forslag if f.status == Status.VANTAR_SVAR),
        hos_kommunerna=sum(tur(a.forslag, a.godkand_av, ryms=a.ryms).vem == KOMMUNER for a in alla),
        versioner=tuple(Redovisning.objects.filter(ar=ar, lan=kod).select_related("beslutad_av").order_by("-version")),
    )


def med_ordinarie(lansar: Lansar) -> QuerySet[Kommun]:
    """Give the county's municipalities with `ordinarie` (promille; None without) of the table that holds, in one query.

    The same table as `anvisning.querysets.gallande_tabell`: the newest decided one, or else the newest preliminary.
    """
    tabeller = Andelstabell.objects.filter(ar=lansar.ar.pk)
    if lansar.faststalld:
        tabeller = tabeller.filter(slag__in=BESLUTADE)
    galler = tabeller.order_by("-publicerad").values("pk")[:1]
    andel = Andel.objects.filter(tabell=Subquery(galler), kommun=OuterRef("pk"))
    return Kommun.objects.filter(lan=lansar.lan.pk).annotate(ordinarie=Subquery(andel.values("promille")))


def stopp_for(arende: Arende, steg: Steg, konto: Konto, nu: datetime) -> list[str]:
    """Give what stands in the way of taking a case along, or of leaving it out, apart from the reasons to be typed."""
    return hinder(steg, arende.lage(Akt(av=konto, nu=nu, skal="-")))


def stoppar_oversandande(lage: Redovisningslage) -> list[str]:
    """Give what stops the newest version from being sent; empty when it can be."""
    if lage.senaste is None:
        return ["Länsstyrelsen har inte beslutat om redovisningen än."]
    return hinder_for_oversandande(lage.senaste, [a.forslag for a in lage.oprovade])


def senaste_version() -> Subquery:
    """Give the newest version's number of the same county and year, as an annotation on reports."""
    andra = Redovisning.objects.filter(ar=OuterRef("ar"), lan=OuterRef("lan")).order_by("-version")
    return Subquery(andra.values("version")[:1])
