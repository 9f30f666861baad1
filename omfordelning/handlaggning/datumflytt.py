"""Moving a date: whom it concerns, before the act and after it, and the rule for proposals already sent.

A day moved later holds for sent proposals too. A day moved earlier leaves them the day they have: nobody who has
sent loses time. Only the national date is a limit that nobody passes.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from anvisning import arsarbete, tid
from anvisning.arsarbete import Arsuppgifter
from anvisning.models import Ar, Datumandring, Handelse, Konto, Tidplan
from anvisning.models.platser import GOTLAND
from anvisning.visning import sista_dag
from omfordelning.expediering import meddela_kommuner, meddela_lanen
from omfordelning.handlaggning.avslut import slapp_forfallna
from omfordelning.lage import har_tid_kvar, slut_for_skickat
from omfordelning.models import Forslag
from omfordelning.process import HOS_KOMMUNERNA, Status
from omfordelning.querysets import med_fakta

REGEL = (
    "Blir dagen senare gäller den också förslag som är skickade. "
    "Blir dagen tidigare behåller skickade förslag den dag de har."
)
NATIONELL_REGEL = (
    "Inget förslag får mer tid än till den dag länsstyrelserna redovisar. "
    "Ett förslag med en senare dag får den dagen i stället."
)


@dataclass(frozen=True)
class Berorda:
    """Whom a moved date concerns. `kommuner` are those in the sent cases whose deadline moves, by name."""

    skickade: int
    flyttas: int
    utkast: int
    kommuner: tuple[str, ...]
    koder: frozenset[str]

    @property
    def rader(self) -> list[dict[str, str]]:
        """Rows for komponenter/sammanfattning.html."""
        rader = [
            {"namn": "Skickade förslag som får en ny sista dag", "varde": f"{self.flyttas} av {self.skickade}"},
            {"namn": "Kommuner i de förslagen", "varde": ", ".join(self.kommuner)},
            {"namn": "Utkast som inte är skickade", "varde": str(self.utkast)},
        ]
        return [rad for rad in rader if rad["varde"]]


def berorda_av_lanets_dag(plan: Tidplan, ny_dag: date, nu: datetime) -> Berorda:
    """Tell whom it concerns that a county moves its day."""
    ny = tid.slut_pa_dagen(ny_dag)
    oppna = _oppna(Forslag.objects.filter(ar=plan.ar_id, lan=plan.lan_id), nu)
    berorda = [f for f in oppna if f.slut < ny and slut_for_skickat(f) < min(ny, f.ar.redovisas_senast)]
    utkast = Forslag.objects.filter(ar=plan.ar_id, lan=plan.lan_id, status=Status.UTKAST)
    return _berorda(len(oppna), berorda, utkast.count())


def berorda_av_nationell_dag(ar: int, redovisas: date, nu: datetime) -> Berorda:
    """Tell whose deadlines move with the national date."""
    oppna, ny = _oppna(Forslag.objects.filter(ar=ar), nu), tid.slut_pa_dagen(redovisas)
    berorda = [f for f in oppna if slut_for_skickat(f) != slut_for_skickat(f, ny)]
    return _berorda(len(oppna), berorda, Forslag.objects.filter(ar=ar, status=Status.UTKAST).count())


def _oppna(forslag: QuerySet[Forslag], nu: datetime) -> list[Forslag]:
    """Give the cases that still have time, or wait for the county; what is about to lapse moves with nothing."""
    rader = med_fakta(forslag.filter(status__in=HOS_KOMMUNERNA)).order_by("lan", "nummer")
    return [f for f in rader if f.status == Status.OVERENS or har_tid_kvar(f, nu)]


def _berorda(skickade: int, berorda: list[Forslag], utkast: int) -> Berorda:
    kommuner = {k.pk: k for f in berorda for k in (f.givare, f.mottagare)}
    namn = tuple(k.namn for k in sorted(kommuner.values(), key=lambda k: k.sortering))
    return Berorda(skickade, len(berorda), utkast, namn, frozenset(kommuner))


def flytta_skickade(plan: Tidplan, nu: datetime) -> None:
    """Give the open sent proposals the county's new day, if it is later than their own.

    Those whose time went out so lately that they have not lapsed yet (`MARGINAL`) keep the day they had.
    """
    tidigare = Forslag.objects.filter(ar=plan.ar_id, lan=plan.lan_id, slut__lt=plan.slut)
    tidigare.filter(pk__in=[f.pk for f in _oppna(tidigare, nu)]).update(slut=plan.slut)


def meddela_lanets_dag(plan: Tidplan, rader: list[Datumandring], handelse: Handelse, *, nu: datetime) -> None:
    """Tell every municipality of the county that its last day has moved."""
    kommuner = list(plan.lan.kommuner.values_list("pk", flat=True))
    meddela_kommuner(
        "datum_flyttat",
        kommuner,
        handelse,
        nu=nu,
        var=plan.lan.namn,
        ar=plan.ar_id,
        gor=f"Ni kan skicka och svara till och med den {sista_dag(plan.slut)}.",
        **_ord(rader),
    )


def _ord(rader: list[Datumandring]) -> dict[str, object]:
    return {
        "meningar": [rad.mening for rad in rader],
        "skal": rader[0].skal,
    }


@transaction.atomic
def andra_ar(
    ar: int,
    *,
    uppgifter: Arsuppgifter,
    av: Konto,
    nu: datetime,
    skal: str = "",
    notis: str = "",
    sett: str | None = None,
) -> list[Datumandring]:
    """Change a year (`arsarbete.andra_ar`), and tell the counties of each moved date.

    The municipalities whose deadline moves with it are told too.
    """
    fore = Ar.objects.select_for_update(of=("self",), no_key=True).get(pk=ar)
    list(Tidplan.objects.select_for_update(of=("self",), no_key=True).filter(ar=ar).order_by("lan"))
    if uppgifter.redovisas_dag != fore.redovisas_dag:
        slapp_forfallna(Forslag.objects.filter(ar=ar), nu)
    berorda = berorda_av_nationell_dag(ar, uppgifter.redovisas_dag, nu)
    rader = arsarbete.andra_ar(ar, uppgifter=uppgifter, av=av, nu=nu, skal=skal, notis=notis, sett=sett)
    if not rader:
        return rader
    handelse = Handelse.objects.filter(ar=ar, slag="ar_andrat").latest("nummer")
    lanen = Tidplan.objects.filter(ar=ar).exclude(lan=GOTLAND).values_list("lan", flat=True)
    ord_ = {"var": "hela landet", "ar": ar, **_ord(rader)}
    meddela_lanen("datum_flyttat", list(lanen), handelse, nu=nu, gor="Ni behöver se över er egen tidplan.", **ord_)
    if berorda.koder:
        gor = "Ni behöver läsa ert ärende igen: det har fått en ny sista dag."
        meddela_kommuner("datum_flyttat", berorda.koder, handelse, nu=nu, gor=gor, **ord_)
    return rader
