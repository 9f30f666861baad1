"""What a redistribution becomes when the final share differs from the preliminary one. Pure arithmetic on Decimals.

A decided table states either ordinary shares, or shares after redistribution. In the second form the ordinary share
is the stated one plus what was given minus what was received, so what every municipality holds in the end is what
the table says, whatever figure a single redistribution is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from anvisning.promille import andel_proportionell
from omfordelning.process import Villkor

NOLL = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Tidigare:
    """What holds before a rättelse: the giver's ordinary share and what the ledger has moved (promille)."""

    ordinarie: Decimal
    flyttat: Decimal


@dataclass(frozen=True, kw_only=True)
class Flytt:
    """One redistribution as the parties agreed on it, with the giver's preliminary share (promille).

    `angivet` is the figure that the administrator has stated; None takes what follows from the table.
    """

    givare: str
    mottagare: str
    hela: bool
    promille: Decimal
    villkor: str
    preliminar: Decimal
    tidigare: Tidigare | None = None
    angivet: Decimal | None = None

    @property
    def foreslaget(self) -> Decimal:
        """What was proposed: the whole is always all of the share."""
        return self.preliminar if self.hela else self.promille


@dataclass(frozen=True, kw_only=True)
class Resultat:
    """What the clause gives for the decided ordinary share, what was decided, and whether a sentence must say why."""

    enligt_villkor: Decimal
    beslutat: Decimal
    skal_kravs: bool


def enligt_villkor(
    *, hela: bool, promille: Decimal, villkor: str, preliminar: Decimal, faststalld: Decimal, decimaler: int
) -> Decimal:
    """Give the promille moved by the parties' clause (0: it lapses).

    Takes the giver's ordinary share before (`preliminar`) and after (`faststalld`). The whole share is always all of
    it. A part keeps its promille, its proportion (half up to the year's decimals), or lapses; never more than there is.
    """
    if hela:
        return faststalld
    if faststalld == preliminar or villkor == Villkor.PROMILLE:
        return min(promille, faststalld)
    if villkor == Villkor.PROPORTION:
        return andel_proportionell(promille, preliminar, faststalld, decimaler) if promille < preliminar else faststalld
    return NOLL


def ur_andel_efter(
    *, hela: bool, promille: Decimal, villkor: str, preliminar: Decimal, efter: Decimal, decimaler: int
) -> Decimal:
    """Give the promille moved when the table states the giver's share *after* redistribution (`efter`).

    It is a figure that the clause gives for the ordinary share `efter` + moved. A whole share that ends at 0 says
    nothing of its size: the preliminary one is taken; if it does not end at 0, nothing seems to have been moved.
    """
    if hela:
        return preliminar if efter == 0 else NOLL
    if efter == preliminar - promille or villkor == Villkor.PROMILLE:
        return promille
    if villkor == Villkor.FORFALL:
        return NOLL
    if promille >= preliminar:
        return preliminar if efter == 0 else NOLL
    return (efter * promille / (preliminar - promille)).quantize(Decimal(1).scaleb(-decimaler), ROUND_HALF_UP)


def rakna(
    flyttar: Sequence[Flytt], tabell: Mapping[str, Decimal], *, efter: bool, decimaler: int
) -> tuple[dict[str, Decimal], list[Resultat]]:
    """Derive from a decided table the ordinary shares and each redistribution's outcome, in the order of `flyttar`.

    `tabell` is promille by municipality code, `efter` tells that it states shares after redistribution. A municipality
    that the table lacks counts as 0. Ordinary shares may come out negative: the caller refuses those.
    """
    ordinarie = dict(tabell)
    beslutade: list[Decimal] = [NOLL] * len(flyttar)
    if efter:
        for nr in _i_ordning(flyttar):
            flytt = flyttar[nr]
            far = sum((beslutade[i] for i, f in enumerate(flyttar) if f.mottagare == flytt.givare), NOLL)
            eget_efter = max(tabell.get(flytt.givare, NOLL) - far, NOLL)
            beslutade[nr] = _ur_efter(flytt, eget_efter, decimaler) if flytt.angivet is None else flytt.angivet
        for flytt, beslutat in zip(flyttar, beslutade, strict=True):
            ordinarie[flytt.givare] = ordinarie.get(flytt.givare, NOLL) + beslutat
            ordinarie[flytt.mottagare] = ordinarie.get(flytt.mottagare, NOLL) - beslutat
    else:
        beslutade = [
            _ur_fore(f, tabell.get(f.givare, NOLL), decimaler) if f.angivet is None else f.angivet for f in flyttar
        ]
    svar = []
    for flytt, beslutat in zip(flyttar, beslutade, strict=True):
        andel = max(ordinarie.get(flytt.givare, NOLL), NOLL)
        ger = _villkor(flytt, andel, decimaler)
        som_forut = flytt.tidigare == Tidigare(ordinarie=andel, flyttat=beslutat)
        svar.append(Resultat(enligt_villkor=ger, beslutat=beslutat, skal_kravs=beslutat != ger and not som_forut))
    return ordinarie, svar


def _i_ordning(flyttar: Sequence[Flytt]) -> list[int]:
    """Give the redistributions' numbers so that what a giver receives is known before what it gives.

    In a circle (two that give to each other) the first in it goes first.
    """
    kvar, ordning = list(range(len(flyttar))), []
    while kvar:
        vantar = {flyttar[i].mottagare for i in kvar}
        fri = next((i for i in kvar if flyttar[i].givare not in vantar), kvar[0])
        kvar.remove(fri)
        ordning.append(fri)
    return ordning


def _villkor(flytt: Flytt, andel: Decimal, decimaler: int) -> Decimal:
    return enligt_villkor(
        hela=flytt.hela,
        promille=flytt.promille,
        villkor=flytt.villkor,
        preliminar=flytt.preliminar,
        faststalld=andel,
        decimaler=decimaler,
    )


def _foljde_villkoret(flytt: Flytt, fore: Tidigare, decimaler: int) -> bool:
    """Tell whether what holds before a rättelse is what the clause gave, and the clause can give another figure."""
    raknas_om = flytt.hela or flytt.villkor != Villkor.FORFALL
    return raknas_om and fore.flyttat == _villkor(flytt, fore.ordinarie, decimaler)


def _ur_fore(flytt: Flytt, andel: Decimal, decimaler: int) -> Decimal:
    """Give the figure to start from when the table states ordinary shares; a rättelse starts from the ledger."""
    fore = flytt.tidigare
    if fore is None or (andel != fore.ordinarie and _foljde_villkoret(flytt, fore, decimaler)):
        return _villkor(flytt, andel, decimaler)
    return min(fore.flyttat, andel)


def _ur_efter(flytt: Flytt, efter: Decimal, decimaler: int) -> Decimal:
    """Give the figure to start from when the table states shares after redistribution."""
    fore = flytt.tidigare
    proportion = not flytt.hela and flytt.villkor == Villkor.PROPORTION
    if fore is not None:
        raknas_om = proportion and efter != fore.ordinarie - fore.flyttat
        if not (raknas_om and _foljde_villkoret(flytt, fore, decimaler)):
            return fore.flyttat
    return ur_andel_efter(
        hela=flytt.hela,
        promille=flytt.promille,
        villkor=flytt.villkor,
        preliminar=flytt.preliminar,
        efter=efter,
        decimaler=decimaler,
    )
