"""The invented assignments taken in the real way: one administrator reads in, the other posts, laid out in time."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Sum

from anvisning import anvisningar, querysets, tid, utkorg
from anvisning.anvisningar.underlag import forsta_inledande
from anvisning.berakningar import lasning, manad
from anvisning.maluppfyllelse.underlag import tusendelar
from anvisning.models import (
    Andelsandring,
    Anvisningsbokning,
    Anvisningstyp,
    Anvisningsunderlag,
    Kommun,
    Underlagsslag,
    Utkorgsrad,
)
from anvisning.tabell import RAKNAS_FRAN
from anvisning.tabell.anvisningsceller import Period, manadens
from omfordelning.exempeldata import anvisningsfiler as filer
from omfordelning.exempeldata.andelar import FOLKMANGD, klockan
from omfordelning.exempeldata.anvisningar import Andelslage, Antal, Forlopp
from omfordelning.exempeldata.lander import Riket

KALLA = "Exempeldata: påhittade anvisningar"
BREV = "Exempeldata: påhittat brev"
UTJAMNANDE, ANKNYTNING = Anvisningstyp.UTJAMNANDE, Anvisningstyp.ANKNYTNING
FEL_FIL = 2019
"""The year whose first file was the wrong one: its posting was undone."""
DUBBELRAKNAT = 2021
"""The year in which a child had been counted twice."""
FEL_KOMMUN = 2023
"""The year in which a child had been counted in another municipality."""
STATISTIK = "ANALYZE anvisning_anvisningsrad, anvisning_anvisningsbokning"
"""What the database does by itself between the years; in one transaction it cannot, and would search slowly."""


def las_folkmangd() -> dict[str, int]:
    """Give the population by municipality."""
    with FOLKMANGD.open(encoding="utf-8", newline="") as fil:
        return {rad["kommunkod"]: int(rad["folkmangd"]) for rad in csv.DictReader(fil)}


def andelslage(dag: date) -> Andelslage:
    """Give the ordinary shares and the redistributions that hold on a day, from the table and the ledger."""
    tabell = querysets.beslutad_tabell(dag.year, dag)
    andringar = Andelsandring.objects.filter(ar=dag.year, galler_fran__lte=dag).order_by("arende")
    sidor: dict[str, dict[bool, tuple[str, int]]] = {}
    for arende, kommun, summa in andringar.values_list("arende", "kommun").annotate(summa=Sum("promille")):
        if summa:
            sidor.setdefault(arende, {})[summa < 0] = kommun, abs(tusendelar(summa))
    return Andelslage(
        {kod: tusendelar(promille) for kod, promille in querysets.ordinarie_andelar(tabell).items()},
        tuple((sida[True][0], *sida[False]) for sida in sidor.values()),
    )


class Bokforing:
    """The postings of the country's assignments, in order of time, none later than the day before `dag`."""

    def __init__(self, riket: Riket, dag: date) -> None:
        self._riket = riket
        self._igar = dag - tid.DAG
        self._folkmangd = las_folkmangd()
        self._forlopp = Forlopp(self._folkmangd, forsta_inledande())
        self._kommuner = list(Kommun.objects.select_related("lan").order_by("lan", "sortering"))
        self._ar = RAKNAS_FRAN.year

    def hela_ar(self, sista: int) -> None:
        """Take in a file for each year that is not taken in yet, to `sista` included."""
        while self._ar <= sista:
            self._helt_ar(self._ar)
            self._ar += 1
            with connection.cursor() as fraga:
                fraga.execute(STATISTIK)

    def fram_till_dagen(self) -> None:
        """Take in the rest: whole years, factors, a file for each whole month, and what waits.

        Months are made public one by one since December. The last whole month waits for it, and the file of the days
        until yesterday waits for the second administrator.
        """
        self.hela_ar(self._igar.year - 1)
        self._faktorer()
        december, juni = date(self._ar - 1, 12, 31), date(self._ar, 6, 30)
        egen = juni if self._dag_efter(juni) < self._igar else december
        if egen == december:
            self._publicerad_maluppfyllelse(december)
        self._visa_manaden(december)
        manader = [manadens(self._ar, nummer) for nummer in range(1, self._igar.month)]
        for period in manader:
            self._manad(period, som_bok=period == manader[-1])
            if period.till == egen:
                self._publicerad_maluppfyllelse(juni)
            if period != manader[-1]:
                self._visa_manaden(period.till)
        self._rakna(klockan(self._igar, 14))
        borjan = self._igar.replace(day=1)
        self._las_in_period(Period(borjan, self._igar), klockan(self._igar, 15))

    def _helt_ar(self, ar: int) -> None:
        """Take in a finished year's file, with what went wrong in it."""
        manader = [(period, self._fyll(period)) for period in _arets(ar)]
        dag = self._dag(date(ar + 1, 1, 12))
        if ar == FEL_FIL:
            self._fel_fil(ar, manader, dag)
            dag = self._dag(dag + timedelta(days=3))
        self._fil(f"anvisningar-{ar}.csv", filer.arsfil(self._kommuner, manader, dag), date(ar, 12, 31), dag)
        hela: Antal = sum((antal for _, antal in manader), Antal())
        if ar == DUBBELRAKNAT:
            self._ratta({(_flest(hela, UTJAMNANDE), UTJAMNANDE): -1}, ar, "Ett barn hade räknats två gånger.")
        if ar == FEL_KOMMUN:
            fran = _flest(hela, ANKNYTNING)
            till = next(k.kod for k in self._kommuner if k.kod > fran)
            rader = {(fran, ANKNYTNING): -1, (till, ANKNYTNING): 1}
            self._ratta(rader, ar, "Ett barn hade räknats i fel kommun.")

    def _fel_fil(self, ar: int, manader: list[tuple[Period, Antal]], dag: date) -> None:
        """Post a file in which two columns had changed places, and undo it the day after."""
        annan = {UTJAMNANDE: ANKNYTNING, ANKNYTNING: UTJAMNANDE}
        vaxlade = [
            (period, Antal({(kod, annan[Anvisningstyp(typ)]): tal for (kod, typ), tal in antal.items()}))
            for period, antal in manader
        ]
        innehall = filer.arsfil(self._kommuner, vaxlade, dag)
        fel = self._fil(f"anvisningar-{ar}-forsta.csv", innehall, date(ar, 12, 31), dag)
        nu = klockan(self._dag(dag + tid.DAG), 9)
        skal = "Kolumnerna för utjämnande anvisningar och anknytningsanvisningar hade bytt plats i filen."
        self._bokfor(anvisningar.forbered_motpost(fel.pk, skal=skal, av=self._riket.en, nu=nu), nu)

    def _ratta(self, rader: dict[tuple[str, str], int], ar: int, skal: str) -> None:
        nu = klockan(self._dag(date(ar + 1, 2, 2)), 11)
        sista = date(ar, 12, 31)
        underlag = anvisningar.forbered_rattelse(
            [anvisningar.Andring(kod, sista, typ, antal) for (kod, typ), antal in rader.items()],
            kalla=BREV,
            skal=skal,
            av=self._riket.en,
            nu=nu,
        )
        self._bokfor(underlag, nu)
        self._forlopp.ratta(Antal(rader))

    def _faktorer(self) -> None:
        ar = self._ar - 1
        innehall = filer.faktorfil(self._kommuner, self._folkmangd, ar)
        dag = self._dag(date(self._ar, 1, 12))
        self._fil(f"faktorer-{ar}.csv", innehall, date(ar, 12, 31), dag, Underlagsslag.FAKTORER, timme=12)

    def _manad(self, period: Period, *, som_bok: bool) -> None:
        nu = klockan(self._dag(period.till + timedelta(days=10)), 9)
        self._bokfor(self._las_in_period(period, nu, som_bok=som_bok), nu)

    def _las_in_period(self, period: Period, nu: datetime, *, som_bok: bool = False) -> Anvisningsunderlag:
        antal = self._fyll(period)
        if som_bok:
            andelse, innehall = "xlsx", filer.periodbok(self._kommuner, antal)
        else:
            andelse, innehall = "csv", filer.periodfil(self._kommuner, antal, tid.svensk_dag(nu))
        uppgifter = anvisningar.Filuppgifter(KALLA, period.till, period.fran)
        namn = f"anvisningar-{period.till:%Y-%m}.{andelse}"
        return anvisningar.las_in(Underlagsslag.PERIODER, namn, innehall, uppgifter, av=self._riket.en, nu=nu)

    def _publicerad_maluppfyllelse(self, till: date) -> None:
        innehall = filer.maluppfyllelsefil(self._kommuner, self._forlopp.uppfyllelse())
        dag = self._dag(till + timedelta(days=12))
        self._fil(f"maluppfyllelse-{till}.csv", innehall, till, dag, Underlagsslag.MALUPPFYLLELSE, timme=13)

    def _rakna(self, nu: datetime) -> None:
        """Let the runs that are ordered be done, as a worker does."""
        for rad in Utkorgsrad.objects.filter(uppgift="berakning", klar=None).order_by("pk"):
            utkorg.utfor(rad.pk, nu=nu)

    def _visa_manaden(self, till: date) -> None:
        nu = klockan(self._dag_efter(till), 14)
        self._rakna(nu)
        berakning = lasning.gallande()
        if berakning is not None:
            manad.publicera(berakning.pk, av=self._riket.tva, nu=nu + timedelta(hours=1))

    def _dag_efter(self, till: date) -> date:
        """Give the day when what covers days until `till` has been looked at."""
        return self._dag(till + timedelta(days=13))

    def _fil(
        self, namn: str, innehall: bytes, till: date, dag: date, slag: str = Underlagsslag.PERIODER, *, timme: int = 9
    ) -> Anvisningsbokning:
        """Let a file be read in, and posted an hour later. What comes on one day comes at hours of its own."""
        nu = klockan(dag, timme)
        kalla = {Underlagsslag.PERIODER: KALLA}.get(slag, f"Exempeldata: påhittade uppgifter {till.year}")
        uppgifter = anvisningar.Filuppgifter(kalla, till)
        return self._bokfor(anvisningar.las_in(slag, namn, innehall, uppgifter, av=self._riket.en, nu=nu), nu)

    def _bokfor(self, underlag: Anvisningsunderlag, nu: datetime) -> Anvisningsbokning:
        """Let the other administrator post what was prepared an hour ago. No warning is confirmed: there is none."""
        return anvisningar.bokfor(
            underlag.pk, kand_version=underlag.version, av=self._riket.tva, nu=nu + timedelta(hours=1)
        )

    def _fyll(self, period: Period) -> Antal:
        return self._forlopp.fyll(period, andelslage(period.fran))

    def _dag(self, tidigast: date) -> date:
        return min(tid.narmaste_arbetsdag(tidigast), self._igar)


def _arets(ar: int) -> Iterator[Period]:
    return (manadens(ar, nummer) for nummer in range(1, 13))


def _flest(antal: Antal, typ: str) -> str:
    """Give the municipality that got most of a type."""
    return max((tal, kod) for (kod, slag), tal in antal.items() if slag == typ)[1]
