"""What posting published fulfilment or factors would change: what holds now beside what would hold then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anvisning.models import (
    Anvisningsbokning,
    Anvisningsunderlag,
    Faktor,
    Faktorvarde,
    Kommun,
    PubliceradMaluppfyllelse,
    Underlagsslag,
)
from anvisning.models.anvisningar import VARDESLAG
from anvisning.visning import HARDBLANK, datum, kommuner, tal

PROCENT = "procent"
NAMNDA = 10
"""How many changes are said in words; the page before shows all."""

Nyckel = tuple[str, str]
"""A municipality's code and the column's role."""


@dataclass(frozen=True)
class Gallande:
    """A value, and the day (fulfilment) or the year (a factor) that it is of."""

    varde: Decimal
    per: date | int

    def ar_nyare_an(self, per: date | int) -> bool:
        """Tell whether the value is of a later day, or year."""
        return self.per > per  # type: ignore[operator]  # of one kind


@dataclass(frozen=True)
class Vardeandring:
    """A municipality's value before and after; None where there is none."""

    kommun: Kommun
    roll: str
    fore: Gallande | None
    efter: Gallande | None

    @property
    def vad(self) -> str:
        """What the value is, in words."""
        return "Måluppfyllelse" if self.roll == PROCENT else str(Faktor(self.roll.removeprefix("faktor:")).label)

    @property
    def fore_text(self) -> str:
        return self._skriv(self.fore)

    @property
    def efter_text(self) -> str:
        return self._skriv(self.efter)

    @property
    def fore_per(self) -> str:
        return _per(self.fore)

    @property
    def relativt(self) -> Decimal:
        """How much the value moves in relation to what it was; what has nothing before or after moves the most."""
        if self.fore is None or self.efter is None or not self.fore.varde:
            return Decimal("Infinity")
        return abs(self.efter.varde - self.fore.varde) / self.fore.varde

    def __str__(self) -> str:
        vad = "" if self.roll == PROCENT else f", {self.vad.lower()}"
        fore = f"{self.fore_text} ({self.fore_per})" if self.fore else "inget värde"
        if self.fore == self.efter:
            return f"{self.kommun.namn}{vad}: {fore} står kvar"
        return f"{self.kommun.namn}{vad}: från {fore} till {self.efter_text if self.efter else 'inget värde'}"

    def _skriv(self, ett: Gallande | None) -> str:
        enhet = f"{HARDBLANK}%" if ett and self.roll == PROCENT else ""
        return f"{tal(ett.varde if ett else None)}{enhet}"


def vardeandringar(underlag: Anvisningsunderlag) -> list[Vardeandring]:
    """Give each value of what is prepared: what holds now and what will when it is posted, in Swedish order.

    Where something newer holds than what the file says, that stays. Nothing for what holds rows of assignments.
    """
    if underlag.slag in VARDESLAG:
        per = _underlagets_per(underlag)
        varden = underlag.tolkning.get("varden", [])
        nya = {(kod, roll): Gallande(Decimal(varde), per) for _, kod, roll, varde in varden}
        gallande = _gallande(underlag.slag)
        nyare = {nyckel: ett for nyckel, ett in gallande.items() if nyckel in nya and ett.ar_nyare_an(per)}
        return _andringar(gallande, nya | nyare, nya)
    if underlag.angrar and underlag.angrar.slag in VARDESLAG:
        slag, bort = underlag.angrar.slag, underlag.angrar
        return _andringar(_gallande(slag), _gallande(slag, utom=bort), _bokforda(bort))
    return []


def vardena_i(bokning: Anvisningsbokning) -> list[Vardeandring]:
    """Give the values that a posting holds."""
    varden = _bokforda(bokning)
    return _andringar({}, varden, varden)


def omfang(andringar: Sequence[Vardeandring]) -> str:
    """Say how many municipalities and values there are."""
    hos = kommuner(len({rad.kommun.pk for rad in andringar}))
    return f"{hos}, {tal(len(andringar))} värde{'' if len(andringar) == 1 else 'n'}"


