"""A county's cases as its pages show them: whose turn it is, the flags beside the status, and the next step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.urls import reverse

from anvisning import tid
from anvisning.models import Tidplan
from omfordelning.lage import slut_for
from omfordelning.models import Anstand, Forslag, Forslagsversion, Godkannande
from omfordelning.process import AVSLUTADE, HOS_KOMMUNERNA, PAGAENDE, Sida, Status
from omfordelning.querysets import aktuell_version, med_fakta
from omfordelning.statusord import KOMMUNER, Flagga, Tur, flaggor, flyttas, ryms, statuskod, statusord, tur

GRUPPER = {
    "lan": "Väntar på länsstyrelsen",
    "kommuner": "Väntar på kommunerna",
    "migrationsverket": "Hos Migrationsverket",
    "faststallda": "Fastställda",
    "avslutade": "Avslutade",
}
"""Whose turn it is → the heading of the group, in the order of the page."""

OMSTANDIGHET = "ändrad omständighet"
FLAGGOR = {
    "beslut": "beslut saknas",
    "utdrag": "protokollsutdrag följer",
    "anstand-begart": "anstånd begärt",
    "anstand-till": "anstånd till",
    "komplettering": "komplettering begärd",
    "anmarkning": "anmärkning i kontrollen",
    "omstandighet": OMSTANDIGHET,
    "registrerat": "registrerat av länsstyrelsen",
    "sent": "sen inlämning",
    "ryms-inte": "ryms inte i andelen",
}
"""The filter of the page: code in the address → how the flag's words begin."""


@dataclass(frozen=True, kw_only=True)
class Arenderad:
    """One case in the county's list. `nasta`: the county's next step, as words and address."""

    forslag: Forslag
    promille: Decimal
    ryms: bool
    grupp: str
    status: str
    kod: str
    vantar_pa: str
    slut: datetime
    flaggor: tuple[Flagga, ...]
    nasta: tuple[str, str] | None

    @property
    def sista_dag(self) -> date:
        return tid.sista_dagen(self.slut)

    @property
    def koder(self) -> frozenset[str]:
        """The filter's codes that the case answers to."""
        koder = {kod for kod, ord_ in FLAGGOR.items() if any(f.text.startswith(ord_) for f in self.flaggor)}
        return frozenset(koder | ({"omstandighet"} if self.forslag.andrad_omstandighet else set()))


def lanets_alla(ar: int, lanskod: str) -> QuerySet[Forslag]:
    """Give every sent case of a county's year, ended ones too, with figures and facts, in one query."""
    egen = OuterRef("pk")
    skickade = Forslagsversion.objects.filter(forslag=egen).order_by().values("forslag").annotate(t=Min("skickad"))
    obesvarade = Anstand.objects.filter(forslag=egen, beslutat=None).order_by("begart")
    return (
        med_fakta(aktuell_version(Forslag.objects.filter(ar=ar, lan=lanskod, nummer__isnull=False)))
        .annotate(forst_skickad=Subquery(skickade.values("t")), anstand_id=Subquery(obesvarade.values("pk")[:1]))
        .order_by("nummer")
    )


def build_rad(
    forslag: Forslag,
    godkannanden: Mapping[str, Godkannande],
    plan: Tidplan,
    ordinarie: Decimal | None,
    bokfort: Decimal | None = None,
) -> Arenderad:
    """Build a row from a case of `lanets_alla` and its sides' approvals of the current version.

    `ordinarie` is the giver's ordinary share now in promille (None: no table), `bokfort` what was decided in the end.
    """
    far_plats = forslag.status not in PAGAENDE or ryms(forslag, ordinarie)
    vems_tur = tur(forslag, map(Sida, godkannanden), ryms=far_plats)
    return Arenderad(
        forslag=forslag,
        promille=_promille(forslag, ordinarie, bokfort),
        ryms=far_plats,
        grupp=_grupp(forslag, vems_tur),
        status=statusord(forslag),
        kod=statuskod(forslag),
        vantar_pa=vems_tur.namn,
        slut=slut_for(forslag, plan.slut),
        flaggor=(*flaggor(forslag, godkannanden.values()), *_lanets_flaggor(forslag, far_plats, plan)),
        nasta=_nasta(forslag, vems_tur),
    )


def _promille(forslag: Forslag, ordinarie: Decimal | None, bokfort: Decimal | None) -> Decimal:
    if forslag.status == Status.FASTSTALLD and bokfort is not None:
        return bokfort
    if forslag.status in AVSLUTADE or ordinarie is None:
        return forslag.promille
    return flyttas(forslag, ordinarie)


def _grupp(forslag: Forslag, vems_tur: Tur) -> str:
    return "avslutade" if forslag.status in AVSLUTADE else vems_tur.vem or "faststallda"


def _lanets_flaggor(forslag: Forslag, far_plats: bool, plan: Tidplan) -> Iterable[Flagga]:
    if forslag.status in PAGAENDE and forslag.kontroll_utan_anmarkning is False:
        yield Flagga("anmärkning i kontrollen", "varning")
    skickat = forslag.forst_skickad
    if forslag.status not in HOS_KOMMUNERNA and forslag.sen_till and skickat >= plan.slut_da(skickat):
        yield Flagga("sen inlämning")
    if not far_plats:
        yield Flagga(f"ryms inte i andelen för {forslag.givare.namn}", "varning")


def _nasta(forslag: Forslag, vems_tur: Tur) -> tuple[str, str] | None:
    if forslag.anstand_id and forslag.status in HOS_KOMMUNERNA:
        return "Besluta om anstånd", reverse("lan_anstand", args=[forslag.anstand_id])
    if vems_tur.vem == KOMMUNER:
        return "Registrera det som kom med post", reverse("lan_registrera_svar", args=[forslag.publikt_id])
    match Status(forslag.status):
        case Status.OVERENS if forslag.kontroll_utan_anmarkning is None:
            return "Gör den formella kontrollen", reverse("lan_kontroll", args=[forslag.publikt_id])
        case Status.OVERENS if not forslag.kontroll_utan_anmarkning:
            return "Kontrollera på nytt", reverse("lan_kontroll", args=[forslag.publikt_id])
        case Status.OVERENS:
            return "Till redovisningen", reverse("redovisning_ar", args=[forslag.ar_id])
        case Status.FORESLAGEN:
            return "Översänd redovisningen", reverse("redovisning_ar", args=[forslag.ar_id])
        case _:
            return None
