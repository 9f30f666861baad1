"""Commands about the share year: begin a year with its dates and every county's timetable, and change it."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from anvisning import datumandring, handelser, querysets, tid
from anvisning.behorighet import krav_roll
from anvisning.berakningar.bestallning import bestall
from anvisning.hinder import Hinder
from anvisning.models import Ar, Datumandring, Konto, Lan, Metodval, Orsak, Roll, Tidplan
from anvisning.visning import datum, veckodatum

FORSTA_AR = 2016
"""The first year whose assignments count."""
LANETS = ("tva_personer", "bade_ge_och_ta", "krav_beslut", "kommunicering", "overklagandetext", "paminnelsedagar")
"""A county's own settings, which follow it from year to year."""
HOGSTA_PROGNOS = 100_000
"""More children than the country has ever received in a year."""


@dataclass(frozen=True, kw_only=True)
class Arsuppgifter:
    """What holds for a year in the whole country. Days are whole Swedish days; `golv` and `tolerans` are promille.

    `hopp` is a part (0.5 = half) by which a share may change between two tables without a warning.
    """

    preliminar_dag: date
    redovisas_dag: date
    faststalls_dag: date
    decimaler: int = 2
    golv: Decimal = Decimal(1)
    tolerans: Decimal = Decimal("0.5")
    hopp: Decimal = Decimal("0.5")
    prognos_lag: int | None = None
    prognos_huvud: int | None = None
    prognos_hog: int | None = None
    prognos_kalla: str = ""
    prognos_dag: date | None = None
    metod: str = Metodval.ORDINARIE_ANDEL
    rakna_inledande: bool = False
    visa_foreslagna: bool = True


LASTA = {
    "preliminar_dag": "dagen för preliminära andelar",
    "redovisas_dag": "länsstyrelsernas sista dag att redovisa",
    "faststalls_dag": "dagen för fastställda andelar",
    "decimaler": "antalet decimaler",
    "golv": "den lägsta ordinarie andelen",
}
"""What cannot change once the final shares are published: field → its name."""
DAGAR = ("preliminar_dag", "redovisas_dag", "faststalls_dag")
NAMN = LASTA | {
    "tolerans": "hur mycket summan får avvika från 1 000 ‰",
    "hopp": "när en ändrad andel ger en varning",
    "prognos_lag": "den låga prognosen",
    "prognos_huvud": "prognosen",
    "prognos_hog": "den höga prognosen",
    "prognos_kalla": "prognosens källa",
    "prognos_dag": "prognosens dag",
    "metod": "hur måluppfyllelsen räknas",
    "rakna_inledande": "om anvisningar för inledande åtgärder räknas",
    "visa_foreslagna": "om föreslagna omfördelningar visas öppet",
}


def uppgifter_om(ar: Ar) -> Arsuppgifter:
    """Give what holds for a year."""
    return Arsuppgifter(**{falt: getattr(ar, falt) for falt in NAMN})


def avtryck(ar: Ar) -> str:
    """Give what holds for a year as a hash."""
    return hashlib.sha256(repr(uppgifter_om(ar)).encode()).hexdigest()


def nasta_ar(nu: datetime) -> int:
    """Give the year that follows the last one there is, or next calendar year."""
    sista = Ar.objects.order_by("-ar").values_list("ar", flat=True).first()
    return sista + 1 if sista else tid.svensk_dag(nu).year + 1