def i_ord(andringar: Sequence[Vardeandring]) -> str:
    """Say the changes, a line each: the largest when they are many."""
    if len(andringar) <= NAMNDA:
        return "\n".join(map(str, andringar))
    storsta = sorted(andringar, key=lambda rad: rad.relativt, reverse=True)[:NAMNDA]
    return "\n".join([*map(str, storsta), f"… och {tal(len(andringar) - NAMNDA)} till. Alla står på förra sidan."])


def vardevarningar(underlag: Anvisningsunderlag) -> list[str]:
    """Warn about the municipalities that a file of values lacks, and about newer values than the file's."""
    if underlag.slag not in VARDESLAG:
        return []
    andringar, per = vardeandringar(underlag), _underlagets_per(underlag)
    har: dict[str, set[str]] = {}
    for rad in andringar:
        har.setdefault(rad.vad, set()).add(rad.kommun.pk)
    alla = list(Kommun.objects.values_list("kod", "namn"))
    svar = []
    for vad, koder in har.items():
        if utan := [namn for kod, namn in alla if kod not in koder]:
            mer = f" och {tal(len(utan) - NAMNDA)} till" if len(utan) > NAMNDA else ""
            svar.append(
                f"{kommuner(len(utan))} saknar värde i filen ({vad.lower()}) och ändras inte: "
                f"{', '.join(utan[:NAMNDA])}{mer}."
            )
    nyare = {rad.kommun.pk for rad in andringar if rad.fore and rad.fore.ar_nyare_an(per)}
    if nyare:
        svar.append(f"{kommuner(len(nyare))} har nyare värden än filens. De fortsätter att gälla.")
    return svar


def _underlagets_per(underlag: Anvisningsunderlag) -> date | int:
    dag = underlag.till_och_med
    return dag if underlag.slag == Underlagsslag.MALUPPFYLLELSE else dag.year


def _per(ett: Gallande | None) -> str:
    if ett is None:
        return ""
    return datum(ett.per) if isinstance(ett.per, date) else str(ett.per)


def _gallande(slag: str, utom: Anvisningsbokning | None = None) -> dict[Nyckel, Gallande]:
    """Give the newest value of each, without those of the posting `utom`."""
    if slag == Underlagsslag.MALUPPFYLLELSE:
        procent = PubliceradMaluppfyllelse.objects.filter(bokning__angrad_genom=None).exclude(bokning=utom)
        rader = procent.order_by("kommun", "-dag", "-pk").distinct("kommun").values_list("kommun", "procent", "dag")
        return {(kod, PROCENT): Gallande(varde, dag) for kod, varde, dag in rader}
    faktorer = Faktorvarde.objects.filter(bokning__angrad_genom=None).exclude(bokning=utom)
    senaste = faktorer.order_by("kommun", "faktor", "-ar", "-pk").distinct("kommun", "faktor")
    return {
        (kod, f"faktor:{faktor}"): Gallande(varde, ar)
        for kod, faktor, varde, ar in senaste.values_list("kommun", "faktor", "varde", "ar")
    }


def _bokforda(bokning: Anvisningsbokning) -> dict[Nyckel, Gallande]:
    if bokning.slag == Underlagsslag.MALUPPFYLLELSE:
        procent = bokning.maluppfyllelser.values_list("kommun", "procent", "dag")
        return {(kod, PROCENT): Gallande(varde, dag) for kod, varde, dag in procent}
    return {
        (kod, f"faktor:{faktor}"): Gallande(varde, ar)
        for kod, faktor, varde, ar in bokning.faktorvarden.values_list("kommun", "faktor", "varde", "ar")
    }


def _andringar(
    fore: Mapping[Nyckel, Gallande], efter: Mapping[Nyckel, Gallande], nycklar: Iterable[Nyckel]
) -> list[Vardeandring]:
    """Pair the values before and after of the municipalities and roles in `nycklar`."""
    roller: dict[str, list[str]] = {}
    for kod, roll in nycklar:
        roller.setdefault(kod, []).append(roll)
    return [
        Vardeandring(kommun, roll, fore.get((kommun.pk, roll)), efter.get((kommun.pk, roll)))
        for kommun in Kommun.objects.filter(pk__in=roller)
        for roll in roller[kommun.pk]
    ]
