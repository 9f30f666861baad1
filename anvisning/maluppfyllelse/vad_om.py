"""Vad händer om …: what a redistribution would change for the giver and for the receiver, before and after.

Shares, children, queue, fulfilment and compensation for both; the county's sum is added up from its municipalities
both times. Nothing is promised: the children are what the share is of a forecast.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from anvisning.maluppfyllelse.metoder import Uppfyllelse, delarnas_uppfyllelse, uppfyllelse
from anvisning.maluppfyllelse.turordning import Plats, turordning
from anvisning.maluppfyllelse.underlag import Del, Metod, Omfordelning, Underlag, promille, tusendelar
from anvisning.prognos import TreScenarier, rorlig_ersattning, vantade_barn


@dataclass(frozen=True, kw_only=True)
class Antaganden:
    """What is assumed of the year: all are dated data, never constants."""

    metod: Metod
    prognos: TreScenarier
    """Children in the country."""
    fast_del: Decimal
    """Kr per municipality and year."""
    rorlig_del: Decimal
    """Kr per expected child."""
    inom: int
    """How many children ahead places in the queue are told."""


@dataclass(frozen=True, kw_only=True)
class Kommunbild:
    """One municipality, before or after."""

    andel: Decimal
    """Share in force, promille."""
    barn: TreScenarier
    uppfyllelse: Uppfyllelse
    """Since 2016: of its account, with `ordinarie_andel`."""
    delar: dict[Del, Uppfyllelse]
    """Since 1 January, with `ordinarie_andel`: the part kept and each part taken over, where there are such."""
    platser: dict[Del, Plats]
    """Its own part and each part taken over, those that have a turn within reach."""
    fast_del: Decimal
    """Kr; stays whatever is redistributed."""
    rorlig_del: TreScenarier
    """Kr; follows the share."""


@dataclass(frozen=True, kw_only=True)
class Lage:
    """Both sides and their county at one time."""

    givare: Kommunbild
    mottagare: Kommunbild
    lanets_andel: Decimal


@dataclass(frozen=True, kw_only=True)
class Jamforelse:
    """The same before and after."""

    fore: Lage
    efter: Lage


def jamfor(
    underlag: Underlag,
    *,
    givare: str,
    mottagare: str,
    andel: Decimal,
    lan: Collection[str],
    antaganden: Antaganden,
    i_kon_som: Underlag | None = None,
) -> Jamforelse:
    """Compare the country as it stands with the same where `givare` hands over `andel` (promille) to `mottagare`.

    `lan` holds the codes of the county's municipalities. Places are those of `i_kon_som`, when it is given: the country
    as the reader may know it. ValueError when the redistribution is not possible: more than the ordinary share, a giver
    that has handed over already, or more than three decimals.
    """
    flytt = Omfordelning(givare=givare, mottagare=mottagare, andel=tusendelar(andel), behallna=0, lamnade=0)

    def efter(land: Underlag) -> Underlag:
        return replace(land, omfordelningar=(*land.omfordelningar, flytt))

    i_kon = i_kon_som or underlag
    par = (underlag, i_kon), (efter(underlag), efter(i_kon))
    fore, sedan = (_lage(u, k, givare, mottagare, lan, antaganden) for u, k in par)
    return Jamforelse(fore=fore, efter=sedan)


def _lage(
    underlag: Underlag, i_kon: Underlag, givare: str, mottagare: str, lan: Collection[str], antaganden: Antaganden
) -> Lage:
    a = antaganden
    konton, platser = uppfyllelse(underlag, a.metod), turordning(i_kon, a.metod, a.inom, (givare, mottagare))
    delar = delarnas_uppfyllelse(underlag) if a.metod is Metod.ORDINARIE_ANDEL else {}

    def bild(kod: str) -> Kommunbild:
        andel = promille(underlag.gallande[kod])
        return Kommunbild(
            andel=andel,
            barn=vantade_barn(andel, a.prognos),
            uppfyllelse=konton[kod],
            delar={del_: u for del_, u in delar.items() if del_.kommun == kod},
            platser={del_: plats for del_, plats in platser.items() if del_.kommun == kod},
            fast_del=a.fast_del,
            rorlig_del=rorlig_ersattning(andel, a.prognos, a.rorlig_del),
        )

    lanets = sum((promille(underlag.gallande[kod]) for kod in lan), Decimal(0))
    return Lage(givare=bild(givare), mottagare=bild(mottagare), lanets_andel=lanets)