@transaction.atomic
def skapa_ar(ar: int, *, uppgifter: Arsuppgifter, lanens_dag: date, av: Konto, nu: datetime) -> Ar:
    """Begin a year: its dates, and a timetable for each county with the same last day (`lanens_dag`).

    A county's other settings are those of its year before. Each county may change its own afterwards.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    if fel := _fel_ar(ar, nu):
        raise Hinder(fel)
    brister = _brister(ar, uppgifter)
    if not brister and not uppgifter.preliminar_dag <= lanens_dag <= uppgifter.redovisas_dag:
        brister.append(
            "Länens sista dag ska ligga efter de preliminära andelarna och senast den dag länsstyrelserna redovisar."
        )
    if brister:
        raise Hinder(brister)
    try:
        with transaction.atomic():
            rad = Ar(ar=ar, **asdict(uppgifter))
            rad.save(force_insert=True)
    except IntegrityError as fel:
        raise Hinder(f"{ar} finns redan. Öppna året och ändra det.") from fel
    forut = {plan.lan_id: plan for plan in Tidplan.objects.filter(ar=ar - 1)}
    Tidplan.objects.bulk_create(
        _tidplan(rad, lan, lanens_dag, forut.get(lan.kod)) for lan in Lan.objects.order_by("kod")
    )
    handelser.skriv(
        "ar_skapat",
        f"Lade upp {ar}: länens sista dag {veckodatum(lanens_dag)}, "
        f"redovisning till Migrationsverket {veckodatum(uppgifter.redovisas_dag)}.",
        ar=ar,
        av=av,
        nu=nu,
        lanens_dag=lanens_dag,
        **asdict(uppgifter),
    )
    return rad


def _tidplan(ar: Ar, lan: Lan, dag: date, forut: Tidplan | None) -> Tidplan:
    egna = {}
    if forut is not None:
        egna = {namn: getattr(forut, namn) for namn in LANETS}
    return Tidplan(ar=ar, lan=lan, sista_dag=dag, **egna)


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
    """Change a year, and give the dates that moved. A moved date needs a reason and leaves a public note.

    `sett` is the year that the actor has seen changed (`avtryck`; None: nothing is claimed): what a colleague has
    changed since is not undone unseen.

    Once the final shares are published only forecasts, warnings and publicity may change. Whom a moved date concerns
    is told by the caller, who knows the cases (omfordelning.handlaggning.datumflytt).
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    rad = Ar.objects.select_for_update(of=("self",), no_key=True).get(pk=ar)
    las = Tidplan.objects.select_for_update(of=("self",), no_key=True)
    planer = list(las.filter(ar=ar).select_related("lan").order_by("lan"))
    if sett not in (None, avtryck(rad)):
        raise Hinder("Året har ändrats sedan du öppnade sidan. Läs det på nytt innan du går vidare.")
    fore = uppgifter_om(rad)
    falten = andrade(fore, uppgifter)
    brister = [*_brister(ar, uppgifter), *_lasta(rad, falten), *_lanens_dagar(planer, fore, uppgifter)]
    if "redovisas_dag" in falten and uppgifter.redovisas_dag < tid.svensk_dag(nu):
        brister.append("Dagen då länsstyrelserna redovisar har redan varit. Ange en senare dag.")
    if brister:
        raise Hinder(brister)
    if not falten:
        raise Hinder("Ingenting är ändrat. Ändra det du vill, eller lämna sidan.")
    for falt in falten:
        setattr(rad, falt, getattr(uppgifter, falt))
    rad.save(update_fields=falten)
    if {"metod", "rakna_inledande"} & set(falten):
        bestall(Orsak.INSTALLNING, av=av, nu=nu)
    flyttade = datumandring.anteckna(rad, flyttas(fore, uppgifter), skal=skal, notis=notis, av=av, nu=nu)
    handelser.skriv(
        "ar_andrat",
        f"Ändrade {ar}: {_upprakning(NAMN[falt] for falt in falten)}.",
        ar=ar,
        av=av,
        nu=nu,
        fore={falt: getattr(fore, falt) for falt in falten},
        efter={falt: getattr(uppgifter, falt) for falt in falten},
        **({"skal": skal.strip()} if flyttade else {}),
    )
    return flyttade


def andrade(fore: Arsuppgifter, efter: Arsuppgifter) -> list[str]:
    """Give the fields that change."""
    return [falt for falt in NAMN if getattr(fore, falt) != getattr(efter, falt)]


def flyttas(fore: Arsuppgifter, efter: Arsuppgifter) -> dict[str, tuple[date, date]]:
    """Give the dates that move: field → from, to."""
    dagar = {falt: (getattr(fore, falt), getattr(efter, falt)) for falt in DAGAR}
    return {falt: (fran, till) for falt, (fran, till) in dagar.items() if fran != till}


