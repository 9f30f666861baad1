"""The county's table (Sammanställning): own share, out, in, pending and resulting share. The sum is always equal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from anvisning import querysets
from anvisning.models import Andelsandring, Andelstabell, Kommun
from omfordelning.models import Forslag
from omfordelning.process import Status
from omfordelning.querysets import aktuell_version, med_fakta, pagaende
from omfordelning.statusord import flyttas, ryms

NOLL = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Rad:
    """One municipality, all in promille. `ut` and `in_` are agreed on, `vantar_*` wait for an answer."""

    kommun: Kommun
    egen: Decimal
    ut: Decimal
    in_: Decimal
    vantar_ut: Decimal
    vantar_in: Decimal

    @property
    def resultat(self) -> Decimal:
        return self.egen - self.ut + self.in_


@dataclass(frozen=True, kw_only=True)
class Sammanstallning:
    """The rows of a county's year with their sums."""

    rader: tuple[Rad, ...]

    def summa(self, falt: str) -> Decimal:
        """Add up one column by name."""
        return sum((getattr(rad, falt) for rad in self.rader), NOLL)

    @property
    def summor(self) -> dict[str, Decimal]:
        return {falt: self.summa(falt) for falt in ("egen", "ut", "in_", "vantar_ut", "vantar_in", "resultat")}


def sammanstall(
    kommuner: Iterable[Kommun],
    ordinarie: Mapping[str, Decimal],
    flyttar: Iterable[tuple[str, str, Decimal, bool]],
) -> Sammanstallning:
    """Add up a county from ordinary shares and moves (giver, receiver, promille, agreed)."""
    ut, in_, vantar_ut, vantar_in = (dict.fromkeys(ordinarie, NOLL) for _ in range(4))
    for givare, mottagare, promille, overens in flyttar:
        fran, till = (ut, in_) if overens else (vantar_ut, vantar_in)
        fran[givare] = fran.get(givare, NOLL) + promille
        till[mottagare] = till.get(mottagare, NOLL) + promille
    return Sammanstallning(
        rader=tuple(
            Rad(
                kommun=kommun,
                egen=ordinarie.get(kommun.kod, NOLL),
                ut=ut.get(kommun.kod, NOLL),
                in_=in_.get(kommun.kod, NOLL),
                vantar_ut=vantar_ut.get(kommun.kod, NOLL),
                vantar_in=vantar_in.get(kommun.kod, NOLL),
            )
            for kommun in kommuner
        )
    )


def lanets_arenden(ar: int, lanskod: str) -> list[Forslag]:
    """Give the county's sent cases that go on or were confirmed, with figures and facts, in one query."""
    return list(med_fakta(aktuell_version(pagaende(Forslag.objects.filter(ar=ar, lan=lanskod)))).order_by("nummer"))


def build_sammanstallning(
    ar: int, lanskod: str, arenden: Iterable[Forslag] | None = None, tabell: Andelstabell | None = None
) -> Sammanstallning:
    """Build a county's table from the shares that hold now and its cases (three queries).

    A caller that has the cases (as `lanets_arenden` gives them) or the table that holds may hand them over. A case that
    does not fit in the giver's share moves nothing until the municipalities have changed the figure.
    """
    tabell = tabell or querysets.gallande_tabell(ar)
    beslutad = tabell is not None and not tabell.ar_preliminar
    kommuner = list(querysets.med_andelar(tabell).filter(lan=lanskod))
    ordinarie = {k.kod: k.ordinarie or NOLL for k in kommuner}
    if arenden is None:
        arenden = lanets_arenden(ar, lanskod)
    if beslutad:
        flyttar = bokforda_flyttar(ar, lanskod)
    else:
        flyttar = [
            (
                f.givare_id,
                f.mottagare_id,
                flyttas(f, ordinarie.get(f.givare_id)),
                f.status != Status.VANTAR_SVAR,
            )
            for f in arenden
            if ryms(f, ordinarie.get(f.givare_id))
        ]
    return sammanstall(kommuner, ordinarie, flyttar)


def bokforda_flyttar(ar: int, lanskod: str) -> list[tuple[str, str, Decimal, bool]]:
    """Give what the ledger has moved in a county, as (giver, receiver, promille, True)."""
    rader = Andelsandring.objects.filter(ar=ar, kommun__lan=lanskod).order_by("verifikat", "promille")
    par: dict[object, list[Andelsandring]] = {}
    for rad in rader:
        par.setdefault(rad.arende, []).append(rad)
    flyttar = []
    for rader_i_arendet in par.values():
        summor: dict[str, Decimal] = {}
        for rad in rader_i_arendet:
            summor[rad.kommun_id] = summor.get(rad.kommun_id, NOLL) + rad.promille
        (givare, minus), (mottagare, _) = sorted(summor.items(), key=lambda s: s[1])
        flyttar.append((givare, mottagare, -minus, True))
    return flyttar
