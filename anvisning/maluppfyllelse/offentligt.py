"""The public table of fulfilment: computed from the counts that are public, never from those that are withheld."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anvisning.maluppfyllelse.metoder import Uppfyllelse, ko
from anvisning.maluppfyllelse.smatal import Publicering, rakna_med
from anvisning.maluppfyllelse.turordning import Plats, platser
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag


@dataclass(frozen=True, kw_only=True)
class OffentligRad:
    """One municipality as the public sees it. None is withheld."""

    uppfyllelse: Uppfyllelse | None
    """Number, target and quotient."""
    plats: Plats | None
    """Place in the queue; None also where it lies far ahead, and with `periodsumma`."""


def offentlig_tabell(
    underlag: Underlag, metod: Metod, *, publicering: Publicering, tidigare: Sequence[Publicering], inom: int
) -> dict[str, OffentligRad]:
    """Give the public row of every municipality.

    Of `underlag` only shares, the country's number and earlier targets are used, which are public. The queue counts
    withheld municipalities as `rakna_med` does, so places are approximate; parts of accounts have none here.
    """
    medraknade = rakna_med(publicering, tidigare)
    rader = [replace(rad, antal=medraknade[rad.kod]) for rad in ko(underlag, metod)]
    i_kon = {} if metod is Metod.PERIODSUMMA else platser(rader, {}, inom)
    return {
        rad.kod: OffentligRad(uppfyllelse=rad.uppfyllelse, plats=i_kon.get(Del(rad.kod, rad.kod)))
        if publicering.kommuner[rad.kod] is not None
        else OffentligRad(uppfyllelse=None, plats=None)
        for rad in rader
    }