def sista_ar(nu: datetime) -> int:
    """Give the last year that may be begun now."""
    return tid.svensk_dag(nu).year + 2


def _fel_ar(ar: int, nu: datetime) -> list[str]:
    if FORSTA_AR <= ar <= sista_ar(nu):
        return []
    return [f"Ange ett år från {FORSTA_AR} till {sista_ar(nu)}."]


def _brister(ar: int, u: Arsuppgifter) -> list[str]:
    """Give what cannot be in a year's data, one sentence each."""
    brister = []
    forsta, sista = date(ar - 1, 1, 1), date(ar, 12, 31)
    dagar = (u.preliminar_dag, u.redovisas_dag, u.faststalls_dag)
    if not all(forsta <= dag <= sista for dag in dagar):
        brister.append(f"Dagarna för {ar} ligger mellan {datum(forsta)} och {datum(sista)}. Rätta dem.")
    if not u.preliminar_dag < u.redovisas_dag <= u.faststalls_dag:
        brister.append("Dagarna ska komma i ordning: preliminära andelar, redovisning, fastställda andelar.")
    if not 0 <= u.decimaler <= 3:
        brister.append("Ange 0 till 3 decimaler.")
    if not 0 <= u.golv <= 1000:
        brister.append("Ange den lägsta ordinarie andelen i promille, till exempel 1.")
    if not 0 <= u.tolerans <= 1000:
        brister.append("Ange i promille hur mycket summan får avvika, till exempel 0,5.")
    if u.metod not in Metodval.values:
        brister.append("Välj hur måluppfyllelsen räknas.")
    if not 0 < u.hopp <= 100:
        brister.append("Ange en ändring större än 0 procent, till exempel 50.")
    return [*brister, *_prognosbrister(u)]


def _prognosbrister(u: Arsuppgifter) -> list[str]:
    angivna = [tal for tal in (u.prognos_lag, u.prognos_huvud, u.prognos_hog) if tal is not None]
    brister = []
    if any(not 0 <= tal <= HOGSTA_PROGNOS for tal in angivna):
        brister.append("Skriv prognosen som ett helt antal barn, till exempel 1000.")
    if angivna != sorted(angivna):
        brister.append("Prognoserna ska komma i ordning: låg, huvud, hög.")
    if angivna and u.prognos_huvud is None:
        brister.append("Ange huvudprognosen också.")
    if angivna and not u.prognos_kalla.strip():
        brister.append("Skriv varifrån prognosen kommer.")
    return brister


def _lasta(ar: Ar, andrade: Iterable[str]) -> list[str]:
    lasta = [LASTA[falt] for falt in andrade if falt in LASTA]
    if not lasta or querysets.beslutad_tabell(ar.pk) is None:
        return []
    return [f"Andelarna för {ar} är fastställda. Därför går det inte att ändra {_upprakning(lasta)}."]


def _lanens_dagar(planer: Iterable[Tidplan], fore: Arsuppgifter, u: Arsuppgifter) -> list[str]:
    """Refuse national days between which a county's own last day does not lie; one sentence per such day.

    Gotland's is nobody's to change, and nothing hangs on it.
    """
    if (fore.preliminar_dag, fore.redovisas_dag) == (u.preliminar_dag, u.redovisas_dag):
        return []
    utanfor: dict[date, list[str]] = {}
    for plan in sorted(planer, key=lambda plan: plan.lan.sortering):
        if plan.lan.kan_omfordela and not u.preliminar_dag <= plan.sista_dag <= u.redovisas_dag:
            utanfor.setdefault(plan.sista_dag, []).append(plan.lan.namn)
    return [
        f"{_upprakning(namn)} har {datum(dag)} som sista dag för kommunerna. "
        f"{'Länsstyrelsen' if len(namn) == 1 else 'Länsstyrelserna'} behöver ändra den först."
        for dag, namn in sorted(utanfor.items())
    ]


def _upprakning(delar: Iterable[str]) -> str:
    *forsta, sista = delar
    return f"{', '.join(forsta)} och {sista}" if forsta else sista
